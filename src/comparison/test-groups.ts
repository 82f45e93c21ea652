/**
 * A fixed test part: how far a mean would lie from the one seen with other seeds and other test groups.
 *
 * n seeds, G test groups, m comparisons in the table.
 */
import { type SummedMetric, summedMetric } from '../group-sums.ts';
import { stream } from '../random.ts';
import { FEWEST_TEST_GROUPS, type GroupSums, type Metric, type StoredRun } from '../vocabulary.ts';
import { fromMeans, type SignFlip } from './interval.ts';
import { randomSubsets, SUBSETS, subsetSums } from './subsets.ts';

/**
 * More groups are put together at random in so many: that makes the time bounded, and the interval wider or narrower by
 * 2 % by chance.
 */
const MOST_GROUPS = 1024;

/** Columns that are summed over all 65,535 subsets; of more, over fewer subsets, so that it takes no longer. */
const MOST_COLUMNS = 8;
const FEWEST_SUBSETS = 2 ** 13 - 1;

/** The metric of one run on random subsets of the test groups, in an order that all runs share. */
export type OnSubsets = Float64Array;

/**
 * What gives the metric of a run on each subset; null where the run has no sums by test group, fewer than 10 groups, or
 * the metric is not one of the test part. A run is summed once.
 */
export function metricOnSubsets(metric: Metric): (run: StoredRun) => OnSubsets | null {
  const known = new Map<number, OnSubsets | null>();
  const shared = sharedTotals();
  return (run) => {
    const before = known.get(run.id);
    if (before !== undefined) return before;
    const { testGroups } = run;
    const isEnough = testGroups !== null && testGroups.groups >= FEWEST_TEST_GROUPS;
    const summed = isEnough ? summedMetric(metric, testGroups) : null;
    const values = summed === null || testGroups === null ? null : onSubsets(summed, testGroups, shared);
    known.set(run.id, values);
    return values;
  };
}

type Totals = (column: Float64Array) => Float64Array;

function onSubsets(
  { own, shared, value }: SummedMetric,
  { groups }: GroupSums,
  sharedTotalsOf: SharedTotals,
): OnSubsets {
  const few = Math.floor((SUBSETS * MOST_COLUMNS) / own.length);
  const count = Math.min(SUBSETS, Math.max(FEWEST_SUBSETS, few));
  const subsets = randomSubsets('test groups', Math.min(groups, MOST_GROUPS));
  const totals: Totals = (column) => subsetSums(together(column), subsets, count);
  const [ofRun, ofGroups] = [own.map(totals), sharedTotalsOf(shared, totals)];
  const values = new Float64Array(count);
  const [ownTotals, groupTotals] = [new Float64Array(own.length), new Float64Array(shared.length)];
  for (let s = 0; s < count; s++) {
    for (let c = 0; c < ofRun.length; c++) ownTotals[c] = ofRun[c][s];
    for (let c = 0; c < ofGroups.length; c++) groupTotals[c] = ofGroups[c][s];
    values[s] = value(ownTotals, groupTotals);
  }
  return values;
}

type SharedTotals = (columns: readonly Float64Array[], totals: Totals) => readonly Float64Array[];

/** Totals of columns that all runs share are made once. */
function sharedTotals(): SharedTotals {
  let last: { columns: readonly Float64Array[]; totals: readonly Float64Array[] } | null = null;
  return (columns, totals) => {
    const isKnown =
      last !== null &&
      last.columns.length === columns.length &&
      last.columns.every((column, c) => isEqual(column, columns[c]));
    if (last === null || !isKnown) last = { columns, totals: columns.map(totals) };
    return last.totals;
  };
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A column of many groups with groups put together at random, each the same number within one. */
function together(column: Float64Array): Float64Array {
  if (column.length <= MOST_GROUPS) return column;
  const sums = new Float64Array(MOST_GROUPS);
  for (const [place, group] of shuffled(column.length).entries()) sums[place % MOST_GROUPS] += column[group];
  return sums;
}

let lastShuffle: readonly number[] = [];

/** 0 … n − 1 in a random order, always the same one (Fisher and Yates). */
function shuffled(n: number): readonly number[] {
  if (lastShuffle.length === n) return lastShuffle;
  const random = stream(0, 'order of test groups', n);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  lastShuffle = order;
  return order;
}

/** One seed: a level on the subsets of the test groups, and the baseline where differences are meant. */
export interface SeedOnSubsets {
  readonly level: OnSubsets;
  readonly baseline: OnSubsets | null;
}

/** Takes all means so many times as far from one number. */
export interface Widening {
  readonly by: number;
  readonly around: number;
}

/**
 * How much wider the interval of k folds is: √(1 + 1 ÷ (k − 1)), the share of test to training sequences that Nadeau and
 * Bengio (2003) add to the variance. Models of different folds share most of their training sequences, so that their
 * errors are not independent, and no estimate of that variance is unbiased (Bengio and Grandvalet 2004): a rule that
 * simulated data sets bear out, see docs/statistics.md, and not a theorem. 1 without folds.
 */
export function wideningOf(folds: number | null): number {
  return folds === null ? 1 : Math.sqrt(1 + 1 / (folds - 1));
}

export interface OverSeedsAndGroups extends SignFlip {
  /** The standard error of the mean that is due to the test groups, with these seeds. */
  readonly groupError: number;
}

/**
 * The interval of the mean over seeds and test groups, with its p-value: the device of `signFlip` on both at once. Each
 * of 65,535 means is that of a random subset of the seeds on a random subset of the groups; null where there are too few
 * for so many comparisons, or no seed at all.
 *
 * Assumes beside what `signFlip` assumes that the test groups are a random sample of those to come and independent. The
 * training set is taken as it is: what another one would change is not covered.
 *
 * @param widening of the interval, and of the p-value with it
 */
export function signFlipOverGroups(
  seeds: readonly SeedOnSubsets[],
  comparisons: number,
  widening: Widening = { by: 1, around: 0 },
): OverSeedsAndGroups | null {
  if (seeds.length === 0) return null;
  const { words, width, sizes } = randomSubsets('subsets', seeds.length);
  const some = new Float64Array(Math.min(...seeds.map(({ level }) => level.length))); // over the seeds of the subset
  const all = new Float64Array(some.length);
  for (const [i, { level, baseline }] of seeds.entries()) {
    for (let s = 0; s < some.length; s++) {
      const value = baseline === null ? level[s] : level[s] - baseline[s];
      all[s] += value / seeds.length;
      if ((words[s * width + (i >>> 4)] & (1 << (i & 15))) !== 0) some[s] += value / sizes[s];
    }
  }
  const means = some.filter((_, s) => !Number.isNaN(all[s])); // some groups have no metric
  const { by, around } = widening;
  const test = fromMeans(by === 1 ? means : means.map((mean) => around + by * (mean - around)), comparisons);
  return test && { ...test, groupError: by * deviationOf(all.filter((value) => !Number.isNaN(value))) };
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
