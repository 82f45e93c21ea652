/** Path → a database of ours that is ready to use, or the reason why not. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder } from '../machine/make-folder.ts';
import { APPLICATION_ID, MIGRATIONS, type MigrateOptions, migrate, versionOf } from './migrations.ts';
import type { OpenOptions } from './open-options.ts';
import { refuseEndless, refuseOtherSchema, type SchemaObject, schemaObjects } from './own-schema.ts';
import { DamagedRow, notADatabase, OTHER_FILE, StoreError } from './store-error.ts';

export interface OpenFile {
  readonly db: Database.Database;
  /** To be said once, a sentence or two each. */
  readonly warnings: readonly string[];
}

/** Opens the file and leaves the connection as the other files of this room expect it. */
export function openFile(path: string, options: OpenOptions): OpenFile {
  const { mode, busyTimeoutMs = 10_000, migrations = MIGRATIONS, readSource = () => null } = options;
  const file = resolve(path);
  if (mode === 'write') makeFolder(dirname(file));
  refuseWhatCannotBeOpened(path, mode);
  const isOverNetwork = NETWORK_FILE_SYSTEMS.has(options.fileSystemType ?? statfsSync(dirname(file)).type);
  const warnings = isOverNetwork ? [networkWarning(path)] : [];

  const db = mode === 'read' ? openToRead(file, busyTimeoutMs) : new Database(file, { timeout: busyTimeoutMs });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    const { version, objects } = formatOf(db, path, migrations.length);
    refuseOtherSchema(objects, { path, mode, migrations: migrations.slice(0, version) });
    if (mode === 'read') {
      if (version === 0) throw noResultsYet(path);
      const current = version === migrations.length ? db : migratedCopy(db, { migrations, readSource });
      current.pragma('query_only = ON');
      refuseEndless(current);
      return { db: current, warnings };
    }
    chooseJournal(db, isOverNetwork, busyTimeoutMs);
    const backup = migrate(db, { migrations, readSource, path });
    if (backup !== null) warnings.push(`${path} has been brought to a newer format; as it was before: ${backup}`);
    db.pragma('foreign_keys = ON');
    // What cannot be written should fail now, not when the first run is done
    db.exec('BEGIN IMMEDIATE; COMMIT');
    refuseEndless(db);
    return { db, warnings };
  } catch (error) {
    db.close();
    throw error;
  }
}

function refuseWhatCannotBeOpened(path: string, mode: OpenOptions['mode']): void {
  const found = statSync(resolve(path), { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new StoreError('not-a-database', notADatabase(path, 'a folder'));
  if (found?.isFile() === false) throw new StoreError('not-a-database', notADatabase(path, 'no ordinary file'));
  if (mode === 'read' && (found === undefined || found.size === 0)) throw noResultsYet(path);
}

function noResultsYet(path: string): StoreError {
  return new StoreError('missing', `${path}: no results there yet. Make some first: bothways run FILE`);
}

/**
 * Not `readonly`, which leaves files of the write-ahead log behind: `query_only` follows, and changes nothing either.
 * Where SQLite cannot open its log beside the file, in a folder that is read-only, the file is read as it stands.
 */
function openToRead(file: string, timeout: number): Database.Database {
  const db = new Database(file, { fileMustExist: true, timeout });
  try {
    versionOf(db);
    return db;
  } catch (error) {
    db.close();
    if (!isLogRefused(error) || existsSync(`${file}-wal`)) throw error;
    return inMemory(readFileSync(file));
  }
}

function inMemory(bytes: Buffer): Database.Database {
  bytes.fill(1, READ_VERSION, READ_VERSION + 2); // "no write-ahead log": in memory there is none
  return new Database(bytes);
}

/** Where the header says which journal the file is written and read with. Source: sqlite.org/fileformat2, 1.3.3. */
const READ_VERSION = 18;

function isLogRefused(error: unknown): boolean {
  return error instanceof Database.SqliteError && ['SQLITE_READONLY_DIRECTORY', 'SQLITE_CANTOPEN'].includes(error.code);
}

interface Format {
  /** Of the schema; 0 of an empty file. */
  readonly version: number;
  readonly objects: readonly SchemaObject[];
}

/** Refuses a file of another program or of a newer Bothways. */
function formatOf(db: Database.Database, path: string, newest: number): Format {
  // In one transaction: another process may be about to make the tables
  const { id, version, objects } = db.transaction(() => ({
    id: db.pragma('application_id', { simple: true }),
    version: versionOf(db),
    objects: schemaObjects(db),
  }))();
  const isEmpty = id === 0 && version === 0 && objects.length === 0;
  if (id !== APPLICATION_ID && !isEmpty) {
    throw new StoreError('foreign', notADatabase(path, 'the SQLite database of another program'));
  }
  if (version < 0) throw new DamagedRow(`its header says version ${version}`);
  if (version > newest) {
    throw new StoreError(
      'newer',
      `${path}: expected format ${newest} or older, found ${version}, which a newer Bothways has written. ` +
        `Update Bothways. ${OTHER_FILE}`,
    );
  }
  return { version, objects };
}

/** The newest version of a database, in memory; closes the one that it is made from. */
function migratedCopy(db: Database.Database, options: Omit<MigrateOptions, 'path'>): Database.Database {
  const copy = inMemory(db.serialize());
  try {
    db.close();
    copy.pragma('trusted_schema = OFF');
    migrate(copy, { ...options, path: null });
    return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
}

/**
 * With a write-ahead log readers and writers do not wait for each other, and NORMAL is enough: a power cut may cost
 * the last runs, never the file. Its shared memory does not work over a network; there the old journal is used.
 */
function chooseJournal(db: Database.Database, isOverNetwork: boolean, timeoutMs: number): void {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      db.pragma(`journal_mode = ${isOverNetwork ? 'DELETE' : 'WAL'}`);
      break;
    } catch (error) {
      // SQLite does not wait here as it does elsewhere: two that make the same file would trip over each other
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  db.pragma(`synchronous = ${isOverNetwork ? 'FULL' : 'NORMAL'}`);
}

/** Linux's numbers. Sources: statfs(2), linux/magic.h, and fs/smb/client for SMB 2. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2 and 3
  0x65735546, // FUSE: sshfs, S3 and the like
  0x01021997, // 9p: folders of the host in virtual machines
  0x5346414f, // AFS
  0x00c36400, // Ceph
  0x73757245, // Coda
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
]);

function networkWarning(path: string): string {
  return (
    `${path} lies on a network file system, whose locks SQLite cannot rely on. ` +
    'Let one program at a time use it, or name a file on a local disk with --database.'
  );
}
