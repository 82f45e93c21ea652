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
  type StoredRun,
} from '../vocabulary.ts';
import { coversGroups, type Estimator, estimator, type SeedValue } from './estimate.ts';
import { seedsNeeded, TOLERANCE } from './interval.ts';
import { ChoiceError, type LevelChoice, type PointWithRuns, seeLevels } from './levels.ts';
import { isLopsided } from './lopsided.ts';
import { median, medianInterval } from './median.ts';
import { countSigns, pairedSeeds } from './pairs.ts';
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
    choice.smallestEffect ?? (metric === results.metric ? results.smallestEffect : SMALLEST_EFFECT[metric]);
  const { by, baseline, blocks } = seeLevels(results, choice);
  const measured = blocks.map((block) => {
    const levels = block.map((point) => measure(point, metric));
    const isBaseline = ({ point }: Measured) => by !== null && point.level === baseline;
    return { levels, baselineLevel: levels.find(isBaseline) ?? null };
  });
  const comparisons = measured
    .filter(({ baselineLevel }) => baselineLevel !== null)
    .reduce((total, { levels }) => total + levels.length - 1, 0);
  const terms = { metric, smallestEffect, comparisons, estimate: estimator(results, metric), atFloor };

  return {
    experiment: results.name,
    metric,
    by,
    baseline,
    seeds: results.seeds,
    smallestEffect,
    testPart: results.testPart,
    coversGroups: coversGroups(results, metric),
    comparisons,
    seedsNeeded: seedsNeeded(comparisons),
    rows: measured.flatMap(({ levels, baselineLevel }) =>
      levels.map((level) => ({
        ...summarise(level, { atFloor, estimate: terms.estimate }),
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
  /** Those runs. */
  readonly runs: ReadonlyMap<number, StoredRun>;
}

function measure(point: PointWithRuns, metric: Metric): Measured {
  const measured = point.runs
    .toSorted((a, b) => a.seed - b.seed)
    .flatMap((run) => {
      const value = run.metrics?.[metric] ?? null;
      return value === null ? [] : [{ run, value }];
    });
  return {
    point,
    bySeed: new Map(measured.map(({ run, value }) => [run.seed, value])),
    runs: new Map(measured.map(({ run }) => [run.seed, run])),
  };
}

function summarise(
  { point, bySeed, runs }: Measured,
  { atFloor, estimate }: { atFloor: ReadonlyMap<number, AtFloor>; estimate: Estimator },
): Omit<ComparisonRow, 'againstBaseline'> {
  const { block, level, planned } = point;
  const values = [...bySeed.values()];
  const seeds = [...bySeed].map(([seed, value]) => ({ value, run: runs.get(seed)!, baselineRun: null }));
  return {
    block,
    level,
    planned,
    mean: meanOf(values),
    interval: estimate(seeds, 1).interval,
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
  readonly estimate: Estimator;
  readonly atFloor: ReadonlyMap<number, AtFloor>;
}

function compare(
  level: Measured,
  baseline: Measured,
  { metric, smallestEffect, comparisons, estimate, atFloor }: Terms,
): PairedDifference {
  const seeds = pairs(level, baseline);
  const differences = seeds.map(({ value }) => value);
  const { interval, intervalOverSeeds, p, hasFewGroups, lastingError } = estimate(seeds, comparisons);
  const lost = { level: lostRuns(level.point), baseline: lostRuns(baseline.point) };
  const verdict = hasFewGroups
    ? 'too-few-groups'
    : verdictOf({ interval, better: BETTER[metric], smallestEffect, lost });
  return {
    difference: meanOf(differences),
    interval,
    intervalOverSeeds,
    median: median(differences),
    medianInterval: medianInterval(differences, comparisons),
    isLopsided: isLopsided(differences),
    pairs: differences.length,
    ...countSigns(differences, metric),
    isConstant: interval !== null && interval[1] - interval[0] <= TOLERANCE,
    p,
    verdict,
    whereBothLearnt: whereBothLearnt(seeds, { level, baseline }, { comparisons, estimate, atFloor }),
    // Not where it is lost: more seeds would not bring back the runs that are missing
    seedsSuggested:
      verdict === 'undecided' ? seedsToSettle(differences, { comparisons, smallestEffect, lastingError }) : null,
  };
}

/** Of the pairs without a run at the floor. */
function whereBothLearnt(
  seeds: readonly SeedValue[],
  { level, baseline }: { level: Measured; baseline: Measured },
  { comparisons, estimate, atFloor }: Pick<Terms, 'comparisons' | 'estimate' | 'atFloor'>,
): PairedDifference['whereBothLearnt'] {
  const isAtFloor = (run: StoredRun | null) => run !== null && atFloor.has(run.id);
  if (![...level.runs.values(), ...baseline.runs.values()].some(isAtFloor)) return null;
  const learnt = seeds.filter(({ run, baselineRun }) => !isAtFloor(run) && !isAtFloor(baselineRun));
  return {
    difference: meanOf(learnt.map(({ value }) => value)),
    interval: estimate(learnt, comparisons).interval,
    pairs: learnt.length,
  };
}

function pairs(level: Measured, baseline: Measured): SeedValue[] {
  return pairedSeeds(level.bySeed, baseline.bySeed).map(({ seed, difference }) => ({
    value: difference,
    run: level.runs.get(seed)!,
    baselineRun: baseline.runs.get(seed)!,
  }));
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
