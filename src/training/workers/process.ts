/**
 * A worker process: one job per message, one answer each. It never opens the database, and it ends when its parent
 * does. Terminal signals are the parent's business: a Ctrl-C reaches the whole process group.
 */
import { endWithParent } from '../../machine/end-with-parent.ts';
import { type Job, perform } from '../job.ts';
import type { Message } from './processes.ts';

/** Progress messages are at least this far apart. */
const PROGRESS_MS = 50;

const send = (message: Message) => process.send?.(message);
const clock = () => performance.now();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
endWithParent();
process.on('message', async (job: Job) => {
  let told = clock();
  const onProgress = (updates: number) => {
    if (clock() - told < PROGRESS_MS) return;
    told = clock();
    send({ kind: 'progress', updates });
  };
  send(await perform(job, { clock, onProgress }));
});
