/** The runs of an experiment → what they say: every level against the baseline of its block, paired by seed. */
import {
  type AtFloor,
  BETTER,
  type Comparison,
  type ComparisonRow,
  type ExperimentResults,
  type Metric,
  type PairedDifference,
  type RunsAtFloor,
  SMALLEST_EFFECT,
} from '../vocabulary.ts';
import { seedsNeeded, signFlip, TOLERANCE } from './interval.ts';
import { ChoiceError, type LevelChoice, type PointWithRuns, seeLevels } from './levels.ts';
import { isLopsided } from './lopsided.ts';
import { median, medianInterval } from './median.ts';
import { countSigns, pairedDifferences } from './pairs.ts';
import { rateInterval } from './rate.ts';
import { seedsToSettle } from './settle.ts';
import { verdictOf } from './verdict.ts';

export { ChoiceError };

/** What to compare, where it is not what the experiment's file says. */
export interface Choice extends LevelChoice {
  readonly metric?: Metric;
  /** For another metric than the file's, 0.005 of accuracies and 0.01 of losses unless given. */
  readonly smallestEffect?: number;
  /** The runs that end at the floor, by number. */
  readonly atFloor?: ReadonlyMap<number, AtFloor>;
}

/**
 * The comparison of an experiment. Runs that diverged or failed are counted and never averaged in; seeds that only
 * one of two levels completed are no pairs. A single configuration has one row and nothing to compare.
 *
 * Throws a ChoiceError where `by` is not swept or `baseline` is none of its levels.
 */
export function compareLevels(results: ExperimentResults, choice: Choice = {}): Comparison {
  const { atFloor = new Map() } = choice;
  const metric = choice.metric ?? results.metric;
  const smallestEffect =
    choice.smallestEffect ?? (metric === results.metric ? results.smallest_effect : SMALLEST_EFFECT[metric]);
  const { by, baseline, blocks } = seeLevels(results, choice);
  const measured = blocks.map((block) => {
    const levels = block.map((point) => ({ point, bySeed: metricBySeed(point, metric) }));
    return { levels, baselineLevel: levels.find(({ point }) => point.level === baseline) ?? null };
  });
  const comparisons = measured
    .filter(({ baselineLevel }) => baselineLevel !== null)
    .reduce((total, { levels }) => total + levels.length - 1, 0);
  const terms = { metric, smallestEffect, comparisons };

  return {
    experiment: results.name,
    metric,
    by,
    baseline,
    seeds: results.seeds,
    smallestEffect,
    testPart: results.testPart,
    comparisons,
    seedsNeeded: seedsNeeded(comparisons),
    rows: measured.flatMap(({ levels, baselineLevel }) =>
      levels.map((level) => ({
        ...summarise(level, atFloor),
        againstBaseline:
          baselineLevel === null || baselineLevel === level ? null : compare(level, baselineLevel, terms),
      })),
    ),
  };
}

/** A point with the metric of its completed runs, in the order of the seeds. */
interface Measured {
  readonly point: PointWithRuns;
  readonly bySeed: ReadonlyMap<number, number>;
}

function metricBySeed({ runs }: PointWithRuns, metric: Metric): ReadonlyMap<number, number> {
  return new Map(
    runs
      .toSorted((a, b) => a.seed - b.seed)
      .flatMap(({ seed, metrics }) => {
        const value = metrics?.[metric] ?? null;
        return value === null ? [] : [[seed, value] as const];
      }),
  );
}

function summarise(
  { point, bySeed }: Measured,
  atFloor: ReadonlyMap<number, AtFloor>,
): Omit<ComparisonRow, 'againstBaseline'> {
  const { block, level, planned } = point;
  const values = [...bySeed.values()];
  return {
    block,
    level,
    planned,
    mean: meanOf(values),
    interval: signFlip(values, 1)?.interval ?? null,
    sd: deviationOf(values),
    median: median(values),
    bySeed,
    diverged: countStatus(point, 'diverged'),
    failed: countStatus(point, 'failed'),
    atFloor: planned.floor === null ? null : countAtFloor(point, atFloor),
  };
}

function countAtFloor({ runs }: PointWithRuns, atFloor: ReadonlyMap<number, AtFloor>): RunsAtFloor {
  const completed = runs.filter(({ status }) => status === 'completed');
  const ended = completed
    .map(({ id, seed }) => ({ seed, how: atFloor.get(id) }))
    .filter(({ how }) => how !== undefined);
  return {
    runs: ended.length,
    seeds: ended.map(({ seed }) => seed),
    neverLeft: ended.filter(({ how }) => how === 'never-left').length,
    fellBack: ended.filter(({ how }) => how === 'fell-back').length,
    interval: rateInterval(ended.length, completed.length),
  };
}

interface Terms {
  readonly metric: Metric;
  readonly smallestEffect: number;
  readonly comparisons: number;
}

function compare(
  level: Measured,
  baseline: Measured,
  { metric, smallestEffect, comparisons }: Terms,
): PairedDifference {
  const differences = pairedDifferences(level.bySeed, baseline.bySeed);
  const test = signFlip(differences, comparisons);
  const interval = test?.interval ?? null;
  const lost = { level: lostRuns(level.point), baseline: lostRuns(baseline.point) };
  const verdict = verdictOf({ interval, better: BETTER[metric], smallestEffect, lost });
  return {
    difference: meanOf(differences),
    interval,
    median: median(differences),
    medianInterval: medianInterval(differences, comparisons),
    isLopsided: isLopsided(differences),
    pairs: differences.length,
    ...countSigns(differences, metric),
    isConstant: interval !== null && interval[1] - interval[0] <= TOLERANCE,
    p: test?.p ?? null,
    verdict,
    // Not where it is lost: more seeds would not bring back the runs that are missing
    seedsSuggested: verdict === 'undecided' ? seedsToSettle(differences, { comparisons, smallestEffect }) : null,
  };
}

function lostRuns(point: PointWithRuns): number {
  return countStatus(point, 'diverged') + countStatus(point, 'failed');
}

function countStatus({ runs }: PointWithRuns, status: 'diverged' | 'failed'): number {
  return runs.filter((run) => run.status === status).length;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
