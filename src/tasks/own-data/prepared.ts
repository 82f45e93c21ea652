/** Data as training takes them: numbers standardised, tokens and classes numbered, every sequence in its part. */
import type { ColumnSummary, DataFloor, ModelInput, ModelOutput } from '../../vocabulary.ts';
import type { Words } from '../dataset.ts';
import type { DataSettings } from './settings.ts';

/** N sequences over S steps; those of windows overlap. */
export interface Prepared {
  readonly description: Description;
  /** (S, F) numbers, or (S) tokens. */
  readonly inputs: Float32Array | Int32Array;
  /** (S) with an answer per step, else (N): the class, −1 where it does not count; all −1 for targets. */
  readonly labels: Int32Array;
  /** Of the same shape: standardised targets, NaN where they do not count; null for classes. */
  readonly targets: Float32Array | null;
  /** (N): the first step. */
  readonly starts: Int32Array;
  /** (N). */
  readonly lengths: Int32Array;
  /** (N): TRAINING, TEST or VALIDATION. */
  readonly parts: Uint8Array;
  /** (N): the group, an index of the description's names. */
  readonly groups: Int32Array;
}

/** All of it that is no array: kept as JSON. */
export interface Description {
  readonly settings: DataSettings;
  readonly input: ModelInput;
  readonly output: ModelOutput;
  readonly words: Words;
  /** The columns of numbers, as they were standardised; empty for tokens. */
  readonly columns: readonly ColumnSummary[];
  /** The target's mean and standard deviation in the training part; null for classes. */
  readonly target: TargetMoments | null;
  readonly groupNames: readonly string[];
  readonly counts: Counts;
  readonly floor: DataFloor;
  readonly warnings: readonly Warning[];
}

/** What may not be meant, at a key of the `data` map. */
export interface Warning {
  readonly key: string;
  readonly message: string;
}

/** Before anybody has looked for what may not be meant. */
export type Unwarned = Omit<Prepared, 'description'> & { readonly description: Omit<Description, 'warnings'> };

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

export interface TargetMoments extends Moments {
  /** What a target's distance is taken from where its variance is summed: the same number in every fold. */
  readonly centre: number;
}

/** What was read and what was left out. */
export interface Counts {
  readonly recordings: number;
  /** Sequences without an answer. */
  readonly unanswered: number;
  /** Windows that touch both sides of a split. */
  readonly between: number;
  /** Test sequences whose input the training part has. */
  readonly identical: number;
  /** Test tokens, and those of them that are unknown; 0 for numbers. */
  readonly testTokens: number;
  readonly unknownTokens: number;
}
