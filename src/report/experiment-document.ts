/**
 * All that the page shows of an experiment: one JSON document, made in Node, drawn there and in the browser.
 *
 * The page computes no statistic and rounds no answer: numbers that decide something stand beside the text that the
 * terminal prints for them. Shares are 0…1; what is not known is null, never NaN.
 */
import type { Block, Interval, Metric, Stretch, Value, Verdict } from '../vocabulary.ts';

export interface ExperimentDocument {
  readonly format: 1;
  /** 'bothways 0.1.0' */
  readonly madeBy: string;
  /** UTC. */
  readonly madeAt: string;
  readonly name: string;
  readonly description: string;
  /** The file as it was last run. */
  readonly source: string;
  /** When it was run last, UTC. */
  readonly updatedAt: string;
  readonly runs: DocumentRuns;
  readonly metric: { readonly name: Metric; readonly better: 'higher' | 'lower'; readonly isShare: boolean };
  /** null where nothing is compared. */
  readonly by: string | null;
  readonly baseline: Level;
  /** In the order of the sweep; null alone where nothing is swept. */
  readonly levels: readonly Level[];
  /** The other swept keys, with the values that blocks have. */
  readonly keys: readonly { readonly name: string; readonly values: readonly Value[] }[];
  readonly seeds: readonly number[];
  readonly smallestEffect: number;
  readonly comparisons: number;
  /** What all runs share: 'accuracy on 2 000 fresh sequences', '10 paired seeds', '20 units' … */
  readonly setting: readonly string[];
  /** Which side each task needs. */
  readonly needs: readonly string[];
  /** Floor and ceilings where all rows share them: 'floor 0.889 (knows only the time step) · ceiling 1.000'; else ''. */
  readonly bounds: string;
  /** The verdicts; empty while runs are missing. */
  readonly sentences: readonly string[];
  /** What became of runs that say nothing: lost, or at the floor. */
  readonly counts: readonly string[];
  /** What keeps the answer from being trusted yet; empty while runs are missing. */
  readonly advice: readonly string[];
  /** How far the engine was checked. */
  readonly engine: string;
  /** Why the results are not to be trusted; null where nothing speaks against them. */
  readonly warning: string | null;
  /** Titles of columns as the terminal has them: 'against forward, in points', '95 %, both together'. */
  readonly titles: { readonly difference: string; readonly together: string };
  /** What a page of this size has no room for, a sentence each. */
  readonly leftOut: readonly string[];
  /** In the order of the plan: blocks, and levels within them. */
  readonly rows: readonly DocumentRow[];
  /** One for each block, where accuracy by time step is known. */
  readonly steps: readonly DocumentSteps[];
  /** How the levels were chosen; null where the file sweeps them. */
  readonly search: DocumentSearch | null;
  /** What the models say of one sequence; null where nothing is to be shown of it. */
  readonly prediction: DocumentPrediction | null;
  /** Seeds, of the first, whose own curves are in `rows`. */
  readonly seedsDrawn: number;
  readonly environments: readonly DocumentEnvironment[];
}

/** null of a point to which the compared key does not apply. */
export type Level = Value | null;

export interface DocumentRuns {
  readonly planned: number;
  /** Ended, in whatever way. */
  readonly stored: number;
  readonly diverged: number;
  readonly failed: number;
  readonly atFloor: number;
  readonly lastFinishedAt: string | null;
}

