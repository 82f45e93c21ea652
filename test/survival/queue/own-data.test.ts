/** Files of users' own reach the workers, which have none of them. */
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, signal, until } from '../cli-process.ts';
import { contentsOf, temporaryFolder } from '../sweep.ts';
import { hasSaid, type QueueWorker, startRunner, startWorker } from './queued.ts';
import { startRedis } from './redis.ts';

const WALKS = new URL('../../../experiments/data/walks.csv', import.meta.url);
/** Of the folder in which a worker has its data: the number of its process. */
const FOLDER = /^bothways-worker-.*-(\d+)-\w+$/;
const EXPERIMENT = `data: {file: walks.csv, sequence: recording, step: t, input: [ax, ay, az], label: activity, group: person}
units: 4
epochs: 4
seeds: 8
sweep: {direction: [forward, bidirectional]}
`;

it('a data file travels once to the queue and once to each worker, and what is trained on it is the same', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  cpSync(WALKS, at('walks.csv'));
  writeFileSync(at('walks.yaml'), EXPERIMENT);
  const here = await runCli(['run', at('walks.yaml'), '--jobs', '2', '--database', at('whole.db')], { cwd: folder });
  expect(here.status, here.stderr).toBe(0);

  const server = await startRedis();
  try {
    const files: string[] = [];
    const watching = await server.redis.duplicate().monitor();
    watching.on('monitor', (_: unknown, [command, key = '']: string[]) => {
      if (key.includes(':file:') && /^(get|set)/i.test(command)) files.push(command.toLowerCase());
    });
    const workers = [startWorker(server.url), startWorker(server.url)];
    for (const worker of workers) await hasSaid(worker, /trains 1 run at once/);
    const ended = await startRunner(at('walks.yaml'), at('queued.db'), server.url).ended;
    watching.disconnect();
    expect(ended.status, ended.stderr).toBe(0);
    expect(contentsOf(at('queued.db'))).toEqual(contentsOf(at('whole.db')));
    expect(files.filter((command) => command === 'set')).toHaveLength(1);
    expect(files.filter((command) => command.startsWith('get')).length).toBeLessThanOrEqual(2);
    expect(files.length).toBeGreaterThan(1);

    const left = ({ pid }: QueueWorker) => readdirSync(tmpdir()).filter((name) => FOLDER.exec(name)?.[1] === `${pid}`);
    const [stopped, killed] = workers;
    const withData = workers.filter((worker) => left(worker).length === 1);
    expect(withData.length).toBe(files.filter((command) => command.startsWith('get')).length);
    signal(stopped.pid, 'SIGINT');
    await stopped.ended;
    expect(left(stopped)).toEqual([]);
    signal(-killed.pid, 'SIGKILL');
    await killed.ended;
    const before = withData.includes(killed) ? 1 : 0; // the other one may have had all runs
    expect(left(killed)).toHaveLength(before);
    await hasSaid(startWorker(server.url), /trains 1 run at once/);
    await until('the next worker has cleaned up', () => left(killed).length === 0);
  } finally {
    await server.close();
  }
});

it('what is trained in folds over a queue, or in parts that are merged, is what is trained here', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  cpSync(WALKS, at('walks.csv'));
  writeFileSync(
    at('walks.yaml'),
    EXPERIMENT.replace('}', ', folds: 3, validation: 20%}\npatience: 2').replace('8', '2'),
  );
  const here = await runCli(['run', at('walks.yaml'), '--jobs', '2', '--database', at('whole.db')], { cwd: folder });
  expect(here.status, here.stderr).toBe(0);

  const server = await startRedis();
  try {
    for (const worker of [startWorker(server.url), startWorker(server.url)])
      await hasSaid(worker, /trains 1 run at once/);
    const ended = await startRunner(at('walks.yaml'), at('queued.db'), server.url).ended;
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toBe(here.stdout);
    expect(ended.stdout).toContain('in 3 folds');
    expect(contentsOf(at('queued.db'))).toEqual(contentsOf(at('whole.db')));
  } finally {
    await server.close();
  }

  for (const part of ['1', '2']) {
    const args = ['run', at('walks.yaml'), '--shard', `${part}/2`, '--database', at(`part-${part}.db`), '--json'];
    const { stdout } = await runCli(args, { cwd: folder });
    expect(JSON.parse(stdout).runs).toMatchObject({ planned: 6, trained: 6 });
  }
  const merged = await runCli(['merge', at('part-1.db'), at('part-2.db'), '--database', at('merged.db')], {
    cwd: folder,
  });
  expect(merged.status, merged.stderr).toBe(0);
  expect(contentsOf(at('merged.db'))).toEqual(contentsOf(at('whole.db')));
});
