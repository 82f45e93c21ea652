/** The first schema. */
export const VERSION_1 = `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,                                  -- the resolved YAML as last run
  seeds TEXT NOT NULL CHECK (json_valid(seeds)),         -- '[1,2,…]'
  compare_by TEXT, baseline TEXT,                        -- NULL: nothing to compare
  metric TEXT NOT NULL, smallest_effect REAL NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE configurations (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,                              -- 12 hex digits
  task TEXT NOT NULL, data_sha256 TEXT,                  -- data: task is 'own-data'
  sequence_length INTEGER, threshold REAL,               -- NULL: not applicable
  units INTEGER NOT NULL, layers INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('forward','backward','bidirectional')),
  merge_mode TEXT CHECK (merge_mode IN ('concat','sum','mul','ave')),
  epochs INTEGER NOT NULL, sequences_per_epoch INTEGER NOT NULL, batch_size INTEGER NOT NULL,
  learning_rate REAL NOT NULL, test_sequences INTEGER NOT NULL,
  engine TEXT NOT NULL CHECK (engine IN ('fused','tfjs','reference')),
  parameters INTEGER NOT NULL, floor REAL, ceiling REAL,
  CHECK ((direction = 'bidirectional') = (merge_mode IS NOT NULL))
) STRICT;

CREATE TABLE plan (                                      -- what an experiment compares
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  block TEXT NOT NULL, level TEXT NOT NULL,              -- 'units=16', 'bidirectional' (key columns first: older SQLite's integrity_check)
  configuration_id INTEGER NOT NULL REFERENCES configurations,
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
  loss REAL, accuracy REAL, sequence_accuracy REAL, training_loss REAL,
  train_ms REAL NOT NULL, weights_sha256 TEXT,           -- of the weights as in models.weights
  environment_id INTEGER NOT NULL REFERENCES environments,
  finished_at TEXT NOT NULL,
  UNIQUE (configuration_id, seed, engine_version),
  CHECK ((status = 'completed') = (accuracy IS NOT NULL)),
  CHECK ((status = 'failed') = (error IS NOT NULL)),
  CHECK ((status = 'diverged') = (diverged_at IS NOT NULL))
) STRICT;

CREATE TABLE curves (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL,
  loss REAL NOT NULL, accuracy REAL NOT NULL, PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE steps (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL,
  accuracy REAL NOT NULL, counted INTEGER NOT NULL, PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  topology TEXT NOT NULL, weights BLOB NOT NULL          -- float32 little-endian, Keras's order
) STRICT;

CREATE TABLE engine_checks (
  configuration_id INTEGER NOT NULL REFERENCES configurations,
  engine_version TEXT NOT NULL, against TEXT NOT NULL, updates INTEGER NOT NULL,
  loss_difference REAL NOT NULL, weight_difference REAL NOT NULL,
  passed INTEGER NOT NULL CHECK (passed IN (0,1)),
  PRIMARY KEY (configuration_id, engine_version, against)
) STRICT, WITHOUT ROWID;

CREATE VIEW results AS SELECT r.id AS run, c.key AS configuration, r.seed, r.status, c.task, c.sequence_length, c.threshold,
  c.units, c.layers, c.direction, c.merge_mode, c.epochs, c.sequences_per_epoch, c.batch_size, c.learning_rate,
  c.test_sequences, c.engine, c.parameters, r.loss, r.accuracy, r.sequence_accuracy, r.training_loss, c.floor, c.ceiling,
  r.train_ms, r.error, r.diverged_at, r.finished_at
  FROM runs r JOIN configurations c ON c.id = r.configuration_id WHERE NOT r.superseded;
CREATE VIEW experiment_results AS SELECT e.name AS experiment, p.block, p.level, s.*
  FROM experiments e JOIN plan p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id
  JOIN json_each(e.seeds) w JOIN results s ON s.configuration = c.key AND s.seed = w.value;
CREATE VIEW pairs AS SELECT a.experiment, a.block, a.level, e.baseline, a.seed, a.run, b.run AS baseline_run,
  a.accuracy - b.accuracy AS accuracy, a.loss - b.loss AS loss, a.training_loss - b.training_loss AS training_loss
  FROM experiment_results a JOIN experiments e ON e.name = a.experiment
  JOIN experiment_results b ON b.experiment = a.experiment AND b.block = a.block AND b.seed = a.seed AND b.level = e.baseline
  WHERE a.level <> e.baseline AND a.status = 'completed' AND b.status = 'completed';
CREATE VIEW step_accuracy AS SELECT s.*, t.step, t.accuracy AS accuracy_at_step, t.counted
  FROM results s JOIN steps t ON t.run_id = s.run;
CREATE VIEW learning_curves AS SELECT s.*, k.epoch, k.loss AS loss_at_epoch, k.accuracy AS accuracy_at_epoch
  FROM results s JOIN curves k ON k.run_id = s.run;
`;
