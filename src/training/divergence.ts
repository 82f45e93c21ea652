/** When training has come to nothing: a loss that is no number, or a model that can only be wrong and cannot move. */
import { logarithm } from '../elementary.ts';
import { CLIP } from '../engines/engine.ts';
import type { ModelOutput } from '../vocabulary.ts';

/** One update as the engine measured it, before it was made. */
export interface MeasuredUpdate {
  readonly loss: number;
  /** null where the output is no class. */
  readonly correct: number | null;
  readonly counted: number;
}

export interface DivergenceWatch {
  /** The index of the update at which training diverged, or null while it has not. */
  add(update: MeasuredUpdate): number | null;
}

/** So many saturated updates in a row, or half of a shorter run. */
const SATURATED_UPDATES = 50;
const WRONG_AND_CLIPPED = -logarithm(CLIP); // 16.1

/**
 * A loss that is not finite is divergence at once. But the loss is clipped, and with it the gradient: a learning rate
 * of 1e6 drives every probability to 0 or 1, where the gradient is exactly 0 and every loss stays finite for ever.
 * So it is divergence too when, for 50 updates in a row, all probabilities are clipped and the mean loss is above
 * that of guessing. (A model that has learnt everything is clipped as well, with a loss near 0.)
 */
export function watchDivergence({ updates, output }: { updates: number; output: ModelOutput }): DivergenceWatch {
  const guessing = lossOfGuessing(output);
  const patience = Math.min(SATURATED_UPDATES, Math.ceil(updates / 2));
  let seen = 0;
  let saturated = 0; // updates in a row
  let lossOfThose = 0;

  return {
    add(update) {
      seen += 1;
      if (!Number.isFinite(update.loss)) return seen - 1;
      if (!isSaturated(update)) {
        saturated = 0;
        lossOfThose = 0;
        return null;
      }
      saturated += 1;
      lossOfThose += update.loss;
      return saturated >= patience && lossOfThose / saturated > guessing ? seen - saturated : null;
    },
  };
}

/** The cross-entropy of one who gives every class the same probability. */
function lossOfGuessing(output: ModelOutput): number {
  switch (output.kind) {
    case 'sigmoid':
      return -logarithm(1 / 2);
    case 'softmax':
      return -logarithm(1 / output.classes);
    case 'linear':
      return Number.POSITIVE_INFINITY; // a squared error is never clipped
    default:
      return output satisfies never;
  }
}

/** Every counted step is clipped: then the loss is that of the wrong ones alone, 16.1 each. */
function isSaturated({ loss, correct, counted }: MeasuredUpdate): boolean {
  if (counted === 0 || correct === null) return false;
  const expected = (WRONG_AND_CLIPPED * (counted - correct)) / counted;
  return Math.abs(loss - expected) <= 1e-5 * Math.max(expected, 1);
}
