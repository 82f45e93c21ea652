/**
 * Ends a child process with its parent, whatever it is doing. A child hears of the end as 'disconnect', but not while a
 * query or a long update keeps its only thread; so a second thread looks whether the parent is still there.
 */
import { Worker, workerData } from 'node:worker_threads';
import { compiled } from './package.ts';

const EVERY_MS = 1000;

/** What the second thread is told. */
interface Watch {
  readonly parentOf: number;
  readonly parent: number;
}

/** To be called once in a child process, which is gone at most a second after its parent. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  const watch: Watch = { parentOf: process.pid, parent: process.ppid };
  new Worker(compiled('machine/end-with-parent.js'), { workerData: watch }).unref(); // does not keep the process
}

if (isWatch(workerData)) {
  const { parentOf, parent } = workerData;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(parentOf, 'SIGKILL'); // an orphan has got another parent
  }, EVERY_MS);
}

function isWatch(data: unknown): data is Watch {
  return typeof data === 'object' && data !== null && 'parentOf' in data;
}
