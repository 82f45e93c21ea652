/** What runs have taken to train, for those who want to know how long others will. */
import type { Metric, PlannedConfiguration } from '../vocabulary.ts';
import { plannedConfiguration } from './configurations.ts';
import type { Connection } from './connection.ts';
import { number, positive } from './rows.ts';

export interface StoredTrainTime {
  readonly planned: PlannedConfiguration;
  /** The mean over its runs. */
  readonly trainMs: number;
}

/** Older ones say less about the machine as it is. */
const MOST_CONFIGURATIONS = 100;

/** Of the configurations that were trained last on machines with that processor, on data of files and on others. */
export function trainTimes(connection: Connection, cpu: string): StoredTrainTime[] {
  return ['IS NULL', 'IS NOT NULL'].flatMap((either) => timesWhere(connection, cpu, `c.data_sha256 ${either}`));
}

function timesWhere(connection: Connection, cpu: string, condition: string): StoredTrainTime[] {
  return connection.all(
    `SELECT c.*, t.train_ms FROM (
       SELECT r.configuration_id, avg(r.train_ms) AS train_ms, max(r.id) AS latest
       FROM runs r JOIN environments e ON e.id = r.environment_id
       WHERE r.status = 'completed' AND e.cpu = ? GROUP BY r.configuration_id
     ) t JOIN configurations c ON c.id = t.configuration_id
     WHERE ${condition} ORDER BY t.latest DESC LIMIT ${MOST_CONFIGURATIONS}`,
    [cpu],
    (row) => ({ planned: plannedConfiguration(row), trainMs: positive(row, 'train_ms') }),
  );
}

/** The metric of a configuration's completed runs with some seeds, superseded ones left out. */
export function metricOf(
  connection: Connection,
  { key, seeds, metric }: { key: string; seeds: readonly number[] | null; metric: Metric },
): number[] {
  return connection.all(
    `SELECT r.${metric} AS value FROM runs r JOIN configurations c ON c.id = r.configuration_id
     WHERE c.key = ? AND r.status = 'completed' AND NOT r.superseded
       AND (? IS NULL OR r.seed IN (SELECT value FROM json_each(?)))`,
    [key, seeds && JSON.stringify(seeds), JSON.stringify(seeds ?? [])],
    (row) => number(row, 'value'),
  );
}
