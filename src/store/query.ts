/** SQL that a user has written: one SELECT, read-only, with its mistakes shown where they stand. */
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { openFile } from './open-file.ts';
import type { OpenOptions } from './open-options.ts';
import { StoreError, storeError } from './store-error.ts';

/** As it can be shown: bytes as text; integers beyond 2⁵³ and infinities are text as well. */
export type QueryCell = string | number | null;

/** The answer to one SELECT, read as it is asked for. */
export interface OpenQuery {
  readonly columns: readonly string[];
  /** In the order of the columns. Throws a `StoreError` where a mistake shows only in a later row. */
  readonly rows: Iterable<readonly QueryCell[]>;
  /** To be called at the end, also after an error. */
  close(): void;
}

export interface QueryOptions extends Omit<OpenOptions, 'mode'> {
  /** More rows than so many are left out. */
  readonly rowLimit: number;
}

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryCell[])[];
  /** Whether there were more rows, or more text than can be kept. */
  readonly truncated: boolean;
}

/** Of all rows together. */
const MOST_CHARACTERS = 50_000_000;

/** The rows of one SELECT, as many as fit a limit. Throws as `openQuery`. */
export function runQuery(path: string, sql: string, { rowLimit, ...options }: QueryOptions): QueryResult {
  const { columns, rows, close } = openQuery(path, sql, options);
  try {
    const kept: (readonly QueryCell[])[] = [];
    let characters = 0;
    for (const row of rows) {
      if (kept.length === rowLimit || characters > MOST_CHARACTERS) return { columns, rows: kept, truncated: true };
      for (const value of row) if (typeof value === 'string') characters += value.length;
      kept.push(row);
    }
    return { columns, rows: kept, truncated: false };
  } finally {
    close();
  }
}

/**
 * Asks one SELECT.
 *
 * Nothing can stop a statement once it runs: better-sqlite3 leaves out SQLite's interrupt and its limit on memory
 * (`hard_heap_limit` was tried: no effect). So this belongs into a child process that can be killed. Throws a
 * `StoreError` with code `sql` for a mistake in the statement.
 */
export function openQuery(path: string, sql: string, options: Omit<OpenOptions, 'mode'> = {}): OpenQuery {
  refuseOtherStatements(sql);
  const opened: Database.Database[] = [];
  const close = () => {
    for (const db of opened.splice(0).toReversed()) db.close();
  };
  try {
    const { db: keeper } = openFile(path, { ...options, mode: 'read' });
    opened.push(keeper);
    // The keeper, closed last, removes the log files that a read-only connection leaves behind
    const db = keeper.memory ? keeper : new Database(resolve(path), { readonly: true });
    if (db !== keeper) opened.push(db);
    db.pragma('trusted_schema = OFF');
    db.pragma('query_only = ON');
    addFunctions(db);
    return { ...answerOf(db, sql, path), close };
  } catch (error) {
    close();
    throw storeError(error, path);
  }
}

/** What statistics need and SQLite has not: `stddev`, of a sample, NULL for fewer than two values. */
function addFunctions(db: Database.Database): void {
  interface Moments {
    readonly count: number;
    readonly mean: number;
    /** The sum of squares around the mean (Welford, 1962). */
    readonly squares: number;
  }
  const step = ({ count, mean, squares }: Moments, value: unknown): Moments => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return { count, mean, squares }; // as avg leaves out NULL
    const delta = Number(value) - mean;
    const moved = mean + delta / (count + 1);
    return { count: count + 1, mean: moved, squares: squares + delta * (Number(value) - moved) };
  };
  db.aggregate<Moments>('stddev', {
    start: () => ({ count: 0, mean: 0, squares: 0 }),
    step,
    result: ({ count, squares }) => (count < 2 ? null : Math.sqrt(squares / (count - 1))),
    deterministic: true,
  });
}

/**
 * Only what begins as a question is even prepared: some PRAGMAs act while they are. A read-only connection alone is not
 * enough, `VACUUM INTO` writes a file from it.
 */
function refuseOtherStatements(sql: string): void {
  const statement = sql.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  if (/^(?:explain\s+(?:query\s+plan\s+)?)?(?:select|with|values)\b/i.test(statement)) return;
  throw onlySelect(statement === '' ? 'nothing' : `"${statement.slice(0, 30)}"`);
}

function onlySelect(found: string): StoreError {
  return new StoreError(
    'sql',
    `expected one SELECT statement, found ${found}. The database is opened to be read only.`,
  );
}

function answerOf(db: Database.Database, sql: string, path: string): Omit<OpenQuery, 'close'> {
  try {
    const statement = db.prepare<[], (string | number | bigint | null | Uint8Array)[]>(sql);
    if (!statement.reader || !statement.readonly) throw onlySelect('one that writes');
    statement.raw().safeIntegers();
    const columns = statement.columns().map(({ name }) => name);
    return { columns, rows: rowsOf(statement.iterate(), (error) => storeError(sqlError(error, db, sql), path)) };
  } catch (error) {
    throw sqlError(error, db, sql);
  }
}

function* rowsOf(
  found: Iterable<(string | number | bigint | null | Uint8Array)[]>,
  explained: (error: unknown) => unknown,
): Generator<readonly QueryCell[]> {
  try {
    for (const row of found) yield row.map(cell);
  } catch (error) {
    throw explained(error);
  }
}

function cell(value: string | number | bigint | null | Uint8Array): QueryCell {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) {
    const start = Buffer.from(value.subarray(0, 8)).toString('hex');
    return `x'${start}${value.length > 8 ? '…' : ''}' (${value.length} bytes)`;
  }
  return value;
}

/** A mistake in the statement as a `StoreError` with its place; what is not the statement's fault as it is. */
function sqlError(error: unknown, db: Database.Database, sql: string): unknown {
  // better-sqlite3's own complaints: two statements, or a parameter without a value
  if (error instanceof RangeError || error instanceof TypeError) {
    return new StoreError('sql', `${error.message} (expected one SELECT without parameters)`, { cause: error });
  }
  const isFault =
    error instanceof Database.SqliteError &&
    /^SQLITE_(ERROR|TOOBIG|NOMEM|RANGE|MISMATCH|AUTH|CONSTRAINT)/.test(error.code);
  if (!isFault) return error;
  const offset = offsetOf(error.message, db, sql);
  return new StoreError('sql', offset === null ? error.message : `${error.message} (${place(sql, offset)})`, {
    cause: error,
  });
}

/** Where the complaint begins; null where the message names nothing that can be found. */
function offsetOf(message: string, db: Database.Database, sql: string): number | null {
  if (message === 'incomplete input') return sql.trimEnd().length;
  const token = /^near "(.+)": syntax error$/s.exec(message)?.[1];
  if (token !== undefined) {
    // The parser stops at its first mistake: the shortest beginning that gives the same complaint ends with it
    for (let at = sql.indexOf(token); at >= 0; at = sql.indexOf(token, at + 1)) {
      if (complaint(db, sql.slice(0, at + token.length)) === message) return at;
    }
    return null;
  }
  const name = /^(?:no such (?:column|table|function)|ambiguous column name|unrecognized token): "?(.+?)"?$/s.exec(
    message,
  );
  if (name === null) return null;
  const escaped = name[1].replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = sql.search(new RegExp(`(?<![\\w.])${escaped}(?!\\w)`, 'i'));
  return found < 0 ? null : found;
}

function complaint(db: Database.Database, sql: string): string | null {
  try {
    db.prepare(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : null;
  }
}

function place(sql: string, offset: number): string {
  const lines = sql.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${lines[lines.length - 1].length + 1}`;
}
