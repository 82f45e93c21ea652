/** A model on its way forward and back, sequence by sequence: layers of readings, then the dense layer. */
// N sequences, T time steps, L outputs per sequence, F numbers per step, U units, W merged, K numbers per output
import {
  type Model,
  mergedWidth,
  outputsPerSequence,
  outputWidth,
  readingDirections,
  weightShapes,
} from '../../model/model.ts';
import type { CellName, Sequences } from '../../vocabulary.ts';
import { type Kept, type Precision, zeros } from './arrays.ts';
import { createDense, type Dense } from './dense.ts';
import { createGru } from './gru.ts';
import { createLayer, type Layer } from './layer.ts';
import { type Compared, isRight, lossOf, setLossGradient } from './loss.ts';
import { createLstm } from './lstm.ts';
import type { Inputs, Reading, ReadingParts } from './reading.ts';
import { createSimpleRnn } from './simple-rnn.ts';

const CREATE: Readonly<Record<CellName, (parts: ReadingParts) => Reading>> = {
  lstm: createLstm,
  gru: createGru,
  simple_rnn: createSimpleRnn,
};

export interface Network {
  readonly model: Model;
  /** Flat; the layers look into it. */
  readonly weights: Kept;
  /** Of the batch's loss; flat like the weights. */
  readonly gradient: Float64Array;
  readonly layers: readonly Layer[];
  readonly dense: Dense;
  /** (T, W) of the layer below, for every layer but the first. */
  readonly dInputs: Float64Array;
}

/** What a batch left behind; its gradient is in the network. */
export interface Measured {
  readonly loss: number;
  /** Counted outputs predicted right. */
  readonly correct: number;
}

export function createNetwork(model: Model, initial: Kept, steps: number, precision: Precision): Network {
  const weights = zeros(initial.length, precision);
  weights.set(initial);
  const gradient = new Float64Array(initial.length);
  const tensors = rowsOfTensors(weights, model);
  const dTensors = rowsOfTensors(gradient, model);
  const directions = readingDirections(model.direction);

  const layers = Array.from({ length: model.layers }, (_, layer) => {
    const readings = directions.map((direction, i) => {
      const from = 3 * (layer * directions.length + i);
      const [kernel, recurrentKernel, [bias]] = tensors.slice(from);
      const [dKernel, dRecurrentKernel, [dBias]] = dTensors.slice(from);
      const views = { kernel, recurrentKernel, bias, dKernel, dRecurrentKernel, dBias };
      return CREATE[model.cell]({ direction, ...views, steps, precision });
    });
    const isWhole = layer < model.layers - 1 || model.output.per === 'step';
    return createLayer({ model, readings, isWhole, steps, precision });
  });

  const [kernel, [bias]] = tensors.slice(-2);
  const [dKernel, [dBias]] = dTensors.slice(-2);
  const rows = outputsPerSequence(model.output, steps);
  return {
    model,
    weights,
    gradient,
    layers,
    dense: createDense({ output: model.output, kernel, bias, dKernel, dBias, rows, precision }),
    dInputs: new Float64Array(steps * mergedWidth(model)),
  };
}

/** The tensors of a flat array in their order, each as the array of its rows. */
function rowsOfTensors<Numbers extends Kept>(flat: Numbers, model: Model): Numbers[][] {
  let offset = 0;
  return weightShapes(model).map(({ shape, size }) => {
    const columns = shape[shape.length - 1];
    const rows: Numbers[] = [];
    for (const end = offset + size; offset < end; offset += columns) {
      rows.push(flat.subarray(offset, offset + columns) as Numbers);
    }
    return rows;
  });
}

/** Sequence n of the caller's through all layers → outputs of the dense layer; returns how many rows of them. */
export function forward(network: Network, sequences: Sequences, n: number, masks?: readonly Uint8Array[]): number {
  const { model, layers, dense } = network;
  const length = sequences.lengths[n];
  let inputs = inputsOf(network, sequences, n);
  layers.forEach((layer, i) => {
    layer.forward(inputs, length, masks === undefined ? null : maskOf(masks[i], sequences.count, n));
    inputs = layer.outputs;
  });
  const rows = outputsPerSequence(model.output, length);
  dense.forward(layers[layers.length - 1].outputs, rows);
  return rows;
}

/** (T, F) numbers or (T) tokens of sequence n. */
function inputsOf({ model }: Network, { inputs, steps }: Sequences, n: number): Inputs {
  const width = model.input.kind === 'numbers' ? model.input.features : 1;
  return inputs.subarray(n * steps * width, (n + 1) * steps * width);
}

function maskOf(mask: Uint8Array, count: number, n: number): Uint8Array {
  const size = mask.length / count;
  return mask.subarray(n * size, (n + 1) * size);
}

/** Leaves the gradient of the mean loss of `count` sequences in the network; 0 where no output counts. */
export function followBatch(network: Network, { sequences, first, count, masks }: BatchOf): Measured {
  const { model, gradient } = network;
  const L = outputsPerSequence(model.output, sequences.steps);
  gradient.fill(0);
  let counted = 0;
  for (let i = first * L; i < (first + count) * L; i++) counted += sequences.counted[i];

  let loss = 0;
  let correct = 0;
  for (let n = first; n < first + count; n++) {
    const rows = forward(network, sequences, n, masks);
    const compared = { outputs: network.dense.outputs, width: outputWidth(model.output), sequences, first: n * L };
    let lossOfSequence = 0;
    for (let row = 0; row < rows; row++) {
      if (sequences.counted[n * L + row] === 0) continue;
      lossOfSequence += lossOf(compared, row);
      if (isRight(compared, row)) correct += 1;
    }
    loss += lossOfSequence;
    backward(network, compared, { n, rows, counted });
  }
  return { loss: counted === 0 ? 0 : loss / counted, correct };
}

/** Sequences `first` … `first + count − 1`, with the masks of all. */
export interface BatchOf {
  readonly sequences: Sequences;
  readonly first: number;
  readonly count: number;
  readonly masks: readonly Uint8Array[] | undefined;
}

/** Adds the gradient of sequence n's share of the batch's loss: its sum ÷ the batch's counted outputs. */
function backward(
  network: Network,
  compared: Compared,
  { n, rows, counted }: { n: number; rows: number; counted: number },
): void {
  const { layers, dense, dInputs } = network;
  const { sequences } = compared;
  const last = layers[layers.length - 1];
  for (let row = 0; row < rows; row++) {
    setLossGradient(dense.dLogits, compared, row, counted);
    dense.backward(last.outputs, row, last.dOutputs);
  }
  for (let i = layers.length - 1; i > 0; i--) {
    dInputs.fill(0);
    layers[i].backward(layers[i - 1].outputs, sequences.lengths[n], dInputs);
    layers[i - 1].dOutputs.set(dInputs);
  }
  layers[0].backward(inputsOf(network, sequences, n), sequences.lengths[n], null);
}
