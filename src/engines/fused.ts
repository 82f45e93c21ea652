/**
 * The update of the contract as one call of a kernel, which src/engines/fused/ holds in AssemblyScript and
 * src/engines/native/ in C. Nothing in either depends on the machine: the order of all sums is fixed, and the elementary
 * functions are their own.
 */
// N sequences, B of them per update, T time steps, L outputs per sequence, F numbers per step, W merged units, K numbers per output
import { type Model, mergedWidth, outputsPerSequence, outputWidth } from '../model/model.ts';
import type { Sequences } from '../vocabulary.ts';
import { type Engine, type Trainer, type TrainerSettings, updatesIn } from './engine.ts';
import type { Description, Kernel, LoadedKernel, Sizes } from './kernel.ts';
import { loadKernel } from './load-kernel.ts';
import { MOMENTS, type OptimizerSettings } from './optimizer.ts';

export const FUSED_VERSION = 'fused-1';

/** With the fastest kernel that this machine has. */
export async function fusedEngine(): Promise<Engine> {
  return fusedEngineOn(await loadKernel());
}

/** The same bits on every kernel: tests and benchmarks choose one, everybody else takes `fusedEngine`. */
export function fusedEngineOn({ backend, create }: LoadedKernel): Engine {
  return {
    name: 'fused',
    version: FUSED_VERSION,
    backend,
    createTrainer: async (model, weights, settings) => createTrainer(create(), model, weights, settings),
  };
}

// As the kernel numbers them
const CELL = { lstm: 0, gru: 1, simple_rnn: 2 } as const;
/** 0 is a one-way model. */
const MERGE = { concat: 1, sum: 2, mul: 3, ave: 4 } as const;
const OUTPUT = { sigmoid: 0, softmax: 1, linear: 2 } as const;
const OPTIMIZER = { adam: 0, adamw: 1, rmsprop: 2, sgd: 3 } as const;

/** Sequences that one prediction takes at once: enough to use every weight often. */
const PREDICTED_AT_ONCE = 32;
/** Numbers, tokens or masks that the kernel is given at once: they stay in the second cache, and calls cost nothing. */
const INPUTS_AT_ONCE = 16384;

