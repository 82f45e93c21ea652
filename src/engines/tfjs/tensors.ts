/** Sequences as the tensors that the models of models.ts take and give. */
// N sequences, B of them at once, T time steps, L outputs per sequence, F numbers per step, W merged, K per output
import type * as Core from '@tensorflow/tfjs-core';
import { inputWidth, type Model, mergedWidth, outputsPerSequence, outputWidth } from '../../model/model.ts';
import type { Sequences } from '../../vocabulary.ts';

/**
 * Neighbouring sequences, cut after the last step of the longest: what follows would only be masked. Two steps at the
 * least, because the gradient of TensorFlow.js's `unstack` throws for one.
 */
export interface Batch {
  readonly sequences: Sequences;
  readonly first: number;
  readonly count: number;
  /** T of its tensors. */
  readonly steps: number;
  readonly isPadded: boolean;
}

export function batchOf(sequences: Sequences, first: number, count: number): Batch {
  const own = sequences.lengths.subarray(first, first + count);
  const steps = Math.max(2, ...own);
  return { sequences, first, count, steps, isPadded: own.some((length) => length < steps) };
}

/** Marks padded steps for the Masking layer: the lowest float32, which multiplied by 0 is 0 and no real input. */
export const PADDING = -(2 - 2 ** -23) * 2 ** 127;
/** Marks targets that do not count. */
export const UNCOUNTED = PADDING;

/** (B, T, F), tokens one-hot; PADDING at padded steps. */
export function inputTensor(core: typeof Core, model: Model, batch: Batch): Core.Tensor {
  const { inputs, lengths, steps } = batch.sequences;
  const F = inputWidth(model.input);
  const values = new Float32Array(batch.count * batch.steps * F);
  for (let b = 0; b < batch.count; b++) {
    const n = batch.first + b;
    for (let t = 0; t < batch.steps; t++) {
      const step = values.subarray((b * batch.steps + t) * F, (b * batch.steps + t + 1) * F);
      if (t >= lengths[n]) step.fill(PADDING);
      else if (model.input.kind === 'tokens') step[inputs[n * steps + t]] = 1;
      else step.set(inputs.subarray((n * steps + t) * F, (n * steps + t + 1) * F));
    }
  }
  return core.tensor3d(values, [batch.count, batch.steps, F]);
}

/**
 * (B, T, K) or (B, K): the labels in the only form that reaches a loss of TensorFlow.js, the shape of the output. What
 * does not count is all 0, or UNCOUNTED among targets. Otherwise +1 for the label 1 and −1 for the label 0 of a
 * sigmoid; one-hot for a softmax; the target itself.
 */
export function labelTensor(core: typeof Core, model: Model, batch: Batch): Core.Tensor {
  const { labels, targets, counted } = batch.sequences;
  const K = outputWidth(model.output);
  const values = new Float32Array(batch.count * outputsPerSequence(model.output, batch.steps) * K);
  if (targets !== null) values.fill(UNCOUNTED);
  eachOutput(model, batch, (i, place) => {
    if (counted[i] === 0) return;
    if (targets !== null) values[place] = targets[i];
    else if (model.output.kind === 'sigmoid') values[place] = labels[i] === 1 ? 1 : -1;
    else values[place * K + labels[i]] = 1;
  });
  return core.tensor(values, shapeOf(model, batch, K));
}

/** The values (B, T, K) or (B, K) of an output into those of all sequences (N, L, K). */
export function collectOutputs(model: Model, batch: Batch, values: ArrayLike<number>, all: Float32Array): void {
  const K = outputWidth(model.output);
  eachOutput(model, batch, (i, place) => {
    for (let k = 0; k < K; k++) all[i * K + k] = values[place * K + k];
  });
}

/** (B, T, W) or (B, W): what a layer's outputs are multiplied with, 0 or 1 ÷ (1 − dropout). */
export function maskTensor(core: typeof Core, model: Model, batch: Batch, layer: number, mask: Uint8Array) {
  const W = mergedWidth(model);
  const scale = Math.fround(1 / (1 - model.dropout));
  // An inner layer's outputs stand in the input's order
  const shaped: Model = layer < model.layers - 1 ? { ...model, ...INNER } : model;
  const values = new Float32Array(batch.count * outputsPerSequence(shaped.output, batch.steps) * W);
  eachOutput(shaped, batch, (i, place) => {
    for (let w = 0; w < W; w++) values[place * W + w] = mask[i * W + w] * scale;
  });
  return core.tensor(values, shapeOf(shaped, batch, W));
}

const INNER = { direction: 'forward', output: { kind: 'linear', per: 'step' } } as const;

function shapeOf({ output }: Model, { count, steps }: Batch, width: number): number[] {
  return output.per === 'step' ? [count, steps, width] : [count, width];
}

/**
 * Calls `visit` for every output of the batch with its place among those of all sequences (N, L) and among those of the
 * tensor (B, T) or (B). A lone backward layer leaves its outputs in the order in which it has read.
 */
function eachOutput(model: Model, batch: Batch, visit: (i: number, place: number) => void): void {
  const { lengths, steps } = batch.sequences;
  for (let b = 0; b < batch.count; b++) {
    const n = batch.first + b;
    if (model.output.per === 'sequence') {
      visit(n, b);
      continue;
    }
    for (let t = 0; t < lengths[n]; t++) {
      visit(n * steps + t, b * batch.steps + (model.direction === 'backward' ? batch.steps - 1 - t : t));
    }
  }
}
