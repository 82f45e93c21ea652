/** A real redis-server on loopback for the tests of this folder, which ends with them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { signal, until } from '../cli-process.ts';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** For questions of the test's own. */
  readonly redis: Redis;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again with what it has left on the disk. */
  restart(): Promise<void>;
  /** Ends it with all that it holds. */
  close(): Promise<void>;
}

/** @param options of redis-server beside those that keep it on loopback, in a folder of its own */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'bothways-redis-'));
  const isTls = options.includes('--tls-port');
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 100,
    ...(isTls && { tls: { rejectUnauthorized: false } }),
  });
  redis.on('error', () => {}); // it is away now and then: that is what is tested
  let server: ChildProcess | null = null;
  const kill = async () => {
    const ending = server;
    server = null;
    if (ending?.pid === undefined) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    signal(ending.pid, 'SIGKILL');
    await gone;
  };
  const restart = async () => {
    const where = ['--bind', '127.0.0.1', '--dir', folder, ...(isTls ? ['--port', '0'] : ['--port', String(port)])];
    const own = options.map((option) => option.replaceAll('PORT', String(port)));
    const started = spawn('redis-server', ['--save', '', ...where, ...own], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    started.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await until(`redis-server is ready: ${said}`, () => said.includes('Ready to accept') || started.exitCode !== null);
    if (started.exitCode !== null) throw new Error(said);
    server = started;
  };
  await restart();
  return {
    port,
    url: `redis${isTls ? 's' : ''}://127.0.0.1:${port}`,
    redis,
    kill,
    restart,
    async close() {
      redis.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
