/**
 * The words of Bothways as types: what the rooms hand to each other.
 *
 * Records that mirror the experiment file or the database keep their snake_case keys, so that a word is spelt one
 * way everywhere. Everything else is camelCase. Shares are 0…1 here; per cent exists only in report/.
 */

import type { GroupSums, TestPart } from './data-vocabulary.ts';

export type * from './data-vocabulary.ts';

export const DIRECTIONS = ['forward', 'backward', 'bidirectional'] as const;
export const MERGE_MODES = ['concat', 'sum', 'mul', 'ave'] as const;
export const CELLS = ['lstm', 'gru', 'simple_rnn'] as const;
export const OPTIMIZERS = ['adam', 'adamw', 'rmsprop', 'sgd'] as const;
export const ENGINES = ['fused', 'tfjs', 'reference'] as const;
export const METRICS = [
  'accuracy',
  'loss',
  'sequence_accuracy',
  'training_loss',
  'f1_macro',
  'mae',
  'mse',
  'r2',
] as const;

/** How large an experiment may be: the configurations of its points, the points (several may share one), its seeds. */
export const MOST_CONFIGURATIONS = 10_000;
export const MOST_POINTS = 2 * MOST_CONFIGURATIONS;
export const MOST_SEEDS = 10_000;
export const LARGEST_SEED = 2 ** 32 - 1;

export type Direction = (typeof DIRECTIONS)[number];
export type MergeMode = (typeof MERGE_MODES)[number];
export type CellName = (typeof CELLS)[number];
export type OptimizerName = (typeof OPTIMIZERS)[number];
export type EngineName = (typeof ENGINES)[number];
export type Metric = (typeof METRICS)[number];

/** Whether a metric is better when higher or when lower. */
export const BETTER: Readonly<Record<Metric, 'higher' | 'lower'>> = {
  accuracy: 'higher',
  loss: 'lower',
  sequence_accuracy: 'higher',
  training_loss: 'lower',
  f1_macro: 'higher',
  mae: 'lower',
  mse: 'lower',
  r2: 'higher',
};

/**
 * Differences up to here count as none, unless the file says otherwise. Of mae and mse it is the share of the standard
 * deviation (of its square) that the target has in the training part.
 */
export const SMALLEST_EFFECT: Readonly<Record<Metric, number>> = {
  accuracy: 0.005,
  loss: 0.01,
  sequence_accuracy: 0.005,
  training_loss: 0.01,
  f1_macro: 0.005,
  mae: 0.01,
  mse: 0.01,
  r2: 0.005,
};

/** An interval over fewer groups of a test part would be fiction: three people say little about people. */
export const FEWEST_TEST_GROUPS = 10;

/**
 * One setting of every key, without the seed: the file after overrides, sweep, defaults, with the threshold as a
 * number. A key that does not apply is absent (merge_mode of a one-way model, threshold of a task without one).
 */
export interface Configuration {
  readonly task: string;
  /** Of the data file where the task is `own-data`. */
  readonly data_sha256?: string;
  /** What the `data` map of the file means, as JSON with sorted keys, without the path; where the task is `own-data`. */
  readonly data?: string;
  readonly sequence_length?: number;
  readonly threshold?: number;
  readonly cell: CellName;
  readonly units: number;
  readonly layers: number;
  readonly direction: Direction;
  readonly merge_mode?: MergeMode;
  readonly epochs: number;
  readonly sequences_per_epoch: number;
  readonly batch_size: number;
  readonly optimizer: OptimizerName;
  readonly learning_rate: number;
  /** Of sgd and rmsprop. */
  readonly momentum?: number;
  /** Of adamw. */
  readonly weight_decay?: number;
  /** 0 … < 1: the share of its outputs that every recurrent layer loses while training. */
  readonly dropout: number;
  /** Epochs in a row without a lower validation loss that end the training; absent where it goes on to the end. */
  readonly patience?: number;
  /** Only with patience. */
  readonly min_delta?: number;
  /** Fresh ones; absent where the test part is a fixed one. */
  readonly test_sequences?: number;
  readonly engine: EngineName;
}

/** A configuration with what planning knows about it. */
export interface PlannedConfiguration {
  /** The identity: 12 hex digits, see configuration-key.ts. */
  readonly key: string;
  readonly configuration: Configuration;
  readonly parameters: number;
  /** Accuracy of a predictor that knows only the time step; null where the task cannot say. */
  readonly floor: number | null;
  /** The most that the configuration's direction can reach; null where the task cannot say. */
  readonly ceiling: number | null;
}

