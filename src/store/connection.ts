/** What the files of this room may ask of an open database, and how its errors leave. */
import Database from 'better-sqlite3';
import { openFile } from './open-file.ts';
import type { OpenOptions } from './open-options.ts';
import { damaged, storeError } from './store-error.ts';

export type SqlValue = number | string | Uint8Array | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Runs from which on SQLite does better with a count of its rows than without. */
const WORTH_COUNTING = 1000;

/** More at once is hardly faster, and each number of rows is a statement of its own. */
const ROWS_AT_ONCE = 50;

function insertion(table: string, columns: readonly string[], rows: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')}`;
}

/** An open file. Every error that its user can do something about leaves as a `StoreError`. */
export class Connection {
  readonly path: string;
  readonly warnings: readonly string[];
  readonly #db: Database.Database;
  readonly #isReadOnly: boolean;
  /** Each prepared once: preparing takes longer than most of our statements. */
  readonly #statements = new Map<string, Prepared>();

  constructor(path: string, options: OpenOptions) {
    this.path = path;
    this.#isReadOnly = options.mode === 'read';
    try {
      const { db, warnings } = openFile(path, options);
      this.#db = db;
      this.warnings = warnings;
    } catch (error) {
      throw storeError(error, path);
    }
  }

  /** All rows, each as `read` makes it. */
  all<T>(sql: string, parameters: readonly SqlValue[], read: (row: Row) => T): T[] {
    return this.#guarded(() => {
      const { statement, rowOf } = this.#prepare(sql);
      return statement.all(...parameters).map((values) => read(rowOf(values)));
    });
  }

  /** The first row, or null. */
  first<T>(sql: string, parameters: readonly SqlValue[], read: (row: Row) => T): T | null {
    return this.#guarded(() => {
      const { statement, rowOf } = this.#prepare(sql);
      const values = statement.get(...parameters);
      return values === undefined ? null : read(rowOf(values));
    });
  }

  /** The only row; for what must be there. */
  one<T>(sql: string, parameters: readonly SqlValue[], read: (row: Row) => T): T {
    const found = this.first(sql, parameters, read);
    if (found === null) throw new Error(`expected a row, found none: ${sql}, ${parameters.join(', ')}`);
    return found;
  }

  /** Changes rows and says how many. */
  change(sql: string, parameters: readonly SqlValue[]): number {
    return this.#guarded(() => this.#prepare(sql).statement.run(...parameters).changes);
  }

  /** Adds rows to a table, many of them by one statement: to execute one takes longer than to add a row. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): void {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const some = rows.slice(from, from + ROWS_AT_ONCE);
      const values: SqlValue[] = [];
      for (const row of some) values.push(...row);
      this.change(insertion(table, columns, some.length), values);
    }
  }

  /** All of it or nothing. IMMEDIATE takes the lock first, so that the work cannot fail half way for want of it. */
  write<T>(work: () => T): T {
    return this.#guarded(() => this.#db.transaction(work).immediate());
  }

  /** Several reads of one state of the file, whatever others write meanwhile. */
  read<T>(work: () => T): T {
    return this.#guarded(() => this.#db.transaction(work).deferred());
  }

  /** Work beside another file, whose tables are then those of `other`. */
  attached<T>(path: string, work: () => T): T {
    return this.#guarded(() => {
      this.#db.prepare('ATTACH ? AS other').run(path);
      try {
        return work();
      } finally {
        this.#db.exec('DETACH other');
      }
    });
  }

  /** The whole database as the bytes of a file. */
  serialize(): Uint8Array {
    return this.#guarded(() => this.#db.serialize());
  }

  /** Gives the space of deleted rows back to the file system. */
  compact(): void {
    this.#guarded(() => this.#db.exec('VACUUM'));
  }

  /** SQLite's own count of what other connections have changed; source: sqlite.org/pragma.html#pragma_data_version. */
  dataVersion(): number {
    return this.#guarded(() => Number(this.#db.pragma('data_version', { simple: true })));
  }

  close(): void {
    try {
      // Lets SQLite count its rows where they have grown much: `pairs` over 20,000 runs takes half the time for it.
      // Not of few: by such a count it goes through all runs for each of those that come later, up to the next count.
      // It is only a help, so it neither waits for a lock nor fails for want of one.
      if (!this.#isReadOnly) {
        this.#db.pragma('busy_timeout = 0');
        if (this.#hasRuns(WORTH_COUNTING)) this.#db.pragma('optimize = 0x10002');
      }
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
    } finally {
      this.#guarded(() => this.#db.close());
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = prepare(this.#db, sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      const error = storeError(thrown, this.path);
      // A broken constraint is a bug, unless the file is: rows that break it may have been there before
      if (error instanceof Database.SqliteError && !this.#isSound()) throw damaged(this.path, error);
      throw error;
    }
  }

  #hasRuns(atLeast: number): boolean {
    const counted = this.#db.prepare<[number], number>('SELECT count(*) FROM (SELECT 1 FROM runs LIMIT ?)').pluck();
    return counted.get(atLeast) === atLeast;
  }

  #isSound(): boolean {
    try {
      const orphans = this.#db.pragma('foreign_key_check') as unknown[]; // rows, of whatever shape
      return this.#db.pragma('integrity_check(1)', { simple: true }) === 'ok' && orphans.length === 0;
    } catch {
      return false;
    }
  }
}

interface Prepared {
  readonly statement: Database.Statement<SqlValue[], SqlValue[]>;
  readonly rowOf: (values: readonly SqlValue[]) => Row;
}

/**
 * Rows come as lists of values: named here, they take a third of what they take better-sqlite3. Each begins as a copy of
 * an empty one, since V8 makes an object that grows by a dozen names a hash table, which is slower to read.
 */
function prepare(db: Database.Database, sql: string): Prepared {
  const statement = db.prepare<SqlValue[], SqlValue[]>(sql);
  if (!statement.reader) return { statement, rowOf: () => ({}) };
  const columns = statement.raw().columns();
  const empty: Row = JSON.parse(JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, null]))));
  return {
    statement,
    rowOf: (values) => {
      const row: Record<string, SqlValue> = { ...empty };
      for (let i = 0; i < columns.length; i++) row[columns[i].name] = values[i];
      return row;
    },
  };
}
