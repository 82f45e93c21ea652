/** What a predictor reaches on the test part that sees no input: the bar that a model has to pass. */
import type { DataFloor } from '../../vocabulary.ts';
import type { Moments, Prepared } from './prepared.ts';
import { type Raw, type RawAnswers, TEST, TRAINING } from './raw.ts';
import type { DataSettings, Per } from './settings.ts';

type Data = Pick<Prepared, 'starts' | 'lengths' | 'parts' | 'labels' | 'targets'>;

/**
 * The training part's commonest class at each position, on the test part. A position is the time step or, where that
 * does better, the how many-th answer of the sequence it is (in data in which few steps count, that says more), or the
 * same everywhere.
 */
export function classFloor(data: Data, { per, classes }: { per: Per; classes: number }): DataFloor {
  const commonest = guessed(data, { per, classes, positionOf: () => 0 });
  if (per === 'sequence') {
    const { accuracy } = commonest;
    return { kind: 'classes', accuracy, bySteps: [accuracy], commonest: accuracy };
  }
  const byStep = guessed(data, { per, classes, positionOf: (t) => t });
  const byOrdinal = guessed(data, { per, classes, positionOf: (_t, ordinal) => ordinal });
  const best = [byOrdinal, commonest].reduce((a, b) => (b.accuracy > a.accuracy ? b : a), byStep);
  return { kind: 'classes', accuracy: best.accuracy, bySteps: best.bySteps, commonest: commonest.accuracy };
}

/** Calls `take` for every answer of a part: its index in the labels, its time step and its ordinal among the counted. */
function eachAnswer(
  { starts, lengths, parts, labels }: Data,
  { part, per }: { part: number; per: Per },
  take: (label: number, step: number, ordinal: number) => void,
): void {
  for (let n = 0; n < starts.length; n++) {
    if (parts[n] !== part) continue;
    if (per === 'sequence') {
      if (labels[n] >= 0) take(labels[n], 0, 0);
      continue;
    }
    let ordinal = 0;
    for (let t = 0; t < lengths[n]; t++) {
      const label = labels[starts[n] + t];
      if (label >= 0) take(label, t, ordinal++);
    }
  }
}

function guessed(
  data: Data,
  { per, classes, positionOf }: { per: Per; classes: number; positionOf: (step: number, ordinal: number) => number },
): { accuracy: number; bySteps: (number | null)[] } {
  const times: Int32Array[] = []; // by position, of each class
  const all = new Int32Array(classes);
  eachAnswer(data, { part: TRAINING, per }, (label, step, ordinal) => {
    const position = positionOf(step, ordinal);
    while (times.length <= position) times.push(new Int32Array(classes));
    times[position][label] += 1;
    all[label] += 1;
  });
  const guesses = times.map((counts) => (counts.some((count) => count > 0) ? largest(counts) : largest(all)));
  const [right, counted]: [number[], number[]] = [[], []];
  eachAnswer(data, { part: TEST, per }, (label, step, ordinal) => {
    const guess = guesses[positionOf(step, ordinal)] ?? largest(all);
    while (counted.length <= step) {
      counted.push(0);
      right.push(0);
    }
    counted[step] += 1;
    if (guess === label) right[step] += 1;
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    accuracy: sum(right) / sum(counted),
    bySteps: counted.map((count, t) => (count === 0 ? null : right[t] / count)),
  };
}

/** The first of the largest. */
function largest(counts: Int32Array): number {
  return counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
}

/** The training part's mean, and with `ahead` the last value that a window knows of its target, on the test part. */
export function targetFloor(
  { parts, targets, starts, lengths }: Data,
  { raw, settings, moments }: { raw: Raw; settings: DataSettings; moments: Moments },
): DataFloor {
  const isSequence = settings.per === 'sequence';
  const errors = { count: 0, mean: 0, persistence: 0 };
  const { values } = raw.answers as RawAnswers & { kind: 'targets' };
  for (let n = 0; n < starts.length; n++) {
    if (parts[n] !== TEST) continue;
    const [from, to] = isSequence ? [n, n + 1] : [starts[n], starts[n] + lengths[n]];
    for (let i = from; i < to; i++) {
      const target = targets?.[i] ?? Number.NaN;
      if (Number.isNaN(target)) continue;
      errors.count += 1;
      errors.mean += Math.abs(target) * moments.sd; // standardised: the mean is 0
      if (settings.ahead === undefined) continue;
      const known = values[starts[n] + lengths[n] - 1];
      errors.persistence += Math.abs(target * moments.sd + moments.mean - known);
    }
  }
  const persistence = errors.persistence / errors.count;
  return {
    kind: 'targets',
    mean: errors.mean / errors.count,
    persistence: settings.ahead === undefined || Number.isNaN(persistence) ? null : persistence,
  };
}

/** The floor of all folds together: each has the weight of the answers in its test part. */
export function pooledFloor(folds: readonly { readonly floor: DataFloor; readonly answers: number }[]): DataFloor {
  const all = folds.reduce((sum, { answers }) => sum + answers, 0);
  const mean = (floorOf: (floor: DataFloor) => number) =>
    folds.reduce((sum, { floor, answers }) => sum + (answers / all) * floorOf(floor), 0);
  const [{ floor }] = folds; // all are of its kind
  switch (floor.kind) {
    case 'classes':
      return {
        ...floor,
        accuracy: mean((each) => (each as typeof floor).accuracy),
        commonest: mean((each) => (each as typeof floor).commonest),
      };
    case 'targets':
      return {
        ...floor,
        mean: mean((each) => (each as typeof floor).mean),
        persistence:
          floor.persistence === null ? null : mean((each) => (each as typeof floor).persistence ?? Number.NaN),
      };
    default:
      return floor satisfies never;
  }
}
