/** The parent's end of a worker process: asks, waits, and says how it ended when it does. */
import { type ChildProcess, fork } from 'node:child_process';
import type { RunResult } from '../vocabulary.ts';
import type { Answer, Job } from './job.ts';

/** Compiled even where this file runs from its source. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/training/worker.js' : './worker.js',
  import.meta.url,
);
/** What is kept of a worker's complaints, for the reason of a failed run. */
const COMPLAINT_BYTES = 2000;

/** How long the end of a process may come after its channel broke. */
const LAST_WORDS_MS = 500;

export interface WorkerProcess {
  /**
   * Does one job at a time. A worker that dies, hangs beyond the time limit or talks nonsense answers 'failed' with
   * the reason and is not used again.
   */
  perform(job: Job, options: { timeLimitMs: number; onProgress?: (updates: number) => void }): Promise<Answer>;
  isAlive(): boolean;
  /** Ends it at once. */
  stop(): void;
}

export function startWorker(file: URL = WORKER): WorkerProcess {
  const child: ChildProcess = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let alive = true;
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-COMPLAINT_BYTES);
  });
  child.on('exit', () => {
    alive = false;
  });
  const stop = () => {
    alive = false;
    child.kill('SIGKILL');
  };

  return {
    isAlive: () => alive,
    stop,
    perform(job, { timeLimitMs, onProgress }) {
      return new Promise((resolve) => {
        const finish = (answer: Answer) => {
          clearTimeout(timer);
          child.off('message', onMessage).off('close', onClose).off('error', onError);
          resolve(answer);
        };
        const fail = (reason: string) => {
          stop();
          finish({ kind: 'failed', reason });
        };
        const onMessage = (message: unknown) => {
          if (!isAnswer(message)) fail('the worker process sent something that is not an answer');
          else if (message.kind === 'progress') onProgress?.(message.updates);
          else finish(message);
        };
        const onClose = (code: number | null, signal: string | null) =>
          fail(`the worker process ended ${signal ? `by ${signal}` : `with status ${code}`}${lastWords(complaint)}`);
        const onError = (error: Error) => fail(`the worker process cannot be reached: ${error.message}`);
        const timer = setTimeout(
          () => fail(`the worker process gave no answer in ${Math.round(timeLimitMs / 1000)} s and was ended`),
          timeLimitMs,
        );
        child.on('message', onMessage).on('close', onClose).on('error', onError);
        child.send(job, (error) => {
          // Of a process that has just died, its end follows and says more than the broken channel
          if (error) setTimeout(onError, LAST_WORDS_MS, error).unref();
        });
      });
    },
  };
}

/** Whether a message has what its kind promises: a worker of another version may send anything. */
function isAnswer(message: unknown): message is Answer {
  if (!isRecord(message)) return false;
  const { kind, updates, result, check, reason } = message;
  switch (kind as Answer['kind']) {
    case 'progress':
      return typeof updates === 'number';
    case 'trained':
      return isResult(result);
    case 'checked':
      return isRecord(check) && typeof check.passed === 'boolean';
    case 'failed':
      return typeof reason === 'string';
    default:
      return false;
  }
}

function isResult(result: unknown): result is RunResult {
  if (!isRecord(result) || typeof result.trainMs !== 'number') return false;
  const { status, curve, metrics, steps, weights, divergedAt } = result;
  switch (status as RunResult['status']) {
    case 'completed':
      return Array.isArray(curve) && isRecord(metrics) && Array.isArray(steps) && weights instanceof Float32Array;
    case 'diverged':
      return Array.isArray(curve) && typeof divergedAt === 'number';
    case 'failed':
      return typeof result.error === 'string';
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The line of a dying process that says most: V8's 'FATAL ERROR', an 'Error: …', else the last one. */
function lastWords(complaint: string): string {
  const lines = complaint
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(at |\d+: 0x|Node\.js v)/.test(line));
  const line = lines.find((text) => /FATAL ERROR|Error:/.test(text)) ?? lines.at(-1);
  return line === undefined ? '' : `: ${line.trim()}`;
}
