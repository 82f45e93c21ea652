/** Experiments and their plans: saved, listed, and read back with their runs for a comparison. */
import { type Compare, type Experiment, type ExperimentResults, METRICS, type Point } from '../vocabulary.ts';
import { blockText, comparePlaces, parseBlock } from './block.ts';
import { plannedConfiguration, saveConfiguration } from './configurations.ts';
import type { Connection, Row } from './connection.ts';
import { number, numbers, text, textOrNull, word } from './rows.ts';
import { plannedRuns } from './runs.ts';

/** Stores the experiment under its name, with its configurations and its plan in place of what was planned before. */
export function saveExperiment(connection: Connection, experiment: Experiment, updatedAt: Date): void {
  const { name, source, seeds, compare, metric, smallest_effect, points } = experiment;
  connection.write(() => {
    const id = connection.one(
      `INSERT INTO experiments (name, source, seeds, compare_by, baseline, metric, smallest_effect, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET source = excluded.source, seeds = excluded.seeds,
         compare_by = excluded.compare_by, baseline = excluded.baseline, metric = excluded.metric,
         smallest_effect = excluded.smallest_effect, updated_at = excluded.updated_at
       RETURNING id`,
      [
        name,
        source,
        JSON.stringify(seeds),
        compare?.by ?? null,
        compare?.baseline ?? null,
        metric,
        smallest_effect,
        updatedAt.toISOString(),
      ],
      (row) => number(row, 'id'),
    );
    connection.change('DELETE FROM plan WHERE experiment_id = ?', [id]);
    for (const { block, level, planned } of points) {
      const configurationId = saveConfiguration(connection, planned);
      connection.change('INSERT INTO plan (experiment_id, block, level, configuration_id) VALUES (?, ?, ?, ?)', [
        id,
        blockText(block),
        level,
        configurationId,
      ]);
    }
  });
}

export function experimentId(connection: Connection, name: string): number | null {
  return connection.first('SELECT id FROM experiments WHERE name = ?', [name], (row) => number(row, 'id'));
}

/** Names, the one run last first. */
export function experimentNames(connection: Connection): string[] {
  return connection.all('SELECT name FROM experiments ORDER BY updated_at DESC, id DESC', [], (row) =>
    text(row, 'name'),
  );
}

/** The file as it was last run; null where no experiment has that name. */
export function experimentSource(connection: Connection, name: string): string | null {
  return connection.first('SELECT source FROM experiments WHERE name = ?', [name], (row) => text(row, 'source'));
}

/**
 * The experiment with its plan and the runs of its seeds; null where no experiment has that name.
 *
 * Points stand in the order of `order` (those of the file, freshly planned); any others follow, and all without it, by
 * `comparePlaces`. Of each engine only the runs of one version are there, the one that finished a run last: versions
 * are never mixed, not even while an upgrade is half way through.
 */
export function results(connection: Connection, name: string, order: readonly Point[] = []): ExperimentResults | null {
  return connection.read(() => {
    const id = experimentId(connection, name);
    if (id === null) return null;
    const points = planOf(connection, id, order);
    const runs = plannedRuns(connection, id);
    return connection.first('SELECT * FROM experiments WHERE id = ?', [id], (row) => ({
      name,
      source: text(row, 'source'),
      seeds: numbers(row, 'seeds'),
      compare: compareOf(row),
      metric: word(row, 'metric', METRICS),
      smallest_effect: number(row, 'smallest_effect'),
      points: points.map((point) => ({ ...point, runs: runs.get(point.planned.key) ?? [] })),
    }));
  });
}

function compareOf(row: Row): Compare | null {
  const [by, baseline] = [textOrNull(row, 'compare_by'), textOrNull(row, 'baseline')];
  return by === null || baseline === null ? null : { by, baseline };
}

function planOf(connection: Connection, experimentId: number, order: readonly Point[]): Point[] {
  const rankOf = new Map(order.map(({ block, level }, rank) => [JSON.stringify([blockText(block), level]), rank]));
  const rank = ({ block, level }: Point) =>
    rankOf.get(JSON.stringify([blockText(block), level])) ?? Number.POSITIVE_INFINITY;
  return connection
    .all(
      `SELECT p.block, p.level, c.* FROM plan p JOIN configurations c ON c.id = p.configuration_id
       WHERE p.experiment_id = ?`,
      [experimentId],
      (row): Point => ({
        block: parseBlock(text(row, 'block')),
        level: text(row, 'level'),
        planned: plannedConfiguration(row),
      }),
    )
    .map((point) => ({ point, rank: rank(point) }))
    .sort((a, b) => (a.rank === b.rank ? comparePlaces(a.point, b.point) : a.rank - b.rank))
    .map(({ point }) => point);
}
