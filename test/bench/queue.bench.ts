/**
 * What a queue costs, with a redis-server and two workers on this machine:
 *
 *   npm run bench -- queue                 sweeps of some 10 seconds
 *   npm run bench -- queue --seconds 60    for the record
 *
 * A queue and `--jobs 2` take turns, so that their ratios hold on a busy machine; processor time holds best. Ends with an
 * error where a bar is missed.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { ARTICLE_MODEL } from '../examples.ts';
import { ENVIRONMENT, FINISHED, runsOf } from '../store/examples.ts';
import { type CliProcess, runCli, signal, startCli, until } from '../survival/cli-process.ts';
import { copyOfProduct } from '../survival/queue/copies.ts';
import { hasSaid, type QueueWorker, startRunner, startWorker } from '../survival/queue/queued.ts';
import { type RedisServer, startRedis } from '../survival/queue/redis.ts';
import { contentsOf, storedRuns } from '../survival/sweep.ts';
import { result, sweep } from './large-sweep.ts';
import { startProcessorTime } from './processor-time.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
/** Of the article's runs, which two cores do in a second. */
const RUNS_PER_SECOND = 120;
const SEEDS = Math.round(SECONDS * RUNS_PER_SECOND);
const TURNS = 5;
const PROCESSOR_BAR = 1.05;
const RATE_BAR = 0.9;
const RUNNER_BAR_MS = 1;
const REDIS_BAR_MB = 20;
const CTRL_C_BAR_MS = 1000;
const MERGE_BAR_MS = 5000;
/** As the compiled program has the half second that src/queue/batches.ts gives to a batch. */
const BATCH = (ms: number) => `BATCH_MS=${ms};`;

let folder: string;
let server: RedisServer;
let databases = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
  writeFileSync(join(folder, 'article.yaml'), `seeds: ${SEEDS}\n`);
  server = await startRedis();
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A new database whose engine has been checked. */
async function newDatabase(): Promise<string> {
  const database = join(folder, `${++databases}.db`);
  const ended = await runCli(['run', 'article.yaml', 'seeds=1', '--database', database], { cwd: folder });
  expect(ended.status, ended.stderr).toBe(0);
  return database;
}

interface Cost {
  /** Processor time of all, and of the runner alone, in milliseconds. */
  readonly all: number;
  readonly runner: number;
  readonly seconds: number;
}

/** What a command costs that has been started, and workers beside it. */
async function costOf(runner: CliProcess, workers: readonly QueueWorker[]): Promise<Cost> {
  const time = startProcessorTime([runner.pid, ...workers.map(({ pid }) => pid)]);
  const redisBefore = await redisMs();
  const { status, stderr, durationMs } = await runner.ended;
  const [own, ...others] = time.stop();
  expect(status, stderr).toBe(0);
  const all = own + others.reduce((sum, one) => sum + one, 0) + (await redisMs()) - redisBefore;
  return { all, runner: own, seconds: durationMs / 1000 };
}

async function redisMs(): Promise<number> {
  const cpu = await server.redis.info('cpu');
  const of = (name: string) => Number(new RegExp(`^used_cpu_${name}:(\\S+)`, 'm').exec(cpu)?.[1]);
  return 1000 * (of('user') + of('sys'));
}

async function local(database: string): Promise<Cost> {
  const args = ['run', 'article.yaml', '--jobs', '2', '--database', database];
  return await costOf(startCli(args, { cwd: folder }), []);
}

async function queued(database: string, workers: readonly QueueWorker[], cli?: string): Promise<Cost> {
  return await costOf(
    startRunner(join(folder, 'article.yaml'), database, server.url, cli === undefined ? {} : { cli }),
    workers,
  );
}

async function twoWorkers(): Promise<QueueWorker[]> {
  const workers = [startWorker(server.url), startWorker(server.url)];
  for (const worker of workers) await hasSaid(worker, /trains 1 run at once/);
  return workers;
}

