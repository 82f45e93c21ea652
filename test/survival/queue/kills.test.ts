/** kill -9 of workers, runners and Redis at random moments: no run is lost, doubled, or other than it should be. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type RandomStream, stream } from '../../../src/random.ts';
import { pause, runCli, signal } from '../cli-process.ts';
import { figure, SEED } from '../figures.ts';
import { contentsOf, temporaryFolder, writeSweep } from '../sweep.ts';
import { type QueueWorker, startRunner, startWorker } from './queued.ts';
import { type RedisServer, startRedis } from './redis.ts';

/** QUEUE_KILLS=200 for a soak. */
const KILLS = Number(process.env.QUEUE_KILLS ?? 10);
/** Of four workers, as many again as runners and Redis together. */
const VICTIMS = ['worker', 'worker', 'runner', 'redis'] as const;
const LATEST_MS = 1500;

it(`${KILLS} kills leave a database that is equal to one without`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'queue kills');
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'queued', seeds: 300 });
  const whole = join(folder, 'whole.db');
  expect((await runCli(['run', file, '--database', whole], { cwd: folder })).status).toBe(0);
  const expected = contentsOf(whole);

  const kills = { worker: 0, runner: 0, redis: 0 };
  const server = await startRedis('--appendonly', 'yes', '--appendfsync', 'always');
  let databases = 0;
  try {
    while (kills.worker + kills.runner + kills.redis < KILLS) {
      databases += 1;
      const database = join(folder, `killed-${databases}.db`);
      await killWhileRunning({ file, database, server, random, kills });
      expect(contentsOf(database)).toEqual(expected);
    }
  } finally {
    await server.close();
  }
  figure(
    `queue: ${KILLS} kills (${kills.worker} of a worker, ${kills.runner} of a runner, ${kills.redis} of Redis)`,
    `${databases} databases of 1200 runs, each equal to one that was never disturbed`,
    startedAt,
  );
});

interface Scene {
  readonly file: string;
  readonly database: string;
  readonly server: RedisServer;
  readonly random: RandomStream;
  readonly kills: Record<(typeof VICTIMS)[number], number>;
}

/** Starts again whoever is killed, until the plan is done. */
async function killWhileRunning({ file, database, server, random, kills }: Scene): Promise<void> {
  const workers: QueueWorker[] = [startWorker(server.url), startWorker(server.url)];
  let runner = startRunner(file, database, server.url);
  for (;;) {
    const ended = await Promise.race([runner.ended, pause(300 + random.below(LATEST_MS))]);
    if (ended !== undefined) {
      expect(ended.status, ended.stderr).toBe(0);
      break;
    }
    if (kills.worker + kills.runner + kills.redis >= KILLS) continue; // let it come to its end
    const victim = VICTIMS[random.below(VICTIMS.length)];
    kills[victim] += 1;
    if (victim === 'worker') {
      const i = random.below(workers.length);
      signal(-workers[i].pid, 'SIGKILL');
      workers[i] = startWorker(server.url);
    } else if (victim === 'runner') {
      signal(-runner.pid, 'SIGKILL');
      await runner.ended;
      runner = startRunner(file, database, server.url);
    } else {
      await server.kill();
      await pause(random.below(LATEST_MS));
      await server.restart();
    }
  }
  for (const worker of workers) signal(-worker.pid, 'SIGKILL');
}
