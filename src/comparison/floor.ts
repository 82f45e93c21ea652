/** Runs at the floor: those that have learnt the position at most, by more than chance can tell. */
import type { AtFloor, PositionGuess } from '../vocabulary.ts';
import { normalQuantileAbove } from './normal.ts';

/** How often a run that knows only the time step is taken for one that has learnt more. */
const ALPHA = 0.05;
/** How often its curve is taken for one that was above the floor for a while: a story of its own, so told more rarely. */
const ALPHA_OF_CURVE = 0.01;

/**
 * Whether a run is no better than the guess from the time step, on the run's own test sequences, by more than chance.
 *
 * The guess gives the commonest label of each step. Another predictor that knows only the step may give the second
 * commonest on some of the n sequences instead. If these are m, chosen without regard to their labels, its right
 * answers have a mean of −m (c₁ − c₂) / n more than the guess's, with c₁ and c₂ the counts of the two labels, and a
 * variance of at most v m (n − m) / n², v = c₁ + c₂ − (c₁ − c₂)² / n. Whatever m is, it is ahead by no more than
 *   ½ (√((c₁ − c₂)² + z² v) − (c₁ − c₂))
 * at z standard deviations: the maximum of the mean plus z standard deviations over m. Added up over the steps, that
 * holds also where it does so on the same sequences at every step. With z = 1.64 it is exceeded by chance in 5 %.
 *
 * @param accuracies by time step, index 0 is step 1
 */
export function endsAtFloor(accuracies: readonly number[], steps: PositionGuess): boolean {
  const z = normalQuantileAbove(ALPHA);
  let ahead = 0; // right answers
  let luck = 0;
  steps.forEach(({ counted, commonest, second }, t) => {
    if (counted === 0) return;
    const lead = commonest - second;
    const variance = commonest + second - lead ** 2 / counted;
    ahead += Math.round(accuracies[t] * counted) - commonest;
    luck += (Math.sqrt(lead ** 2 + z ** 2 * variance) - lead) / 2;
  });
  return ahead <= luck;
}

/** The whole curve, its halves, quarters and eighths: a run may have left the floor for a while only. */
const PARTS = [1, 2, 4, 8] as const;

export interface BeforeTheEnd {
  readonly guess: PositionGuess;
  /** How many sequences the guess was counted on, and the variance of its share of right answers between them. */
  readonly sequences: number;
  readonly variance: number;
  readonly sequencesPerEpoch: number;
}

/** The mean accuracy of a window of epochs, which ends with `epoch`. */
interface AccuracyPoint {
  readonly epoch: number;
  readonly accuracy: number;
}

/**
 * What a run at the floor has done before: whether its accuracy in training was above the guess for the whole run, or
 * for a half, quarter or eighth of it, by more than chance in any of these.
 *
 * @param curve the learning curve, on fresh sequences before their updates
 */
export function floorBefore(
  curve: readonly AccuracyPoint[],
  { guess, sequences, variance: ofOne, sequencesPerEpoch }: BeforeTheEnd,
): AtFloor {
  const floor = share(guess);
  const parts = PARTS.filter((count) => count <= curve.length);
  const looks = parts.reduce((sum, count) => sum + count, 0);
  const hasLeft = parts
    .flatMap((count) => stretches(curve, count))
    .some(({ accuracy, epochs }) => {
      const variance = ofOne * (1 / (epochs * sequencesPerEpoch) + 1 / sequences);
      return accuracy > floor + normalQuantileAbove(ALPHA_OF_CURVE / looks) * Math.sqrt(variance);
    });
  return hasLeft ? 'fell-back' : 'never-left';
}

/** Of the counted steps. */
function share(steps: PositionGuess): number {
  const right = steps.reduce((sum, { commonest }) => sum + commonest, 0);
  return right / steps.reduce((sum, { counted }) => sum + counted, 0);
}

/** The curve in so many stretches, each with its mean accuracy and its epochs. */
function stretches(curve: readonly AccuracyPoint[], count: number): { accuracy: number; epochs: number }[] {
  const at = (i: number) => Math.round((i * curve.length) / count);
  return Array.from({ length: count }, (_, i) => {
    const start = at(i) === 0 ? 0 : curve[at(i) - 1].epoch;
    let [before, sum] = [start, 0];
    for (const { epoch, accuracy } of curve.slice(at(i), at(i + 1))) {
      sum += accuracy * (epoch - before);
      before = epoch;
    }
    return { accuracy: sum / (before - start), epochs: before - start };
  });
}
