/** What a queue may do to a runner: forget everything, be full, be encrypted, refuse it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pause, runCli, signal, until } from '../cli-process.ts';
import { contentsOf, storedRuns, temporaryFolder } from '../sweep.ts';
import { hasSaid, type QueueWorker, startRunner, startWorker, sweepTrainedHere } from './queued.ts';
import { type RedisServer, startRedis } from './redis.ts';

const sweep = sweepTrainedHere({ name: 'faults', seeds: 40 });
const newDatabase = () => join(temporaryFolder(), 'queued.db');

/** Runs the sweep over the queue while something is done to the queue, and expects what a local sweep stores. */
async function survives(server: RedisServer, disturb: (runner: QueueWorker) => Promise<void>) {
  const database = newDatabase();
  const worker = startWorker(server.url, { jobs: 2 });
  await hasSaid(worker, /trains 2 runs at once/);
  const runner = startRunner(sweep.file, database, server.url);
  await until('some runs are stored', () => existsSync(database) && storedRuns(database).length > 20);
  await disturb(runner);
  const ended = await runner.ended;
  expect(ended.status, ended.stderr).toBe(0);
  expect(contentsOf(database)).toEqual(sweep.contents);
}

describe('a queue', () => {
  it('that forgets everything half way costs time, and no run', async () => {
    const server = await startRedis();
    try {
      await survives(server, async () => {
        await server.redis.flushall();
      });
    } finally {
      await server.close();
    }
  });

  it('that starts again without anything it had costs time, and no run; both sides say that they wait', async () => {
    const server = await startRedis();
    try {
      await survives(server, async (runner) => {
        await server.kill();
        await pause(2000);
        await server.restart();
        await hasSaid(runner, /the queue at redis:\/\/127\.0\.0\.1:\d+ is away \(.*\); waiting for it/);
        await hasSaid(runner, /is back after \d+ s/);
      });
    } finally {
      await server.close();
    }
  });

  it('that is gone keeps no worker from ending when it is told to', async () => {
    const server = await startRedis();
    try {
      const worker = startWorker(server.url);
      await hasSaid(worker, /trains 1 run at once/);
      await server.kill();
      await hasSaid(worker, /is away/);
      signal(worker.pid, 'SIGINT');
      const ended = await Promise.race([worker.ended, pause(30_000)]);
      expect(ended?.status).toBe(130);
    } finally {
      await server.close();
    }
  });

  it('that is gone keeps no runner from ending when it is told to, and the next one goes on', async () => {
    const server = await startRedis();
    try {
      const database = newDatabase();
      startWorker(server.url, { jobs: 2 });
      const runner = startRunner(sweep.file, database, server.url);
      await until('some runs are stored', () => existsSync(database) && storedRuns(database).length > 20);
      await server.kill();
      await hasSaid(runner, /is away/);
      signal(runner.pid, 'SIGINT');
      const ended = await Promise.race([runner.ended, pause(30_000)]);
      expect({ status: ended?.status, stdout: ended?.stdout }).toEqual({ status: 130, stdout: '' });
      expect(ended?.stderr).toMatch(
        /is away \(.*\); waiting for it\n.*: \d+ of 160 runs finished and kept; .*\ninterrupted\n$/,
      );
      expect(ended?.stderr).not.toMatch(/^ +at /m);
      const kept = storedRuns(database).length;

      await server.restart();
      const next = await startRunner(sweep.file, database, server.url).ended;
      expect(next.status, next.stderr).toBe(0);
      expect(storedRuns(database).length).toBeGreaterThan(kept);
      expect(contentsOf(database)).toEqual(sweep.contents);
    } finally {
      await server.close();
    }
  });

  it('that is full for a while makes everybody wait', async () => {
    const server = await startRedis('--maxmemory-policy', 'noeviction');
    try {
      await survives(server, async () => {
        await server.redis.config('SET', 'maxmemory', '1');
        await pause(4000);
        await server.redis.config('SET', 'maxmemory', '0');
      });
    } finally {
      await server.close();
    }
  });

  it('that may throw runs away is refused in one line, with status 1', async () => {
    const server = await startRedis('--maxmemory', '10mb', '--maxmemory-policy', 'allkeys-lru');
    try {
      for (const args of [
        ['worker', server.url],
        ['run', sweep.file, '--queue', server.url, '--database', newDatabase()],
      ]) {
        const { status, stderr } = await runCli(args, { cwd: '/' });
        expect({ status, stderr }).toEqual({
          status: 1,
          stderr: expect.stringMatching(
            /^bothways: the queue at .*: expected maxmemory-policy noeviction, found allkeys-lru.*\n$/,
          ),
        });
      }
    } finally {
      await server.close();
    }
  });

  it('with a password refuses another one at once, and the right one is in no argument, environment of a child or output', async () => {
    const secret = 'correct-horse-battery';
    const server = await startRedis('--requirepass', secret);
    try {
      const database = newDatabase();
      const wrong = await runCli(['worker', server.url], { cwd: '/', env: { BOTHWAYS_QUEUE_PASSWORD: 'wrong' } });
      expect({ status: wrong.status, stderr: wrong.stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/^bothways: the queue refuses to be used: WRONGPASS.*\n$/),
      });
      const typed = await runCli(['worker', `redis://:${secret}@127.0.0.1:${server.port}`], { cwd: '/' });
      expect({ status: typed.status, said: typed.stderr.includes(secret) }).toEqual({ status: 2, said: false });

      const env = { BOTHWAYS_QUEUE_PASSWORD: secret };
      const worker = startWorker(server.url, { jobs: 2, env });
      const runner = startRunner(sweep.file, database, server.url, { env });
      await until('some runs are stored', () => existsSync(database) && storedRuns(database).length > 20);
      const seen = spawnSync('sh', [
        '-c',
        'cat /proc/[0-9]*/cmdline; for p in $(pgrep -f workers/process); do cat /proc/$p/environ; done',
      ]);
      expect(seen.stdout.toString()).not.toContain(secret);
      const ended = await runner.ended;
      expect(ended.status, ended.stderr).toBe(0);
      expect(ended.stdout + ended.stderr + worker.said()).not.toContain(secret);
      expect(spawnSync('grep', ['-c', secret, database]).stdout.toString()).toBe('0\n');
    } finally {
      await server.close();
    }
  });

  it('is spoken to over TLS with a certificate of its own authority', async () => {
    const path = temporaryFolder();
    const database = newDatabase();
    const at = (name: string) => join(path, name);
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', at('key.pem'), '-out', at('cert.pem')],
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    const server = await startRedis(
      ...['--tls-port', 'PORT', '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', at('cert.pem'), '--tls-key-file', at('key.pem'), '--tls-ca-cert-file', at('cert.pem')],
    );
    try {
      const env = { NODE_EXTRA_CA_CERTS: at('cert.pem') };
      startWorker(server.url, { env });
      const ended = await startRunner(sweep.file, database, server.url, { env }).ended;
      expect(ended.status, ended.stderr).toBe(0);
      expect(storedRuns(database)).toHaveLength(sweep.runs);
      const stranger = startWorker(server.url);
      await hasSaid(stranger, /is away \(.*self-signed certificate.*\); waiting for it/);
    } finally {
      await server.close();
    }
  });
});
