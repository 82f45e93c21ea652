/** What does not belong on a queue, or is not what it says: forged, broken, of another version, of no interest any more. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/machine/package.ts';
import { mailboxOf } from '../../../src/queue/mailbox.ts';
import { decodeBatch, encode } from '../../../src/queue/messages.ts';
import { lettersQueue, runsQueue } from '../../../src/queue/registry.ts';
import { perform } from '../../../src/training/job.ts';
import { startInGroup, until } from '../cli-process.ts';
import { contentsOf, storedRuns, temporaryFolder } from '../sweep.ts';
import { copyOfProduct } from './copies.ts';
import { hasSaid, queueAt, startRunner, startWorker, sweepTrainedHere } from './queued.ts';
import { type RedisServer, startRedis } from './redis.ts';

const sweep = sweepTrainedHere({ name: 'strangers', seeds: 20 });
const RUNS = runsQueue(packageVersion(), 'reference-1');
const noData = () => Promise.reject(new Error('expected fresh sequences'));
const DAY_MS = 24 * 3600 * 1000;

const newDatabase = () => join(temporaryFolder(), 'queued.db');

async function withRedis(use: (server: RedisServer) => Promise<void>): Promise<void> {
  const server = await startRedis();
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

describe('on a queue', () => {
  it('jobs and letters that are broken or forged are refused, and cost no run', () =>
    withRedis(async (server) => {
      const database = newDatabase();
      const runner = startRunner(sweep.file, database, server.url);
      await hasSaid(runner, /no worker of Bothways/);
      const mailbox = mailboxOf(database);
      const runs = queueAt(server, RUNS);
      const [{ job }] = (await decodeBatch((await runs.getWaiting())[0].data.text, noData)).jobs;
      const answer = await perform(job, { clock: () => 0 });
      if (job.kind !== 'train' || answer.kind !== 'trained' || answer.result.status !== 'completed') throw new Error();

      const huge = { ...job.planned.configuration, units: 1_000_000 };
      const hugeJob = { ...job, planned: { ...job.planned, configuration: huge } };
      const noJobs = [7, 'x', '', gzip('{}'), gzip('null'), encode({ jobs: [{ job: hugeJob, timeLimitMs: 1000 }] })];
      for (const text of noJobs) await runs.add(mailbox, { text });
      await runs.add('not/a mailbox', { text: encode({ jobs: [{ job, timeLimitMs: 1000 }] }) });

      const letters = queueAt(server, lettersQueue(mailbox));
      const { metrics } = answer.result;
      const better = { ...answer, result: { ...answer.result, metrics: { ...metrics, accuracy: 1 } } };
      const without = { ...answer, result: { ...answer.result, metrics: {} as never } };
      const by = (id: string, claimed: typeof answer) =>
        encode({ worker: { id, host: id }, answers: [{ job, answer: claimed }] });
      const noLetters = [7, 'x', gzip('[]'), bomb(), by('eve', without), by('mallory', better), by('mallory', better)];
      for (const text of noLetters) await letters.add('letter', { text });

      const worker = startWorker(server.url);
      const ended = await runner.ended;
      expect(ended.status, ended.stderr).toBe(0);
      expect(contentsOf(database)).toEqual(sweep.contents);
      expect(ended.stderr.match(/a letter was refused: expected /g)).toHaveLength(5);
      expect(
        ended.stderr.match(/the worker on mallory is refused: its first result \(.*\) has other bits/g),
      ).toHaveLength(1);
      expect(ended.stderr).not.toMatch(/^ {4}at /m);
      expect(worker.said()).toMatch(/a batch was not trained: expected/);
      expect(await runs.getActiveCount()).toBe(0);
    }));

  it('a worker of another version takes nothing, and both sides say so', () =>
    withRedis(async (server) => {
      const database = newDatabase();
      const old = startWorker(server.url, { cli: copyOfProduct({ version: '0.0.9' }) });
      await hasSaid(old, /trains 1 run at once/);
      const runner = startRunner(sweep.file, database, server.url);
      await hasSaid(runner, /no worker of Bothways \d+\.\d+\.\d+ is at the queue, only of 0\.0\.9\. Start one/);
      await hasSaid(old, /runs wait on runs-.*-reference-1, which this worker \(Bothways 0\.0\.9, .*\) leaves alone/);
      expect(storedRuns(database)).toEqual([]);
      startWorker(server.url);
      const ended = await runner.ended;
      expect(ended.status, ended.stderr).toBe(0);
      expect(contentsOf(database)).toEqual(sweep.contents);
    }));

  it('a worker that makes other bits is refused at its first result and ends; others do its runs', () =>
    withRedis(async (server) => {
      const database = newDatabase();
      const other = startWorker(server.url, { cli: copyOfProduct({ code: ['beta2:.999', 'beta2:.998'] }) });
      const runner = startRunner(sweep.file, database, server.url);
      const { status, stderr } = await other.ended;
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/bothways: a runner refuses this worker: its first result \(.*\) has other bits/),
      });
      expect(storedRuns(database)).toEqual([]);
      startWorker(server.url);
      const ended = await runner.ended;
      expect(ended.status, ended.stderr).toBe(0);
      expect(contentsOf(database)).toEqual(sweep.contents);
    }));

  it('runners do not mix: two of one database, and one of another', () =>
    withRedis(async (server) => {
      const databases = [newDatabase(), newDatabase()];
      const runners = [databases[0], databases[0], databases[1]].map((one) => startRunner(sweep.file, one, server.url));
      startWorker(server.url, { jobs: 2 });
      for (const runner of runners) {
        const ended = await runner.ended;
        expect(ended.status, ended.stderr).toBe(0);
      }
      for (const database of databases) expect(contentsOf(database)).toEqual(sweep.contents);
    }));

  it('letters go when nobody has asked for them for 14 days, and not before', () =>
    withRedis(async (server) => {
      const [old, younger] = ['0123456789abcdef', 'fedcba9876543210'];
      for (const mailbox of [old, younger]) {
        const letters = queueAt(server, lettersQueue(mailbox));
        for (let i = 0; i < 3; i++) await letters.add('letter', { text: 'x' });
      }
      await server.redis.zadd(
        'bothways:mailboxes',
        Date.now() - 14.1 * DAY_MS,
        old,
        Date.now() - 13.9 * DAY_MS,
        younger,
      );
      const keysOf = (mailbox: string) => server.redis.keys(`bothways:${lettersQueue(mailbox)}:*`);
      expect(await keysOf(old)).not.toEqual([]);
      await hasSaid(startWorker(server.url), /trains 1 run/);
      let left = await keysOf(old);
      await until('the old letters are gone', () => {
        void keysOf(old).then((keys) => {
          left = keys;
        });
        return left.length === 0;
      });
      expect(await queueAt(server, lettersQueue(younger)).getWaitingCount()).toBe(3);
    }));
});

it('without the packages of a queue everything else works, and --queue says how to get them', async () => {
  const cli = copyOfProduct({ without: ['bullmq', 'ioredis'] });
  const database = newDatabase();
  const run = (args: readonly string[]) =>
    startInGroup(process.execPath, [cli, 'run', sweep.file, '--database', database, ...args], { cwd: '/' }).ended;
  const { status, stderr } = await run(['--queue', 'redis://127.0.0.1:1']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^bothways: a queue needs two packages .*npm install bullmq ioredis\n$/),
  });
  expect((await run([])).status).toBe(0);
  expect(contentsOf(database)).toEqual(sweep.contents);
});

const gzip = (text: string) => gzipSync(text).toString('base64');

/** Half a gigabyte of spaces, and some more, in a megabyte. */
function bomb(): string {
  const part = gzipSync(Buffer.alloc(2 ** 24, ' '), { level: 1 });
  return Buffer.concat(Array.from({ length: 33 }, () => part)).toString('base64');
}