/** A value of a key as the file has it: 16, '25%', 'forward'. */
export type Value = string | number;

/** The swept values of a point other than its level, in the order of the sweep. */
export type Block = Readonly<Record<string, Value>>;

/** One point of a sweep. Two points may share a configuration (a key that does not apply to one of them). */
export interface Point {
  readonly block: Block;
  /** The value of `compare.by`; null where nothing is compared, or the key does not apply (merge_mode of forward). */
  readonly level: Value | null;
  /** The units that the file gives; `match` may have raised those of the configuration. */
  readonly writtenUnits: number;
  readonly planned: PlannedConfiguration;
}

export interface Compare {
  /** The key whose levels are compared. */
  readonly by: string;
  /** The level that the others are compared with. */
  readonly baseline: Value;
}

/**
 * How the points of an experiment are chosen: candidates race over seeds, and the winner of each level is run again with
 * other seeds, of which alone the comparison is made.
 */
export interface Search {
  /** Level by level; of each, every configuration once, first what the file says itself. */
  readonly candidates: readonly Point[];
  /** Of the race; none of them is a seed of the experiment. */
  readonly seeds: readonly number[];
}

/** A search that is to be run. */
export interface PlannedSearch extends Search {
  /**
   * What is compared of each candidate if it wins, in their order: the same configuration, but for data with a fixed test
   * part, on a part of whose training part the candidates are measured.
   */
  readonly compared: readonly Point[];
}

/** A validated experiment file with its overrides applied and its sweep laid out. */
export interface Experiment {
  /** With the overrides appended: `hidden-sizes epochs=200`. */
  readonly name: string;
  readonly description: string;
  /** The YAML text that says the same with the overrides written in. */
  readonly source: string;
  readonly seeds: readonly number[];
  /** null: a single configuration, nothing to compare. */
  readonly compare: Compare | null;
  readonly metric: Metric;
  /** Differences below count as none: accuracy 0…1, or loss. */
  readonly smallest_effect: number;
  /** Of a search, one of each level: its winner, and before that is known the first candidate. */
  readonly points: readonly Point[];
  /** null: the points are all that the file sweeps. */
  readonly search: PlannedSearch | null;
}

/** A configuration to be trained with one seed by one engine version. */
export interface Run {
  readonly planned: PlannedConfiguration;
  readonly seed: number;
  readonly engineVersion: string;
}

/** The mean over a window of epochs of the training sequences, each measured before its update. */
export interface CurvePoint {
  /** The last epoch of the window. */
  readonly epoch: number;
  readonly loss: number;
  /** null where the output is no class. */
  readonly accuracy: number | null;
  /** Mean loss on the validation part after that epoch; absent where nothing was measured, or it was no number. */
  readonly validationLoss?: number;
}

/** A learning curve of fewer points, each the mean over a longer window. */
export interface ThinnedCurve {
  /** The last epoch of each window. */
  readonly epochs: readonly number[];
  readonly loss: readonly number[];
  /** null where labels are no classes. */
  readonly accuracy: readonly (number | null)[];
}

/** One time step, over the test sequences that count it. */
export interface StepMetrics {
  /** 1 … the sequence length. */
  readonly step: number;
  /** Of classes, else null. */
  readonly accuracy: number | null;
  /** Of real numbers, in the unit of the file; else null. */
  readonly mae: number | null;
  readonly counted: number;
}

/** null for what the outputs do not have: an accuracy of real numbers, an error of classes. */
export type Metrics = Readonly<Record<Metric, number | null>> & {
  readonly loss: number;
  readonly training_loss: number;
};

/** What a run ended in. Divergence is a result: counted and shown, never averaged in. */
export type RunResult =
  | {
      readonly status: 'completed';
      readonly trainMs: number;
      readonly curve: readonly CurvePoint[];
      /** The epoch after which training ended early; absent where all were made. */
      readonly stoppedAt?: number;
      readonly metrics: Metrics;
      readonly steps: readonly StepMetrics[];
      /** What the metrics are summed from; null where every test sequence is fresh. */
      readonly testGroups: GroupSums | null;
      /** Float32, flat, in Keras's order, see model/model.ts; null where only their hash was asked for. */
      readonly weights: Float32Array | null;
      readonly weightsSha256: string;
    }
  | {
      readonly status: 'diverged';
      readonly trainMs: number;
      /** The windows before the divergence. */
      readonly curve: readonly CurvePoint[];
      /** The epoch at which it did; see training/divergence.ts. */
      readonly divergedAt: number;
    }
  | { readonly status: 'failed'; readonly trainMs: number; readonly error: string };