function createTrainer(kernel: Kernel, model: Model, initial: Float32Array, settings: TrainerSettings): Trainer {
  const { optimizer, batchSize, steps: mostSteps } = settings;
  const { input, output } = model;
  const K = outputWidth(output);
  const mostOutputs = outputsPerSequence(output, mostSteps);
  kernel.describe(descriptionOf(model, optimizer));
  const width = input.kind === 'numbers' ? input.features : 1;
  const masked = model.dropout === 0 ? 0 : model.layers * mergedWidth(model); // bytes per step
  const updatesAtOnce = Math.max(1, Math.floor(INPUTS_AT_ONCE / (batchSize * mostSteps * (width + masked / 4))));
  const given = Math.max(updatesAtOnce * batchSize, PREDICTED_AT_ONCE);
  allocate(kernel, { batch: batchSize, steps: mostSteps, predicted: PREDICTED_AT_ONCE, given });

  const memory = kernel.memory();
  const at = kernel.addresses();
  const Input = input.kind === 'numbers' ? Float32Array : Int32Array;
  const inputs = new Input(memory, at.inputs, given * mostSteps * width); // (N, T, F)
  const Label = output.kind === 'linear' ? Float32Array : Int32Array;
  const labels = new Label(memory, at.labels, given * mostOutputs); // (N, L)
  const counted = new Uint8Array(memory, at.counted, given * mostOutputs); // (N, L)
  const lengths = new Int32Array(memory, at.lengths, given); // (N)
  const masks = Array.from({ length: masked === 0 ? 0 : model.layers }, (_, layer) => {
    const size = given * mostSteps * mergedWidth(model); // (N, T, W)
    return new Uint8Array(memory, at.masks + layer * at.maskBytes, size);
  });
  const losses = new Float64Array(memory, at.losses, updatesAtOnce);
  const corrects = new Int32Array(memory, at.corrects, updatesAtOnce);
  const predictions = new Float32Array(memory, at.predictions, PREDICTED_AT_ONCE * mostOutputs * K); // (N, L, K)
  const flat = new Float32Array(memory, at.flat, initial.length);
  let updatesMade = 0;

  /** Kind 0 are the weights; the moments of the optimizer follow. */
  const pack = (kind: number, numbers: Float32Array): void => {
    flat.set(numbers);
    kernel.pack(kind);
  };
  const unpacked = (kind: number): Float32Array => {
    kernel.unpack(kind);
    return flat.slice();
  };
  pack(0, initial);

  /** Sequences `from` … `to` − 1 into the kernel's memory. */
  const give = (sequences: Sequences, from: number, to: number): void => {
    const { steps } = sequences;
    inputs.set(sequences.inputs.subarray(from * steps * width, to * steps * width));
    const L = outputsPerSequence(output, steps);
    labels.set((sequences.targets ?? sequences.labels).subarray(from * L, to * L));
    counted.set(sequences.counted.subarray(from * L, to * L));
    lengths.set(sequences.lengths.subarray(from, to));
  };

  /** The same of their masks. */
  const giveMasks = (
    given: readonly Uint8Array[],
    { from, to, count }: { from: number; to: number; count: number },
  ) => {
    for (const [layer, mask] of masks.entries()) {
      const size = given[layer].length / count;
      mask.set(given[layer].subarray(from * size, to * size));
    }
  };

  return {
    async train(sequences, masksOfAll = []) {
      const updates = updatesIn(sequences, settings);
      const allLosses = new Float64Array(updates);
      const correct = new Int32Array(updates);
      for (let update = 0; update < updates; update += updatesAtOnce) {
        const atOnce = Math.min(updatesAtOnce, updates - update);
        const [from, to] = [update * batchSize, (update + atOnce) * batchSize];
        give(sequences, from, to);
        giveMasks(masksOfAll, { from, to, count: sequences.count });
        kernel.train(atOnce, batchSize, sequences.steps);
        allLosses.set(losses.subarray(0, atOnce), update);
        correct.set(corrects.subarray(0, atOnce), update);
      }
      updatesMade += updates;
      return { losses: allLosses, correct: output.kind === 'linear' ? null : correct };
    },

    async predict(sequences) {
      const { count, steps } = sequences;
      if (steps > mostSteps) throw new Error(`expected at most ${mostSteps} time steps, found ${steps}`);
      const perSequence = outputsPerSequence(output, steps) * K;
      const all = new Float32Array(count * perSequence); // (N, L, K)
      for (let n = 0; n < count; n += PREDICTED_AT_ONCE) {
        const atOnce = Math.min(PREDICTED_AT_ONCE, count - n);
        give(sequences, n, n + atOnce);
        kernel.predict(atOnce, steps);
        all.set(predictions.subarray(0, atOnce * perSequence), n * perSequence);
      }
      return all;
    },

    weights: () => unpacked(0),

    async state() {
      const moments = MOMENTS[optimizer.name].map((_, i) => unpacked(1 + i));
      return { weights: unpacked(0), updates: updatesMade, moments };
    },

    async restore({ weights, updates, moments }) {
      pack(0, weights);
      for (const [i, moment] of moments.entries()) pack(1 + i, moment);
      updatesMade = updates;
      kernel.continueAt(updates);
    },

    dispose() {},
  };
}

function descriptionOf(model: Model, optimizer: OptimizerSettings): Description {
  const { input, cell, layers, units, direction, mergeMode, dropout, output } = model;
  return {
    features: input.kind === 'numbers' ? input.features : 0,
    vocabulary: input.kind === 'tokens' ? input.vocabulary : 0,
    cell: CELL[cell],
    layers,
    units,
    readings: direction === 'bidirectional' ? 2 : 1,
    readsBackwardFirst: direction === 'backward' ? 1 : 0,
    merge: mergeMode === null ? 0 : MERGE[mergeMode],
    dropout,
    output: OUTPUT[output.kind],
    isPerSequence: output.per === 'sequence' ? 1 : 0,
    outputs: outputWidth(output),
    optimizer: OPTIMIZER[optimizer.name],
    learningRate: optimizer.learningRate,
    momentum: optimizer.momentum,
    weightDecay: optimizer.weightDecay,
  };
}

/** Throws where the model and its batch do not fit into the 4 GB that a kernel may have, or into memory. */
function allocate(kernel: Kernel, sizes: Sizes): void {
  const bytes = kernel.allocate(sizes);
  if (bytes <= kernel.memory().byteLength) return;
  const needed = Number.isFinite(bytes) ? `${(bytes / 2 ** 30).toFixed(1)} GB` : 'more memory than there is';
  throw new Error(
    `the fused engine needs ${needed} for ${sizes.batch} sequences of ${sizes.steps} steps at once, and can have 4 GB ` +
      'at most; a smaller batch_size or fewer units would fit',
  );
}
