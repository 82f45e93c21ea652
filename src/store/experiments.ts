/** Experiments and their plans: saved, listed, and read back with their runs for a comparison. */
import { valueFrom } from '../keys.ts';
import {
  type Compare,
  type Experiment,
  type ExperimentResults,
  FOLD,
  type GroupSums,
  METRICS,
  type Point,
  type Search,
  type TestPart,
} from '../vocabulary.ts';
import { blockText, levelText, parseBlock, parseLevel } from './block.ts';
import { plannedConfiguration, saveConfiguration } from './configurations.ts';
import type { Connection, Row } from './connection.ts';
import { plannedRuns } from './planned-runs.ts';
import { number, positive, seedsIn, text, textOrNull, whole, word } from './rows.ts';
import { DamagedRow } from './store-error.ts';

/** Stores the experiment under its name, with its configurations and its plan in place of what was planned before. */
export function saveExperiment(connection: Connection, experiment: Experiment, updatedAt: Date): void {
  const { name, source, seeds, compare, metric, smallestEffect, points, search } = experiment;
  connection.write(() => {
    const id = connection.one(
      `INSERT INTO experiments
         (name, source, seeds, race_seeds, compare_by, baseline, metric, smallest_effect, updated_at, last_run)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(last_run), 0) + 1 FROM experiments))
       ON CONFLICT (name) DO UPDATE SET source = excluded.source, seeds = excluded.seeds,
         race_seeds = excluded.race_seeds, compare_by = excluded.compare_by, baseline = excluded.baseline, metric = excluded.metric,
         smallest_effect = excluded.smallest_effect, updated_at = excluded.updated_at, last_run = excluded.last_run
       RETURNING id`,
      [
        name,
        source,
        JSON.stringify(seeds),
        search === null ? null : JSON.stringify(search.seeds),
        compare?.by ?? null,
        compare === null ? null : String(compare.baseline),
        metric,
        smallestEffect,
        updatedAt.toISOString(),
      ],
      (row) => number(row, 'id'),
    );
    replacePoints(connection, { table: 'plan', experimentId: id, points, compare });
    replacePoints(connection, { table: 'candidates', experimentId: id, points: search?.candidates ?? [], compare });
  });
}

type PointTable = 'plan' | 'candidates';

