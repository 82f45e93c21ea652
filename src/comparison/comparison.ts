/** The runs of an experiment → what they say: every level against the baseline of its block, paired by seed. */
import {
  BETTER,
  type Comparison,
  type ComparisonRow,
  type ExperimentResults,
  type Metric,
  type PairedDifference,
  SMALLEST_EFFECT,
} from '../vocabulary.ts';
import { seedsNeeded, signFlip } from './interval.ts';
import { groupByBlock, levelsOf, type PointWithRuns, regroup, sweptKeys } from './levels.ts';
import { countSigns, pairedDifferences } from './pairs.ts';
import { seedsToSettle, sideOfZero, verdictOf } from './verdict.ts';

/** What to compare, where it is not what the experiment's file says. */
export interface Choice {
  /** A swept key. Its baseline is then `forward` or the first value of the sweep, unless one is given. */
  readonly by?: string;
  /** A value of that key, as written. */
  readonly baseline?: string;
  readonly metric?: Metric;
  /** For another metric than the file's, 0.005 of accuracies and 0.01 of losses unless given. */
  readonly smallestEffect?: number;
}

/** A key or level that the experiment does not have. The message says what was expected and what was found. */
export class ChoiceError extends Error {}

/**
 * The comparison of an experiment. Runs that diverged or failed are counted and never averaged in; seeds that only
 * one of two levels completed are no pairs. A single configuration has one row and nothing to compare.
 *
 * Throws a ChoiceError where `by` is not swept or `baseline` is none of its levels.
 */
export function compareLevels(results: ExperimentResults, choice: Choice = {}): Comparison {
  const metric = choice.metric ?? results.metric;
  const smallestEffect =
    choice.smallestEffect ?? (metric === results.metric ? results.smallest_effect : SMALLEST_EFFECT[metric]);
  const { by, baseline, points } = choose(results, choice);

  const blocks = groupByBlock(points).map((block) =>
    block.map((point) => ({ point, bySeed: metricBySeed(point, metric) })),
  );
  const challengers = blocks.flatMap((block) =>
    block.some(({ point }) => point.level === baseline) ? block.filter(({ point }) => point.level !== baseline) : [],
  );
  const comparisons = challengers.length;

  const rows = blocks.flatMap((block) => {
    const opponent = block.find(({ point }) => point.level === baseline);
    return block.map((measured) => ({
      ...summarise(measured),
      againstBaseline:
        opponent === undefined || opponent === measured
          ? null
          : compare(measured, opponent, { metric, smallestEffect, comparisons }),
    }));
  });
  const { name: experiment, seeds } = results;
  return {
    experiment,
    metric,
    by,
    baseline,
    seeds,
    smallestEffect,
    comparisons,
    seedsNeeded: seedsNeeded(comparisons),
    rows,
  };
}

/** Which key and level, and the points seen that way. */
function choose(
  { name, compare, points }: ExperimentResults,
  choice: Choice,
): { by: string; baseline: string; points: readonly PointWithRuns[] } {
  if (compare === null) {
    const asked = choice.by ?? choice.baseline;
    if (asked !== undefined) {
      throw new ChoiceError(`${name} sweeps nothing, so there is nothing to compare; found ${asked}`);
    }
    return { by: '', baseline: '', points };
  }

  const by = choice.by ?? compare.by;
  const keys = sweptKeys(points, compare.by);
  if (!keys.includes(by)) throw new ChoiceError(`by: expected ${alternatives(keys)}; found ${by}`);

  const seen = by === compare.by ? points : regroup(points, { from: compare.by, to: by });
  const levels = levelsOf(seen);
  const usual = by === compare.by ? compare.baseline : levels.includes('forward') ? 'forward' : levels[0];
  const baseline = choice.baseline ?? usual;
  if (!levels.includes(baseline)) {
    throw new ChoiceError(`baseline: expected a level of ${by}, ${alternatives(levels)}; found ${baseline}`);
  }
  return { by, baseline, points: seen };
}

function alternatives(words: readonly string[]): string {
  return words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
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
      .flatMap(({ seed, metrics }) => (metrics === null ? [] : [[seed, metrics[metric]] as const])),
  );
}

function summarise({ point, bySeed }: Measured): Omit<ComparisonRow, 'againstBaseline'> {
  const { block, level, planned, runs } = point;
  const values = [...bySeed.values()];
  const { floor } = planned;
  return {
    block,
    level,
    planned,
    mean: meanOf(values),
    interval: signFlip(values, 1)?.interval ?? null,
    bySeed,
    diverged: countStatus(point, 'diverged'),
    failed: countStatus(point, 'failed'),
    atFloor: floor === null ? 0 : runs.filter(({ metrics }) => metrics !== null && metrics.accuracy <= floor).length,
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
  // Undecided beside 0: more seeds would not bring back the runs that were lost
  const isOpen = verdict === 'undecided' && interval !== null && sideOfZero(interval) === null;
  return {
    difference: meanOf(differences),
    interval,
    pairs: differences.length,
    ...countSigns(differences, metric),
    p: test?.p ?? null,
    verdict,
    seedsSuggested: isOpen ? seedsToSettle(differences, { comparisons, smallestEffect }) : null,
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
