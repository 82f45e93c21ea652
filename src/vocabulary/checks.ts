/** Whether it is to be trusted: engines held against the reference, runs trained again. */
import type { Configuration } from './configuration.ts';

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
