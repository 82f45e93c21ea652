/**
 * Prepared data ↔ a file: read once from their text, they are there at once for every worker and every later command.
 *
 * Layout: 'BWDATA' and the version, the length of the description (uint32), the description as JSON, and from the next
 * multiple of 8 on the arrays one after the other, little-endian, each from a multiple of 8 on.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Description, Prepared } from './prepared.ts';
import type { DataSettings } from './settings.ts';

/** Raised whenever the same file and settings are prepared to other numbers, or written in another way. */
const MAGIC = 'BWDATA02';

const ARRAYS = {
  inputs: null, // Float32 or Int32, by the input
  labels: Int32Array,
  targets: Float32Array,
  starts: Int32Array,
  lengths: Int32Array,
  parts: Uint8Array,
  groups: Int32Array,
} as const;
type ArrayName = keyof typeof ARRAYS;

interface Header {
  readonly description: Description;
  /** Numbers of each array; absent where there is none. */
  readonly sizes: Partial<Readonly<Record<ArrayName, number>>>;
}

/** Where the data of that file with those settings lie, in the folder for them. */
export function preparedPath(folder: string, { sha256, settings }: { sha256: string; settings: DataSettings }): string {
  const how = createHash('sha256').update(settingsJson(settings)).digest('hex');
  return join(folder, `${sha256.slice(0, 16)}-${how.slice(0, 16)}.bin`);
}

/** Settings as text, the same for the same settings. */
export function settingsJson(settings: DataSettings): string {
  return JSON.stringify(settings, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Whole or not at all: under another name first. Throws the system's error where the disk does not take it. */
export function writePrepared(path: string, prepared: Prepared): void {
  const arrays = arraysOf(prepared);
  const sizes = Object.fromEntries(arrays.map(([name, array]) => [name, array.length]));
  const header = Buffer.from(JSON.stringify({ description: prepared.description, sizes } satisfies Header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const file = openSync(unfinished, 'w');
  try {
    let at = 0;
    const write = (bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      const padding = Buffer.alloc(-(at + bytes.length) & 7);
      if (padding.length > 0) writeSync(file, padding);
      at += bytes.length + padding.length;
    };
    write(Buffer.concat([Buffer.from(MAGIC), length, header]));
    for (const [, array] of arrays) write(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    closeSync(file);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** null where there is no such file, or one that this version has not written. */
export function readPrepared(path: string): Prepared | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    return readOpened(file);
  } finally {
    closeSync(file);
  }
}

function readOpened(file: number): Prepared | null {
  const beginning = bytesAt(file, 0, MAGIC.length + 4);
  if (beginning === null || !beginning.toString('latin1').startsWith(MAGIC)) return null;
  const headerLength = beginning.readUInt32LE(MAGIC.length);
  const header = bytesAt(file, beginning.length, headerLength);
  if (header === null) return null;
  const { description, sizes } = JSON.parse(header.toString()) as Header;
  let at = aligned(beginning.length + headerLength);
  const read: Partial<Record<ArrayName, Float32Array | Int32Array | Uint8Array>> = {};
  for (const name of Object.keys(ARRAYS) as ArrayName[]) {
    const size = sizes[name];
    if (size === undefined) continue;
    const Kind = ARRAYS[name] ?? (description.input.kind === 'numbers' ? Float32Array : Int32Array);
    const bytes = bytesAt(file, at, size * Kind.BYTES_PER_ELEMENT);
    if (bytes === null) return null;
    read[name] = new Kind(bytes.buffer as ArrayBuffer, 0, size);
    at = aligned(at + bytes.length);
  }
  return { ...(read as unknown as Prepared), targets: (read.targets as Float32Array | undefined) ?? null, description };
}

/** So many bytes in a buffer of their own; null where the file is shorter. */
function bytesAt(file: number, position: number, length: number): Buffer | null {
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const read = readSync(file, bytes, done, length - done, position + done);
    if (read === 0) return null;
    done += read;
  }
  return bytes;
}

function arraysOf(prepared: Prepared): [ArrayName, Float32Array | Int32Array | Uint8Array][] {
  return (Object.keys(ARRAYS) as ArrayName[]).flatMap((name) => {
    const array = prepared[name];
    return array === null ? [] : [[name, array] as [ArrayName, typeof array]];
  });
}

function aligned(offset: number): number {
  return offset + (-offset & 7);
}
