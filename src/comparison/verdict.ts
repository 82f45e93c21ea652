/** What an interval says about a level against its baseline. */
import type { Interval, Verdict } from '../vocabulary.ts';
import { TOLERANCE } from './interval.ts';

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
 * 2. the interval lies within ± the smallest effect: the same, for practical purposes, but lost where one of the two
 *    lost more runs: which runs diverge is not chance, and those that are left flatter;
 * 3. it lies on one side of 0: better or worse, but lost where whoever is ahead lost more runs;
 * 4. undecided.
 */
export function verdictOf({ interval, better, smallestEffect, lost }: Evidence): Verdict {
  if (interval === null) return 'too-few-seeds';
  const [low, high] = interval;
  if (low >= -smallestEffect - TOLERANCE && high <= smallestEffect + TOLERANCE) {
    return lost.level === lost.baseline ? 'same' : 'lost';
  }
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
