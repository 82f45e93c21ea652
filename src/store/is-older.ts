/** Whether a database has still to be brought up to date, from its header alone. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { MIGRATIONS } from './migrations.ts';

/** Where the header of a SQLite file has its `user_version`, big-endian. Source: sqlite.org/fileformat2, 1.3. */
const USER_VERSION = 60;

/** Whether opening the file migrates it; a version that stands in the write-ahead log alone is taken for an older one. */
export function isOlder(path: string): boolean {
  const header = Buffer.alloc(USER_VERSION + 4);
  try {
    if (!statSync(path).isFile()) return false;
    const descriptor = openSync(path, 'r');
    try {
      if (readSync(descriptor, header, 0, header.length, 0) < header.length) return false;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false; // Opening it will say what is wrong
  }
  return header.readUInt32BE(USER_VERSION) < MIGRATIONS.length;
}
