/** The tables and views with the meaning of every column, for `query` without SQL and for docs/database.md. */
import Database from 'better-sqlite3';
import { KEY_NAMES, keyNamed } from '../keys.ts';
import { MIGRATIONS, migrate } from './migrations.ts';

export interface SchemaTable {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly meaning: string;
  readonly columns: readonly SchemaColumn[];
}

export interface SchemaColumn {
  readonly name: string;
  /** INTEGER, REAL, TEXT or BLOB; '' for what a view computes. */
  readonly type: string;
  readonly meaning: string;
}

export interface ExampleQuery {
  readonly question: string;
  readonly sql: string;
}

/** Views first: they are what most questions are asked of. Needs no database. */
export function schema(): SchemaTable[] {
  const db = new Database(':memory:');
  try {
    migrate(db, { migrations: MIGRATIONS, readSource: () => null, path: null });
    const tables = db
      .prepare<[], { name: string; kind: 'table' | 'view' }>(
        "SELECT name, type AS kind FROM sqlite_schema WHERE type IN ('table', 'view')",
      )
      .all()
      .toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name)); // a migration may have made a view anew
    const columnsOf = db.prepare<[string], { name: string; type: string }>(
      'SELECT name, type FROM pragma_table_info(?)',
    );
    return tables.map(({ name: table, kind }) => ({
      name: table,
      kind,
      meaning: meaningOf(table, TABLES[table]),
      columns: columnsOf.all(table).map(({ name, type }) => ({
        name,
        type,
        meaning: meaningOf(`${table}.${name}`, COLUMNS[`${table}.${name}`] ?? COLUMNS[name]),
      })),
    }));
  } finally {
    db.close();
  }
}

function meaningOf(of: string, meaning: string | undefined): string {
  if (meaning === undefined) throw new Error(`the meaning of ${of} is not written down`);
  return meaning;
}

const TABLES: Readonly<Record<string, string>> = {
  results: 'every run once, with its configuration; superseded runs are left out',
  experiment_results: 'the runs of each experiment: a run once per experiment and point that plans it',
  pairs: 'level − baseline for each seed that both completed, within a block',
  step_accuracy: 'results, once per time step that counts',
  learning_curves: 'results, once per point of the learning curve',
  race_results: 'the runs among which a search chooses: of its candidates, with the seeds of the race',
  experiments: 'the experiment files, as run last',
  datasets: "the files of users' own data",
  configurations: 'one setting of every key, without the seed; experiments share them',
  plan: 'the points that an experiment compares, and the configuration of each',
  environments: 'what runs were made on',
  runs: 'a configuration trained with one seed by one engine version',
  curves: 'the learning curves: means over windows of epochs, at most 200 per run',
  steps: 'accuracy by time step on the test sequences',
  models: "the weights of each configuration's lowest seed (tfjs: of all)",
  engine_checks: 'how far single updates of an engine are from those of the reference in float64',
  candidates: 'the configurations that a search chooses from; of its winners, the plan',
};

const ORDER = Object.keys(TABLES);

