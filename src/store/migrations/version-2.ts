/**
 * Own data, other cells and optimizers, early stopping, real-valued targets; the order of a plan and of the experiments
 * run, which version 1 did not keep.
 */
import type Database from 'better-sqlite3';
import { blockText, levelText } from '../block.ts';
import type { ReadSource } from '../open-options.ts';
import { type KeptModel, turnedRound } from './backward-models.ts';
import { orderWithoutFile, type PlannedPlace, unitsWithoutFile } from './order-without-file.ts';

const SCHEMA = `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,                                  -- the resolved YAML as last run
  seeds TEXT NOT NULL CHECK (json_valid(seeds)),         -- '[1,2,…]'
  compare_by TEXT, baseline TEXT,                        -- NULL: nothing to compare
  metric TEXT NOT NULL, smallest_effect REAL NOT NULL,
  updated_at TEXT NOT NULL,
  last_run INTEGER NOT NULL UNIQUE                       -- a counter; the experiment run last has the highest
) STRICT;

CREATE TABLE datasets (                                  -- files of users' own; forgotten with the last experiment that uses them
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, bytes INTEGER NOT NULL,
  content BLOB                                           -- NULL above 64 MB: then the file itself is needed again
) STRICT;

CREATE TABLE configurations (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,                              -- 12 hex digits
  task TEXT NOT NULL,
  data_sha256 TEXT REFERENCES datasets, data TEXT,       -- data = the resolved data map as JSON without the path; task is then 'own-data'
  sequence_length INTEGER, threshold REAL,               -- NULL: not applicable
  units INTEGER NOT NULL, layers INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('forward','backward','bidirectional')),
  merge_mode TEXT CHECK (merge_mode IN ('concat','sum','mul','ave')),
  epochs INTEGER NOT NULL, sequences_per_epoch INTEGER NOT NULL, batch_size INTEGER NOT NULL,
  learning_rate REAL NOT NULL, test_sequences INTEGER,   -- test_sequences NULL where the test part is a file's
  cell TEXT NOT NULL DEFAULT 'lstm' CHECK (cell IN ('lstm','gru','simple_rnn')),
  optimizer TEXT NOT NULL DEFAULT 'adam' CHECK (optimizer IN ('adam','adamw','rmsprop','sgd')),
  momentum REAL, weight_decay REAL,                      -- sgd; adamw
  dropout REAL NOT NULL DEFAULT 0, patience INTEGER, min_delta REAL,
  engine TEXT NOT NULL CHECK (engine IN ('fused','tfjs','reference')),
  parameters INTEGER NOT NULL, floor REAL, ceiling REAL,
  CHECK ((direction = 'bidirectional') = (merge_mode IS NOT NULL))
) STRICT;

CREATE TABLE plan (                                      -- what an experiment compares
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  block TEXT NOT NULL, level TEXT NOT NULL,              -- 'units=16', 'bidirectional' (key columns first: older SQLite's integrity_check)
  configuration_id INTEGER NOT NULL REFERENCES configurations,
  position INTEGER NOT NULL,                             -- the order of the file
  written_units INTEGER NOT NULL,                        -- as in the file; configurations.units may be raised by match
  PRIMARY KEY (experiment_id, block, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE environments (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  version TEXT NOT NULL, git_commit TEXT, git_dirty INTEGER,
  node TEXT NOT NULL, os TEXT NOT NULL, cpu TEXT NOT NULL, backend TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  configuration_id INTEGER NOT NULL REFERENCES configurations,
  seed INTEGER NOT NULL, engine_version TEXT NOT NULL,
  superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0,1)),
  status TEXT NOT NULL CHECK (status IN ('completed','diverged','failed')),
  error TEXT, diverged_at INTEGER,                       -- message; epoch
  loss REAL, accuracy REAL, sequence_accuracy REAL, training_loss REAL,  -- accuracies NULL with a real-valued target, sequence_accuracy with one label a sequence
  f1_macro REAL, mae REAL, r2 REAL,                      -- classes of own data; real-valued targets
  epochs_made INTEGER,                                   -- fewer than epochs where it stopped early
  test_groups BLOB,                                      -- own data: per test group, in the order of the data set, what the metrics are summed from (docs say the layout)
  train_ms REAL NOT NULL, weights_sha256 TEXT,           -- of the run's own weights in Keras's order (backward: not of models.weights, whose forward half is 0)
  environment_id INTEGER NOT NULL REFERENCES environments,
  finished_at TEXT NOT NULL,
  UNIQUE (configuration_id, seed, engine_version),
  CHECK ((status = 'completed') = (loss IS NOT NULL)),
  CHECK ((status = 'failed') = (error IS NOT NULL)),
  CHECK ((status = 'diverged') = (diverged_at IS NOT NULL))
) STRICT;

CREATE TABLE curves (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL,
  loss REAL NOT NULL, accuracy REAL, validation_loss REAL, PRIMARY KEY (run_id, epoch)      -- accuracy NULL with a real-valued target
) STRICT, WITHOUT ROWID;

CREATE TABLE steps (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
  accuracy REAL, mae REAL, counted INTEGER NOT NULL, PRIMARY KEY (run_id, step)             -- one of the two
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  topology TEXT NOT NULL, weights BLOB NOT NULL          -- what show --save writes: loads as it stands and gives runs.accuracy, backward too; float32 little-endian, Keras's order
) STRICT;

CREATE TABLE engine_checks (
  configuration_id INTEGER NOT NULL REFERENCES configurations,
  engine_version TEXT NOT NULL, against TEXT NOT NULL, updates INTEGER NOT NULL,
  loss_difference REAL NOT NULL, weight_difference REAL NOT NULL,
  passed INTEGER NOT NULL CHECK (passed IN (0,1)),
  PRIMARY KEY (configuration_id, engine_version, against)
) STRICT, WITHOUT ROWID;

CREATE VIEW results AS SELECT r.id AS run, c.key AS configuration, r.seed, r.status, c.task, c.data_sha256, c.sequence_length, c.threshold,
  c.cell, c.units, c.layers, c.direction, c.merge_mode, c.epochs, c.sequences_per_epoch, c.batch_size, c.optimizer, c.learning_rate, c.dropout,
  c.test_sequences, c.engine, c.parameters, r.loss, r.accuracy, r.sequence_accuracy, r.training_loss, r.f1_macro, r.mae, r.r2, r.epochs_made, c.floor, c.ceiling,
  r.train_ms, r.error, r.diverged_at, r.finished_at
  FROM runs r JOIN configurations c ON c.id = r.configuration_id WHERE NOT r.superseded;
CREATE VIEW experiment_results AS SELECT e.name AS experiment, p.position, p.block, p.level, p.written_units, s.*
  FROM experiments e JOIN plan p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id
  JOIN json_each(e.seeds) w JOIN results s ON s.configuration = c.key AND s.seed = w.value;
CREATE VIEW pairs AS SELECT a.experiment, a.block, a.level, e.baseline, a.seed, a.run, b.run AS baseline_run,
  a.accuracy - b.accuracy AS accuracy, a.loss - b.loss AS loss, a.training_loss - b.training_loss AS training_loss,
  a.sequence_accuracy - b.sequence_accuracy AS sequence_accuracy, a.f1_macro - b.f1_macro AS f1_macro, a.mae - b.mae AS mae, a.r2 - b.r2 AS r2
  FROM experiment_results a JOIN experiments e ON e.name = a.experiment
  JOIN experiment_results b ON b.experiment = a.experiment AND b.block = a.block AND b.seed = a.seed AND b.level = e.baseline
  WHERE a.level <> e.baseline AND a.status = 'completed' AND b.status = 'completed';
CREATE VIEW step_accuracy AS SELECT s.*, t.step, t.accuracy AS accuracy_at_step, t.counted
  FROM results s JOIN steps t ON t.run_id = s.run;
CREATE VIEW learning_curves AS SELECT s.*, k.epoch, k.loss AS loss_at_epoch, k.accuracy AS accuracy_at_epoch
  FROM results s JOIN curves k ON k.run_id = s.run;
`;

