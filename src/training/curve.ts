/** The learning curve: means over windows of epochs, at most 200 of them. */
import type { CurvePoint } from '../vocabulary.ts';
import type { MeasuredUpdate } from './divergence.ts';

const MOST_POINTS = 200;

/** Epochs that a point of a curve stands for; the last one may have fewer. */
export function epochsPerPoint(epochs: number): number {
  return Math.ceil(epochs / MOST_POINTS);
}

export interface Curve {
  add(update: MeasuredUpdate): void;
  /** The validation loss after the epoch of the last update. */
  validated(loss: number): void;
  /** Training ends here: what was begun of a window is one too. */
  end(): void;
  /** The windows that are complete; with all updates added, that is all. */
  points(): CurvePoint[];
  /** Mean loss of all updates so far: of all training sequences, each before its update. */
  trainingLoss(): number;
}

/** @param epochOf the epoch of an update, both from 1 */
export function learningCurve({
  epochs,
  updates: total,
  epochOf,
}: {
  epochs: number;
  updates: number;
  epochOf: (update: number) => number;
}): Curve {
  const epochsAtOnce = epochsPerPoint(epochs);
  const windowOf = (epoch: number) => Math.ceil(epoch / epochsAtOnce);
  const points: CurvePoint[] = [];
  let updates = 0;
  let lossOfAll = 0;
  let inWindow = emptyWindow();

  const close = (epoch: number) => {
    const { updates: n, loss, validationLoss } = inWindow;
    const measured = validationLoss === null ? {} : { validationLoss };
    points.push({ epoch, loss: loss / n, accuracy: accuracyIn(inWindow), ...measured });
    inWindow = emptyWindow();
  };

  return {
    add({ loss, correct, counted }) {
      updates += 1;
      lossOfAll += loss;
      inWindow.updates += 1;
      inWindow.loss += loss;
      inWindow.correct = correct === null || inWindow.correct === null ? null : inWindow.correct + correct;
      inWindow.counted += counted;
      const epoch = epochOf(updates);
      if (updates < total && windowOf(epochOf(updates + 1)) === windowOf(epoch)) return;
      close(epoch);
    },
    validated(loss) {
      const last = points.at(-1);
      if (!Number.isFinite(loss)) return;
      if (last !== undefined && inWindow.updates === 0) points[points.length - 1] = { ...last, validationLoss: loss };
      else inWindow.validationLoss = loss;
    },
    end() {
      if (inWindow.updates > 0) close(epochOf(updates));
    },
    points: () => points,
    trainingLoss: () => lossOfAll / updates,
  };
}

/** Sums over the updates of a window. */
interface Window {
  updates: number;
  loss: number;
  /** null where the output is no class. */
  correct: number | null;
  counted: number;
  /** After its last epoch so far; null where nothing was measured. */
  validationLoss: number | null;
}

function emptyWindow(): Window {
  return { updates: 0, loss: 0, correct: 0, counted: 0, validationLoss: null };
}

function accuracyIn({ correct, counted }: Window): number | null {
  if (correct === null) return null;
  return counted === 0 ? 0 : correct / counted;
}
