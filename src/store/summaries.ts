/** What a list of experiments says of each, without reading a run. */
import type { Connection } from './connection.ts';
import { number, text, textOrNull } from './rows.ts';

export interface ExperimentSummary {
  readonly name: string;
  /** The file as it was last run. */
  readonly source: string;
  /** When it was run last, UTC. */
  readonly updatedAt: string;
  /** Each configuration once per seed, however many points of the sweep share it. */
  readonly planned: number;
  /** Runs that ended, in whatever way. */
  readonly stored: number;
  readonly lost: number;
  /** UTC; null while there is none. */
  readonly lastFinishedAt: string | null;
}

/**
 * The one run last first.
 *
 * @param name of the only one that is asked for; null: all
 */
export function summaries(connection: Connection, name: string | null): ExperimentSummary[] {
  return connection.all(
    `SELECT e.name, e.source, e.updated_at, count(*) AS planned, count(r.id) AS stored,
       count(*) FILTER (WHERE r.status <> 'completed') AS lost, max(r.finished_at) AS last_finished_at
     FROM experiments e
     JOIN (SELECT DISTINCT experiment_id, configuration_id FROM plan) p ON p.experiment_id = e.id
     JOIN json_each(e.seeds) w
     LEFT JOIN runs r ON r.configuration_id = p.configuration_id AND r.seed = w.value AND NOT r.superseded
     WHERE e.name = coalesce(?, e.name)
     GROUP BY e.id ORDER BY e.last_run DESC`,
    [name],
    (row) => ({
      name: text(row, 'name'),
      source: text(row, 'source'),
      updatedAt: text(row, 'updated_at'),
      planned: number(row, 'planned'),
      stored: number(row, 'stored'),
      lost: number(row, 'lost'),
      lastFinishedAt: textOrNull(row, 'last_finished_at'),
    }),
  );
}