describe('a queue', () => {
  it(`costs little more than --jobs 2, in sweeps of ${SEEDS} runs`, async () => {
    const workers = await twoWorkers();
    const ratios: { processor: number; rate: number; runnerMs: number }[] = [];
    for (let turn = 0; turn <= TURNS; turn++) {
      const here = await local(await newDatabase());
      const database = await newDatabase();
      const there = await queued(database, workers);
      const nothing = await queued(database, workers); // starts, finds all runs, and prints
      if (turn === 0) continue; // the workers' processes are new
      const one = {
        processor: there.all / here.all,
        rate: here.seconds / there.seconds,
        runnerMs: (there.runner - nothing.runner) / SEEDS,
      };
      ratios.push(one);
      console.log(
        `--jobs 2: ${here.seconds.toFixed(1)} s, ${perRun(here.all)}; queue: ${there.seconds.toFixed(1)} s, ` +
          `${perRun(there.all)}, of which the runner ${perRun(there.runner)}; ${one.runnerMs.toFixed(2)} ms a result`,
      );
    }
    const [processor, rate, runnerMs] = (['processor', 'rate', 'runnerMs'] as const).map((of) =>
      median(ratios.map((one) => one[of])),
    );
    console.log(`processor time ${processor.toFixed(3)} times that of --jobs 2 (bar ${PROCESSOR_BAR})`);
    console.log(`rate ${rate.toFixed(3)} times (bar ${RATE_BAR})`);
    console.log(`the runner's own: ${runnerMs.toFixed(2)} ms a result (bar ${RUNNER_BAR_MS})`);
    expect.soft(processor).toBeLessThan(PROCESSOR_BAR);
    expect.soft(rate).toBeGreaterThan(RATE_BAR);
    expect.soft(runnerMs).toBeLessThan(RUNNER_BAR_MS);
  });

  it('is best off with batches of half a second', async () => {
    const workers = await twoWorkers();
    const sizes = [250, 500, 1000, 2000];
    const clis = sizes.map((ms) => copyOfProduct({ code: [BATCH(500), BATCH(ms)] }));
    const costs = sizes.map((): Cost[] => []);
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [i, cli] of clis.entries()) {
        const cost = await queued(await newDatabase(), workers, cli);
        if (turn > 0) costs[i].push(cost);
      }
    }
    for (const [i, ms] of sizes.entries()) {
      const against = (of: keyof Cost) =>
        median(costs[i].map((cost, turn) => cost[of] / costs[1][turn][of])).toFixed(3);
      console.log(`batches of ${ms} ms: processor time ${against('all')}, duration ${against('seconds')} times`);
    }
  });

  it('holds little of a plan of 100,000 runs, and Ctrl-C ends it at once', async () => {
    const database = await newDatabase();
    const rates = Array.from({ length: 10 }, (_, i) => (i + 1) / 1000);
    writeFileSync(join(folder, 'long.yaml'), `seeds: 10000\nsweep: {learning_rate: [${rates.join(', ')}]}\n`);
    const memory = async () => Number(/^used_memory:(\d+)/m.exec(await server.redis.info('memory'))?.[1]) / 1e6;
    await server.redis.flushall();
    await twoWorkers();
    const before = await memory();
    const startedAt = performance.now();
    const runner = startRunner(join(folder, 'long.yaml'), database, server.url);
    await until('first results are stored', () => storedRuns(database).length > 1);
    const firstAfter = performance.now() - startedAt;
    await until('many are', () => storedRuns(database).length > 500);
    const held = (await memory()) - before;
    const interrupted = performance.now();
    signal(runner.pid, 'SIGINT');
    expect((await runner.ended).status).toBe(130);
    const endedAfter = performance.now() - interrupted;
    console.log(
      `100,000 planned runs: first results after ${(firstAfter / 1000).toFixed(1)} s, Redis holds ${held.toFixed(1)} MB ` +
        `(bar ${REDIS_BAR_MB}), Ctrl-C ${(endedAfter / 1000).toFixed(2)} s (bar ${CTRL_C_BAR_MS / 1000})`,
    );
    expect.soft(held).toBeLessThan(REDIS_BAR_MB);
    expect.soft(endedAfter).toBeLessThan(CTRL_C_BAR_MS);
  });
});

it('merges 8 databases of 2,500 runs into what one of 20,000 is', async () => {
  const whole = join(folder, 'whole.db');
  const parts = Array.from({ length: 8 }, (_, part) => join(folder, `part-${part}.db`));
  const experiment = sweep('hidden-sizes', 100, 100);
  const runs = runsOf(experiment);
  for (const [path, isOf] of [
    [whole, () => true] as const,
    ...parts.map((path, part) => [path, (i: number) => i % parts.length === part] as const),
  ]) {
    const store = openStore(path, { mode: 'write' });
    store.saveExperiment(experiment, FINISHED);
    for (const [i, run] of runs.entries()) {
      const options = { environment: ENVIRONMENT, finishedAt: FINISHED, keep: run.seed === 1 ? ARTICLE_MODEL : null };
      if (isOf(i)) store.saveRun(run, result(i), options);
    }
    store.close();
  }
  expect(readdirSync(folder).filter((name) => /^part-\d\.db$/.test(name))).toHaveLength(8);
  const merged = join(folder, 'merged.db');
  expect(existsSync(merged)).toBe(false);
  const ended = await runCli(['merge', ...parts, '--database', merged], { cwd: folder });
  expect(ended.status, ended.stderr).toBe(0);
  console.log(`merge of 8 × 2,500 runs: ${(ended.durationMs / 1000).toFixed(1)} s (bar ${MERGE_BAR_MS / 1000})`);
  expect(contentsOf(merged)).toEqual(contentsOf(whole));
  expect(ended.durationMs).toBeLessThan(MERGE_BAR_MS);
});

function perRun(ms: number): string {
  return `${(ms / SEEDS).toFixed(2)} ms a run`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