const TABLES = [
  'experiments',
  'configurations',
  'plan',
  'environments',
  'runs',
  'curves',
  'steps',
  'models',
  'engine_checks',
] as const;
const VIEWS = ['results', 'experiment_results', 'pairs', 'step_accuracy', 'learning_curves'] as const;

/** All tables are made anew, so that the schema stands in one piece; what was stored moves over. */
export function toVersion2(db: Database.Database, readSource: ReadSource): void {
  for (const view of VIEWS) db.exec(`DROP VIEW ${view}`);
  for (const table of TABLES) db.exec(`ALTER TABLE ${table} RENAME TO old_${table}`);
  db.exec(SCHEMA);
  db.exec(`
    INSERT INTO experiments (id, name, source, seeds, compare_by, baseline, metric, smallest_effect, updated_at, last_run)
      SELECT id, name, source, seeds, compare_by, baseline, metric, smallest_effect, updated_at,
        row_number() OVER (ORDER BY updated_at, id) FROM old_experiments;
    INSERT INTO configurations (id, key, task, sequence_length, threshold, units, layers, direction, merge_mode, epochs,
        sequences_per_epoch, batch_size, learning_rate, test_sequences, engine, parameters, floor, ceiling)
      SELECT id, key, task, sequence_length, threshold, units, layers, direction, merge_mode, epochs,
        sequences_per_epoch, batch_size, learning_rate, test_sequences, engine, parameters, floor, ceiling
      FROM old_configurations;
    INSERT INTO environments SELECT * FROM old_environments;
    INSERT INTO runs (id, configuration_id, seed, engine_version, superseded, status, error, diverged_at, loss, accuracy,
        sequence_accuracy, training_loss, epochs_made, train_ms, weights_sha256, environment_id, finished_at)
      SELECT r.id, configuration_id, seed, engine_version, superseded, status, error, diverged_at, loss, accuracy,
        sequence_accuracy, training_loss, CASE status WHEN 'completed' THEN c.epochs END, train_ms, weights_sha256,
        environment_id, finished_at
      FROM old_runs r JOIN old_configurations c ON c.id = r.configuration_id;
    INSERT INTO curves (run_id, epoch, loss, accuracy) SELECT run_id, epoch, loss, accuracy FROM old_curves;
    INSERT INTO steps (run_id, step, accuracy, counted) SELECT run_id, step, accuracy, counted FROM old_steps;
    INSERT INTO engine_checks SELECT * FROM old_engine_checks;
  `);
  moveModels(db);
  movePlans(db, readSource);
  for (const table of TABLES.toReversed()) db.exec(`DROP TABLE old_${table}`);
}

