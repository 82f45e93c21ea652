/** The parent is killed: its workers end by themselves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { firstWorker, livingIn, pause, runCli, signal, startCli, untilGone } from './cli-process.ts';
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
    expect(signal(cli.pid, 'SIGKILL')).toBe(true);
    slowestMs = Math.max(slowestMs, await untilGone(cli.pid, LIMIT_MS));
    await cli.ended;
  }
  figure(`${PARENTS} parents killed`, `their ${workers} workers gone within ${slowestMs.toFixed(0)} ms`, startedAt);
  expect(workers).toBeGreaterThan(PARENTS);
});

it('workers that are busy for minutes, with an update or a query, are gone as soon', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const database = join(folder, 'bothways.db');
  const small = await runCli(['run', writeSweep(folder, { name: 'small', seeds: 1 }), '--database', database], {
    cwd: folder,
  });
  expect(small.status, small.stderr).toBe(0);
  // The first update alone takes minutes
  const file = join(folder, 'large.yaml');
  const keys = ['engine: reference', 'units: 512', 'sequence_length: 500', 'batch_size: 64', 'seeds: 2'];
  writeFileSync(file, keys.join('\n'));
  const endless = 'WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a';
  let slowestMs = 0;
  for (const args of [
    ['run', file, '--jobs', '2'],
    ['query', '--timeout', '600', endless],
  ]) {
    const cli = startCli([...args, '--database', database], { cwd: folder });
    await firstWorker(cli.pid);
    await pause(1500); // until they are at work
    expect(livingIn(cli.pid).length).toBeGreaterThan(1);
    expect(signal(cli.pid, 'SIGKILL')).toBe(true);
    slowestMs = Math.max(slowestMs, await untilGone(cli.pid, LIMIT_MS));
    await cli.ended;
  }
  figure('2 parents of busy workers killed', `the workers gone within ${slowestMs.toFixed(0)} ms`, startedAt);
});
