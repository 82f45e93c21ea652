/** The words of data with a fixed test part as types: what was read, and what metrics are summed from. */

/**
 * What the metrics on a fixed test part are summed from, test group by test group, so that an interval may ask what
 * other groups would have given. A group is what stays together in a split: a sequence, or all of one person. There are
 * G of them in the order of the data set, and K classes. How metrics are made from any groups together: group-sums.ts.
 */
export type GroupSums = ClassSums | TargetSums;

/** Labels are classes. Every array but the last is (G). */
export interface ClassSums {
  readonly kind: 'classes';
  readonly groups: number;
  readonly classes: number;
  readonly sequences: Float64Array;
  /** Sequences with every counted label right. */
  readonly sequencesRight: Float64Array;
  /** Labels that count: of time steps, or of sequences. */
  readonly counted: Float64Array;
  readonly right: Float64Array;
  /** Cross-entropy. */
  readonly loss: Float64Array;
  /** (M, 4): group, actual class, predicted class, how often; only what occurs, in this order. */
  readonly confusion: Float64Array;
}

/** Labels are real numbers. Every array is (G); errors and targets are in the unit of the file. */
export interface TargetSums {
  readonly kind: 'targets';
  readonly groups: number;
  readonly sequences: Float64Array;
  readonly counted: Float64Array;
  /** Squared error in standard deviations of the training part: the loss that was trained on. */
  readonly loss: Float64Array;
  /** |error|. */
  readonly absolute: Float64Array;
  /** error². */
  readonly squared: Float64Array;
  /** Target − centre: the mean of the training part, or with folds a number that they share. */
  readonly target: Float64Array;
  /** (target − centre)². */
  readonly targetSquared: Float64Array;
}

/** The fixed part that the runs of an experiment are tested on. */
export interface TestPart {
  /** The file of the data, as the experiment file named it. */
  readonly file: string;
  /** null while no run has been measured. */
  readonly sequences: number | null;
  readonly groups: number | null;
  /** How many models of a seed share it, each tested on the part that it was not trained on; null: it is one part. */
  readonly folds: number | null;
  /** Whether there is an answer at every step, or one for the sequence. */
  readonly per: 'step' | 'sequence';
}

/** What was read of a file of the user's own. */
export interface DataSummary {
  readonly recordings: number;
  readonly sequences: number;
  readonly steps: { readonly least: number; readonly median: number; readonly most: number };
  /** Columns of numbers; empty for tokens. */
  readonly columns: readonly ColumnSummary[];
  /** Known ones; null for numbers. */
  readonly tokens: number | null;
  /** The share of the test part's tokens that are not known; null for numbers. */
  readonly unknownTokens: number | null;
  readonly classes: readonly ClassSummary[];
  /** Of the target in the training part; null for classes. */
  readonly target: { readonly mean: number; readonly sd: number } | null;
  /** training, test, validation. */
  readonly parts: readonly PartSummary[];
  /** The test part of each fold; null without folds. The parts, the columns and what is unknown are those of the first. */
  readonly folds: readonly PartSummary[] | null;
  /** How the test part is taken, in words. */
  readonly split: string;
  /** Sequences without an answer, which are left out. */
  readonly unanswered: number;
  /** Windows that touch both sides of a split, which are left out. */
  readonly between: number;
  /** Test sequences whose input the training part has, which are left out. */
  readonly identical: number;
  readonly floor: DataFloor;
}

export interface ColumnSummary {
  readonly name: string;
  /** Over the steps of the training part, gaps left out. */
  readonly mean: number;
  readonly sd: number;
  /** Empty cells, in all parts; with any, an input of its own says where they are. */
  readonly missing: number;
}

export interface ClassSummary {
  readonly name: string;
  /** Answers that are of it, in all parts. */
  readonly answers: number;
  /** Of all answers, 0 … 1. */
  readonly share: number;
  /** Sequences that have it. */
  readonly sequences: number;
}

export interface PartSummary {
  readonly name: 'training' | 'test' | 'validation';
  readonly sequences: number;
  readonly groups: number;
  readonly answers: number;
}

/** What a predictor reaches on the test part that sees no input. */
export type DataFloor =
  | {
      readonly kind: 'classes';
      /** Accuracy of the training part's commonest class at each position. */
      readonly accuracy: number;
      /** Index 0 is step 1; null where nothing counts. One entry for answers per sequence. */
      readonly bySteps: readonly (number | null)[];
      /** Accuracy of the training part's commonest class of all. */
      readonly commonest: number;
    }
  | {
      readonly kind: 'targets';
      /** Mean absolute error of the training part's mean. */
      readonly mean: number;
      /** Of the last value of the target that a window has seen, with `ahead`; else null. */
      readonly persistence: number | null;
    };

/** What the completed runs of a level have said of each class of a fixed test part, all runs together. K classes. */
export interface LevelClasses {
  /** As in `ComparisonRow`. */
  readonly block: Readonly<Record<string, string | number>>;
  readonly level: string | number | null;
  readonly runs: number;
  /** (K, K): how often class i (a row) was taken for class j, over all runs. */
  readonly confusion: readonly (readonly number[])[];
  /** (K), in the order of the rows. */
  readonly classes: readonly ClassScores[];
}

export interface ClassScores {
  /** Answers of the class in the test part: of one run. */
  readonly support: number;
  /** Of what was taken for the class, the share that is of it; null where nothing was. */
  readonly precision: number | null;
  /** Of what is of the class, the share that was found; null where nothing is. */
  readonly recall: number | null;
  /** Their harmonic mean: 0 where the class was never found, null without support. */
  readonly f1: number | null;
}
