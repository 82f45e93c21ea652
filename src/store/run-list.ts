/** Lists of runs, with the columns of the views `results` and `experiment_results`. */
import type { Connection } from './connection.ts';

/** Columns of `results`. */
export const RUN_COLUMNS = [
  'run',
  'configuration',
  'seed',
  'status',
  'task',
  'data_sha256',
  'sequence_length',
  'threshold',
  'cell',
  'units',
  'layers',
  'direction',
  'merge_mode',
  'epochs',
  'sequences_per_epoch',
  'batch_size',
  'optimizer',
  'learning_rate',
  'dropout',
  'test_sequences',
  'engine',
  'parameters',
  'loss',
  'accuracy',
  'sequence_accuracy',
  'training_loss',
  'f1_macro',
  'mae',
  'r2',
  'epochs_made',
  'floor',
  'ceiling',
  'train_ms',
  'error',
  'diverged_at',
  'finished_at',
] as const;

/** Columns of `experiment_results`. */
export const EXPERIMENT_RUN_COLUMNS = [
  'experiment',
  'position',
  'block',
  'level',
  'written_units',
  ...RUN_COLUMNS,
] as const;

/** Columns of a list of all runs: an experiment shares its runs with others, so there may be several names. */
export const ALL_RUN_COLUMNS = ['experiment', ...RUN_COLUMNS] as const;

export interface ListRunsOptions {
  /** Its plan only, with block and level. Default: all runs there are. */
  readonly experiment?: string;
  /** A column of the view. Default: run. */
  readonly sort?: string;
  /** Default: false. Rows without a value come last either way. */
  readonly descending?: boolean;
}

export type RunRow = Readonly<Record<string, string | number | null>>;

/** Rows as SQL has them. Throws where `sort` is no column of the view: names cannot be bound, so they are looked up. */
export function listRuns(connection: Connection, options: ListRunsOptions): RunRow[] {
  const { experiment, sort = 'run', descending = false } = options;
  const columns: readonly string[] = experiment === undefined ? ALL_RUN_COLUMNS : EXPERIMENT_RUN_COLUMNS;
  if (!columns.includes(sort)) throw new Error(`sort: expected one of ${columns.join(', ')}; found "${sort}"`);
  const from = experiment === undefined ? ALL_RUNS : 'FROM experiment_results WHERE experiment = ?';
  return connection.all(
    `SELECT ${columns.join(', ')} ${from}
     ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'} NULLS LAST, run`,
    experiment === undefined ? [] : [experiment],
    (row) => row as RunRow, // no view has a column of bytes
  );
}

/** Every run with the names of the experiments that plan it, the one run last first. */
const ALL_RUNS = `FROM (
  SELECT s.*, o.experiment FROM results s LEFT JOIN (
    SELECT configuration, seed, group_concat(name, ', ' ORDER BY last_run DESC) AS experiment FROM (
      SELECT DISTINCT c.key AS configuration, w.value AS seed, e.name, e.last_run FROM experiments e
      JOIN plan p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id, json_each(e.seeds) w
    ) GROUP BY configuration, seed
  ) o ON o.configuration = s.configuration AND o.seed = s.seed
)`;
