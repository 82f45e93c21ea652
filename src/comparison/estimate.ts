/** How far the mean over seeds may be off: by chance of the seeds, and of the test groups where these are fixed ones. */
import type { ExperimentResults, Interval, Metric, StoredRun } from '../vocabulary.ts';
import { type SignFlip, signFlip } from './interval.ts';
import { metricOnSubsets, signFlipOverGroups, wideningOf } from './test-groups.ts';

export interface Estimate {
  /** The wider of both; null with too few seeds or test groups. */
  readonly interval: Interval | null;
  /** Of a mean of 0, from the same device. */
  readonly p: number | null;
  readonly intervalOverSeeds: Interval | null;
  /** Whether it is null for want of test groups. */
  readonly hasFewGroups: boolean;
  /** The standard error that more seeds would not take away: that of the test groups, where they make it the wider. */
  readonly lastingError: number;
}

/** A value for each seed, and the runs that it comes from: of a level, or the difference from that of a baseline. */
export interface SeedValue {
  readonly value: number;
  readonly run: StoredRun;
  readonly baselineRun: StoredRun | null;
}

export type Estimator = (seeds: readonly SeedValue[], comparisons: number) => Estimate;

/** Whether intervals of the metric are over test groups, too. */
export function coversGroups({ testPart }: Pick<ExperimentResults, 'testPart'>, metric: Metric): boolean {
  return testPart !== null && metric !== 'training_loss';
}

/** The estimator for the runs of one comparison, which it sums once each. */
export function estimator(results: Pick<ExperimentResults, 'testPart'>, metric: Metric): Estimator {
  const overSeeds = (seeds: readonly SeedValue[], comparisons: number) =>
    signFlip(
      seeds.map(({ value }) => value),
      comparisons,
    );
  if (!coversGroups(results, metric)) return (seeds, comparisons) => estimateOf(overSeeds(seeds, comparisons));

  const onSubsets = metricOnSubsets(metric);
  return (seeds, comparisons) => {
    const narrow = overSeeds(seeds, comparisons);
    if (narrow === null) return estimateOf(null);
    const summed = seeds.flatMap(({ run, baselineRun }) => {
      const [level, baseline] = [onSubsets(run), baselineRun && onSubsets(baselineRun)];
      return level === null || (baselineRun !== null && baseline === null) ? [] : [{ level, baseline }];
    });
    const widening = { by: wideningOf(results.testPart?.folds ?? null), around: meanOf(seeds) };
    const test = summed.length === seeds.length ? signFlipOverGroups(summed, comparisons, widening) : null;
    const { interval } = narrow;
    if (test === null) return { ...estimateOf(narrow), interval: null, p: null, hasFewGroups: true };
    if (width(test.interval) <= width(interval)) return estimateOf(narrow);
    return { ...estimateOf(test), intervalOverSeeds: interval, lastingError: test.groupError };
  };
}

function estimateOf(test: SignFlip | null): Estimate {
  const interval = test?.interval ?? null;
  return { interval, p: test?.p ?? null, intervalOverSeeds: interval, hasFewGroups: false, lastingError: 0 };
}

function meanOf(seeds: readonly SeedValue[]): number {
  return seeds.reduce((sum, { value }) => sum + value, 0) / seeds.length;
}

function width([low, high]: Interval): number {
  return high - low;
}
