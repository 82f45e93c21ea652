import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueryOptions, runQuery } from '../../src/store/query.ts';
import { EXAMPLE_QUERIES } from '../../src/store/schema.ts';
import { openStore, StoreError } from '../../src/store/store.ts';
import {
  BACKWARD,
  completed,
  experiment,
  FINISHED,
  planned,
  point,
  runsOf,
  save,
  temporaryFolder,
} from './examples.ts';

const LIMIT: QueryOptions = { rowLimit: 100 };

/** hidden-sizes with units 16 and 32, two seeds; closed again. */
function database(path = join(temporaryFolder(), 'bothways.db')): string {
  const store = openStore(path, { mode: 'write' });
  const points = [16, 32].flatMap((units) =>
    (['forward', 'bidirectional'] as const).map((level) =>
      point({ units }, level, planned({ units, direction: level })),
    ),
  );
  const saved = experiment({ name: 'hidden-sizes', points });
  store.saveExperiment(saved, FINISHED);
  const accuracies = [0.75, 0.875, 0.5, 1, 0.875, 0.875, 0.75, 0.5];
  runsOf(saved).forEach((each, i) => {
    save(store, each, completed(accuracies[i]), BACKWARD);
  });
  store.close();
  return path;
}

/** The message of the error, which must be a mistake in the statement. */
function complaint(path: string, sql: string): string {
  try {
    runQuery(path, sql, LIMIT);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'sql') return error.message;
    throw error;
  }
  throw new Error(`expected a complaint about ${sql}`);
}

describe('runQuery', () => {
  it('gives columns and rows', () => {
    expect(runQuery(database(), 'SELECT run, status FROM results WHERE run < 3; -- two', LIMIT)).toEqual({
      columns: ['run', 'status'],
      rows: [
        [1, 'completed'],
        [2, 'completed'],
      ],
      truncated: false,
    });
  });

  it('answers the five examples', () => {
    const path = database();
    const answers = EXAMPLE_QUERIES.map(({ sql }) => runQuery(path, sql, LIMIT).rows);
    expect(answers).toEqual([
      [
        [16, 'bidirectional', 0.875, 2],
        [16, 'forward', 0.8125, 2],
        [32, 'bidirectional', 0.75, 2],
        [32, 'forward', 0.625, 2],
      ],
      [
        [16, 0.8125, 0.875],
        [32, 0.625, 0.75],
      ],
      [
        ['units=16', 0.0625, 1, 2],
        ['units=32', 0.125, 1, 2],
      ],
      [
        [1, 'bidirectional', 1],
        [1, 'forward', 1],
        [2, 'bidirectional', 0.875],
        [2, 'forward', 0.875],
        [3, 'bidirectional', 0.9375],
        [3, 'forward', 0.9375],
      ],
      [],
    ]);
  });

  it('says when there are more rows than the limit', () => {
    const path = database();
    expect(runQuery(path, 'SELECT run FROM results', { rowLimit: 3 })).toMatchObject({
      rows: [[1], [2], [3]],
      truncated: true,
    });
    expect(runQuery(path, 'SELECT run FROM results', { rowLimit: 8 }).truncated).toBe(false);
  });

  it('shows what JSON has no value for as text', () => {
    const sql = "SELECT 9007199254740993, 9e999, -9e999, NULL, x'0102030405060708090a', 9007199254740991";
    expect(runQuery(database(), sql, LIMIT).rows).toEqual([
      ['9007199254740993', 'Infinity', '-Infinity', null, "x'0102030405060708…' (10 bytes)", 9007199254740991],
    ]);
  });

  it.each([
    ['SELECT acuracy FROM results', 'no such column: acuracy (line 1, column 8)'],
    ['SELECT a.run\nFROM results r', 'no such column: a.run (line 1, column 8)'],
    ['SELECT run\nFROM result', 'no such table: result (line 2, column 6)'],
    ['SELECT mean(loss) FROM results', 'no such function: mean (line 1, column 8)'],
    ['SELECT run\nFROM results\nGROUP status BY status', 'near "status": syntax error (line 3, column 7)'],
    ['SELECT run FROM', 'incomplete input (line 1, column 16)'],
    ["SELECT 'open", 'unrecognized token: "\'open" (line 1, column 8)'],
    ['SELECT run FROM results WHERE run = ?', 'Too few parameter values were provided'],
    ['SELECT 1; SELECT 2', 'The supplied SQL string contains more than one statement'],
    ['', 'expected one SELECT statement, found nothing'],
    ['-- nothing\n', 'expected one SELECT statement, found nothing'],
  ])('of %j says what is wrong and where', (sql, message) => {
    expect(complaint(database(), sql)).toContain(message);
  });

  it('of a value that is too big says so', () => {
    expect(complaint(database(), 'SELECT zeroblob(3e9)')).toBe('string or blob too big');
  });

  it('needs a database', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    expect(() => runQuery(path, 'SELECT 1', LIMIT)).toThrow(expect.objectContaining({ code: 'missing' }));
  });
});

describe('runQuery, asked to write,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-query-'));
  const path = join(folder, 'bothways.db');
  const state = () => ({
    files: readdirSync(folder),
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
  });
  beforeAll(() => {
    database(path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    'DELETE FROM runs',
    "INSERT INTO curves VALUES (1, 1, 1, 1) RETURNING 'SELECT'",
    'WITH a AS (SELECT 1) DELETE FROM runs RETURNING id',
    "WITH a AS (SELECT 1) INSERT INTO experiments SELECT 9, 'a', 'a', '[]', NULL, NULL, 'loss', 0, 'a' RETURNING id",
    'SELECT 1; DELETE FROM runs',
    '/* SELECT */ DROP TABLE runs',
    'EXPLAIN DELETE FROM runs',
    'explain query plan drop table runs',
    'VACUUM',
    "VACUUM INTO 'copy.db'",
    "ATTACH 'other.db' AS other",
    'PRAGMA journal_mode = DELETE',
    'PRAGMA query_only = OFF',
    'PRAGMA writable_schema = ON',
    'EXPLAIN PRAGMA user_version = 7',
    'CREATE TEMP TABLE t (a)',
    'CREATE VIEW v AS SELECT 1',
    'BEGIN IMMEDIATE',
    'REINDEX',
    'ANALYZE',
    "SELECT load_extension('x')",
    "SELECT * FROM pragma_journal_mode('delete')",
    "SELECT writefile('a', 'b')",
    "SELECT fts3_tokenizer('a', x'00')",
  ])('refuses %s', (sql) => {
    const before = state();
    expect(complaint(path, sql)).not.toBe('');
    expect(state()).toEqual(before);
  });
});
