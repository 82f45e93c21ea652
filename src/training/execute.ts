/** Runs → results, one by one as they finish, in this process or shared out among worker processes. */
import type { Configuration, EngineCheck, Run, RunResult } from '../vocabulary.ts';
import { UPDATES } from './engine-check.ts';
import { estimateMs } from './estimate.ts';
import { type Answer, perform } from './job.ts';
import { updatesOf } from './train.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface Finished {
  readonly run: Run;
  readonly result: RunResult;
}

export interface ExecuteOptions {
  /** Worker processes at most. */
  readonly jobs: number;
  readonly clock: () => number;
  /** Called now and then with the updates made so far, of all runs. */
  readonly onProgress?: (updates: number) => void;
  /** When aborted, the generator throws its reason at once and its workers end; unfinished runs are lost. */
  readonly signal?: AbortSignal;
  /** Another worker than training/worker.ts. */
  readonly workerFile?: URL;
}

/** A plan that takes longer than this is worth starting worker processes for. */
const WORTH_WORKERS_MS = 1000;

/**
 * Trains the runs and yields each as it finishes: in their order within one process, else nearly so. The results
 * are the same bits whatever the number of jobs. A run that fails is a result and the others go on.
 */
export async function* execute(runs: readonly Run[], options: ExecuteOptions): AsyncGenerator<Finished> {
  const estimatedMs = runs.reduce((sum, run) => sum + estimateMs(run.planned.configuration), 0);
  const isSmall = estimatedMs <= WORTH_WORKERS_MS && options.workerFile === undefined;
  yield* isSmall ? executeHere(runs, options) : executeInWorkers(runs, options);
}

async function* executeHere(runs: readonly Run[], { clock, onProgress, signal }: ExecuteOptions) {
  let doneBefore = 0;
  for (const run of runs) {
    const started = clock();
    const answer = await perform(
      { kind: 'train', planned: run.planned, seed: run.seed },
      { clock, onProgress: (updates) => onProgress?.(doneBefore + updates), ...(signal && { signal }) },
    );
    doneBefore += updatesOf(run.planned.configuration);
    yield { run, result: resultOf(answer, clock() - started) };
  }
}

async function* executeInWorkers(
  runs: readonly Run[],
  { jobs, clock, onProgress, signal, workerFile }: ExecuteOptions,
): AsyncGenerator<Finished> {
  const waiting = [...runs];
  const idle: WorkerProcess[] = [];
  const busy = new Map<WorkerProcess, Promise<Finished & { worker: WorkerProcess }>>();
  const updatesNow = new Map<Run, number>();
  let updatesDone = 0;
  const report = () => onProgress?.([...updatesNow.values()].reduce((sum, updates) => sum + updates, updatesDone));

  const trainIn = async (worker: WorkerProcess, run: Run) => {
    const started = clock();
    const answer = await worker.perform(
      { kind: 'train', planned: run.planned, seed: run.seed },
      {
        timeLimitMs: timeLimitMs(estimateMs(run.planned.configuration)),
        onProgress: (updates) => {
          updatesNow.set(run, updates);
          report();
        },
      },
    );
    updatesNow.delete(run);
    updatesDone += updatesOf(run.planned.configuration);
    report();
    return { worker, run, result: resultOf(answer, clock() - started) };
  };
  const handOut = () => {
    while (waiting.length > 0 && busy.size < jobs) {
      const worker = idle.pop() ?? startWorker(workerFile);
      busy.set(worker, trainIn(worker, waiting.shift() as Run));
    }
  };

  const abortion = rejectionOf(signal);
  try {
    handOut();
    while (busy.size > 0) {
      const { worker, run, result } = await Promise.race([...busy.values(), abortion.promise]);
      busy.delete(worker);
      if (worker.isAlive()) idle.push(worker);
      handOut(); // before the result is saved, so that no worker waits for the database
      yield { run, result };
    }
  } finally {
    abortion.forget();
    for (const worker of [...busy.keys(), ...idle]) worker.stop();
  }
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

/**
 * Makes engine checks one after the other in a process of their own, so that TensorFlow.js is loaded beside the sweep.
 * One that cannot be made has the reason in its place.
 */
export async function checkInWorker(
  jobs: readonly { readonly configuration: Configuration; readonly seed: number }[],
  { signal }: { signal?: AbortSignal },
): Promise<(EngineCheck | { readonly failed: string })[]> {
  let worker = startWorker();
  const stop = () => worker.stop();
  signal?.addEventListener('abort', stop);
  const checks: (EngineCheck | { readonly failed: string })[] = [];
  try {
    for (const job of jobs) {
      if (!worker.isAlive()) worker = startWorker();
      const asTfjs = estimateMs({ ...job.configuration, engine: 'tfjs', epochs: UPDATES });
      const answer = await worker.perform({ kind: 'check', ...job }, { timeLimitMs: timeLimitMs(asTfjs) });
      signal?.throwIfAborted();
      if (answer.kind === 'checked') checks.push(answer.check);
      else checks.push({ failed: answer.kind === 'failed' ? answer.reason : `answered ${answer.kind}` });
    }
    return checks;
  } finally {
    signal?.removeEventListener('abort', stop);
    worker.stop();
  }
}

/** Generous, since machines differ and may be busy: it is there for workers that hang. */
function timeLimitMs(estimatedMs: number): number {
  return Math.min(60_000 + 30 * estimatedMs, 2 ** 31 - 1); // the longest that setTimeout knows
}

function resultOf(answer: Answer, trainMs: number): RunResult {
  if (answer.kind === 'trained') return answer.result;
  return { status: 'failed', trainMs, error: answer.kind === 'failed' ? answer.reason : `answered ${answer.kind}` };
}
