/** What can go wrong with the database, as one line each: the file, what was expected, what was found, what to do. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { installation } from '../machine/package.ts';
import { backupName } from './backup-name.ts';

/** The closed set; docs/database.md has a row for each. */
export const STORE_ERROR_CODES = [
  'missing',
  'unwritable',
  'not-a-database',
  'foreign',
  'newer',
  'damaged',
  'altered',
  'locked',
  'disk-full',
  'unreadable',
  'no-binding',
  'sql',
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

/** An error that its user can do something about, in one line; `cause` keeps the one of SQLite or the system. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' '), options); // SQLite quotes statements with their line breaks
    this.name = 'StoreError';
    this.code = code;
  }
}

/** A value that this program cannot have written: a type or a word that its column never holds. */
export class DamagedRow extends Error {}

export const OTHER_FILE = 'Name another file with --database.';

/**
 * What reaches the user for an error thrown while the file at `path` was used. What is a bug rather than the state of
 * the file or the machine (a broken constraint, say) comes back as it is.
 */
export function storeError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  // SqliteError and the errors of node:fs carry a code, others do not
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const as = (kind: StoreErrorCode, message: string) => new StoreError(kind, message, { cause: error });

  // Our own statements are tested: one that misses a table, a column or valid JSON has met a file that has lost it
  if (error instanceof DamagedRow || /^SQLITE_(CORRUPT|ERROR$)/.test(code)) return damaged(path, error);
  if (code === 'SQLITE_NOTADB') return as('not-a-database', notADatabase(path, 'a file of another kind'));
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) {
    return as(
      'locked',
      `${path}: waited for the database, which another program keeps locked. Close that program (a database browser?), then try again.`,
    );
  }
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code)) {
    return as(
      'disk-full',
      `${path}: the disk is full. Everything stored before is safe; free some space, then run again to go on.`,
    );
  }
  if (
    /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENAMETOOLONG|ENOENT|ELOOP)/.test(code)
  ) {
    return as(
      'unwritable',
      `${path}: expected a file and a folder that can be read and written, found: ${error.message}. Change the permissions, or name another file with --database.`,
    );
  }
  if (/^(SQLITE_IOERR|EIO)/.test(code)) {
    return as('unreadable', `${path}: the disk or file system failed (${error.message}). ${OTHER_FILE}`);
  }
  if (code === 'ERR_DLOPEN_FAILED' || /bindings file/.test(error.message)) return noBinding(error);
  return error;
}

export function notADatabase(path: string, found: string): string {
  return `${path}: expected a database of Bothways, found ${found}. ${OTHER_FILE}`;
}

export function damaged(path: string, cause: Error): StoreError {
  const backups = backupsOf(path);
  const restore =
    backups.length > 0
      ? `put the backup ${backups.at(-1)} in its place`
      : 'put a backup in its place, or delete it and run again (the same seeds give the same results)';
  return new StoreError(
    'damaged',
    `${path}: the database is damaged (${cause.message}). Keep a copy; then ${restore}, ` +
      `or save what can be read: sqlite3 "${path}" .recover | sqlite3 recovered.db`,
    { cause },
  );
}

/** The copies that migrations have left beside the file, the oldest version first. */
function backupsOf(path: string): string[] {
  const copies = basename(backupName(path, 0)).split('0');
  try {
    return readdirSync(dirname(path))
      .filter((name) => name.startsWith(copies[0]) && name.endsWith(copies[1]))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => join(dirname(path), name));
  } catch {
    return []; // The folder cannot be listed: then there is none to be named
  }
}

/** npm refuses the first outside a project, and the second inside one. */
const ALLOW_SCRIPT = {
  checkout: 'npm rebuild better-sqlite3',
  project: 'npm approve-scripts better-sqlite3 && npm rebuild better-sqlite3',
  global: 'npm install -g --allow-scripts=better-sqlite3 bothways',
} as const;

function noBinding(cause: Error): StoreError {
  const advice = cause.message.includes('was compiled against')
    ? 'was built for another version of Node. Build it again: npm rebuild better-sqlite3'
    : `has no binary here: npm 12 runs no install scripts unasked. Allow this one: ${ALLOW_SCRIPT[installation()]}`;
  return new StoreError('no-binding', `The package better-sqlite3, which the database needs, ${advice}`, { cause });
}
