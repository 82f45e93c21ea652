/** The files that runs are trained on, by their hash: put on the queue once, and fetched once by each worker. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Redis } from 'ioredis';
import { PREFIX } from './connect.ts';
import { BadMessage } from './messages.ts';

/** As much as a database keeps of a file; the queue holds it in memory. */
export const MOST_FILE_BYTES = 64 * 2 ** 20;
/** After it was last asked for. */
const KEPT_FOR_S = 14 * 24 * 3600;

const keyOf = (sha256: string) => `${PREFIX}:file:${sha256}`;

/** Sees that a file is on the queue, for another two weeks. */
export async function offerFile(redis: Redis, sha256: string, content: () => Promise<Uint8Array>): Promise<void> {
  const isThere = (await redis.expire(keyOf(sha256), KEPT_FOR_S)) === 1;
  if (isThere) return;
  const packed = await promisify(gzip)(await content(), { level: 1 });
  await redis.set(keyOf(sha256), packed, 'EX', KEPT_FOR_S);
}

/** @throws BadMessage where what is on the queue is not the file with that hash */
export async function fetchFile(redis: Redis, sha256: string): Promise<Uint8Array> {
  const packed = await redis.getBuffer(keyOf(sha256));
  if (packed === null) throw new Error(`the data ${sha256.slice(0, 12)}… are not on the queue any more`);
  const content = await unpacked(packed);
  if (createHash('sha256').update(content).digest('hex') === sha256) return content;
  throw new BadMessage(`expected the file with SHA-256 ${sha256.slice(0, 12)}…, found another`);
}

async function unpacked(packed: Buffer): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: MOST_FILE_BYTES });
  } catch (error) {
    throw new BadMessage(`expected a compressed file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
