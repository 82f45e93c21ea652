/** An experiment on its way through the rooms, and what the way needs of the outside. */
import type { Store } from '../store/store.ts';
import type { Experiment } from '../vocabulary.ts';

/** The outside, handed down: nothing below the command line asks for the time or speaks by itself. */
export interface Surroundings {
  /** Milliseconds from any start. */
  readonly clock: () => number;
  /** The time of day, for what is stored. */
  readonly now: () => Date;
  /** Aborted with the reason for which everything ends. */
  readonly signal: AbortSignal;
  /** Takes a line that is no result: a warning, word of a lost run. */
  readonly note: (text: string) => void;
}

/** Runs under way, for somebody who waits. */
export interface Progress {
  /** Of all runs together. */
  updates(done: number): void;
  runFinished(): void;
  /** A line for somebody who looks at the progress. */
  say(text: string): void;
  /** Leaves nothing of it behind. */
  stop(): void;
}

export interface Session {
  readonly surroundings: Surroundings;
  readonly store: Store;
  readonly experiment: Experiment;
  readonly jobs: number;
  readonly startProgress: (total: { runs: number; updates: number }) => Progress;
}
