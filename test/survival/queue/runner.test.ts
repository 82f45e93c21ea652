/** What a runner does besides sending runs: takes them back on Ctrl-C, says how far all are, runs a search, and more. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageVersion } from '../../../src/machine/package.ts';
import { runsQueue } from '../../../src/queue/registry.ts';
import { shellIn } from '../../generated/shell.ts';
import { pause, runCli, signal, startInGroup, until } from '../cli-process.ts';
import { contentsOf, storedRuns, temporaryFolder, writeSearch, writeSweep } from '../sweep.ts';
import { hasSaid, queueAt, startRunner, startWorker } from './queued.ts';
import { freePort, type RedisServer, startRedis } from './redis.ts';

const PAGE = new URL('../../../docs/machines.md', import.meta.url);
const RUNS = runsQueue(packageVersion(), 'reference-1');

async function withRedis(use: (server: RedisServer, folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  const server = await startRedis();
  try {
    await use(server, folder);
  } finally {
    await server.close();
  }
}

/** Trains the same files here and over a queue with two workers; says what the runner has said. */
async function bothWays(server: RedisServer, folder: string, files: readonly string[]): Promise<string> {
  const [here, queued] = ['here.db', 'queued.db'].map((name) => join(folder, name));
  const local = await runCli(['run', ...files, '--database', here], { cwd: folder });
  expect(local.status, local.stderr).toBe(0);
  for (const worker of [startWorker(server.url), startWorker(server.url)])
    await hasSaid(worker, /trains 1 run at once/);
  const ended = await runCli(['run', ...files, '--queue', server.url, '--database', queued], { cwd: folder });
  expect(ended.status, ended.stderr).toBe(0);
  expect(ended.stdout).toBe(local.stdout);
  expect(contentsOf(queued)).toEqual(contentsOf(here));
  return ended.stderr;
}

it('Ctrl-C takes back what no worker has begun, keeps what is stored, and the next run goes on', () =>
  withRedis(async (server, folder) => {
    const file = writeSweep(folder, { name: 'interrupted', seeds: 150 });
    const [database, whole] = ['queued.db', 'whole.db'].map((name) => join(folder, name));
    const runs = queueAt(server, RUNS);
    startWorker(server.url);
    const runner = startRunner(file, database, server.url);
    await until('some runs are stored', () => existsSync(database) && storedRuns(database).length > 20);
    expect(await runs.getWaitingCount()).toBeGreaterThan(2);
    signal(runner.pid, 'SIGINT');
    const { status, stderr } = await runner.ended;
    expect(await runs.getWaitingCount()).toBe(0);
    expect(await runs.getActiveCount()).toBeLessThanOrEqual(2); // one that is trained, and one more in hand
    expect({ status, stderr }).toEqual({
      status: 130,
      stderr: expect.stringMatching(/\d+ of 600 runs finished and kept/),
    });
    const kept = storedRuns(database).length;
    expect(kept).toBeLessThan(600);

    const next = await startRunner(file, database, server.url).ended;
    expect(next.status, next.stderr).toBe(0);
    expect((await runCli(['run', file, '--database', whole], { cwd: folder })).status).toBe(0);
    expect(contentsOf(database)).toEqual(contentsOf(whole));

    // Redis' client waits 20 s for an answer, and must not keep a runner with nothing to do from ending
    const nothing = startRunner(file, database, server.url);
    expect((await Promise.race([nothing.ended, pause(15_000)]))?.status).toBe(0);
  }));

it('progress is over all workers, by host, with the time that is left', () =>
  withRedis(async (server, folder) => {
    const file = writeSweep(folder, { name: 'progress', seeds: 400 });
    for (const worker of [startWorker(server.url), startWorker(server.url, { jobs: 2 })]) {
      await hasSaid(worker, /trains \d runs? at once/);
    }
    const runner = startRunner(file, join(folder, 'queued.db'), server.url);
    const said = new RegExp(
      `\\d+ %: ([\\d ]+) of 1.600 runs · (?:\\d+ s, )?about .* left · 3 places at work: ${hostname()} (\\d+)`,
    );
    await hasSaid(runner, said);
    const [, runs, ofHost] = said.exec(runner.said()) ?? [];
    expect(Number(ofHost)).toBeLessThanOrEqual(Number(runs.replaceAll(/\D/g, '')));
    signal(-runner.pid, 'SIGKILL');
  }));

it('a search runs the same race over a queue as here, run for run', () =>
  withRedis(async (server, folder) => {
    const file = writeSearch(folder, 'race');
    expect(await bothWays(server, folder, [file])).toMatch(/are still in the race/);
  }));

it('the example of docs/machines.md does on one machine over a queue what one run does without', async () => {
  const folder = temporaryFolder();
  const page = readFileSync(PAGE, 'utf8');
  const block = (start: string) => page.slice(page.indexOf(start) + start.length).split('```')[0];
  writeFileSync(join(folder, 'sizes.yaml'), block('```yaml\n# sizes.yaml\n'));
  const example = block('To see it on one machine:\n\n```sh\n');
  expect(example).toMatch(/^redis-server .* --port 6390/);
  const shell = shellIn(folder);
  const env = { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  const script = example.replaceAll('6390', String(await freePort()));
  const ended = await startInGroup('bash', ['-ec', script], { cwd: folder, env }).ended;
  expect(ended.status, ended.stderr).toBe(0);
  shell.output('bothways run sizes.yaml --database whole.db');
  expect(contentsOf(join(folder, 'queued.db'))).toEqual(contentsOf(join(folder, 'whole.db')));
  expect(ended.stdout).toContain(shell.output('bothways compare sizes --database whole.db').split('\n')[2]);
});
