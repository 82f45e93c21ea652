/** Runs → results, one by one as they finish, wherever the runs are done. */
import { engineBackend } from '../engines/engines.ts';
import { receipt } from '../machine/receipt.ts';
import { taskModules } from '../tasks/tasks.ts';
import type { Environment, Run, RunResult } from '../vocabulary.ts';
import { type Expectations, estimateMs, expectations, timeLimitMs } from './estimate.ts';
import type { Answer, Job } from './job.ts';
import { here } from './workers/here.ts';
import { processes } from './workers/processes.ts';
import type { Workers } from './workers/workers.ts';

export interface Finished {
  readonly run: Run;
  readonly result: RunResult;
  /** Of the process that made it; of this one where a run failed. */
  readonly environment: Environment;
}

export interface ExecuteOptions {
  /** Stopped when the generator ends, however it does. */
  readonly workers: Workers;
  readonly clock: () => number;
  /** Whether a run's weights are wanted, or their hash will do. */
  readonly keepsWeights: (run: Run) => boolean;
  /** Called when a run begins, where that is known, and now and then with the updates that it has made. */
  readonly onProgress?: (run: Run, updates: number) => void;
  /** When aborted, the generator throws its reason at once; unfinished runs are lost. */
  readonly signal?: AbortSignal;
}

/** A plan that takes longer than this is worth starting worker processes for. */
const WORTH_PROCESSES_MS = 1000;

/** Whether a plan is over sooner than processes for it would be of use. */
export function isSoonDone(runs: readonly Run[], expected: Expectations): boolean {
  return runs.reduce((sum, { planned }) => sum + expected.ms(planned), 0) <= WORTH_PROCESSES_MS;
}

/** This process for a plan that is soon done, or with tasks that no other process knows; else so many processes. */
export function workersFor(
  runs: readonly Run[],
  { jobs, clock, expected = expectations([]) }: { jobs: number; clock: () => number; expected?: Expectations },
): Workers {
  return isSoonDone(runs, expected) || taskModules() === null ? here({ clock }) : processes(jobs);
}

/**
 * Trains the runs and yields each as it finishes: in their order where there is one place, else nearly so. The results
 * are the same bits whatever the workers. A run that fails is a result and the others go on.
 */
export async function* execute(runs: readonly Run[], options: ExecuteOptions): AsyncGenerator<Finished> {
  for await (const together of executeTogether(runs, options)) yield* together;
}

/** Of more runs that finish at once, whoever stores them should not keep others from the database. */
const MOST_TOGETHER = 100;

/** The same; yields together what has finished meanwhile, as the runs of a letter from another machine have. */
export async function* executeTogether(
  runs: readonly Run[],
  options: ExecuteOptions,
): AsyncGenerator<readonly Finished[]> {
  const { workers, signal } = options;
  const waiting = runs.values();
  const limitMs = timeLimits();
  const done: Done[] = [];
  let underWay = 0;
  let wake = () => {};
  const handOut = () => {
    while (underWay < workers.places && done.length <= workers.places) {
      const { value: run } = waiting.next();
      if (run === undefined) return;
      underWay += 1;
      void doRun(run, limitMs(run), options).then((one) => {
        underWay -= 1;
        done.push(one);
        wake();
      });
    }
  };

  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    for (handOut(); underWay > 0 || done.length > 0; handOut()) {
      signal?.throwIfAborted();
      const together = done.splice(0, MOST_TOGETHER);
      if (together.length > 0) {
        handOut(); // before the results are saved, so that no worker waits for the database
        yield together.map(({ finished }) => finished);
        for (const { job } of together) workers.kept(job); // whoever asks for more has done with these
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    workers.stop();
  }
}

interface Done {
  readonly job: Job;
  readonly finished: Finished;
}

/** Of runs, by their configuration: to estimate one takes as long as to hand a run out. */
function timeLimits(): (run: Run) => number {
  const known = new Map<string, number>();
  return ({ planned: { key, configuration } }) => {
    const limit = known.get(key) ?? timeLimitMs(estimateMs(configuration));
    known.set(key, limit);
    return limit;
  };
}

async function doRun(
  run: Run,
  limitMs: number,
  { workers, clock, keepsWeights, onProgress }: ExecuteOptions,
): Promise<Done> {
  const { planned, seed, engineVersion } = run;
  const job: Job = { kind: 'train', planned, seed, engineVersion, keepWeights: keepsWeights(run) };
  const started = clock();
  const answer = await workers.perform(job, {
    timeLimitMs: limitMs,
    onProgress: (updates) => onProgress?.(run, updates),
  });
  if (answer.kind === 'trained' && answer.engineVersion === engineVersion) {
    return { job, finished: { run, result: answer.result, environment: answer.environment } };
  }
  const result: RunResult = { status: 'failed', trainMs: clock() - started, error: reasonOf(answer) };
  const environment = { ...receipt(), backend: engineBackend(planned.configuration.engine) };
  return { job, finished: { run, result, environment } };
}

function reasonOf(answer: Answer): string {
  if (answer.kind === 'failed') return answer.reason;
  return `answered ${answer.kind === 'trained' ? `with a result by ${answer.engineVersion}` : answer.kind}`;
}
