/** Three hosts, each a network of its own, of which one after the other is cut off for a while. Needs root. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pause, signal, startInGroup, until } from '../cli-process.ts';
import { figure } from '../figures.ts';
import { contentsOf, storedRuns, temporaryFolder } from '../sweep.ts';
import { hasSaid, startRunner, startWorker, sweepTrainedHere } from './queued.ts';

/** Longer than a batch is held for a worker that says nothing. QUEUE_PARTITION_S=60 for a soak. */
const CUT_OFF_S = Number(process.env.QUEUE_PARTITION_S ?? 25);
const PORT = 6379;

const sweep = sweepTrainedHere({ name: 'partitioned', seeds: 60 });

it.skipIf(process.getuid?.() !== 0)(
  `${CUT_OFF_S} s without a worker and the runner cost no run`,
  async () => {
    const startedAt = performance.now();
    const hosts = threeHosts();
    const folder = temporaryFolder();
    const redis = startInGroup(
      ...hosts.command('redis', ['redis-server', '--save', '', '--protected-mode', 'no', '--dir', folder]),
      { cwd: folder },
    );
    onTestFinished(() => {
      signal(-redis.pid, 'SIGKILL');
    });
    const url = `redis://${hosts.address('redis')}:${PORT}`;
    const database = join(folder, 'queued.db');
    const worker = startWorker(url, { through: hosts.into('worker') });
    await hasSaid(worker, /trains 1 run at once/);
    const runner = startRunner(sweep.file, database, url, { through: hosts.into('runner') });
    await until('some runs are stored', () => existsSync(database) && storedRuns(database).length > 20);

    hosts.cutOff('worker', true);
    hosts.cutOff('runner', true);
    await pause(1000); // what was on its way
    const before = storedRuns(database).length;
    await pause(CUT_OFF_S * 1000);
    const meanwhile = storedRuns(database).length - before;
    hosts.cutOff('worker', false);
    hosts.cutOff('runner', false);

    const ended = await runner.ended;
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/is away \(no answer for 20 s\); waiting for it/);
    expect(contentsOf(database)).toEqual(sweep.contents);
    expect(before).toBeLessThan(sweep.runs);
    figure(
      `queue: a worker and the runner cut off for ${CUT_OFF_S} s`,
      `${before} runs stored before, ${meanwhile} meanwhile, ${sweep.runs} in the end`,
      startedAt,
    );
  },
  300_000,
);

/** Namespaces of networks on one bridge in a fourth, gone with the test. */
function threeHosts() {
  const names = { redis: 1, worker: 2, runner: 3 } as const;
  type Host = keyof typeof names;
  const space = (name: string) => `bw${process.pid}${name}`;
  const hub = space('hub');
  const ip = (...args: string[]) => {
    const { status, stderr } = spawnSync('ip', args);
    if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
  };
  onTestFinished(() => {
    for (const name of ['hub', ...Object.keys(names)]) spawnSync('ip', ['netns', 'del', space(name)]);
  });
  ip('netns', 'add', hub);
  ip('-n', hub, 'link', 'add', 'bridge', 'type', 'bridge');
  ip('-n', hub, 'link', 'set', 'bridge', 'up');
  for (const [name, number] of Object.entries(names)) {
    ip('netns', 'add', space(name));
    ip('-n', hub, 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space(name));
    ip('-n', hub, 'link', 'set', name, 'master', 'bridge', 'up');
    ip('-n', space(name), 'addr', 'add', `10.77.0.${number}/24`, 'dev', 'eth0');
    for (const device of ['eth0', 'lo']) ip('-n', space(name), 'link', 'set', device, 'up');
  }
  const into = (host: Host) => ['ip', 'netns', 'exec', space(host)];
  return {
    into,
    command: (host: Host, words: readonly string[]) => [into(host)[0], [...into(host).slice(1), ...words]] as const,
    address: (host: Host) => `10.77.0.${names[host]}`,
    /** Takes its cable off the bridge: nothing is closed, and nothing arrives. */
    cutOff: (host: Host, isCut: boolean) =>
      isCut ? ip('-n', hub, 'link', 'set', host, 'nomaster') : ip('-n', hub, 'link', 'set', host, 'master', 'bridge'),
  };
}
