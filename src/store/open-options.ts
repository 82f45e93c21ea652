/** How a database is to be opened. */
import type { Migration } from './migrations.ts';

export interface OpenOptions {
  /** read: never writes, and a missing file is an error. write: makes folder and file, and migrates. */
  readonly mode: 'read' | 'write';
  /** How long to wait for a lock. Default: 10,000. */
  readonly busyTimeoutMs?: number;
  /**
   * Default: all of them.
   *
   * @internal leaves the types of better-sqlite3 out of those of the library
   */
  readonly migrations?: readonly Migration[];
  /** `statfs`'s number for the file system. Default: what the system says. */
  readonly fileSystemType?: number;
}
