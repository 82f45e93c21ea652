/** Files of whatever size, or of none: a pipe, a device without end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The first bytes of a file, at most so many. Throws what the file system throws, and EISDIR of a folder. */
export function readAtMost(file: string, bytes: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    const buffer = Buffer.alloc(bytes);
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, bytes - length, null);
      length += read;
      if (read === 0 || length === bytes) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
