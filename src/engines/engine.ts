/**
 * The contract of every engine: who executes the updates of a model, and nothing else.
 *
 * All engines make the same update, defined here once:
 *
 * - LSTM with gates i, f, c, o in this order, sigmoid gates, tanh candidate and output, initial state 0. A backward
 *   reading starts at each sequence's own last step; its outputs stand in the input's order. Padded steps never
 *   change a state, and their outputs are not used.
 * - merge modes concat, sum, mul, ave; then Dense with a sigmoid (one output) or a softmax (K outputs) at every step.
 * - Cross-entropy with the probability of the label clipped to [1e-7, 1 − 1e-7]; where it is clipped the gradient
 *   is 0. The loss of a batch is its sum over the counted steps ÷ their number (0 where none counts).
 * - Adam as TensorFlow.js has it: β 0.9 and 0.999, w −= rate · m̂ / (√v̂ + ε), ε 1e-7, bias corrections by the
 *   number of updates so far.
 *
 * Weights are flat float32 arrays in Keras's order, see model/model.ts. The same weights, sequences and engine
 * version give the same bits on any machine (tfjs: on the same machine), however the sequences are cut into calls;
 * only the predictions of tfjs-node change in the last bits with the number of sequences in the call.
 */
import type { Model } from '../model/model.ts';
import type { EngineName, Sequences } from '../vocabulary.ts';

export interface Engine {
  readonly name: EngineName;
  /** Raised whenever one bit of a result changes; tests hold golden hashes of weights. */
  readonly version: string;
  /** What it runs on, for the receipt of a run: 'TypeScript', 'WebAssembly SIMD', 'cpu', 'tensorflow'. */
  readonly backend: string;

  /** true, or why this engine cannot train that model, in half a sentence. */
  supports(model: Model): true | string;

  /** A trainer with its own copy of the weights and fresh moments. */
  createTrainer(model: Model, weights: Float32Array, settings: TrainerSettings): Promise<Trainer>;
}

export interface TrainerSettings {
  readonly learningRate: number;
  /** Sequences per update, B. */
  readonly batchSize: number;
  /** The most time steps a sequence will have, T. */
  readonly steps: number;
}

export interface Trainer {
  /**
   * Makes one update per `batchSize` sequences, in their order. `sequences.count` must be a multiple of it and
   * `sequences.steps` at most the settings' `steps`.
   */
  train(sequences: Sequences): Promise<TrainingLog>;

  /** Probabilities (N, T, K), K = 1 for a sigmoid, without training; 0 at padded steps. Any number of sequences. */
  predict(sequences: Sequences): Promise<Float32Array>;

  /** A copy of the weights as they are now. */
  weights(): Float32Array;

  /** Frees what the trainer holds; it is not used afterwards. */
  dispose(): void;
}

/** One entry per update, measured before the update. */
export interface TrainingLog {
  /** (updates): mean loss over the batch's counted steps. Not finite where training has diverged. */
  readonly losses: Float64Array;
  /** (updates): counted steps predicted right: p > 0.5 strictly, or the largest class, the first on a tie. */
  readonly correct: Int32Array;
}

/** β₁, β₂ and ε of Adam, and the clip of the cross-entropy. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
export const CLIP = 1e-7;

/** For engines that know one LSTM layer only. */
export const supportsOneLayer: Engine['supports'] = ({ layers }) =>
  layers === 1 || `it has one LSTM layer, not ${layers}`;

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
