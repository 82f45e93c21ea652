/** What an interval says about a level against its baseline, and how many seeds would make it say something. */
import type { Interval, Verdict } from '../vocabulary.ts';
import { TOLERANCE } from './interval.ts';
import { normalQuantileAbove } from './normal.ts';

export interface Evidence {
  /** Of level − baseline, in the metric's own sign; null with too few seeds. */
  readonly interval: Interval | null;
  readonly better: 'higher' | 'lower';
  /** Differences up to here count as none. */
  readonly smallestEffect: number;
  /** Runs that diverged or failed. */
  readonly lost: { readonly level: number; readonly baseline: number };
}

/**
 * The first rule that applies:
 * 1. no interval: too few seeds;
 * 2. the interval lies within ± the smallest effect: the same, for practical purposes;
 * 3. it lies on one side of 0: better or worse, but lost where whoever is ahead lost more runs: which runs diverge is
 *    not chance, and those that are left flatter;
 * 4. undecided.
 */
export function verdictOf({ interval, better, smallestEffect, lost }: Evidence): Verdict {
  if (interval === null) return 'too-few-seeds';
  const [low, high] = interval;
  if (low >= -smallestEffect - TOLERANCE && high <= smallestEffect + TOLERANCE) return 'same';
  const side = sideOfZero(interval);
  if (side === null) return 'undecided';
  if (side === (better === 'higher' ? 'above' : 'below')) return lost.level > lost.baseline ? 'lost' : 'better';
  return lost.baseline > lost.level ? 'lost' : 'worse';
}

/** Where an interval lies by more than rounding; null where it holds 0. */
function sideOfZero([low, high]: Interval): 'above' | 'below' | null {
  if (low > TOLERANCE) return 'above';
  return high < -TOLERANCE ? 'below' : null;
}

/** The 0.8 quantile of the normal distribution: a power of 80 %. */
const POWER = 0.84;

/**
 * How many seeds would settle a difference as large as the one seen (at least the smallest effect), with a power of
 * 80 %; always more than there are; null where no number would, as there is neither a difference nor a smallest
 * effect.
 *
 * N = ⌈((z(1 − 0.025 / m) + z(0.8)) · s / |mean|)²⌉, with s the standard deviation (n − 1) of the differences.
 * Assumes roughly normal differences. A planning figure, itself estimated from few seeds.
 *
 * Source: the usual sample size of a paired z-test, two-sided at 0.05 / m.
 */
export function seedsToSettle(
  differences: readonly number[],
  { comparisons, smallestEffect }: { comparisons: number; smallestEffect: number },
): number | null {
  const n = differences.length;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / n;
  const variance = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / (n - 1);
  const effect = Math.max(Math.abs(mean), smallestEffect);
  if (effect <= TOLERANCE) return null;
  const seeds = Math.ceil(((normalQuantileAbove(0.025 / comparisons) + POWER) ** 2 * variance) / effect ** 2);
  return Math.max(seeds, n + 1);
}
