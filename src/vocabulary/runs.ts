/** What was done: runs, what they ended in, what they ran on. */
import type { GroupSums, TestPart } from './data.ts';
import type { Experiment, PlannedConfiguration, Point } from './experiment.ts';
import type { Metrics, StepMetrics } from './metrics.ts';

/** The mean over a window of epochs of the training sequences, each measured before its update. */
export interface CurvePoint {
  /** The last epoch of the window. */
  readonly epoch: number;
  readonly loss: number;
  /** null where the output is no class. */
  readonly accuracy: number | null;
  /**
   * Mean loss after that epoch on the validation part, or on the fresh sequences that `validation` asks for; absent where
   * nothing was measured, or it was no number.
   */
  readonly validationLoss?: number;
}

/** A learning curve of fewer points, each the mean over a longer window. */
export interface ThinnedCurve {
  /** The last epoch of each window. */
  readonly epochs: readonly number[];
  readonly loss: readonly number[];
  /** null where labels are no classes. */
  readonly accuracy: readonly (number | null)[];
  /** null where nothing was measured. */
  readonly validationLoss: readonly (number | null)[];
  /** The epoch whose weights were kept; null without patience. */
  readonly keptEpoch: number | null;
}

/** What a run ended in. Divergence is a result: counted and shown, never averaged in. */
export type RunResult =
  | {
      readonly status: 'completed';
      readonly trainMs: number;
      readonly curve: readonly CurvePoint[];
      /** The epoch after which training ended early; absent where all were made. */
      readonly stoppedAt?: number;
      /** With patience: the epoch whose weights were kept, the best one. */
      readonly keptEpoch?: number;
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
  /** How many test sequences count each of these steps. */
  readonly stepCounts: readonly number[];
  /** The epoch, where diverged. */
  readonly divergedAt: number | null;
  /** The reason, where failed. */
  readonly error: string | null;
  readonly trainMs: number;
  readonly finishedAt: string;
}

/** A run with all that the database has of it. */
export interface RunRecord extends Omit<StoredRun, 'steps' | 'stepCounts'> {
  readonly planned: PlannedConfiguration;
  /** Whether another engine version has trained the same configuration and seed since. */
  readonly isSuperseded: boolean;
  readonly environment: Environment;
  readonly curve: readonly CurvePoint[];
  /** Of the time steps that count. */
  readonly steps: readonly StepMetrics[];
  /** The epoch whose weights were kept; null without patience, and where that was not stored. */
  readonly keptEpoch: number | null;
  /** null unless completed. */
  readonly weightsSha256: string | null;
  /** Whether `weights` has them; without them they are had by training again. */
  readonly hasModel: boolean;
}

/** All that the database has of an experiment, in the order of its plan, without superseded runs: what a comparison is made from. */
export interface ExperimentResults extends Omit<Experiment, 'points' | 'description' | 'search'> {
  readonly points: readonly (Point & { readonly runs: readonly StoredRun[] })[];
  /** null where every test sequence is fresh. */
  readonly testPart: TestPart | null;
}
