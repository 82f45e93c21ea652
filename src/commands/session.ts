/** What a verb that trains carries along. */
import type { Store } from '../store/store.ts';
import type { Experiment } from '../vocabulary.ts';
import type { Context } from './context.ts';

/** An experiment on its way through. */
export interface Session {
  readonly context: Context;
  readonly store: Store;
  readonly experiment: Experiment;
  /** That named it on the command line: the file and the overrides. */
  readonly words: readonly string[];
  readonly jobs: number;
  readonly failFast: boolean;
}

/** What is left to tell of it. */
export interface Ending {
  readonly succeeded: boolean;
  readonly json: Record<string, unknown>;
}
