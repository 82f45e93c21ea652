/** Where letters to a database go. */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * A name for the file as it stands on this machine. One inside the file would be copied with it, and two copies would
 * take each other's letters.
 */
export function mailboxOf(database: string): string {
  const path = realpathSync(database);
  const { ino, birthtimeMs } = statSync(path);
  return createHash('sha256')
    .update(JSON.stringify([hostname(), path, ino, birthtimeMs]))
    .digest('hex')
    .slice(0, 16);
}
