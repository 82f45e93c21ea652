/** The points of a sweep seen by another key: which value is the level, and which ones make the block. */

import type { Block, ExperimentResults, Value } from '../vocabulary.ts';
import { alternatives } from '../words.ts';
import { poolFolds } from './folds.ts';

export type PointWithRuns = ExperimentResults['points'][number];

/** Which key and which of its levels to compare with, where it is not what the experiment's file says. */
export interface LevelChoice {
  /** A swept key. Its baseline is then `forward` or the first value of the sweep, unless one is given. */
  readonly by?: string;
  /** A value of that key. */
  readonly baseline?: Value;
}

/** A key or level that the experiment does not have. The message says what was expected and what was found. */
export class ChoiceError extends Error {}

/** The points of an experiment as a comparison sees them. */
export interface Levels {
  /** null where nothing is swept. */
  readonly by: string | null;
  readonly baseline: Value | null;
  /** In the order of their first points; levels in the order in which the sweep first has them. */
  readonly blocks: readonly (readonly PointWithRuns[])[];
}

/**
 * The points in their blocks, by the key that is asked for. Where nothing is swept, the one point, compared with nothing.
 *
 * Throws a ChoiceError where `by` is not swept or `baseline` is none of its levels.
 */
export function seeLevels(
  { name, compare, points: ofFolds }: Pick<ExperimentResults, 'name' | 'compare' | 'points'>,
  choice: LevelChoice,
): Levels {
  const points = poolFolds(ofFolds);
  if (compare === null) {
    const asked = choice.by ?? choice.baseline;
    if (asked !== undefined) throw new ChoiceError(`expected a swept key, but ${name} sweeps nothing; found ${asked}`);
    return { by: null, baseline: null, blocks: groupByBlock(points) };
  }

  const by = choice.by ?? compare.by;
  const keys = sweptKeys(points, compare.by);
  if (!keys.includes(by)) throw new ChoiceError(`by: expected ${alternatives(keys)}; found ${by}`);

  const seen = by === compare.by ? points : regroup(points, { from: compare.by, to: by });
  const levels = levelsOf(seen);
  const usual = by === compare.by ? compare.baseline : levels.includes('forward') ? 'forward' : levels[0];
  const baseline = choice.baseline ?? usual;
  if (!levels.includes(baseline)) {
    const expected = alternatives(levels.map(String));
    throw new ChoiceError(`baseline: expected a level of ${by}, ${expected}; found ${baseline}`);
  }
  return { by, baseline, blocks: groupByBlock(seen) };
}

/** The key that the file compares by, then the others in the order of the sweep. */
function sweptKeys(points: readonly PointWithRuns[], by: string): string[] {
  return [...new Set([by, ...points.flatMap(({ block }) => Object.keys(block))])];
}

/** The levels that can stand for a baseline, in the order of the sweep. */
function levelsOf(points: readonly PointWithRuns[]): Value[] {
  return [...new Set(points.map(({ level }) => level))].filter((level) => level !== null);
}

/** Blocks in the order of their first points, levels in the order in which the sweep first has them. */
function groupByBlock(points: readonly PointWithRuns[]): PointWithRuns[][] {
  const order = new Map([...new Set(points.map(({ level }) => level))].map((level, i) => [level, i]));
  const blocks = new Map<string, PointWithRuns[]>();
  for (const point of points) {
    const key = blockKey(point.block);
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [point]);
    else block.push(point);
  }
  return [...blocks.values()].map((block) => block.toSorted((a, b) => order.get(a.level)! - order.get(b.level)!));
}

/** The same for two blocks with the same values, in whatever order. */
function blockKey(block: Block): string {
  return JSON.stringify(Object.entries(block).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The points with the values of `to` as levels; those of `from` take their place in the blocks.
 *
 * A point to which `from` does not apply stands for all values of it, so it appears in every block. Where `to` does
 * not apply, all points of a block are one and the same: one is kept, without a level.
 */
function regroup(
  points: readonly PointWithRuns[],
  { from, to }: { from: string; to: string },
): readonly PointWithRuns[] {
  const levels = levelsOf(points);
  const seen = points
    .flatMap(({ level, ...point }) => (level === null ? levels : [level]).map((each) => ({ ...point, level: each })))
    .map((point) => ({
      ...point,
      level: point.block[to],
      block: Object.fromEntries(
        Object.entries(point.block).map(([key, value]) => (key === to ? [from, point.level] : [key, value])),
      ),
    }));
  return groupByBlock(seen).flatMap((block) => {
    const isOneConfiguration = block.every(({ planned }) => planned.key === block[0].planned.key);
    return isOneConfiguration && block.length > 1 ? [{ ...block[0], level: null }] : block;
  });
}