/** By column, or by `table.column` where a table means something of its own. */
const COLUMNS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(KEY_NAMES.map((name) => [name, keyNamed(name).column])),

  // Of configurations, beside their keys
  parameters: 'weights that are trained',
  floor: 'accuracy of a predictor that knows only the time step; NULL where unknown',
  ceiling: 'the most that the direction can reach; NULL where unknown',

  // Of runs, and of the views that show them
  run: 'the number of the run, as `bothways show` takes it',
  run_id: 'the run',
  configuration: 'the key of the configuration',
  configuration_id: 'the configuration',
  seed: 'of the weights and the sequences: the same seed, the same sequences',
  status: 'completed, diverged (its loss was no number, or it was saturated for good) or failed',
  loss: 'cross-entropy per counted time step; NULL unless completed',
  accuracy:
    'share of the counted time steps that are right, 0 to 1; NULL unless completed, and where labels are real numbers',
  sequence_accuracy:
    'share of the sequences with every counted step right, 0 to 1; NULL unless completed, and where a sequence has one label',
  training_loss: 'mean loss of all training sequences, each before its update; NULL unless completed',
  f1_macro: 'mean of the F1 scores of the classes of own data; NULL without them',
  mae: 'mean absolute error; NULL unless labels are real numbers',
  r2: 'share of the variance that is explained; NULL unless labels are real numbers',
  epochs_made: 'fewer than epochs where it stopped early; NULL unless completed',
  kept_epoch:
    'the epoch whose weights were kept, the best one on the validation part; NULL without patience, and where an older version did not keep it',
  train_ms: 'time that training took, in milliseconds',
  error: 'why it failed; NULL unless failed',
  diverged_at: 'the epoch at which it diverged; NULL unless diverged',
  finished_at: 'when it ended, UTC',
  engine_version: 'of the engine, as fused-1; differs whenever one bit of a result may',
  'runs.superseded': '1 where another engine version has trained the same configuration and seed since',
  'runs.test_groups': 'of own data: what the metrics are summed from, by group of the test part; NULL without it',
  'runs.weights_sha256': "of the trained weights, as float32, little-endian, in Keras's order; NULL unless completed",
  environment_id: 'what it was made on',

  // Of experiments and their plans
  experiment: 'the name of the experiment',
  experiment_id: 'the experiment',
  block: 'the other swept values of the point, as units=16',
  level: 'the value of the key that is compared',
  baseline: 'the level that the others are compared with; NULL where nothing is',
  position: 'the place in the order of the file, from 0',
  written_units: 'the units that the file gives; match may have raised those of the configuration',
  baseline_run: 'the run that it is held against',
  'experiments.name': "the file's name, with the overrides it was run with",
  'experiments.source': 'the file with the overrides written in',
  'experiments.seeds': 'a list of numbers, as JSON',
  'experiments.race_seeds':
    'those of a search, as JSON; no seed of the experiment is among them. NULL without a search',
  'experiments.compare_by': 'the key whose values are compared; NULL where nothing is',
  'experiments.metric': 'accuracy, loss, sequence_accuracy or training_loss',
  'experiments.smallest_effect': 'differences below count as none',
  'experiments.updated_at': 'when it was run last, UTC',
  'experiments.last_run': 'a counter: the experiment run last has the highest',
  'pairs.accuracy': 'accuracy − accuracy of the baseline',
  'pairs.loss': 'loss − loss of the baseline',
  'pairs.training_loss': 'training_loss − training_loss of the baseline',
  'pairs.sequence_accuracy': 'sequence_accuracy − sequence_accuracy of the baseline',
  'pairs.f1_macro': 'f1_macro − f1_macro of the baseline',
  'pairs.mae': 'mae − mae of the baseline',
  'pairs.r2': 'r2 − r2 of the baseline',

  // Of curves, steps and models
  step: 'time step, from 1',
  counted: 'test sequences that count the step',
  accuracy_at_step: 'share of the test sequences that count it that are right; NULL where labels are real numbers',
  epoch: 'the last epoch of the window',
  loss_at_epoch: 'mean loss of the training sequences in the window, each before its update',
  accuracy_at_epoch: 'share of their counted time steps that were right; NULL where labels are real numbers',
  validation_loss_at_epoch:
    'mean loss after the epoch on the validation part, or on the fresh sequences that validation asks for; NULL without',
  'curves.loss': 'mean loss of the training sequences in the window, each before its update',
  'curves.accuracy': 'share of their counted time steps that were right; NULL where labels are real numbers',
  'curves.validation_loss':
    'mean loss after the epoch on the validation part, or on the fresh sequences that validation asks for; NULL without',
  'steps.accuracy': 'share of the test sequences that count it that are right; NULL where labels are real numbers',
  'steps.mae': 'mean absolute error of the step; NULL unless labels are real numbers',
  'models.topology': 'modelTopology in model.json of `show --save`',
  'models.weights':
    'what `show --save` writes as weights.bin: float32, little-endian, flat, in the order of getWeights()',

  // Of data sets
  'datasets.sha256': 'of the content',
  'datasets.name': 'of the file',
  bytes: 'length of the file',
  content: 'the file; NULL above 64 MB, where the file itself is needed again',

  // Of environments and engine checks
  sha256: 'of the other columns',
  version: 'of Bothways',
  git_commit: 'of the checkout; NULL outside one',
  git_dirty: '1 where the checkout had changes; NULL outside one',
  node: "Node's version",
  os: 'the operating system',
  cpu: 'the processor',
  backend: 'what the engine computed with',
  against: 'the version it was held against',
  updates: 'so many were compared',
  loss_difference: "the largest difference of an update's loss, or of an output",
  weight_difference: 'the largest relative difference of a gradient, or of what an update changes',
  passed: '1 where both are as small as they should be',

  id: 'the number that other tables refer to',
  key: '12 hex digits, from the values of the configuration',
};

/** What the example queries name: an experiment with values that occur in it. */
export interface ExampleSubject {
  readonly experiment: string;
  readonly units: number;
  /** That some configuration reaches, 0…1. */
  readonly accuracy: number;
}

/** Five that work on any database, and answer something where the experiment has been run. */
export function exampleQueries({ experiment, units, accuracy }: ExampleSubject): ExampleQuery[] {
  const name = `'${experiment.replaceAll("'", "''")}'`;
  return [
    {
      question: 'Which units and direction are best?',
      sql: `SELECT units, direction, avg(accuracy), count(accuracy) AS seeds
FROM results GROUP BY units, direction ORDER BY 3 DESC;`,
    },
    {
      question: 'How do forward and bidirectional stand beside each other in one experiment?',
      sql: `SELECT units, avg(accuracy) FILTER (WHERE direction = 'forward') AS forward,
       avg(accuracy) FILTER (WHERE direction = 'bidirectional') AS bidirectional
FROM experiment_results WHERE experiment = ${name} GROUP BY units;`,
    },
    {
      question: 'How much is gained, and on how many of the seeds?',
      sql: `SELECT block, avg(accuracy) AS gain, sum(accuracy > 0) AS better_in, count(*) AS pairs
FROM pairs WHERE experiment = ${name} GROUP BY block;`,
    },
    {
      question: 'At which time steps?',
      sql: `SELECT step, direction, avg(accuracy_at_step)
FROM step_accuracy WHERE units = ${units} GROUP BY step, direction;`,
    },
    {
      question: `How many parameters does each direction need for an accuracy of ${accuracy}?`,
      sql: `SELECT direction, min(parameters)
FROM (SELECT direction, parameters FROM results GROUP BY configuration HAVING avg(accuracy) >= ${accuracy})
GROUP BY direction;`,
    },
  ];
}

/** About an experiment that ships. */
export const EXAMPLE_QUERIES: readonly ExampleQuery[] = exampleQueries({
  experiment: 'hidden-sizes',
  units: 16,
  accuracy: 0.94,
});
