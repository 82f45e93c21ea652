/** An experiment on its way through the rooms, and what the way needs of the outside. */
import type { Store } from '../store/store.ts';
import type { Expectations } from '../training/estimate.ts';
import type { AtWork } from '../training/workers/workers.ts';
import type { Experiment, Run, RunResult } from '../vocabulary.ts';

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

/** What a progress is told of at its beginning. */
export interface Waiting {
  /** Those that are to be trained. */
  readonly runs: readonly Run[];
  /** Others of the same plan, which are done. */
  readonly doneBefore: number;
  readonly expected: Expectations;
  /** Who is at work now. */
  readonly atWork: () => AtWork;
  /** What tells a run from the others: '16 units, bidirectional, seed 3'. */
  readonly nameOf: (run: Run) => string;
}

/** Runs under way, for somebody who waits. */
export interface Progress {
  /** Updates that a run under way has made; 0 when it begins. */
  updates(run: Run, made: number): void;
  finished(run: Run, result: RunResult): void;
  /** Milliseconds; null while a guess would be worth nothing. */
  leftMs(): number | null;
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
  readonly startProgress: (waiting: Waiting) => Progress;
}
