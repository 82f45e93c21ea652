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

/** This process for a plan that is soon done, or with tasks that no other process knows; else so many processes. */
export function workersFor(
  runs: readonly Run[],
  { jobs, clock, expected = expectations([]) }: { jobs: number; clock: () => number; expected?: Expectations },
): Workers {
  const expectedMs = runs.reduce((sum, { planned }) => sum + expected.ms(planned), 0);
  const isSmall = expectedMs <= WORTH_PROCESSES_MS || taskModules() === null;
  return isSmall ? here({ clock }) : processes(jobs);
}

/**
 * Trains the runs and yields each as it finishes: in their order where there is one place, else nearly so. The results
 * are the same bits whatever the workers. A run that fails is a result and the others go on.
 */
export async function* execute(runs: readonly Run[], options: ExecuteOptions): AsyncGenerator<Finished> {
  const { workers, signal } = options;
  const waiting = runs.values();
  const done: Done[] = [];
  let underWay = 0;
  let wake = () => {};
  const handOut = () => {
    while (underWay < workers.places && done.length <= workers.places) {
      const { value: run } = waiting.next();
      if (run === undefined) return;
      underWay += 1;
      void doRun(run, options).then((one) => {
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
      const next = done.shift();
      if (next !== undefined) {
        handOut(); // before the result is saved, so that no worker waits for the database
        yield next.finished;
        workers.kept(next.job); // whoever asks for the next one has done with this one
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

async function doRun(run: Run, { workers, clock, keepsWeights, onProgress }: ExecuteOptions): Promise<Done> {
  const { planned, seed, engineVersion } = run;
  const job: Job = { kind: 'train', planned, seed, engineVersion, keepWeights: keepsWeights(run) };
  const started = clock();
  const answer = await workers.perform(job, {
    timeLimitMs: timeLimitMs(estimateMs(planned.configuration)),
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
