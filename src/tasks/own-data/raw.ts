/**
 * What a file holds before it is split and standardised: recordings of steps, in the order of the file.
 *
 * S steps in all, R recordings, F columns of numbers. A recording is a sequence, or what windows are cut from.
 */
import type { FilePlace } from './problems.ts';

export interface Raw {
  readonly inputs: RawInputs;
  readonly recordings: Recordings;
  readonly answers: RawAnswers;
  /** What the file says of the parts: (S) where windows are cut, else (R); null where it says nothing. */
  readonly parts: Uint8Array | null;
  /** The place of a step in its file. */
  placeOf(step: number, field: 'answer' | 'input' | 'group'): FilePlace;
  /** Recordings from here on are of the second file, the test part; R where there is none. */
  readonly firstOfTestFile: number;
}

export type RawInputs =
  /** (S, F), NaN where a cell is empty. */
  | { readonly kind: 'numbers'; readonly columns: readonly string[]; readonly values: Float64Array }
  /** (S): numbers of words, in the order of their first appearance. */
  | { readonly kind: 'tokens'; readonly words: readonly string[]; readonly values: Int32Array };

export interface Recordings {
  readonly count: number;
  /** (R): the first step of each; its steps follow one another. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** (R): the value of the column `sequence`; null where the file has no such column. */
  readonly names: readonly string[] | null;
  /** (R): the value of `group`; null where there is no such key. */
  readonly groups: readonly string[] | null;
}

export type RawAnswers =
  /** −1: not counted. */
  (
    | { readonly kind: 'classes'; readonly words: readonly string[]; readonly values: Int32Array }
    /** NaN: not counted. */
    | { readonly kind: 'targets'; readonly values: Float64Array }
  ) & {
    /** (S) or (R). */
    readonly by: 'step' | 'recording';
  };

/** The parts of the data, as numbers. */
export const TRAINING = 0;
export const TEST = 1;
export const VALIDATION = 2;
export const PARTS: ReadonlyMap<string, number> = new Map([
  ['train', TRAINING],
  ['test', TEST],
  ['validation', VALIDATION],
]);
