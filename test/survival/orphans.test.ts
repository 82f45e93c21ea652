/** The parent is killed: its workers end by themselves. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { firstWorker, livingIn, pause, startCli, untilGone } from './cli-process.ts';
import { figure, SEED } from './figures.ts';
import { temporaryFolder, writeSweep } from './sweep.ts';

const PARENTS = 10;
const LIMIT_MS = 5000;

it(`the workers of ${PARENTS} killed parents are gone within ${LIMIT_MS / 1000} s`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'orphans');
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'orphaned', seeds: 500 });
  let [workers, slowestMs] = [0, 0];
  for (let i = 0; i < PARENTS; i++) {
    const cli = startCli(['run', file, '--jobs', '4', '--database', join(folder, 'bothways.db')], { cwd: folder });
    await firstWorker(cli.pid);
    await pause(random.below(800));
    workers += livingIn(cli.pid).length - 1;
    process.kill(cli.pid, 'SIGKILL');
    slowestMs = Math.max(slowestMs, await untilGone(cli.pid, LIMIT_MS));
    await cli.ended;
  }
  figure(`${PARENTS} parents killed`, `their ${workers} workers gone within ${slowestMs.toFixed(0)} ms`, startedAt);
  expect(workers).toBeGreaterThan(PARENTS);
});
