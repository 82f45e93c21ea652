/** How many seeds an undecided comparison needs. */
import { normalBelow, normalQuantileAbove } from './normal.ts';

/** How probably so many seeds settle it. */
const POWER = 0.8;

/** Nobody would train more. */
const MOST_SEEDS = 1_000_000;

/**
 * How many seeds would settle a difference as large as the one seen, with a probability of 80 %: how many it takes for
 * the interval to exclude 0, or to lie within ± the smallest effect. Always more than there are; null where it would take
 * more than a million, as where there is neither a difference nor a smallest effect, or where the lasting error leaves
 * it open.
 *
 * With s the standard deviation (n − 1) of the differences and z = z(0.025 / m), the mean of N is taken as normal around
 * the one seen, with a standard error of s / √(N − z² / 2), and the interval as ± z of them. The term z² / 2 is Guenther's
 * correction for few seeds. Where only 0 has to be excluded, that is N = ((z + 0.84) · s / mean)² + z² / 2.
 *
 * A lasting error makes the interval wider and the mean no less certain: with other seeds the test part is the same.
 *
 * Assumes roughly normal differences. A planning figure, itself estimated from few seeds.
 *
 * Source: W. C. Guenther (1981), Sample size formulas for normal theory t tests, The American Statistician 35, 243–244.
 */
export function seedsToSettle(
  differences: readonly number[],
  {
    comparisons,
    smallestEffect,
    lastingError = 0,
  }: {
    comparisons: number;
    smallestEffect: number;
    /** A standard error of the mean that is the same with any number of seeds. */
    lastingError?: number;
  },
): number | null {
  const n = differences.length;
  const centre = differences.reduce((sum, difference) => sum + difference, 0) / n;
  const variance = differences.reduce((sum, difference) => sum + (difference - centre) ** 2, 0) / (n - 1);
  const [mean, deviation] = [Math.abs(centre), Math.sqrt(variance)];

  const z = normalQuantileAbove(0.025 / comparisons);
  const settles = (seeds: number) => {
    const error = deviation / Math.sqrt(seeds - z ** 2 / 2);
    const halfWidth = z * Math.hypot(error, lastingError);
    return probabilityOfVerdict({ mean, error, halfWidth, smallestEffect }) >= POWER;
  };
  let [low, high] = [n, n + 1]; // too few, enough
  while (!settles(high)) {
    if (high > MOST_SEEDS) return null;
    [low, high] = [high, 2 * high];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (settles(middle)) high = middle;
    else low = middle;
  }
  return high;
}

interface Planned {
  /** Of the differences, 0 or above. */
  readonly mean: number;
  /** Its standard error over the seeds. */
  readonly error: number;
  /** Of the interval. */
  readonly halfWidth: number;
  readonly smallestEffect: number;
}

/** That the interval around the mean excludes 0, or lies within ± the smallest effect. */
function probabilityOfVerdict({ mean, error, halfWidth, smallestEffect }: Planned): number {
  const room = smallestEffect - halfWidth; // for the mean, on either side of 0
  if (room >= halfWidth) return 1;
  if (error === 0) return mean > halfWidth || mean < room ? 1 : 0;
  const at = (bound: number) => normalBelow((bound - mean) / error);
  const excludes = 1 - at(halfWidth) + at(-halfWidth);
  return room <= 0 ? excludes : excludes + at(room) - at(-room);
}
