/** Differences between two levels, seed by seed: a seed gives both the same sequences, which cancel. */
import { BETTER, type Metric } from '../vocabulary.ts';
import { TOLERANCE } from './interval.ts';

/** level − baseline for each seed that both completed, in the order of the level's seeds. */
export function pairedSeeds(
  level: ReadonlyMap<number, number>,
  baseline: ReadonlyMap<number, number>,
): readonly { readonly seed: number; readonly difference: number }[] {
  return [...level].flatMap(([seed, value]) => {
    const other = baseline.get(seed);
    return other === undefined ? [] : [{ seed, difference: value - other }];
  });
}

/** On how many seeds the level is better, equal within rounding, and worse. */
export function countSigns(
  differences: readonly number[],
  metric: Metric,
): { betterIn: number; ties: number; worseIn: number } {
  const higher = differences.filter((difference) => difference > TOLERANCE).length;
  const lower = differences.filter((difference) => difference < -TOLERANCE).length;
  const ties = differences.length - higher - lower;
  return BETTER[metric] === 'higher'
    ? { betterIn: higher, ties, worseIn: lower }
    : { betterIn: lower, ties, worseIn: higher };
}
