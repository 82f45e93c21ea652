/**
 * The update of the contract as one call of a WebAssembly SIMD kernel, which src/engines/fused/ holds in
 * AssemblyScript. Nothing in it depends on the machine: the order of all sums is fixed, and the elementary functions
 * are its own.
 */
// N sequences, B of them per update, T time steps, F numbers per step, K probabilities per step
import { readFile } from 'node:fs/promises';
import { type Model, outputWidth } from '../model/model.ts';
import type { Sequences } from '../vocabulary.ts';
import { type Engine, supportsOneLayer, type Trainer, type TrainerSettings, updatesIn } from './engine.ts';

export const FUSED_VERSION = 'fused-1';

export async function fusedEngine(): Promise<Engine> {
  const module = await compiledKernel();
  return {
    name: 'fused',
    version: FUSED_VERSION,
    backend: 'WebAssembly SIMD',
    supports: supportsOneLayer,
    createTrainer: async (model, weights, settings) => createTrainer(module, model, weights, settings),
  };
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiled once per process: a second compilation would start in the slow tier again. */
function compiledKernel(): Promise<WebAssembly.Module> {
  compiled ??= readFile(kernelUrl()).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** The kernel stands beside this file in dist/; tests run this file from src/. */
function kernelUrl(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(`${fromSource ? '../../dist/engines/' : './'}fused/kernel.wasm`, import.meta.url);
}

/** What src/engines/fused/kernel.ts exports. Addresses are in bytes. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  describe(
    features: number,
    vocabulary: number,
    units: number,
    outputs: number,
    isSoftmax: boolean,
    readings: number,
    readsBackwardFirst: boolean,
    merge: number,
    learningRate: number,
  ): void;
  allocate(batch: number, steps: number, predicted: number, given: number): number;
  packWeights(): void;
  unpackWeights(): void;
  train(updates: number, batch: number, steps: number): void;
  predict(count: number, steps: number): void;
  addressOfInputs(): number;
  addressOfLabels(): number;
  addressOfLengths(): number;
  addressOfCounted(): number;
  addressOfLosses(): number;
  addressOfCorrects(): number;
  addressOfProbabilities(): number;
  addressOfWeights(): number;
}

/** As the kernel numbers them; 0 is a one-way model. */
const MERGE = { concat: 1, sum: 2, mul: 3, ave: 4 } as const;

/** Sequences that one prediction takes at once: enough to use every weight often. */
const PREDICTED_AT_ONCE = 32;
/** Numbers or tokens that the kernel is given at once: they stay in the second cache, and the calls cost nothing. */
const INPUTS_AT_ONCE = 16384;

function createTrainer(
  module: WebAssembly.Module,
  model: Model,
  weights: Float32Array,
  settings: TrainerSettings,
): Trainer {
  const { learningRate, batchSize, steps: mostSteps } = settings;
  const kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  const { input, output } = model;
  const K = outputWidth(output);
  kernel.describe(
    input.kind === 'numbers' ? input.features : 0,
    input.kind === 'tokens' ? input.vocabulary : 0,
    model.units,
    K,
    output.kind === 'softmax',
    model.direction === 'bidirectional' ? 2 : 1,
    model.direction === 'backward',
    model.mergeMode === null ? 0 : MERGE[model.mergeMode],
    learningRate,
  );
  const width = input.kind === 'numbers' ? input.features : 1;
  const updatesAtOnce = Math.max(1, Math.floor(INPUTS_AT_ONCE / (batchSize * mostSteps * width)));
  const given = Math.max(updatesAtOnce * batchSize, PREDICTED_AT_ONCE);
  allocate(kernel, { batch: batchSize, steps: mostSteps, given });

  const { buffer } = kernel.memory;
  const at = (address: () => number) => address() >>> 0; // above 2 GB they come as negative numbers
  const Input = input.kind === 'numbers' ? Float32Array : Int32Array;
  const inputs = new Input(buffer, at(kernel.addressOfInputs), given * mostSteps * width); // (N, T, F)
  const labels = new Int32Array(buffer, at(kernel.addressOfLabels), given * mostSteps); // (N, T)
  const counted = new Uint8Array(buffer, at(kernel.addressOfCounted), given * mostSteps); // (N, T)
  const lengths = new Int32Array(buffer, at(kernel.addressOfLengths), given); // (N)
  const losses = new Float64Array(buffer, at(kernel.addressOfLosses), updatesAtOnce);
  const corrects = new Int32Array(buffer, at(kernel.addressOfCorrects), updatesAtOnce);
  const probabilities = new Float32Array(
    buffer,
    at(kernel.addressOfProbabilities),
    PREDICTED_AT_ONCE * mostSteps * K, // (N, T, K)
  );
  const flatWeights = new Float32Array(buffer, at(kernel.addressOfWeights), weights.length);
  flatWeights.set(weights);
  kernel.packWeights();

  /** Sequences `from` … `to` − 1 into the kernel's memory. */
  const give = (sequences: Sequences, from: number, to: number): void => {
    const { steps } = sequences;
    inputs.set(sequences.inputs.subarray(from * steps * width, to * steps * width));
    labels.set(sequences.labels.subarray(from * steps, to * steps));
    counted.set(sequences.counted.subarray(from * steps, to * steps));
    lengths.set(sequences.lengths.subarray(from, to));
  };

  return {
    async train(sequences) {
      const updates = updatesIn(sequences, settings);
      const log = { losses: new Float64Array(updates), correct: new Int32Array(updates) };
      for (let update = 0; update < updates; update += updatesAtOnce) {
        const atOnce = Math.min(updatesAtOnce, updates - update);
        give(sequences, update * batchSize, (update + atOnce) * batchSize);
        kernel.train(atOnce, batchSize, sequences.steps);
        log.losses.set(losses.subarray(0, atOnce), update);
        log.correct.set(corrects.subarray(0, atOnce), update);
      }
      return log;
    },

    async predict(sequences) {
      const { count, steps } = sequences;
      if (steps > mostSteps) throw new Error(`expected at most ${mostSteps} time steps, found ${steps}`);
      const all = new Float32Array(count * steps * K); // (N, T, K)
      for (let n = 0; n < count; n += PREDICTED_AT_ONCE) {
        const atOnce = Math.min(PREDICTED_AT_ONCE, count - n);
        give(sequences, n, n + atOnce);
        kernel.predict(atOnce, steps);
        all.set(probabilities.subarray(0, atOnce * steps * K), n * steps * K);
      }
      return all;
    },

    weights() {
      kernel.unpackWeights();
      return flatWeights.slice();
    },

    dispose() {},
  };
}

/** Throws where the model and its batch do not fit into the 4 GB that WebAssembly can address, or into memory. */
function allocate(kernel: Kernel, { batch, steps, given }: { batch: number; steps: number; given: number }): void {
  const bytes = kernel.allocate(batch, steps, PREDICTED_AT_ONCE, given);
  if (bytes <= kernel.memory.buffer.byteLength) return;
  const needed = Number.isFinite(bytes) ? `${(bytes / 2 ** 30).toFixed(1)} GB` : 'more memory than there is';
  throw new Error(
    `the fused engine needs ${needed} for ${batch} sequences of ${steps} steps at once, and can have 4 GB at most; ` +
      'a smaller batch_size or fewer units would fit',
  );
}

/** The part of the standard that is used here; Node's types leave it to those of browsers. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