export interface DocumentRow {
  readonly block: Block;
  readonly level: Level;
  readonly isBaseline: boolean;
  /** The best of its block, as the verdicts bear it out. */
  readonly isBest: boolean;
  readonly parameters: number;
  readonly floor: number | null;
  readonly ceiling: number | null;
  readonly mean: number | null;
  /** Of the mean, for this row alone. */
  readonly interval: Interval | null;
  /** By the seeds of the document, the first of them where there are many; null where the run is missing or lost. */
  readonly values: readonly (number | null)[];
  /** Runs that ended, in whatever way. */
  readonly done: number;
  readonly diverged: number;
  readonly failed: number;
  readonly atFloor: number;
  /** The seeds whose run ends at the floor. */
  readonly seedsAtFloor: readonly number[];
  /** null for a baseline, and while runs are missing. */
  readonly against: {
    readonly difference: number | null;
    readonly interval: Interval | null;
    /** In the five words that a table has. */
    readonly verdict: Exclude<Verdict, 'lost' | 'too-few-groups'>;
  } | null;
  /** As the terminal prints them; '' where there is nothing to say. */
  readonly text: {
    readonly mean: string;
    readonly difference: string;
    readonly interval: string;
    readonly betterIn: string;
    readonly verdict: string;
  };
  /** Of the completed runs; null where there is none. */
  readonly curve: {
    readonly loss: DocumentCurve;
    readonly accuracy: DocumentCurve | null;
    /** Of what is not trained on; null where nothing was measured there. */
    readonly validation: DocumentCurve | null;
    /** The epochs whose weights were kept, one for each run; empty without patience. */
    readonly kept: readonly number[];
  } | null;
}

/** Over the seeds, each point the mean over a window of epochs. Four digits are kept, three of single seeds. */
export interface DocumentCurve {
  /** The last epoch of each window. */
  readonly epochs: readonly number[];
  readonly q25: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly q75: readonly (number | null)[];
  /** The first `seedsDrawn` seeds, one list each; empty where the run is missing or lost. */
  readonly seeds: readonly (readonly (number | null)[])[];
}

/** Index 0 is time step 1; null where no sequence counts it. */
export interface DocumentSteps {
  readonly block: Block;
  readonly floor: readonly (number | null)[] | null;
  readonly rows: readonly {
    readonly level: Level;
    readonly accuracy: readonly (number | null)[];
    readonly ceiling: readonly (number | null)[] | null;
    /** Of the level that is better by most, where only its key is swept: the stretch that holds most of the gain. */
    readonly gain: Stretch | null;
    /** Of the same level: stretches in which it is worse. */
    readonly losses: readonly Stretch[];
  }[];
}

/** A search: its race, with a bar for each configuration. */
export interface DocumentSearch {
  readonly isOver: boolean;
  /** Of the race, at most. */
  readonly seeds: number;
  /** Of the race: those that are there, and those of every configuration with every seed. */
  readonly runs: { readonly made: number; readonly ofAll: number };
  /** As the terminal prints them. */
  readonly sentences: readonly string[];
  readonly levels: readonly {
    readonly level: Level;
    /** How often it was decided who leaves: before that nobody leads. */
    readonly rounds: number;
    /** So many of the first racers are still there. */
    readonly racing: number;
    /** What has no bar; '' where all have. */
    readonly more: string;
    /** The leader first, then those still there, then who left last. */
    readonly racers: readonly {
      readonly name: string;
      /** That it was run with. */
      readonly seeds: number;
      /** Over them; null without a completed run. */
      readonly mean: number | null;
      readonly text: string;
      /** Of the lead over it that made it leave, one-sided; null of those still there. */
      readonly p: number | null;
    }[];
  }[];
}

/** A model by what tells it from the others, as `bothways predict` has it. */
interface PredictingModel {
  readonly title: string;
  readonly run: number;
  readonly seed: number;
}

export type DocumentPrediction =
  | {
      readonly kind: 'words';
      readonly sentence: readonly string[];
      /** The index of the gap in the sentence. */
      readonly gap: number;
      readonly words: readonly string[];
      readonly models: readonly (PredictingModel & {
        /** By word. */
        readonly probabilities: readonly number[];
        /** The true ones, given what the model sees; null where nobody can say. */
        readonly truth: readonly number[] | null;
      })[];
    }
  | {
      readonly kind: 'steps';
      /** (T, F) */
      readonly inputs: readonly (readonly number[])[];
      /** What explains the labels, by name, a value per time step. */
      readonly quantities: Readonly<Record<string, readonly number[]>>;
      /** The label of each step; null where it does not count, or is not known. */
      readonly expected: readonly (number | null)[];
      /** The probability of label 1 at each step. */
      readonly models: readonly (PredictingModel & { readonly probabilities: readonly number[] })[];
    };

export interface DocumentEnvironment {
  readonly version: string;
  readonly git_commit: string | null;
  readonly git_dirty: boolean | null;
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly backend: string;
  readonly engine: string;
  readonly runs: number;
}
