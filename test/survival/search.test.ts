/** A search that is killed at random moments and taken up again runs the same race, run for run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { firstWorker, pause, runCli, signal, startCli, untilGone } from './cli-process.ts';
import { figure, many, SEED } from './figures.ts';
import { contentsOf, isSound, temporaryFolder, writeSearch } from './sweep.ts';

const KILLS = many(50);
/** After the start of the command, or of its first worker. */
const LATEST_MS = 800;

it(`${KILLS} kills change nothing in a search: the same runs, the same winners`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'kill a search');
  const folder = temporaryFolder();
  const file = writeSearch(folder, 'killed-search');
  const run = (database: string) => ['run', file, '--jobs', '2', '--database', join(folder, database)];
  const uninterrupted = await runCli(run('uninterrupted.db'), { cwd: folder });
  expect(uninterrupted.status, uninterrupted.stderr).toBe(0);
  const expected = contentsOf(join(folder, 'uninterrupted.db'));

  let [kills, finished, damaged] = [0, 0, 0];
  for (let databases = 1; kills < KILLS; databases++) {
    const database = `killed-${databases}.db`;
    for (let isOver = false; !isOver; ) {
      const cli = startCli(run(database), { cwd: folder });
      if (random.below(3) > 0) await firstWorker(cli.pid);
      await Promise.race([cli.ended, pause(random.below(LATEST_MS))]);
      // Enough kills: the last command is left to finish
      if (kills < KILLS && signal(-cli.pid, 'SIGKILL')) kills += 1;
      const { status } = await cli.ended;
      await untilGone(cli.pid, 5000);
      if (existsSync(join(folder, database)) && !isSound(join(folder, database))) damaged += 1;
      isOver = status === 0;
    }
    expect(contentsOf(join(folder, database)), database).toEqual(expected);
    finished += 1;
  }
  figure(
    `${kills} kills of a search`,
    `${damaged} damaged; ${finished} databases equal to an uninterrupted one`,
    startedAt,
  );
  expect(damaged).toBe(0);
});
