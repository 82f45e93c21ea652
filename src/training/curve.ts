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

export function learningCurve({ epochs, updatesPerEpoch }: { epochs: number; updatesPerEpoch: number }): Curve {
  const window = Math.ceil(epochs / MOST_POINTS) * updatesPerEpoch; // updates
  const total = epochs * updatesPerEpoch;
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
      if (inWindow.updates < window && updates < total) return;
      points.push({
        epoch: updates / updatesPerEpoch,
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