/** How far single updates of an engine are from those of the reference in float64; see training/engine-check.ts. */
export interface EngineCheck {
  /** What it was held against. */
  readonly against: string;
  readonly updates: number;
  /** The largest difference of an update's loss or of an output. */
  readonly lossDifference: number;
  /** The largest relative difference of a gradient, or of what an update changes. */
  readonly weightDifference: number;
  readonly passed: boolean;
}

/** A check of one engine on the model of one configuration. */
export interface MadeCheck {
  readonly configuration: Configuration;
  readonly engineVersion: string;
  readonly check: EngineCheck;
}

/** All engine checks of an experiment. */
export interface EngineChecks {
  /** The versions that train it. */
  readonly engines: readonly string[];
  readonly configurations: number;
  /** Of the engines that train; at most one per configuration. */
  readonly own: readonly MadeCheck[];
  /** Of TensorFlow.js, where another engine trains. */
  readonly beside: readonly MadeCheck[];
  /** Why a check could not be made, one by one. */
  readonly notMade: readonly string[];
}

/** Where a run that is trained again first differs in its learning curve. */
export interface Difference {
  /** The last epoch of the window. */
  readonly epoch: number;
  readonly lossRecorded: number;
  /** null where the curve ends before. */
  readonly lossNow: number | null;
}

/** A saved model in TensorFlow.js beside the engine that trained it. */
export interface SavedModelCheck {
  readonly backend: string;
  /** Of an output. */
  readonly largestDifference: number;
  readonly passed: boolean;
}

/** What came of training a stored run again. */
export interface Verification {
  readonly run: number;
  readonly verdict: 'bit-identical' | 'differs' | 'not comparable';
  /** Why it is not bit-identical; null where it is. */
  readonly reason: string | null;
  readonly firstDifference: Difference | null;
  /** null where there are no weights: not recorded of a run that diverged, not made of one that is not trained again. */
  readonly weightsSha256: { readonly recorded: string | null; readonly now: string | null };
  /** null where there is no model. */
  readonly tfjs: SavedModelCheck | null;
}

/** The receipt of a run: what it ran on. */
export interface Environment {
  readonly version: string;
  /** null where Bothways does not stand in a checkout. */
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly backend: string;
}

/** How many runs an engine version made in an environment. */
export interface Receipt {
  readonly environment: Environment;
  readonly engineVersion: string;
  readonly runs: number;
}

/** A run as the database has it. */
export interface StoredRun {
  /** What the metrics are summed from; null where every test sequence was fresh. */
  readonly testGroups: GroupSums | null;
  readonly id: number;
  readonly seed: number;
  readonly engineVersion: string;
  readonly status: RunResult['status'];
  /** null unless completed. */
  readonly metrics: Metrics | null;
  /** Accuracy by time step, index 0 is step 1; empty unless completed. */
  readonly steps: readonly number[];
  /** The epoch, where diverged. */
  readonly divergedAt: number | null;
  /** The reason, where failed. */
  readonly error: string | null;
  readonly trainMs: number;
  readonly finishedAt: string;
}

/** All that the database has of an experiment, in the order of its plan, without superseded runs: what a comparison is made from. */
export interface ExperimentResults extends Omit<Experiment, 'points' | 'description' | 'search'> {
  readonly points: readonly (Point & { readonly runs: readonly StoredRun[] })[];
  /** null where every test sequence is fresh. */
  readonly testPart: TestPart | null;
}

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
  readonly by: string;
  readonly baseline: Value;
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

/** Where a level is better and worse: its accuracy by time step. Index 0 is step 1; null where no sequence counts. */
export interface StepRow {
  readonly block: Block;
  readonly level: Value | null;
  /** Mean over the completed runs. */
  readonly accuracy: readonly (number | null)[];
}

/** Where in the sequence a level gains and loses on its baseline. */
export interface StepGains {
  /**
   * The shortest stretch of steps that holds more than half of what the level gains, by more than chance; null where
   * none does that is half as long as the sequence, or shorter.
   */
  readonly most: Stretch | null;
  /** Stretches in which it is worse, by more than chance and the smallest effect; the worst first. */
  readonly losses: readonly (Stretch & {
    /** Of the accuracy at the worst of its steps, below 0. */
    readonly difference: number;
  })[];
}

