/** What goes into a model, and what comes out of it. */

/** What stands at the input of a model: F numbers per time step, or one token of a vocabulary (one-hot). */
export type ModelInput =
  | { readonly kind: 'numbers'; readonly features: number }
  | { readonly kind: 'tokens'; readonly vocabulary: number };

/** A column of a file's numbers: a model gets (number − mean) ÷ sd. */
export interface InputColumn {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  /** Which input says by a 1 that the column has a gap; null where it has none in the file. */
  readonly gapAt: number | null;
}

/**
 * What stands at the output of a model: the probability of class 1, the probabilities of K classes, or a real number;
 * one per time step, or one per sequence (from the last output of each reading: a forward one's at the sequence's last
 * step, a backward one's at its first).
 */
export type ModelOutput = (
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'softmax'; readonly classes: number }
  | { readonly kind: 'linear' }
) & { readonly per: 'step' | 'sequence' };

/**
 * Sequences with what a model is to say about them, for training or testing. N sequences, T time steps of the longest,
 * F features; L = T outputs per sequence where a model has one per step, L = 1 where it has one per sequence.
 * Padding stands after the last step of a shorter sequence; its values are 0 and it never counts.
 */
export interface Sequences {
  readonly count: number;
  readonly steps: number;
  /** (N, T, F) numbers, or (N, T) tokens. */
  readonly inputs: Float32Array | Int32Array;
  /** (N, L): the class; 0 or 1 for a sigmoid; −1 where it is not known, and throughout where there are targets. */
  readonly labels: Int32Array;
  /** (N, L): the real number that a linear output is to give; null for classes. */
  readonly targets: Float32Array | null;
  /** (N, L): 1 where the output counts in loss and metrics, else 0. */
  readonly counted: Uint8Array;
  /** (N): time steps of each sequence, 1 … T. */
  readonly lengths: Int32Array;
}
