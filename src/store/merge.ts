/** Taking over what another database of ours has: by what things are, not by their numbers. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deleteAbandonedFolders, temporaryFolder } from '../machine/temporary-folder.ts';
import { plannedConfiguration } from './configurations.ts';
import { Connection } from './connection.ts';
import { experimentNames, storedExperiment } from './experiments.ts';
import { isOlder } from './is-older.ts';
import type { ReadSource } from './open-options.ts';
import { number, text } from './rows.ts';
import { DamagedRow, damaged } from './store-error.ts';
import { storedRun } from './stored-run.ts';

/** What became of the runs of another database. */
export interface Merged {
  readonly added: number;
  /** There already, with the same bits. */
  readonly equal: number;
  /** There already with other bits: the first result stays. */
  readonly different: readonly Different[];
  /** Names that both have for other files: the first stays. */
  readonly otherFiles: readonly string[];
}

export interface Different {
  readonly configuration: string;
  readonly seed: number;
  readonly engineVersion: string;
}

/** Of a copy that is no older version any more. */
const FOLDER = 'bothways-merge';

/** Columns of `runs` that say when and where a run was made, are its place in one database, or were not always kept. */
const NOT_OF_THE_RESULT = [
  ...['id', 'configuration_id', 'seed', 'superseded', 'kept_epoch', 'train_ms', 'environment_id', 'finished_at'],
];

/**
 * Takes over the experiments, runs, models and engine checks of another file, in one transaction: all of them or none.
 * Only a failed run is replaced. The other file is not changed.
 *
 * @param readSource reads the experiment files of a database of version 1
 * @throws StoreError where the other file cannot be read, or is damaged
 */
export function merge(connection: Connection, path: string, readSource: ReadSource): Merged {
  const copy = refuseDamaged(path, readSource);
  try {
    return connection.attached(copy ?? path, () => connection.write(() => takeOver(connection)));
  } finally {
    if (copy !== null) rmSync(dirname(copy), { recursive: true });
  }
}

/** Where the file is of an older version: a copy that is not, in a folder of its own. Else null. */
function refuseDamaged(path: string, readSource: ReadSource): string | null {
  const older = isOlder(path);
  const other = new Connection(path, { mode: 'read', readSource });
  try {
    const found = other.first('PRAGMA integrity_check(1)', [], (row) => text(row, 'integrity_check'));
    if (found !== 'ok') throw damaged(path, new Error(String(found)));
    readEverything(other);
    if (!older) return null;
    deleteAbandonedFolders(FOLDER);
    const copy = join(temporaryFolder(FOLDER), 'other.db');
    writeFileSync(copy, other.serialize());
    return copy;
  } finally {
    other.close();
  }
}

/** A value that nobody could read here should not come here. */
function readEverything(other: Connection): void {
  for (const name of experimentNames(other)) storedExperiment(other, name);
  other.all('SELECT * FROM configurations', [], plannedConfiguration);
  other.all('SELECT * FROM runs', [], (row) => storedRun(row));
  const infinite = other.first(
    `SELECT run_id FROM curves WHERE abs(loss) = 9e999 OR abs(accuracy) = 9e999 OR abs(validation_loss) = 9e999
     UNION ALL SELECT run_id FROM steps WHERE abs(accuracy) = 9e999 OR abs(mae) = 9e999`,
    [],
    (row) => number(row, 'run_id'),
  );
  if (infinite !== null)
    throw damaged(other.path, new DamagedRow(`run ${infinite}: expected numbers, found an infinite one`));
}

function takeOver(connection: Connection): Merged {
  addMissing(connection, 'environments', 'sha256');
  addMissing(connection, 'datasets', 'sha256');
  addMissing(connection, 'configurations', 'key');
  const otherFiles = connection.all(
    `SELECT name FROM other.experiments o WHERE EXISTS
       (SELECT 1 FROM main.experiments m WHERE m.name = o.name AND m.source <> o.source) ORDER BY name`,
    [],
    (row) => text(row, 'name'),
  );
  addExperiments(connection);
  const runs = addRuns(connection);
  addEngineChecks(connection);
  return { ...runs, otherFiles };
}

function columnsOf(connection: Connection, table: string, without: readonly string[]): string[] {
  const columns = connection.all(`SELECT name FROM pragma_table_info('${table}')`, [], (row) => text(row, 'name'));
  return columns.filter((name) => !without.includes(name));
}

/** Rows that are known by a key of their own, and refer to no other. */
function addMissing(connection: Connection, table: string, key: string): void {
  const columns = columnsOf(connection, table, ['id']).join(', ');
  connection.change(
    `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM other.${table}
     WHERE ${key} NOT IN (SELECT ${key} FROM main.${table})`,
    [],
  );
}

function addExperiments(connection: Connection): void {
  const last = connection.one(
    'SELECT coalesce(max(id), 0) AS id, coalesce(max(last_run), 0) AS run FROM main.experiments',
    [],
    (row) => ({ id: number(row, 'id'), run: number(row, 'run') }),
  );
  const fields = columnsOf(connection, 'experiments', ['id', 'last_run']).join(', ');
  connection.change(
    `INSERT INTO main.experiments (last_run, ${fields})
     SELECT ? + row_number() OVER (ORDER BY last_run), ${fields} FROM other.experiments
     WHERE name NOT IN (SELECT name FROM main.experiments) ORDER BY last_run`,
    [last.run],
  );
  for (const table of ['plan', 'candidates']) {
    const columns = columnsOf(connection, table, ['experiment_id', 'configuration_id']);
    connection.change(
      `INSERT INTO main.${table} (experiment_id, configuration_id, ${columns.join(', ')})
       SELECT m.id, ${OWN_CONFIGURATION}, ${columns.map((name) => `p.${name}`).join(', ')}
       FROM other.${table} p JOIN other.experiments o ON o.id = p.experiment_id
         JOIN other.configurations c ON c.id = p.configuration_id
         JOIN main.experiments m ON m.name = o.name AND m.id > ?`,
      [last.id],
    );
  }
}

