/** Deleting an experiment, with what no other experiment uses. */
import type { Connection } from './connection.ts';
import { forgetUnusedDatasets } from './datasets.ts';
import { experimentId } from './experiments.ts';
import { number } from './rows.ts';

/** What goes, or would go, with an experiment. */
export interface Forgotten {
  readonly runs: number;
  readonly configurations: number;
}

/** What `forget` would delete; null where no experiment has that name. */
export function forgettable(connection: Connection, name: string): Forgotten | null {
  return connection.read(() => {
    const found = onlyUsedBy(connection, name);
    return found === null ? null : { runs: found.runs.length, configurations: found.configurations.length };
  });
}

/**
 * Deletes an experiment, its plan, and of its configurations the runs that no other experiment has in its plan and
 * seeds: superseded ones too, and those of seeds that it had before.
 */
export function forget(connection: Connection, name: string): Forgotten | null {
  return connection.write(() => {
    const found = onlyUsedBy(connection, name);
    if (found === null) return null;
    const { runs, configurations } = found;
    connection.change('DELETE FROM runs WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(runs)]);
    connection.change('DELETE FROM experiments WHERE name = ?', [name]);
    const gone = JSON.stringify(configurations);
    connection.change('DELETE FROM engine_checks WHERE configuration_id IN (SELECT value FROM json_each(?))', [gone]);
    connection.change('DELETE FROM configurations WHERE id IN (SELECT value FROM json_each(?))', [gone]);
    forgetUnusedDatasets(connection);
    connection.change('DELETE FROM environments WHERE id NOT IN (SELECT environment_id FROM runs)', []);
    return { runs: runs.length, configurations: configurations.length };
  });
}

/** Ids of the runs, and of the configurations that would have neither runs nor a plan without them. */
function onlyUsedBy(connection: Connection, name: string): { runs: number[]; configurations: number[] } | null {
  const id = experimentId(connection, name);
  if (id === null) return null;
  const ids = (sql: string) => connection.all(`${OWN_AND_OTHERS} ${sql}`, [id], (row) => number(row, 'id'));
  return {
    runs: ids('SELECT id FROM own'),
    configurations: ids(
      `SELECT DISTINCT configuration_id AS id FROM planned
       WHERE experiment_id = (SELECT id FROM this)
         AND configuration_id NOT IN (SELECT configuration_id FROM others)
         AND configuration_id NOT IN (SELECT configuration_id FROM runs WHERE id NOT IN (SELECT id FROM own))`,
    ),
  };
}

/**
 * `planned`: what an experiment compares and what it chooses from. `others`: configurations and seeds of all other
 * experiments. `own`: the runs of this one that are not among them.
 */
const OWN_AND_OTHERS = `
  WITH this AS (SELECT ? AS id),
  planned AS (
    SELECT experiment_id, configuration_id FROM plan UNION SELECT experiment_id, configuration_id FROM candidates),
  others AS (
    SELECT p.configuration_id, w.value AS seed
    FROM experiments e JOIN plan p ON p.experiment_id = e.id JOIN json_each(e.seeds) w
    WHERE e.id <> (SELECT id FROM this)
    UNION
    SELECT p.configuration_id, w.value
    FROM experiments e JOIN candidates p ON p.experiment_id = e.id JOIN json_each(e.race_seeds) w
    WHERE e.id <> (SELECT id FROM this)),
  own AS (
    SELECT id FROM runs
    WHERE configuration_id IN (SELECT configuration_id FROM planned WHERE experiment_id = (SELECT id FROM this))
      AND (configuration_id, seed) NOT IN (SELECT configuration_id, seed FROM others))`;
