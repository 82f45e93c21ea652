/** The SQLite that better-sqlite3 was built with. */
import Database from 'better-sqlite3';
import { storeError } from './store-error.ts';

/** @throws {StoreError} where better-sqlite3 has no binary here */
export function sqliteVersion(): string {
  try {
    const db = new Database(':memory:');
    try {
      return String(db.prepare('SELECT sqlite_version()').pluck().get());
    } finally {
      db.close();
    }
  } catch (error) {
    throw storeError(error, ':memory:');
  }
}
