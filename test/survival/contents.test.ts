/** What the tests here take for equal databases. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { BACKWARD, completed, experiment, FINISHED, runsOf, save, WEIGHTS } from '../store/examples.ts';
import { contentsIn, NOT_CONTENT } from './contents.ts';
import { temporaryFolder } from './sweep.ts';

/** A database with a row in every table, of runs stored in an order. */
function example(order: 'forward' | 'backward' = 'forward'): Database.Database {
  const path = join(temporaryFolder(), 'example.db');
  const store = openStore(path, { mode: 'write' });
  const saved = experiment();
  store.saveDataset({ sha256: 'a'.repeat(64), name: 'walks.csv', bytes: 1, content: new Uint8Array([1]) });
  store.saveExperiment(saved, FINISHED);
  const runs = runsOf(saved);
  for (const run of order === 'forward' ? runs : runs.toReversed()) {
    const steps = [{ step: 1, accuracy: run.seed / 10, mae: null, counted: 9 }];
    save(store, run, { ...completed(run.seed / 10), steps, weights: WEIGHTS }, BACKWARD);
  }
  const of = { planned: saved.points[0].planned, engineVersion: 'fused-1' };
  store.saveEngineCheck(of, { against: 'float64', updates: 4, lossDifference: 0, weightDifference: 0, passed: true });
  store.close();
  const db = new Database(path);
  db.exec(`INSERT INTO candidates (experiment_id, level, position, block, configuration_id, written_units)
           SELECT experiment_id, level, position, block, configuration_id, written_units FROM plan`);
  db.pragma('ignore_check_constraints = ON');
  db.pragma('foreign_keys = OFF');
  return db;
}

it('databases are equal whatever the order in which their runs were stored', () => {
  expect(contentsIn(example('backward'))).toEqual(contentsIn(example()));
});

it('databases differ where any column but those of times does', () => {
  const db = example();
  const columns = db
    .prepare<[], { place: string; table: string; name: string; type: string }>(
      `SELECT s.name || '.' || c.name AS place, s.name AS "table", c.name, c.type
       FROM sqlite_schema s JOIN pragma_table_info(s.name) c
       WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%' AND c.name <> 'id'
         AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(s.name) f WHERE f."from" = c.name AND f."table" <> 'datasets')
       ORDER BY 1`,
    )
    .all();
  const before = contentsIn(db);
  const same = columns.filter(({ table, name, type }) => {
    const changed = {
      INTEGER: `coalesce(${name}, 0) + 1000`,
      REAL: `coalesce(${name}, 0) + 0.5`,
      TEXT: `coalesce(${name}, '') || '7'`,
      BLOB: "x'77'",
    }[type];
    db.exec('SAVEPOINT before');
    db.exec(`UPDATE ${table} SET ${name} = ${changed}`);
    const isSame = JSON.stringify(contentsIn(db)) === JSON.stringify(before);
    db.exec('ROLLBACK TO before');
    return isSame;
  });
  expect(columns.length).toBeGreaterThan(90);
  expect(same.map(({ place }) => place)).toEqual([...NOT_CONTENT].sort());
});

it('databases differ where rows belong to another run', () => {
  const db = example();
  const before = contentsIn(db);
  db.exec('UPDATE steps SET run_id = CASE run_id WHEN 1 THEN 1001 WHEN 4 THEN 1004 ELSE run_id END');
  db.exec('UPDATE steps SET run_id = 1005 - run_id WHERE run_id > 1000');
  expect(contentsIn(db).runs).toBe(before.runs);
  expect(contentsIn(db).steps).not.toBe(before.steps);
});
