/** The points of a sweep seen by another key: which value is the level, and which ones make the block. */
import type { Block, ExperimentResults } from '../vocabulary.ts';

export type PointWithRuns = ExperimentResults['points'][number];

/** The level of a point to which the compared key does not apply, as merge_mode does not to forward. */
const NOT_APPLICABLE = '–';

/** The key that is compared first, then the others in the order of the sweep. */
export function sweptKeys(points: readonly PointWithRuns[], by: string): string[] {
  return [...new Set([by, ...points.flatMap(({ block }) => Object.keys(block))])];
}

/** What the points can be compared by, in the order of the sweep. */
export function levelsOf(points: readonly PointWithRuns[]): string[] {
  return [...new Set(points.map(({ level }) => level))].filter((level) => level !== NOT_APPLICABLE);
}

/** Blocks in the order of their first points, levels in the order in which the sweep first has them. */
export function groupByBlock(points: readonly PointWithRuns[]): PointWithRuns[][] {
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
export function regroup(
  points: readonly PointWithRuns[],
  { from, to }: { from: string; to: string },
): readonly PointWithRuns[] {
  const levels = levelsOf(points);
  const seen = points
    .flatMap((point) => (point.level === NOT_APPLICABLE ? levels.map((level) => ({ ...point, level })) : [point]))
    .map((point) => ({
      ...point,
      level: String(point.block[to]),
      block: Object.fromEntries(
        Object.entries(point.block).map(([key, value]) => (key === to ? [from, asWritten(point.level)] : [key, value])),
      ),
    }));
  return groupByBlock(seen).flatMap((block) => {
    const isOneConfiguration = block.every(({ planned }) => planned.key === block[0].planned.key);
    return isOneConfiguration && block.length > 1 ? [{ ...block[0], level: NOT_APPLICABLE }] : block;
  });
}

/** A level is text; in a block, what was a number in the file is one again. */
function asWritten(level: string): string | number {
  return String(Number(level)) === level ? Number(level) : level;
}
