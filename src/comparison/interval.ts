/**
 * The interval of a mean and its p-value from one device, the sign-flip test, so that the two cannot disagree.
 *
 * n values, m comparisons in the table.
 */
import type { Interval } from '../vocabulary.ts';
import { randomSubsets, SUBSETS, subsetSums } from './subsets.ts';

/** Rounding noise: differences of metrics that should be equal are at most about 1e-16 apart. */
export const TOLERANCE = 1e-12;

/** Up to so many values all subsets are taken; beyond, random ones, as many as 16 values have. */
const MOST_EXACT = 16;

/** 0.025 on either side is one in forty. */
const ONE_IN = 40;

export interface SignFlip {
  /** 95 %, simultaneous for m of them. */
  readonly interval: Interval;
  /** Two-sided against a mean of 0, already multiplied by m, at most 1. */
  readonly p: number;
}

/**
 * Where the mean of the values lies, and the p-value of a mean of 0; null where n is too small to say: 2ⁿ < 40 m.
 *
 * The means of all 2ⁿ − 1 non-empty subsets cut the line into 2ⁿ pieces, and the true centre lies in each of them
 * with the same probability: the interval leaves out ⌊0.025 / m · 2ⁿ⌋ pieces on either side. It excludes 0 exactly
 * when p ≤ 0.05. Beyond n = 16 it takes 65,535 random subsets, always the same ones, with 2¹⁶ in the place of 2ⁿ.
 *
 * Assumes that the values are independent and that each is as likely to lie so far above the centre as below it.
 * The interval is exact then, for any distribution; the factor m is Bonferroni's.
 *
 * Source: J. A. Hartigan (1969), Using subsample values as typical values, Journal of the American Statistical
 * Association 64, 1303–1317.
 */
export function signFlip(values: readonly number[], comparisons: number): SignFlip | null {
  return fromMeans(values.length <= MOST_EXACT ? allSubsetMeans(values) : randomSubsetMeans(values), comparisons);
}

/**
 * The interval and the p-value that the means of subsets give, one fewer than there are pieces; null where these are too
 * few for so many comparisons.
 */
export function fromMeans(means: Float64Array, comparisons: number): SignFlip | null {
  const pieces = means.length + 1;
  if (pieces < ONE_IN * comparisons) return null;
  const cut = Math.floor(pieces / (ONE_IN * comparisons)); // whole wherever 40 m divides, so rounding cannot matter
  let notAbove = 1; // the empty subset
  let notBelow = 1;
  for (let s = 0; s < means.length; s++) {
    if (means[s] <= TOLERANCE) notAbove += 1;
    if (means[s] >= -TOLERANCE) notBelow += 1;
  }
  return {
    interval: withoutEnds(means, cut),
    p: Math.min(1, (2 * comparisons * Math.min(notAbove, notBelow)) / pieces),
  };
}

/** The fewest seeds that allow a verdict: 6 for one comparison; null where no number of them does. */
export function seedsNeeded(comparisons: number): number | null {
  const seeds = Math.ceil(Math.log2(ONE_IN * Math.max(comparisons, 1)));
  return seeds <= MOST_EXACT ? seeds : null;
}

/** The means of the non-empty subsets; subset b holds value i where bit i of b is set, and stands at b − 1. */
function allSubsetMeans(values: readonly number[]): Float64Array {
  const subsets = 2 ** values.length;
  const sums = new Float64Array(subsets);
  const sizes = new Uint8Array(subsets);
  values.forEach((value, i) => {
    const half = 2 ** i;
    for (let b = 0; b < half; b++) {
      sums[half + b] = sums[b] + value;
      sizes[half + b] = sizes[b] + 1;
    }
  });
  for (let b = 1; b < subsets; b++) sums[b] /= sizes[b];
  return sums.subarray(1);
}

/** The means of 65,535 random subsets. */
function randomSubsetMeans(values: readonly number[]): Float64Array {
  const subsets = randomSubsets('subsets', values.length);
  const means = subsetSums(values, subsets, SUBSETS);
  for (let s = 0; s < SUBSETS; s++) means[s] /= subsets.sizes[s];
  return means;
}

/** One in so many is looked at first; prime, so that subsets in the order of their bits are looked at evenly. */
const LOOK_AT_ONE_IN = 61;

/**
 * The values that would stand at cut − 1 from either end if all were sorted. Looks only among those that are as far out
 * as a sample says; among all of them where it has said too few.
 */
function withoutEnds(values: Float64Array, cut: number): Interval {
  const sample = new Float64Array(Math.ceil(values.length / LOOK_AT_ONE_IN));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * LOOK_AT_ONE_IN];
  sample.sort();
  const enough = Math.ceil((1.5 * cut) / LOOK_AT_ONE_IN) + 8; // some four standard deviations beyond the cut
  const [farBelow, farAbove] = [sample.at(enough) ?? Infinity, sample.at(-1 - enough) ?? -Infinity];
  const below: number[] = [];
  const above: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= farBelow) below.push(values[i]);
    if (values[i] >= farAbove) above.push(values[i]);
  }
  const among = (some: number[]) => Float64Array.from(some.length < cut ? values : some);
  const [low, high] = [among(below), among(above)];
  return [smallest(low, cut - 1), smallest(high, high.length - cut)];
}

/**
 * The value that would stand at `index` if the values were sorted; reorders them on the way.
 *
 * Source: C. A. R. Hoare (1961), Algorithm 65: Find, Communications of the ACM 4, 321–322.
 */
function smallest(values: Float64Array, index: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >>> 1];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i += 1;
      while (values[j] > pivot) j -= 1;
      if (i > j) break;
      [values[i], values[j]] = [values[j], values[i]];
      i += 1;
      j -= 1;
    }
    if (index <= j) right = j;
    else if (index >= i) left = i;
    else break;
  }
  return values[index];
}
