/**
 * A worker process: one job per message, one answer each. It never opens the database, and it ends when its parent
 * does. Terminal signals are the parent's business: a Ctrl-C reaches the whole process group.
 */
import { endWithParent } from '../../machine/end-with-parent.ts';
import { openPreparedFile } from '../../tasks/own-data/opened.ts';
import { configurationOf, perform } from '../job.ts';
import type { Message, SentJob } from './processes.ts';

/** Progress messages are at least this far apart. */
const PROGRESS_MS = 50;

const send = (message: Message) => process.send?.(message);
const clock = () => performance.now();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
endWithParent();
process.on('message', async ({ preparedData, ...job }: SentJob) => {
  let told = clock();
  const onProgress = (updates: number) => {
    if (clock() - told < PROGRESS_MS) return;
    told = clock();
    send({ kind: 'progress', updates });
  };
  try {
    if (preparedData !== null) openPreparedFile(configurationOf(job), preparedData);
  } catch (error) {
    send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    return;
  }
  send(await perform(job, { clock, onProgress }));
});
