/** What is to be done: an experiment file, laid out. */
import type { Configuration, Value } from './configuration.ts';
import type { Metric } from './metrics.ts';

/** How large an experiment may be: the configurations of its points, the points (several may share one), its seeds. */
export const MOST_CONFIGURATIONS = 10_000;
export const MOST_POINTS = 2 * MOST_CONFIGURATIONS;
export const MOST_SEEDS = 10_000;
export const LARGEST_SEED = 2 ** 32 - 1;

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

/** The swept values of a point other than its level, in the order of the sweep. */
export type Block = Readonly<Record<string, Value>>;

/** Which of the folds a point is, in its block: no key of a file, but told wherever swept ones are. */
export const FOLD = 'fold';

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
  readonly smallestEffect: number;
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