/** Of the row `c` of the other file. */
const OWN_CONFIGURATION = '(SELECT id FROM main.configurations WHERE key = c.key)';

function addRuns(connection: Connection): Omit<Merged, 'otherFiles'> {
  connection.change('DROP TABLE IF EXISTS temp.arriving', []);
  // Of each run of the other file: its id there, its configuration here, and the id here where there is one
  connection.change(
    `CREATE TEMP TABLE arriving AS
     SELECT r.id AS other_id, ${OWN_CONFIGURATION} AS configuration_id, c.key,
       (SELECT m.id FROM main.runs m WHERE m.configuration_id = ${OWN_CONFIGURATION}
          AND m.seed = r.seed AND m.engine_version = r.engine_version) AS own_id
     FROM other.runs r JOIN other.configurations c ON c.id = r.configuration_id`,
    [],
  );
  const result = columnsOf(connection, 'runs', NOT_OF_THE_RESULT);
  const agree = result.map((name) => `m.${name} IS r.${name}`).join(' AND ');
  const both = `FROM temp.arriving a JOIN other.runs r ON r.id = a.other_id JOIN main.runs m ON m.id = a.own_id
    WHERE m.status <> 'failed' AND r.status <> 'failed'`;
  const equal = connection.one(`SELECT count(*) AS n ${both} AND ${agree}`, [], (row) => number(row, 'n'));
  const different = connection.all(
    `SELECT a.key, r.seed, r.engine_version ${both} AND NOT (${agree}) ORDER BY a.key, r.seed`,
    [],
    (row) => ({
      configuration: text(row, 'key'),
      seed: number(row, 'seed'),
      engineVersion: text(row, 'engine_version'),
    }),
  );
  // A failed run gives way to one that has not; everything else that is here stays
  connection.change(
    `DELETE FROM main.runs WHERE status = 'failed' AND id IN (SELECT a.own_id FROM temp.arriving a
       JOIN other.runs r ON r.id = a.other_id AND r.status <> 'failed')`,
    [],
  );
  connection.change('UPDATE temp.arriving SET own_id = NULL WHERE own_id NOT IN (SELECT id FROM main.runs)', []);
  const columns = columnsOf(connection, 'runs', ['id', 'configuration_id', 'environment_id', 'superseded']);
  const added = connection.change(
    `INSERT INTO main.runs (configuration_id, environment_id, superseded, ${columns.join(', ')})
     SELECT a.configuration_id, (SELECT v.id FROM main.environments v JOIN other.environments o USING (sha256)
       WHERE o.id = r.environment_id), r.superseded, ${columns.map((name) => `r.${name}`).join(', ')}
     FROM temp.arriving a JOIN other.runs r ON r.id = a.other_id
     WHERE a.own_id IS NULL ORDER BY r.id`,
    [],
  );
  addParts(connection);
  chooseLatest(connection);
  connection.change('DROP TABLE temp.arriving', []);
  return { added, equal, different };
}

/** Curves, steps and models of the runs that have just been added. */
function addParts(connection: Connection): void {
  connection.change('DROP TABLE IF EXISTS temp.added', []);
  connection.change(
    `CREATE TEMP TABLE added AS SELECT a.other_id, m.id AS own_id, m.configuration_id, m.seed
     FROM temp.arriving a JOIN other.runs r ON r.id = a.other_id
       JOIN main.runs m ON m.configuration_id = a.configuration_id AND m.seed = r.seed
         AND m.engine_version = r.engine_version
     WHERE a.own_id IS NULL`,
    [],
  );
  for (const table of ['curves', 'steps', 'models']) {
    const columns = columnsOf(connection, table, ['run_id']);
    connection.change(
      `INSERT INTO main.${table} (run_id, ${columns.join(', ')})
       SELECT n.own_id, ${columns.map((name) => `p.${name}`).join(', ')}
       FROM temp.added n JOIN other.${table} p ON p.run_id = n.other_id ORDER BY n.own_id`,
      [],
    );
  }
}

/** Of several engine versions the one that finished last counts, as if all had been trained here. */
function chooseLatest(connection: Connection): void {
  connection.change(
    `UPDATE main.runs SET superseded = EXISTS (SELECT 1 FROM main.runs n
       WHERE n.configuration_id = runs.configuration_id AND n.seed = runs.seed AND n.finished_at > runs.finished_at)
     WHERE (configuration_id, seed) IN (SELECT configuration_id, seed FROM temp.added)`,
    [],
  );
  connection.change('DROP TABLE temp.added', []);
}

/** A check that failed is never hidden by one that passed. */
function addEngineChecks(connection: Connection): void {
  const columns = columnsOf(connection, 'engine_checks', ['configuration_id']);
  connection.change(
    `INSERT INTO main.engine_checks (configuration_id, ${columns.join(', ')})
     SELECT ${OWN_CONFIGURATION}, ${columns.map((name) => `k.${name}`).join(', ')}
     FROM other.engine_checks k JOIN other.configurations c ON c.id = k.configuration_id WHERE true
     ON CONFLICT DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE excluded.passed < passed`,
    [],
  );
}
