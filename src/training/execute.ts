/** Runs → results, one by one as they finish, wherever the runs are done. */
import { engineBackend } from '../engines/engines.ts';
import { receipt } from '../machine/receipt.ts';
import { taskModules } from '../tasks/tasks.ts';
import type { Environment, Run, RunResult } from '../vocabulary.ts';
import { type Expectations, estimateMs, expectations, timeLimitMs } from './estimate.ts';
import type { Answer } from './job.ts';
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
  /** Called when a run is handed out, and now and then with the updates that it has made. */
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
  const { workers, clock, keepsWeights, onProgress, signal } = options;
  const waiting = [...runs];
  const underWay = new Map<Run, Promise<Finished>>();

  const finish = async (run: Run): Promise<Finished> => {
    const { planned, seed, engineVersion } = run;
    const started = clock();
    onProgress?.(run, 0);
    const answer = await workers.perform(
      { kind: 'train', planned, seed, engineVersion, keepWeights: keepsWeights(run) },
      {
        timeLimitMs: timeLimitMs(estimateMs(planned.configuration)),
        onProgress: (updates) => onProgress?.(run, updates),
      },
    );
    if (answer.kind === 'trained' && answer.engineVersion === engineVersion) {
      return { run, result: answer.result, environment: answer.environment };
    }
    const result: RunResult = { status: 'failed', trainMs: clock() - started, error: reasonOf(answer) };
    return { run, result, environment: { ...receipt(), backend: engineBackend(planned.configuration.engine) } };
  };
  const handOut = () => {
    while (waiting.length > 0 && underWay.size < workers.places) {
      const run = waiting.shift() as Run;
      underWay.set(run, finish(run));
    }
  };

  const abortion = rejectionOf(signal);
  try {
    handOut();
    while (underWay.size > 0) {
      const finished = await Promise.race([...underWay.values(), abortion.promise]);
      underWay.delete(finished.run);
      handOut(); // before the result is saved, so that no worker waits for the database
      yield finished;
    }
  } finally {
    abortion.forget();
    workers.stop();
  }
}

function reasonOf(answer: Answer): string {
  if (answer.kind === 'failed') return answer.reason;
  return `answered ${answer.kind === 'trained' ? `with a result by ${answer.engineVersion}` : answer.kind}`;
}

/** A promise that rejects with the signal's reason when it is aborted, and never resolves. */
function rejectionOf(signal: AbortSignal | undefined): { promise: Promise<never>; forget: () => void } {
  let reject = (_: unknown) => {};
  const promise = new Promise<never>((_, rejectIt) => {
    reject = rejectIt;
  });
  promise.catch(() => {}); // nobody may be waiting when it happens
  const onAbort = () => reject(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  return { promise, forget: () => signal?.removeEventListener('abort', onAbort) };
}