function replacePoints(
  connection: Connection,
  {
    table,
    experimentId,
    points,
    compare,
  }: { table: PointTable; experimentId: number; points: readonly Point[]; compare: Compare | null },
): void {
  connection.change(`DELETE FROM ${table} WHERE experiment_id = ?`, [experimentId]);
  for (const [position, point] of points.entries()) {
    connection.change(
      `INSERT INTO ${table} (experiment_id, block, level, configuration_id, position, written_units)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        experimentId,
        blockText(point.block),
        levelText(point, compare),
        saveConfiguration(connection, point.planned),
        position,
        point.writtenUnits,
      ],
    );
  }
}

export function experimentId(connection: Connection, name: string): number | null {
  return connection.first('SELECT id FROM experiments WHERE name = ?', [name], (row) => number(row, 'id'));
}

/** Names, the one run last first. */
export function experimentNames(connection: Connection): string[] {
  return connection.all('SELECT name FROM experiments ORDER BY last_run DESC', [], (row) => text(row, 'name'));
}

/** An experiment as it was run last. Its description stands in the source. */
export interface StoredExperiment extends Omit<Experiment, 'description' | 'search'> {
  readonly search: Search | null;
  /** When it was run last: a date and time of ISO 8601, UTC. */
  readonly updatedAt: string;
}

/** The experiment with its plan in the order of its file; null where no experiment has that name. */
export function storedExperiment(connection: Connection, name: string): StoredExperiment | null {
  return connection.read(() =>
    connection.first('SELECT * FROM experiments WHERE name = ?', [name], (row) => {
      const compare = compareOf(row);
      return {
        name,
        source: text(row, 'source'),
        seeds: seedsIn(row, 'seeds'),
        compare,
        metric: word(row, 'metric', METRICS),
        smallestEffect: positive(row, 'smallest_effect'),
        points: planOf(connection, number(row, 'id'), compare),
        search: searchOf(connection, row, compare),
        updatedAt: text(row, 'updated_at'),
      };
    }),
  );
}

/**
 * The experiment with the runs of its seeds; null where no experiment has that name.
 *
 * Of each engine only the runs of one version are there, the one that finished a run last: versions are never mixed,
 * not even while an upgrade is half way through.
 */
export function results(connection: Connection, name: string): ExperimentResults | null {
  return connection.read(() => {
    const [experiment, id] = [storedExperiment(connection, name), experimentId(connection, name)];
    if (experiment === null || id === null) return null;
    const runs = plannedRuns(connection, id);
    const points = experiment.points.map((point) => ({ ...point, runs: runs.get(point.planned.key) ?? [] }));
    return { ...experiment, points, testPart: testPartOf(connection, points) };
  });
}

/** The data of an experiment are those of all its points. */
function testPartOf(connection: Connection, points: ExperimentResults['points']): TestPart | null {
  const { data_sha256, data } = points[0]?.planned.configuration ?? {};
  if (data_sha256 === undefined || data === undefined) return null;
  const file = connection.first('SELECT name FROM datasets WHERE sha256 = ?', [data_sha256], (row) =>
    text(row, 'name'),
  );
  const { per, test } = JSON.parse(data) as { per?: unknown; test?: { kind?: unknown; of?: unknown } };
  const folds = test?.kind === 'fold' ? foldsIn(test.of) : null;
  const parts = Array.from({ length: folds ?? 1 }, (_, i) => {
    const ofPart = folds === null ? points : points.filter(({ block }) => block[FOLD] === i + 1);
    return ofPart.flatMap(({ runs }) => runs).find(({ testGroups }) => testGroups !== null)?.testGroups ?? null;
  });
  const measured = parts.filter((sums) => sums !== null);
  const all = (countOf: (sums: GroupSums) => number) =>
    measured.length < parts.length ? null : measured.reduce((total, sums) => total + countOf(sums), 0);
  return {
    file: file ?? data_sha256.slice(0, 12),
    sequences: all(({ sequences }) => sequences.reduce((total, count) => total + count, 0)),
    groups: all(({ groups }) => groups),
    folds,
    per: per === 'sequence' ? 'sequence' : 'step',
  };
}

/** More than a file may ask for; a damaged row should not ask for all the memory there is. */
const MOST_FOLDS = 1000;

function foldsIn(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 2 && Number(value) <= MOST_FOLDS) return Number(value);
  throw new DamagedRow(`data: expected 2 to ${MOST_FOLDS} folds, found ${JSON.stringify(value)}`);
}

function compareOf(row: Row): Compare | null {
  const [by, baseline] = [textOrNull(row, 'compare_by'), textOrNull(row, 'baseline')];
  return by === null || baseline === null ? null : { by, baseline: valueFrom(by, baseline) };
}

function planOf(connection: Connection, experimentId: number, compare: Compare | null): Point[] {
  const points = pointsIn(connection, { table: 'plan', experimentId, compare });
  if (points.length === 0) throw new DamagedRow('plan: expected the points of the experiment, found none');
  return points;
}

function searchOf(connection: Connection, row: Row, compare: Compare | null): Search | null {
  if (row.race_seeds === null) return null;
  const candidates = pointsIn(connection, { table: 'candidates', experimentId: number(row, 'id'), compare });
  return { candidates, seeds: seedsIn(row, 'race_seeds') };
}

function pointsIn(
  connection: Connection,
  { table, experimentId, compare }: { table: PointTable; experimentId: number; compare: Compare | null },
): Point[] {
  return connection.all(
    `SELECT p.block, p.level, p.written_units, c.* FROM ${table} p JOIN configurations c ON c.id = p.configuration_id
     WHERE p.experiment_id = ? ORDER BY p.position`,
    [experimentId],
    (row): Point => ({
      block: parseBlock(text(row, 'block')),
      level: parseLevel(text(row, 'level'), compare),
      writtenUnits: whole(row, 'written_units', 1),
      planned: plannedConfiguration(row),
    }),
  );
}
