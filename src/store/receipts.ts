/** What the runs of an experiment were made on. */
import type { Receipt } from '../vocabulary.ts';
import type { Connection } from './connection.ts';
import { number, text } from './rows.ts';
import { environment } from './run-record.ts';

/** One for each environment and engine version among the runs, the one with the most of them first. */
export function receipts(connection: Connection, experiment: string): Receipt[] {
  return connection.all(
    `SELECT v.*, r.engine_version, count(*) AS runs
     FROM (SELECT DISTINCT run FROM experiment_results WHERE experiment = ?) x
       JOIN runs r ON r.id = x.run JOIN environments v ON v.id = r.environment_id
     GROUP BY v.id, r.engine_version ORDER BY runs DESC, v.id, r.engine_version`,
    [experiment],
    (row) => ({
      environment: environment(row),
      engineVersion: text(row, 'engine_version'),
      runs: number(row, 'runs'),
    }),
  );
}
