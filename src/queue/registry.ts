/** Who is at the queue: workers say so themselves, and are forgotten soon after they no longer do. */
import type { Redis } from 'ioredis';
import { PREFIX } from './connect.ts';
import { FORMAT, type WorkerName } from './messages.ts';

export interface Presence extends WorkerName {
  /** Of Bothways. */
  readonly version: string;
  /** Of the engines whose runs it takes. */
  readonly engineVersions: readonly string[];
  /** Runs at once. */
  readonly places: number;
}

/** A worker says that it is there as often as this. */
export const PRESENT_EVERY_MS = 5000;
const GONE_AFTER_MS = 3 * PRESENT_EVERY_MS + 1000;
/** As long as a worker that was refused may try again. */
const REFUSED_FOR_MS = 24 * 3600 * 1000;

/** The queue of the runs that one version of Bothways plans for one version of an engine. No other version sees it. */
export function runsQueue(version: string, engineVersion: string): string {
  return `runs-${FORMAT}-${version}-${engineVersion}`;
}

/** Whether the runs of a queue are those of a version, for whatever engine. */
export function isRunsQueueOf(version: string, name: string): boolean {
  return name.startsWith(runsQueue(version, ''));
}

/** The queue of the letters to one database. */
export function lettersQueue(mailbox: string): string {
  return `letters-${FORMAT}-${mailbox}`;
}

const workerKey = (id: string) => `${PREFIX}:worker:${id}`;
const refusedKey = (id: string) => `${PREFIX}:refused:${id}`;
const WORKERS = `${PREFIX}:workers`;
const QUEUES = `${PREFIX}:queues`;
const MAILBOXES = `${PREFIX}:mailboxes`;

/** Holds for `GONE_AFTER_MS`: a worker says it again before, and one that is killed is gone by itself. */
export async function sayPresent(redis: Redis, presence: Presence): Promise<void> {
  await redis.set(workerKey(presence.id), JSON.stringify(presence), 'PX', GONE_AFTER_MS);
  await redis.sadd(WORKERS, presence.id);
}

export async function sayGone(redis: Redis, { id }: WorkerName): Promise<void> {
  await redis.del(workerKey(id));
  await redis.srem(WORKERS, id);
}

/** All that are there, of whatever version. */
export async function present(redis: Redis): Promise<Presence[]> {
  const ids = await redis.smembers(WORKERS);
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map(workerKey));
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await redis.srem(WORKERS, gone);
  return texts.flatMap((text) => (text === null ? [] : presenceFrom(text)));
}

function presenceFrom(text: string): Presence[] {
  try {
    const { id, host, version, engineVersions, places } = JSON.parse(text);
    const isWhole =
      [id, host, version].every((word) => typeof word === 'string') &&
      Array.isArray(engineVersions) &&
      engineVersions.every((word) => typeof word === 'string') &&
      Number.isInteger(places);
    return isWhole ? [{ id, host, version, engineVersions, places }] : [];
  } catch {
    return []; // Not written by one of ours
  }
}

/** Keeps a worker from taking more: its results were not what they should be. */
export async function refuse(redis: Redis, { id }: WorkerName, reason: string): Promise<void> {
  await redis.set(refusedKey(id), reason, 'PX', REFUSED_FOR_MS);
}

/** Why a worker is refused; null where it is not. */
export function refusal(redis: Redis, { id }: WorkerName): Promise<string | null> {
  return redis.get(refusedKey(id));
}

/** Remembers a queue of runs, so that workers of other versions can say whom its runs wait for. */
export async function announceQueue(redis: Redis, name: string): Promise<void> {
  await redis.zadd(QUEUES, await timeOf(redis), name);
}

/** The one announced last at the end; queues that are done may still be among them. */
export function announcedQueues(redis: Redis): Promise<string[]> {
  return redis.zrange(QUEUES, 0, -1);
}

/** Remembers that somebody has opened a mailbox just now, for `takeOldMailboxes`. */
export async function announceMailbox(redis: Redis, mailbox: string): Promise<void> {
  await redis.zadd(MAILBOXES, await timeOf(redis), mailbox);
}

/** Mailboxes that nobody has opened for so long, which are then no longer remembered. */
export async function takeOldMailboxes(redis: Redis, olderThanMs: number): Promise<string[]> {
  const until = (await timeOf(redis)) - olderThanMs;
  const old = await redis.zrangebyscore(MAILBOXES, 0, until);
  if (old.length > 0) await redis.zrem(MAILBOXES, ...old);
  return old;
}

/** Milliseconds by the clock of the queue: those of its users may differ. */
async function timeOf(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
