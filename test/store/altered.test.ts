/** Databases that somebody else has written to: what is read is held to what is ever written, and reading ends. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { runQuery } from '../../src/store/query.ts';
import { openStore, StoreError } from '../../src/store/store.ts';
import { readEverything, writeDatabase } from './damage.ts';
import { temporaryFolder } from './examples.ts';

let whole: Uint8Array;

/** Eight runs of hidden-sizes, then changed. */
function altered(sql: string): string {
  const path = join(temporaryFolder(), 'bothways.db');
  if (whole === undefined) {
    writeDatabase(path);
    whole = readFileSync(path);
  }
  writeFileSync(path, whole);
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
  return path;
}

function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('expected a StoreError');
}

const results = (path: string) => {
  const store = openStore(path, { mode: 'read' });
  try {
    return store.results('hidden-sizes');
  } finally {
    store.close();
  }
};

const TOO_MANY_SEEDS = `UPDATE experiments SET seeds = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < 10001) SELECT json_group_array(i) FROM n)`;
const ENDLESS = `CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n`;

describe('what is read of a database', () => {
  it.each([
    ['UPDATE configurations SET sequence_length = NULL', 'its values are those of'],
    ['UPDATE configurations SET units = units + 1', 'its values are those of'],
    ['UPDATE configurations SET batch_size = 0', 'batch_size: expected a whole number from 1 to 1 024, found 0'],
    ['UPDATE configurations SET sequence_length = 1e9', 'expected a whole number from 2 to 1 000, found 1000000000'],
    ['UPDATE configurations SET parameters = -1', 'parameters: expected a whole number from 1 on, found -1'],
    ['UPDATE configurations SET floor = 2', 'floor: expected a number from 0 to 1, found 2'],
    ['UPDATE runs SET accuracy = 9e999', 'accuracy: expected a number, found Infinity'],
    ['UPDATE runs SET accuracy = 1.5', 'accuracy: expected a number from 0 to 1, found 1.5'],
    ['UPDATE runs SET loss = -1', 'loss: expected a number of at least 0, found -1'],
    ['DELETE FROM plan', 'plan: expected the points of the experiment, found none'],
    [TOO_MANY_SEEDS, 'experiment hidden-sizes: expected at most 10 000 seeds, found 10 001'],
    ["UPDATE experiments SET seeds = '[]'", 'seeds: expected a list of 1 to 10 000 different seeds, found "[]"'],
    ["UPDATE experiments SET seeds = '[1, 1]'", 'seeds: expected a list of 1 to 10 000 different seeds'],
    ["UPDATE experiments SET seeds = '[1.5]'", 'seeds: expected a list of 1 to 10 000 different seeds'],
    ["UPDATE experiments SET metric = 'luck'", 'metric: expected accuracy'],
    ['UPDATE experiments SET smallest_effect = -9e999', 'smallest_effect: expected a number, found -Infinity'],
    ["UPDATE plan SET block = replace(block, '=', '')", 'block: expected key=value'],
    ['UPDATE steps SET step = 0 WHERE step = 1', 'step: expected 1 to'],
    [`ALTER TABLE runs RENAME TO hidden; ${ENDLESS}`, 'the table runs is not as it was made'],
    ['DROP VIEW pairs', 'expected the view pairs, found none'],
    ['PRAGMA user_version = -16777214', 'its header says version -16777214'],
  ])('%.70s', (sql, expected) => {
    const path = altered(sql);
    const { code, message } = refusal(() => results(path));
    expect(code).toBe('damaged');
    expect(message).toContain(expected);
    expect(message).toMatch(/^[^\n]+$/);
  });

  it.each([
    ["UPDATE configurations SET batch_size = 0 WHERE direction = 'forward'"],
    ['UPDATE curves SET loss = 9e999'],
    ['UPDATE curves SET epoch = -epoch'],
    ['UPDATE steps SET accuracy = 9e999'],
    ['UPDATE runs SET train_ms = -9e999'],
    ['UPDATE models SET weights = zeroblob(7)'],
    ["UPDATE plan SET level = 'sideways' WHERE level = 'forward'"],
    ["UPDATE experiments SET compare_by = 'sideways'"],
  ])('everything else says what it found, or answers: %.60s', (sql) => {
    readEverything(altered(sql)); // throws what is no StoreError of one line
  });

  it('a list of runs has no number that is none', () => {
    const store = openStore(altered('UPDATE runs SET accuracy = 9e999'), { mode: 'read' });
    expect(refusal(() => store.listRuns()).message).toContain('accuracy: expected a number, found Infinity');
    store.close();
  });

  it('is not taken over into another file', () => {
    const path = altered('UPDATE runs SET accuracy = 9e999');
    const own = openStore(join(temporaryFolder(), 'own.db'), { mode: 'write' });
    expect(refusal(() => own.merge(path)).message).toContain(`${path}: the database is damaged`);
    expect(own.experimentNames()).toEqual([]);
    own.close();
  });
});

describe('what else stands in a file', () => {
  const TRIGGER = `CREATE TRIGGER "sly one" AFTER INSERT ON runs BEGIN UPDATE runs SET accuracy = 1; END`;

  it('a trigger keeps it from being written, with the command that takes it out; it is read', () => {
    const path = altered(TRIGGER);
    expect(refusal(() => openStore(path, { mode: 'write' }))).toEqual({
      code: 'altered',
      message:
        `${path}: expected the tables and views of Bothways alone, found the trigger sly one, which could change ` +
        `results as they are stored. If you trust it, take it out: sqlite3 "${path}" 'DROP TRIGGER "sly one"'. ` +
        'Name another file with --database.',
    });
    expect(results(path)?.points).toHaveLength(4);
  });

  it('so does a view; a view without end is not asked unless somebody does', () => {
    const path = altered(ENDLESS.replace('runs', 'mine'));
    expect(refusal(() => openStore(path, { mode: 'write' })).message).toContain('found the view mine');
    expect(results(path)?.points).toHaveLength(4);
    expect(runQuery(path, 'SELECT count(*) FROM results', { rowLimit: 1 }).rows).toEqual([[8]]);
  });

  it('tables and indexes of others do no harm', () => {
    const path = altered('CREATE TABLE notes (run INTEGER, note TEXT); CREATE INDEX by_loss ON runs (loss)');
    openStore(path, { mode: 'write' }).close();
    expect(results(path)?.points).toHaveLength(4);
  });
});

it('knows no file of data whose name does not say what it is', () => {
  const sha256 = 'b5'.repeat(32);
  const path = altered(`INSERT INTO datasets (sha256, name, bytes, content) VALUES ('${sha256}', '{}', 1, x'00')`);
  const store = openStore(path, { mode: 'read' });
  try {
    expect(refusal(() => store.dataset(sha256))).toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(
        'name: expected a file that ends in .csv, .tsv, .jsonl, .conll or .conllu, found "{}"',
      ),
    });
  } finally {
    store.close();
  }
});
