/** From an empty file, or an older version of the schema, to the newest. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { backupName } from './backup-name.ts';
import type { Migration } from './migrations/migration.ts';
import { VERSION_1 } from './migrations/version-1.ts';
import { toVersion2 } from './migrations/version-2.ts';
import { TO_VERSION_3 } from './migrations/version-3.ts';
import { TO_VERSION_4 } from './migrations/version-4.ts';
import type { ReadSource } from './open-options.ts';
import { DamagedRow } from './store-error.ts';

export type { Migration };

/** In the header of every database of Bothways: 'Both' in ASCII. `file results/bothways.db` shows it. */
export const APPLICATION_ID = 0x426f7468;

/** From an empty file on. Only ever appended to. */
export const MIGRATIONS: readonly Migration[] = [VERSION_1, toVersion2, TO_VERSION_3, TO_VERSION_4];

export interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** What version 1 did not keep of a plan stands in the experiment's file. */
  readonly readSource: ReadSource;
  /** The file, which is copied first where it holds data; null: the database is in memory. */
  readonly path: string | null;
}

/**
 * Brings a database to the newest version, one transaction per step.
 *
 * Safe against a kill at any moment and against others that migrate the same file: every step asks again, under the
 * lock, whether it is still to be done, and the copy is made under the same lock.
 *
 * @returns where the copy is, or null where none was needed
 */
export function migrate(db: Database.Database, { migrations, readSource, path }: MigrateOptions): string | null {
  const found = versionOf(db);
  const backups: string[] = [];
  // A step may rebuild a table that others refer to. The switch works only outside a transaction.
  db.pragma('foreign_keys = OFF');
  for (let version = found; version < migrations.length; version++) {
    db.transaction(() => {
      if (versionOf(db) !== version) return;
      if (found > 0 && path !== null && backups.length === 0) backups.push(backUp(db, path, version));
      const step = migrations[version];
      if (typeof step === 'string') db.exec(step);
      else step(db, readSource);
      const broken = db.pragma('foreign_key_check') as unknown[];
      if (broken.length > 0)
        throw new DamagedRow(`migration to version ${version + 1} breaks ${broken.length} references`);
      db.pragma(`user_version = ${version + 1}`);
      db.pragma(`application_id = ${APPLICATION_ID}`);
    }).immediate();
  }
  db.pragma('foreign_keys = ON');
  return backups.at(0) ?? null;
}

export function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number; // SQLite's header has no other type there
}

/**
 * Copies the database as the open transaction sees it. The copy has its name only once it is whole and on the disk.
 *
 * Not VACUUM INTO, which cannot run inside a transaction and leaves its unfinished files behind when it is killed.
 */
function backUp(db: Database.Database, path: string, version: number): string {
  const backup = backupName(path, version);
  const unfinished = `${backup}.unfinished`;
  writeFileSync(unfinished, db.serialize());
  const descriptor = openSync(unfinished, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(unfinished, backup);
  return backup;
}
