/** The bytes of a data file: on the disk, read as a stream, or kept in memory. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { MOST_BYTES } from './settings.ts';

export interface DataBytes {
  /** As the experiment file names it. */
  readonly name: string;
  /** From the beginning, each time. */
  stream(): Readable;
}

const CHUNK_BYTES = 2 ** 20;

export function bytesOnDisk(name: string, path: string): DataBytes {
  return { name, stream: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }) };
}

export function bytesInMemory(name: string, content: Uint8Array): DataBytes {
  return { name, stream: () => Readable.from([Buffer.from(content.buffer, content.byteOffset, content.length)]) };
}

/** What a look at all bytes tells. */
export interface Fingerprint {
  readonly sha256: string;
  readonly bytes: number;
}

/** Why a file is not read at all, in one sentence. */
export class UnreadableData extends Error {}

/** @throws {UnreadableData} where the file is not there, too large, or no text in UTF-8 */
export async function fingerprint(file: DataBytes): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let bytes = 0;
  let cut: Buffer = Buffer.alloc(0); // the beginning of a character that a chunk ends in
  for await (const chunk of opened(file)) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new UnreadableData(`expected a file of at most 1 GB; found a larger one. ${SMALLER}`);
    if (bytes === chunk.length && isUtf16(chunk)) throw new UnreadableData(UTF_16);
    const text = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
    const whole = wholeCharacters(text);
    if (!isUtf8(text.subarray(0, whole))) throw new UnreadableData(NOT_UTF8);
    cut = text.subarray(whole);
  }
  if (cut.length > 0) throw new UnreadableData(NOT_UTF8);
  if (bytes === 0) throw new UnreadableData('expected data; the file is empty.');
  return { sha256: hash.digest('hex'), bytes };
}

/** By its byte order mark. */
function isUtf16(chunk: Buffer): boolean {
  return chunk.length >= 2 && (chunk.readUInt16BE(0) === 0xfeff || chunk.readUInt16BE(0) === 0xfffe);
}

const UTF_16 = 'expected text in UTF-8; found UTF-16. Save the file as UTF-8 (in Excel: CSV UTF-8).';
const SMALLER = 'Take a part of the rows, or fewer digits.';
const NOT_UTF8 = 'expected text in UTF-8; found bytes that are none. Save the file as UTF-8.';

/** The chunks of a file; a file that cannot be opened is an `UnreadableData`. */
async function* opened({ stream }: DataBytes): AsyncGenerator<Buffer> {
  try {
    yield* stream() as AsyncIterable<Buffer>;
  } catch (error) {
    throw new UnreadableData(fileMessage(error as NodeJS.ErrnoException));
  }
}

function fileMessage({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file. Its path is relative to the experiment file.';
    case 'EISDIR':
      return 'expected a file; found a folder.';
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read. Change its permissions.';
    default:
      return `the file cannot be read: ${message}`;
  }
}

/** The length of the text without a character that is cut off at its end. */
function wholeCharacters(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back];
    if (byte < 0x80) return text.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? text.length - back : text.length;
    }
  }
  return text.length;
}

/** The bytes of a file that is small enough to be kept; null for a larger one. */
export function sizeOnDisk(path: string): number | null {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
}

/** Lines without their ends, numbered from 1. */
export async function* linesOf(file: DataBytes): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8'); // leaves a byte order mark out
  let rest = '';
  for await (const chunk of file.stream() as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
