/**
 * The contract of every engine: who executes the updates of a model.
 *
 * All engines make the same update, defined here once:
 *
 * - LSTM with gates i, f, c, o in this order, sigmoid gates, tanh candidate and output. GRU with gates z, r, h, where r
 *   resets the state before it is multiplied (`reset_after: false`): h̃ = tanh(W x + b + U (r · h before)),
 *   h = z · h before + (1 − z) · h̃. SimpleRNN: h = tanh(W x + b + U h before). The initial state is 0.
 * - A backward reading starts at each sequence's own last step; its outputs stand in the input's order, inner layers'
 *   too. Padded steps never change a state, and their outputs are not used.
 * - Merge modes concat, sum, mul, ave of every layer's two readings. Dropout after every layer: outputs that the masks
 *   keep × float32(1 ÷ (1 − dropout)), the others 0; see dropout.ts.
 * - Then Dense at every time step, or on the last output of each reading. A sigmoid or a softmax, with the cross-entropy
 *   of the label's probability clipped to [1e-7, 1 − 1e-7]; where it is clipped the gradient is 0. Or no activation, with
 *   the squared error of the target. The loss of a batch is its sum over the counted outputs ÷ their number (0 where
 *   none counts).
 * - The optimizers of optimizer.ts.
 *
 * Weights are flat float32 arrays in Keras's order, see model/model.ts. The same weights, sequences and engine
 * version give the same bits on any machine (tfjs: on the same machine), however the sequences are cut into calls;
 * only the predictions of tfjs-node change in the last bits with the number of sequences in the call.
 */
import type { Model } from '../model/model.ts';
import type { EngineName, Sequences } from '../vocabulary.ts';
import type { OptimizerSettings } from './optimizer.ts';

export interface Engine {
  readonly name: EngineName;
  /** Raised whenever one bit of a result changes; tests hold golden hashes of weights. */
  readonly version: string;
  /** What it runs on, for the receipt of a run: 'TypeScript', 'native AVX-512', 'WebAssembly SIMD', 'cpu', …. */
  readonly backend: string;

  /** A trainer with its own copy of the weights, before its first update. */
  createTrainer(model: Model, weights: Float32Array, settings: TrainerSettings): Promise<Trainer>;
}

export interface TrainerSettings {
  readonly optimizer: OptimizerSettings;
  /** Sequences per update, B. */
  readonly batchSize: number;
  /** The most time steps a sequence will have, T. */
  readonly steps: number;
}

export interface Trainer {
  /**
   * Makes one update per `batchSize` sequences, in their order. `sequences.count` must be a multiple of it and
   * `sequences.steps` at most the settings' `steps`.
   *
   * @param masks what dropout.ts draws for these sequences, one per layer; for models with dropout
   */
  train(sequences: Sequences, masks?: readonly Uint8Array[]): Promise<TrainingLog>;

  /**
   * Probabilities, or real numbers of a linear output, (N, L, K) with K = 1 unless it is a softmax; without training and
   * dropout; 0 at padded steps. Any number of sequences of at most the settings' `steps`.
   */
  predict(sequences: Sequences): Promise<Float32Array>;

  /** A copy of the weights as they are now. */
  weights(): Float32Array;

  /** All that later updates depend on, as it is now. */
  state(): Promise<TrainerState>;

  /**
   * Goes on from a state, of this trainer or of another one of the same model and optimizer, in any engine: within one
   * engine the bits are those of a trainer that was never interrupted.
   */
  restore(state: TrainerState): Promise<void>;

  /** Frees what the trainer holds; it is not used afterwards. */
  dispose(): void;
}

/** A trainer between two updates. */
export interface TrainerState {
  readonly weights: Float32Array;
  /** Updates made so far, t in optimizer.ts. */
  readonly updates: number;
  /** What the optimizer remembers: one array per name in MOMENTS, each in the order of the weights. */
  readonly moments: readonly Float32Array[];
}

/** One entry per update, measured before the update. */
export interface TrainingLog {
  /** (updates): mean loss over the batch's counted outputs. Not finite where training has diverged. */
  readonly losses: Float64Array;
  /**
   * (updates): counted outputs predicted right: p > 0.5 strictly, or the largest class, the first on a tie. null for a
   * linear output, where nothing is right or wrong.
   */
  readonly correct: Int32Array | null;
}

/** The clip of the cross-entropy. */
export const CLIP = 1e-7;

/** Updates that `train` makes of these sequences. Throws where they break its contract. */
export function updatesIn({ count, steps }: Sequences, settings: TrainerSettings): number {
  if (count % settings.batchSize !== 0) {
    throw new Error(`expected a multiple of ${settings.batchSize} sequences, found ${count}`);
  }
  if (steps > settings.steps) throw new Error(`expected at most ${settings.steps} time steps, found ${steps}`);
  return count / settings.batchSize;
}

/**
 * The class that step `i` of probabilities (steps, K) is predicted to have: 1 where p > 0.5 strictly; of K
 * probabilities the largest, the first on a tie.
 */
export function predictedClass(probabilities: ArrayLike<number>, i: number, classes: number): number {
  if (classes === 1) return probabilities[i] > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if (probabilities[i * classes + k] > probabilities[i * classes + best]) best = k;
  }
  return best;
}

/** What step `i` of probabilities (steps, K) gives to its label; for a sigmoid, K = 1, labels are 0 and 1. */
export function probabilityOfLabel(
  probabilities: ArrayLike<number>,
  i: number,
  classes: number,
  label: number,
): number {
  if (classes > 1) return probabilities[i * classes + label];
  return label === 1 ? probabilities[i] : 1 - probabilities[i];
}
