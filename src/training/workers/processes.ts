/** Workers that are processes of this machine, each started at its first job and used again. */
import { type ChildProcess, fork } from 'node:child_process';
import { childEnvironment } from '../../machine/child-environment.ts';
import { compiled } from '../../machine/package.ts';
import { preparedPathOf } from '../../tasks/own-data/opened.ts';
import { taskModules } from '../../tasks/tasks.ts';
import { isAnswer } from '../answer.ts';
import { type Answer, configurationOf, type Job } from '../job.ts';
import { type PerformOptions, STOPPED, type Workers } from './workers.ts';

/** What a worker process sends: any number of times how far it is, then the answer. */
export type Message = { readonly kind: 'progress'; readonly updates: number } | Answer;

/** Bundled, which starts sooner; compiled alone, which knows the same modules as a program that registers tasks. */
const PROCESS = { bundled: 'training/workers/process-bundle.js', compiled: 'training/workers/process.js' } as const;
/** What is kept of a process's complaints, for the reason of a failed run: V8 prints a long stack after its reason. */
const COMPLAINT_BYTES = 20_000;
/** How long the end of a process may come after its channel broke. */
const LAST_WORDS_MS = 500;

/**
 * A process that dies, hangs beyond the time limit or talks nonsense answers 'failed' with the reason and is not used
 * again.
 *
 * @param file another process than workers/process.ts
 */
export function processes(places: number, file: URL = ownProcess()): Workers {
  const idle: WorkerProcess[] = [];
  const busy = new Set<WorkerProcess>();
  return {
    places,
    kept() {},
    atWork: () => ({ places, by: '' }),
    stop() {
      for (const worker of [...idle, ...busy]) worker.stop();
    },
    async perform(job, options) {
      const worker = idle.pop() ?? startProcess(file);
      busy.add(worker);
      const answer = await worker.perform(job, options);
      busy.delete(worker);
      if (worker.isAlive()) idle.push(worker);
      return answer;
    },
  };
}

function ownProcess(): URL {
  return compiled((taskModules() ?? []).length === 0 ? PROCESS.bundled : PROCESS.compiled);
}

/** The parent's end of a process: asks, waits, and says how it ended when it does. One job at a time. */
interface WorkerProcess extends Pick<Workers, 'perform' | 'stop'> {
  isAlive(): boolean;
}

function startProcess(file: URL): WorkerProcess {
  const child: ChildProcess = fork(file, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...process.execArgv, ...(taskModules() ?? []).flatMap((module) => ['--import', module])],
    env: childEnvironment(),
  });
  let alive = true;
  let fail = (_: string) => end();
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-COMPLAINT_BYTES);
  });
  child.on('exit', () => {
    alive = false;
  });
  function end() {
    alive = false;
    child.kill('SIGKILL');
  }

  return {
    isAlive: () => alive,
    stop: () => fail(STOPPED),
    perform(job: Job, { timeLimitMs, onProgress }: PerformOptions) {
      return new Promise((resolve) => {
        const finish = (answer: Answer) => {
          clearTimeout(timer);
          child.off('message', onMessage).off('close', onClose).off('error', onError);
          fail = end;
          resolve(answer);
        };
        fail = (reason) => {
          end();
          finish({ kind: 'failed', reason });
        };
        const onMessage = (message: unknown) => {
          if (isProgress(message)) onProgress?.(message.updates);
          else if (isAnswer(message)) finish(message);
          else fail('the worker process sent something that is not an answer');
        };
        const onClose = (code: number | null, signal: string | null) =>
          fail(`the worker process ended ${signal ? `by ${signal}` : `with status ${code}`}${lastWords(complaint)}`);
        const onError = (error: Error) => fail(`the worker process cannot be reached: ${error.message}`);
        const timer = setTimeout(
          () => fail(`the worker process gave no answer in ${Math.round(timeLimitMs / 1000)} s and was ended`),
          timeLimitMs,
        );
        child.on('message', onMessage).on('close', onClose).on('error', onError);
        const sent: SentJob = { ...job, preparedData: preparedPathOf(configurationOf(job)) };
        child.send(sent, (error) => {
          // Of a process that has just died, its end follows and says more than the broken channel
          if (error) setTimeout(onError, LAST_WORDS_MS, error).unref();
        });
        onProgress?.(0);
      });
    },
  };
}

/** A job as a child process gets it. */
export type SentJob = Job & {
  /** Where the data of users' own lie prepared; null for other tasks. */
  readonly preparedData: string | null;
};

function isProgress(message: unknown): message is Message & { kind: 'progress' } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    message.kind === 'progress' &&
    'updates' in message &&
    typeof message.updates === 'number'
  );
}

/** The line of a dying process that says most: V8's 'FATAL ERROR', an 'Error: …', else the last one. */
function lastWords(complaint: string): string {
  const lines = complaint
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(at |\d+: 0x|Node\.js v)/.test(line));
  const line = lines.find((text) => /FATAL ERROR|Error:/.test(text)) ?? lines.at(-1);
  return line === undefined ? '' : `: ${line.trim()}`;
}
