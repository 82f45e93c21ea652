/** What runs say of each other: levels against their baseline. */
import type { Value } from './configuration.ts';
import type { TestPart } from './data.ts';
import type { Block, PlannedConfiguration } from './experiment.ts';
import type { Metric } from './metrics.ts';

/** An interval over fewer groups of a test part would be fiction: three people say little about people. */
export const FEWEST_TEST_GROUPS = 10;

/** The bounds of an interval, lower first. */
export type Interval = readonly [number, number];

/**
 * `lost`: undecided though the interval says something, because one of the two lost more runs. `too-few-groups`: a fixed
 * test part has too few independent ones to say how far others would differ.
 */
export type Verdict = 'better' | 'worse' | 'same' | 'lost' | 'undecided' | 'too-few-seeds' | 'too-few-groups';

/**
 * One level against the baseline of its block, paired by seed. `difference` and `interval` are level − baseline in
 * the metric's own sign; better, worse and the verdict already know whether lower is better.
 */
export interface PairedDifference {
  /** Mean over the pairs; null without any. */
  readonly difference: number | null;
  /**
   * Simultaneous for the whole table; null with too few seeds. On a fixed test part the wider of two: over seeds, and over
   * seeds and test groups; null with too few groups as well.
   */
  readonly interval: Interval | null;
  /** What it would be if the test part were all there is to know; the same where every test sequence is fresh. */
  readonly intervalOverSeeds: Interval | null;
  /** Of the pairs; null without any. */
  readonly median: number | null;
  /** Of that median, whatever the distribution, simultaneous for the whole table; null with too few seeds. */
  readonly medianInterval: Interval | null;
  /** Whether the differences are so lopsided that their median should stand beside their mean. */
  readonly isLopsided: boolean;
  readonly pairs: number;
  readonly betterIn: number;
  readonly ties: number;
  readonly worseIn: number;
  /** Whether the difference is the same on every seed, but for rounding; false with too few seeds. */
  readonly isConstant: boolean;
  /** Two-sided, already multiplied by the comparisons of the table; null with too few seeds. */
  readonly p: number | null;
  readonly verdict: Verdict;
  /**
   * The same over the seeds on which neither ended at the floor; null where no run of the two did. Its interval is
   * simultaneous for the whole table, too.
   */
  readonly whereBothLearnt: Pick<PairedDifference, 'difference' | 'interval' | 'pairs'> | null;
  /**
   * How many seeds would settle a difference this large, where chance leaves it undecided; else null. Also where no
   * number of them would: the test part is too small.
   */
  readonly seedsSuggested: number | null;
}

/**
 * What one knows of the labels of a run's test sequences who sees only the time step, and gives the commonest label of
 * each. Index 0 is step 1: how many sequences count it, and how many of these have its commonest labels.
 */
export type PositionGuess = readonly {
  readonly counted: number;
  readonly commonest: number;
  readonly second: number;
}[];

/** How a run came to end at the floor: it never left it, it had learnt more and lost it again, or nobody can say. */
export type AtFloor = 'never-left' | 'fell-back' | 'ended';

/** The completed runs of a level that end at the floor. */
export interface RunsAtFloor {
  readonly runs: number;
  /** Whose they are. */
  readonly seeds: readonly number[];
  /** Those of them whose curves say so: that they never left it, or left it and fell back. */
  readonly neverLeft: number;
  readonly fellBack: number;
  /** Exact 95 % interval of the rate of such runs among all seeds; null without a completed run. */
  readonly interval: Interval | null;
}

/** One level of one block with its runs, and how it compares. */
export interface ComparisonRow {
  readonly block: Block;
  /** As in `Point`. */
  readonly level: Value | null;
  readonly planned: PlannedConfiguration;
  /** Of the metric over the completed runs; null without any. */
  readonly mean: number | null;
  /** Of that mean, for this row alone; null with too few seeds, or too few groups of a fixed test part. */
  readonly interval: Interval | null;
  /** Standard deviation over the seeds (n − 1); null with fewer than two. */
  readonly sd: number | null;
  readonly median: number | null;
  /** Seed → metric, completed runs only, in the order of the seeds. */
  readonly bySeed: ReadonlyMap<number, number>;
  readonly diverged: number;
  readonly failed: number;
  /** Completed runs that end at the floor: they have learnt the position at most; null where the task has none. */
  readonly atFloor: RunsAtFloor | null;
  /** null for the baseline itself and in a block without one. */
  readonly againstBaseline: PairedDifference | null;
}

/** What the runs of an experiment say: the data behind the table, the sentence and `--json`. */
export interface Comparison {
  readonly experiment: string;
  readonly metric: Metric;
  /** The key whose levels are compared; null where nothing is swept. */
  readonly by: string | null;
  /** The level that the others are held against; null where there is no other. */
  readonly baseline: Value | null;
  readonly seeds: readonly number[];
  readonly smallestEffect: number;
  /** null where every test sequence is fresh. */
  readonly testPart: TestPart | null;
  /** Whether intervals are over seeds and test groups: the metric is one of a fixed test part. */
  readonly coversGroups: boolean;
  /** Rows held against a baseline, m: the intervals are widened for so many. */
  readonly comparisons: number;
  /** The fewest pairs that allow a verdict with so many comparisons; null where no number of them does. */
  readonly seedsNeeded: number | null;
  /** In the order of the plan: blocks, and levels within them. */
  readonly rows: readonly ComparisonRow[];
}
