/** The connections to Redis, which wait for it while it is away. BullMQ and its client are loaded here alone. */
import type * as BullMQ from 'bullmq';
import type { Queue } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { QueueError } from './queue-error.ts';

/** Where a Redis, or what speaks like one, is. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  /** Of the sixteen, or so, that a Redis has. */
  readonly database: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
  /** For people: without the password. */
  readonly text: string;
}

export interface Connection {
  readonly bullmq: typeof BullMQ;
  /** For commands of our own. */
  readonly redis: Redis;
  /** A queue of BullMQ's by its name, made once. */
  queue(name: string): Queue;
  /** A client for a worker of BullMQ's, closed with the others. */
  client(): Redis;
  /** Ends all clients at once. */
  close(): void;
}

/** All keys of ours begin so. */
export const PREFIX = 'bothways';

const MOST_RETRY_MS = 5000;
/**
 * A connection that answers nothing for so long is given up and made anew: of one that is cut, and not closed, nothing
 * else tells. Longer than the ten seconds for which a command of BullMQ's waits for work at most.
 */
const SILENT_MS = 20_000;

/**
 * Connects, and waits for a Redis that is not there yet.
 *
 * @param note takes a line when Redis goes away, and one when it is back
 * @throws QueueError where the packages are not installed, Redis refuses the password, or may throw away what it holds
 */
export async function connect(
  address: QueueAddress,
  { note, clock, signal }: { note: (text: string) => void; clock: () => number; signal: AbortSignal },
): Promise<Connection> {
  const { bullmq, ioredis } = await loaded();
  const clients = new Set<Redis>();
  const presence = watch(address, { note, clock });
  const opened = (options: Partial<RedisOptions> = {}) => {
    const made = new ioredis.Redis({ ...optionsOf(address), ...options });
    clients.add(made);
    made.on('end', () => {
      forgetSilence(made);
      clients.delete(made); // to end it once more would leave a timer of two seconds
    });
    made.duplicate = opened; // BullMQ makes one to wait with, which is to end like the others
    return made;
  };
  const client = () => opened().on('error', presence.failed).on('ready', presence.ready);
  const queues = new Map<string, Queue>();
  const queue = (name: string) => {
    const made = queues.get(name) ?? new bullmq.Queue(name, { connection: shared(), prefix: PREFIX });
    if (!queues.has(name)) made.on('error', () => {}); // the client's, of which word has been given
    queues.set(name, made);
    return made;
  };
  let forQueues: Redis | null = null;
  const shared = () => {
    forQueues ??= client();
    return forQueues;
  };
  const close = () => {
    presence.forget();
    for (const one of clients) one.disconnect();
  };
  try {
    const redis = client();
    await settled(redis, signal);
    await refuseForgetful(redis, address);
    return { bullmq, redis, queue, client, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function loaded() {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new QueueError('a queue needs two packages that are not installed. Get them: npm install bullmq ioredis');
    }
    throw error;
  }
}

function optionsOf({ host, port, database, username, password, tls }: QueueAddress): RedisOptions {
  return {
    host,
    port,
    db: database,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(tls && { tls: { servername: host } }),
    socketTimeout: SILENT_MS,
    maxRetriesPerRequest: null, // commands wait until Redis is back
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), MOST_RETRY_MS),
  };
}

/** The client leaves its timer for an answer running when it is closed, which would keep the process from ending. */
function forgetSilence(client: Redis): void {
  const { socketTimeoutTimer } = client as unknown as { socketTimeoutTimer?: NodeJS.Timeout };
  clearTimeout(socketTimeoutTimer);
}

/** Says once that Redis is away and once that it is back, of however many clients. */
function watch({ text }: QueueAddress, { note, clock }: { note: (text: string) => void; clock: () => number }) {
  let awaySince: number | null = null;
  let isOver = false;
  return {
    failed: (error: Error) => {
      if (awaySince !== null || isOver || isRefusal(error)) return;
      awaySince = clock();
      note(`the queue at ${text} is away (${reasonOf(error)}); waiting for it`);
    },
    ready: () => {
      if (awaySince === null) return;
      const seconds = Math.max(1, Math.round((clock() - awaySince) / 1000));
      awaySince = null;
      if (!isOver) note(`the queue at ${text} is back after ${seconds} s`);
    },
    forget: () => {
      isOver = true;
    },
  };
}

/** A client's errors carry the command with its arguments, a password among them: only the message is passed on. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  if (inner.message.startsWith('Socket timeout')) return `no answer for ${SILENT_MS / 1000} s`;
  return inner.message || ('code' in inner ? String(inner.code) : inner.name);
}

/** Until Redis answers; a refusal is final, an absence is not. */
async function settled(redis: Redis, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    redis.on('error', (error) => {
      if (isRefusal(error)) reject(new QueueError(`the queue refuses to be used: ${reasonOf(error)}`));
    });
    redis.once('ready', () => {
      redis.ping().then(
        () => resolve(),
        (error) => reject(new QueueError(`the queue refuses to be used: ${reasonOf(error)}`)),
      );
    });
  });
}

function isRefusal(error: unknown): boolean {
  return /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH|ERR Client sent AUTH)/i.test(reasonOf(error));
}

/** A Redis that throws keys away when it is full would throw away runs. */
async function refuseForgetful(redis: Redis, { text }: QueueAddress): Promise<void> {
  const memory = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  if (limit === 0 || policy === 'noeviction') return;
  throw new QueueError(
    `the queue at ${text}: expected maxmemory-policy noeviction, found ${policy}, which throws runs away when memory is ` +
      'short. Change it in redis.conf, or with CONFIG SET',
  );
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