/** Time steps, from 1, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What an experiment says: all that the terminal, `--json` and a page show of it. */
export interface Answered {
  readonly comparison: Comparison;
  /** A row for each row of the comparison. */
  readonly steps: readonly StepRow[];
  /** Of the level that is better than the baseline by most; null where none is. */
  readonly gains: StepGains | null;
  /** Which side each task needs, in its own words. */
  readonly needs: readonly string[];
  /** The sentence: headline and details in one. */
  readonly answer: string;
  /** How the levels that are compared were chosen; null where the file sweeps them. */
  readonly search: SearchOutcome | null;
  /** What the verdicts are. */
  readonly headline: string;
  /** Where the gain is, what became of runs that say nothing, and the like; '' where there is nothing. */
  readonly details: string;
  /** What keeps it from being trusted yet, the gravest first. */
  readonly advice: readonly string[];
  /** How far the engine was checked; null while that is not known. */
  readonly engine: string | null;
  /** Commands that go on from here. */
  readonly next: readonly string[];
}

/** What a search has come to: who left its races and when, who is left, and who leads. */
export interface SearchOutcome {
  /** Whether the races are over, so that the leaders are the winners. */
  readonly isOver: boolean;
  /** Of the race, and of the confirmation. */
  readonly seeds: readonly number[];
  readonly confirmingSeeds: readonly number[];
  /** Of the race. */
  readonly runs: {
    readonly made: number;
    /** Of all candidates with all seeds. */
    readonly ofAll: number;
  };
  readonly levels: readonly LevelOutcome[];
}

export interface LevelOutcome {
  readonly level: Value | null;
  readonly candidates: number;
  /** How often it was decided who leaves. */
  readonly rounds: number;
  /** The seeds that those still there have been run with. */
  readonly seedsRun: number;
  /** In the order in which they left. */
  readonly left: readonly (Contestant & {
    /** The seeds that it was run with, and the one-sided p of the lead over it that made it leave. */
    readonly afterSeeds: number;
    readonly p: number;
  })[];
  /** Those that nothing tells apart from the best, which stands first. */
  readonly racing: readonly Contestant[];
}

/** A configuration in a race. */
export interface Contestant {
  readonly key: string;
  /** What was drawn for it, as overrides of the file: those of the keys that it has. */
  readonly settings: Block;
  /** Of the metric over the seeds of the race that it was run with and completed; null without any. */
  readonly mean: number | null;
}

/** What stands at the input of a model: F numbers per time step, or one token of a vocabulary (one-hot). */
export type ModelInput =
  | { readonly kind: 'numbers'; readonly features: number }
  | { readonly kind: 'tokens'; readonly vocabulary: number };

/** A column of a file's numbers: a model gets (number − mean) ÷ sd. */
export interface InputColumn {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  /** Which input says by a 1 that the column has a gap; null where it has none in the file. */
  readonly gapAt: number | null;
}

/**
 * What stands at the output of a model: the probability of class 1, the probabilities of K classes, or a real number;
 * one per time step, or one per sequence (from the last output of each reading: a forward one's at the sequence's last
 * step, a backward one's at its first).
 */
export type ModelOutput = (
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'softmax'; readonly classes: number }
  | { readonly kind: 'linear' }
) & { readonly per: 'step' | 'sequence' };

/**
 * Sequences with what a model is to say about them, for training or testing. N sequences, T time steps of the longest,
 * F features; L = T outputs per sequence where a model has one per step, L = 1 where it has one per sequence.
 * Padding stands after the last step of a shorter sequence; its values are 0 and it never counts.
 */
export interface Sequences {
  readonly count: number;
  readonly steps: number;
  /** (N, T, F) numbers, or (N, T) tokens. */
  readonly inputs: Float32Array | Int32Array;
  /** (N, L): the class; 0 or 1 for a sigmoid; −1 where it is not known, and throughout where there are targets. */
  readonly labels: Int32Array;
  /** (N, L): the real number that a linear output is to give; null for classes. */
  readonly targets: Float32Array | null;
  /** (N, L): 1 where the output counts in loss and metrics, else 0. */
  readonly counted: Uint8Array;
  /** (N): time steps of each sequence, 1 … T. */
  readonly lengths: Int32Array;
}
