/** The learning curve: means over windows of epochs, at most 200 of them. */
import type { CurvePoint } from '../vocabulary.ts';
import type { MeasuredUpdate } from './divergence.ts';

const MOST_POINTS = 200;

export interface Curve {
  add(update: MeasuredUpdate): void;
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
  const epochsAtOnce = Math.ceil(epochs / MOST_POINTS);
  const windowOf = (epoch: number) => Math.ceil(epoch / epochsAtOnce);
  const points: CurvePoint[] = [];
  let updates = 0;
  let lossOfAll = 0;
  let inWindow = emptyWindow();

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
      points.push({
        epoch,
        loss: inWindow.loss / inWindow.updates,
        accuracy: accuracyIn(inWindow),
      });
      inWindow = emptyWindow();
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
}

function emptyWindow(): Window {
  return { updates: 0, loss: 0, correct: 0, counted: 0 };
}

function accuracyIn({ correct, counted }: Window): number | null {
  if (correct === null) return null;
  return counted === 0 ? 0 : correct / counted;
}
