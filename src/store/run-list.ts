/** Lists of runs: the columns of the views `results` and `experiment_results`, and the keys that these leave out. */
import { FILE_KEYS, type FileKey } from '../keys.ts';
import type { Connection } from './connection.ts';
import { number, text } from './rows.ts';

/**
 * The columns of a list of runs: of one experiment, or of all. An experiment shares its runs with others, so in a list of
 * all there may be several names in `experiment`.
 */
export function runColumns(connection: Connection, { ofExperiment }: { ofExperiment: boolean }): string[] {
  const columns = viewColumns(connection, ofExperiment ? 'experiment_results' : 'results');
  // A key that the view leaves out stands after the one before it
  const all = keysLeftOut(columns).reduce((some, key) => {
    const before = FILE_KEYS[FILE_KEYS.indexOf(key) - 1];
    return some.toSpliced(some.indexOf(before) + 1, 0, key);
  }, columns);
  return ofExperiment ? all : ['experiment', ...all];
}

function viewColumns(connection: Connection, view: 'results' | 'experiment_results'): string[] {
  return connection.all('SELECT name FROM pragma_table_info(?)', [view], (row) => text(row, 'name'));
}

function keysLeftOut(columns: readonly string[]): readonly FileKey[] {
  return FILE_KEYS.filter((key) => !columns.includes(key));
}

export interface ListRunsOptions {
  /** Of `runColumns`. Default: all of them. */
  readonly columns?: readonly string[];
  /** Its plan only, with block and level. Default: all runs there are. */
  readonly experiment?: string;
  /** A column of the view. Default: run. */
  readonly sort?: string;
  /** Default: false. Rows without a value come last either way. */
  readonly descending?: boolean;
}

export type RunRow = Readonly<Record<string, string | number | null>>;

/** Rows as SQL has them. Throws where a name is no column of the view: names cannot be bound, so they are looked up. */
export function listRuns(connection: Connection, options: ListRunsOptions): RunRow[] {
  const { experiment, sort = 'run', descending = false } = options;
  const available = runColumns(connection, { ofExperiment: experiment !== undefined });
  const { columns = available } = options;
  for (const [name, column] of [['sort', sort], ...columns.map((each) => ['columns', each])]) {
    if (!available.includes(column))
      throw new Error(`${name}: expected one of ${available.join(', ')}; found "${column}"`);
  }
  const view = experiment === undefined ? 'results' : 'experiment_results';
  const leftOut = keysLeftOut(viewColumns(connection, view)).map((key) => `, c.${key}`);
  const from = experiment === undefined ? ALL_RUNS : 'FROM experiment_results WHERE experiment = ?';
  return connection.all(
    `SELECT ${columns.join(', ')} FROM (
       SELECT v.*${leftOut.join('')} FROM (SELECT * ${from}) v JOIN configurations c ON c.key = v.configuration
     ) ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'} NULLS LAST, run`,
    experiment === undefined ? [] : [experiment],
    (row) => {
      for (const column of columns) if (typeof row[column] === 'number') number(row, column);
      return row as RunRow; // no view has a column of bytes
    },
  );
}

/** Every run with the names of the experiments that plan it or choose by it, the one run last first. */
const ALL_RUNS = `FROM (
  SELECT s.*, o.experiment FROM results s LEFT JOIN (
    SELECT configuration, seed, group_concat(name, ', ' ORDER BY last_run DESC) AS experiment FROM (
      SELECT c.key AS configuration, w.value AS seed, e.name, e.last_run FROM experiments e
      JOIN plan p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id, json_each(e.seeds) w
      UNION SELECT c.key, w.value, e.name, e.last_run FROM experiments e
      JOIN candidates p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id, json_each(e.race_seeds) w
    ) GROUP BY configuration, seed
  ) o ON o.configuration = s.configuration AND o.seed = s.seed
)`;
