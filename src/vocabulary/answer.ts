/** What an experiment says. */
import type { Comparison } from './comparison.ts';
import type { Value } from './configuration.ts';
import type { Block } from './experiment.ts';

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
  /** The seeds that the leader has been run with. */
  readonly seedsRun: number;
  /** In the order in which they left. */
  readonly left: readonly (Contestant & {
    /** The seeds that it was run with, and the one-sided p of the lead over it that made it leave. */
    readonly afterSeeds: number;
    readonly p: number;
  })[];
  /** Those that nothing tells apart from the best, which stands first. */
  readonly racing: readonly Contestant[];
  /** Those that trail it too clearly to go on, though not clearly enough to leave. */
  readonly waiting: readonly Contestant[];
}

/** A configuration in a race. */
export interface Contestant {
  readonly key: string;
  /** What was drawn for it, as overrides of the file: those of the keys that it has. */
  readonly settings: Block;
  /** Of the race, that it has been run with, in rounds not yet decided too. */
  readonly seeds: number;
  /** Of the metric over those seeds that it completed; null without any. */
  readonly mean: number | null;
}