/** One by one: all weights of a large database are more than there need be memory. */
function moveModels(db: Database.Database): void {
  const insert = db.prepare('INSERT INTO models (run_id, topology, weights) VALUES (?, ?, ?)');
  const model = db.prepare<[number], KeptModel>('SELECT topology, weights FROM old_models WHERE run_id = ?');
  for (const id of db.prepare<[], number>('SELECT run_id FROM old_models').pluck().all()) {
    const kept = model.get(id);
    if (kept === undefined) continue;
    const { topology, weights } = turnedRound(kept) ?? kept;
    insert.run(id, topology, weights);
  }
}

interface OldPlace extends PlannedPlace {
  readonly configuration_id: number;
}

/** Gives every point the place that it has in the experiment's file, and the units that the file writes for it. */
function movePlans(db: Database.Database, readSource: ReadSource): void {
  const placesOf = db.prepare<[number], OldPlace>(
    `SELECT p.block, p.level, p.configuration_id, e.compare_by AS compareBy, c.direction, c.units
     FROM old_plan p JOIN old_configurations c ON c.id = p.configuration_id JOIN old_experiments e ON e.id = p.experiment_id
     WHERE p.experiment_id = ?`,
  );
  const insert = db.prepare(
    'INSERT INTO plan (experiment_id, block, level, configuration_id, position, written_units) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const experiments = db.prepare<[], { id: number; name: string; source: string }>('SELECT * FROM old_experiments');
  for (const { id, name, source } of experiments.all()) {
    const inFile = placesInFile(readSource({ name, source }));
    const places = orderWithoutFile(placesOf.all(id));
    const rankOf = (place: OldPlace) => inFile.get(placeKey(place))?.rank ?? inFile.size;
    places
      .toSorted((a, b) => rankOf(a) - rankOf(b)) // those that the file does not have keep their order
      .forEach((place, position) => {
        const units = inFile.get(placeKey(place))?.writtenUnits ?? unitsWithoutFile(place, places);
        insert.run(id, place.block, place.level, place.configuration_id, position, units);
      });
  }
}

/** By what version 1 has in the place of a point. */
function placesInFile(read: ReturnType<ReadSource>): Map<string, { rank: number; writtenUnits: number }> {
  const { points, compare } = read ?? { points: [], compare: null };
  return new Map(
    points.map((point, rank) => [
      placeKey({ block: blockText(point.block), level: levelText(point, compare) }),
      { rank, writtenUnits: point.writtenUnits },
    ]),
  );
}

function placeKey({ block, level }: { readonly block: string; readonly level: string }): string {
  return JSON.stringify([block, level]);
}
