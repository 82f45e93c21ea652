/** `run`: a whole experiment in one call, as `bothways run` does it. */
import { availableParallelism } from 'node:os';
import { engineFailure, engineSentence } from '../report/engine-check-text.ts';
import { answered } from '../session/answer.ts';
import { forecast } from '../session/forecast.ts';
import { openToWrite } from '../session/open-results.ts';
import { updatesIn } from '../session/plan.ts';
import { runExperiment } from '../session/run-experiment.ts';
import type { Progress, Waiting } from '../session/session.ts';
import type { Answered, EngineChecks, Experiment, Run } from '../vocabulary.ts';
import { DATABASE } from './database.ts';

export interface RunOptions {
  /** The results database; made where there is none. Default: results/bothways.db. */
  readonly database?: string;
  /** Worker processes at most. Default: the cores. A plan of less than a second is trained in this process. */
  readonly jobs?: number;
  /** Called now and then, and when a run has ended. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Takes lines for somebody who watches: a run that failed, a plan that is replaced. Default: nobody. */
  readonly onNote?: (text: string) => void;
  /** When aborted, `run` rejects with its reason; finished runs are kept, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** Whether to stop at the first run that fails. Default: no. */
  readonly failFast?: boolean;
}

/** How far the runs are that had to be trained. */
export interface RunProgress {
  readonly runs: { readonly done: number; readonly total: number };
  readonly updates: { readonly done: number; readonly total: number };
  /** null while a guess would be worth nothing. */
  readonly secondsLeft: number | null;
}

export interface RunReport {
  readonly experiment: string;
  readonly runs: {
    readonly planned: number;
    /** In the database already. */
    readonly doneBefore: number;
    readonly completed: number;
    readonly diverged: number;
    readonly failed: number;
  };
  /** The comparison with its answer; of a single configuration, its results. */
  readonly answer: Answered;
  readonly checks: EngineChecks;
  /** Why the results are not to be trusted, from the engine checks; null where nothing speaks against them. */
  readonly warning: string | null;
}

/**
 * Trains what an experiment plans and the database lacks, saves each run with its receipt, checks the engine, compares.
 * A second call trains nothing. A run that fails is counted and the others go on.
 *
 * @throws StoreError where the database cannot be used; the signal's reason where it is aborted
 */
export async function run(experiment: Experiment, options: RunOptions = {}): Promise<RunReport> {
  const {
    database = DATABASE,
    jobs = availableParallelism(),
    onProgress,
    onNote = () => {},
    failFast = false,
  } = options;
  const surroundings = {
    clock: () => performance.now(),
    now: () => new Date(),
    signal: options.signal ?? new AbortController().signal,
    note: onNote,
  };
  const store = await openToWrite(database, surroundings);
  try {
    const startProgress = (waiting: Waiting) =>
      progressOf(waiting, { clock: surroundings.clock, onNote, ...(onProgress && { onProgress }) });
    const ran = await runExperiment({ surroundings, store, experiment, jobs, startProgress }, { failFast });
    const checks = await ran.checking;
    return {
      experiment: experiment.name,
      runs: ran.runs,
      answer: answered(store, ran.results, { engine: engineSentence(checks) }),
      checks,
      warning: engineFailure(checks),
    };
  } finally {
    store.close();
  }
}

function progressOf(
  { runs, expected, atWork }: Waiting,
  {
    clock,
    onProgress,
    onNote,
  }: Pick<RunOptions, 'onProgress'> & { clock: () => number; onNote: (text: string) => void },
): Progress {
  const ahead = forecast(runs, { expected, places: () => atWork().places, clock });
  const total = { runs: runs.length, updates: updatesIn(runs) };
  const made = new Map<Run, number>();
  let finished = 0;
  const tell = () => {
    const leftMs = ahead.leftMs();
    onProgress?.({
      runs: { done: finished, total: total.runs },
      updates: { done: [...made.values()].reduce((sum, updates) => sum + updates, 0), total: total.updates },
      secondsLeft: leftMs === null ? null : leftMs / 1000,
    });
  };
  return {
    updates(run, now) {
      made.set(run, now);
      ahead.updates(run, now);
      tell();
    },
    finished(run, result) {
      made.set(run, updatesIn([run]));
      finished += 1;
      ahead.finished(run, result.status === 'completed' ? result.trainMs : null);
      tell();
    },
    leftMs: () => ahead.leftMs(),
    say: onNote,
    stop() {},
  };
}
