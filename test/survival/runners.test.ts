/** Eight `run` on one file, their experiments overlapping, while a reader keeps an old state of the file open. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { runCli } from './cli-process.ts';
import { figure } from './figures.ts';
import { isSound, storedRuns, temporaryFolder, writeSweep } from './sweep.ts';

/** Two of each: the same configurations, with more and more of the same seeds. */
const SEEDS = [20, 40, 60, 80];

it('8 runners on overlapping experiments and one long reader see no lock, and each run is stored once', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const database = join(folder, 'bothways.db');
  const files = SEEDS.map((seeds) => writeSweep(folder, { name: `seeds-${seeds}`, seeds }));
  const first = await runCli(['run', writeSweep(folder, { name: 'first', seeds: 1 }), '--database', database], {
    cwd: folder,
  });
  expect(first.status, first.stderr).toBe(0);

  const reader = new Database(database, { readonly: true });
  reader.exec('BEGIN');
  const runsSeen = () => reader.prepare<[], number>('SELECT count(*) FROM runs').pluck().get();
  expect(runsSeen()).toBe(4);
  const ends = await Promise.all(
    [...files, ...files].map((file) => runCli(['run', file, '--jobs', '1', '--database', database], { cwd: folder })),
  );
  expect(runsSeen()).toBe(4); // still the state that it began with
  reader.close();

  for (const { status, stderr } of ends) {
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/lock|busy|wait/i);
  }
  const stored = storedRuns(database);
  expect(stored).toHaveLength(4 * Math.max(...SEEDS));
  expect(isSound(database)).toBe(true);
  const planned = 2 * SEEDS.reduce((sum, seeds) => sum + 4 * seeds, 0);
  figure(
    '8 runners on one file, one long reader',
    `0 busy errors, ${planned} runs planned by all together, ${stored.length} different ones, each stored once`,
    startedAt,
  );
});
