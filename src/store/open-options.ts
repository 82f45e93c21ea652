/** How a database is to be opened. */
import type { Experiment } from '../vocabulary.ts';
import type { Migration } from './migrations.ts';

/** What an experiment's source says: the points that version 1 did not keep the order of; null where it cannot be read. */
export type ReadSource = (stored: {
  readonly name: string;
  readonly source: string;
}) => Pick<Experiment, 'points' | 'compare'> | null;

export interface OpenOptions {
  /**
   * read: never writes, and a missing file is an error; one of an older version is migrated in memory. write: makes
   * folder and file, and migrates.
   */
  readonly mode: 'read' | 'write';
  /** How long to wait for a lock. Default: 10,000. */
  readonly busyTimeoutMs?: number;
  /**
   * Default: all of them.
   *
   * @internal leaves the types of better-sqlite3 out of those of the library
   */
  readonly migrations?: readonly Migration[];
  /**
   * Reads the sources of experiments, for a file of version 1, which did not keep the order of plans. Default: points
   * stand by their values, as where a source cannot be read any more.
   */
  readonly readSource?: ReadSource;
  /** `statfs`'s number for the file system. Default: what the system says. */
  readonly fileSystemType?: number;
}
