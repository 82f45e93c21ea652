/** Right and wrong, and the cross-entropy: metrics of models that give classes their probabilities. */
import { logarithm } from '../elementary.ts';
import { CLIP, predictedClass, probabilityOfLabel } from '../engines/engine.ts';
import { f1Macro } from '../group-sums.ts';
import type { Groups } from '../tasks/dataset.ts';
import type { ClassSums, ModelOutput } from '../vocabulary.ts';
import type { Tally } from './metrics.ts';

/** @param width K, the probabilities per output; 1 for a sigmoid */
export function tallyOfClasses(
  per: ModelOutput['per'],
  { width, groups }: { width: number; groups: Groups | null },
): Tally {
  const classes = Math.max(width, 2);
  const rightAt: number[] = [];
  const countedAt: number[] = [];
  const confusion = new Map<number, number>(); // (group, actual, predicted) as one number
  const sums = emptySums(groups?.count ?? 1);
  let loss = 0;
  let sequencesRight = 0;
  let sequences = 0;

  return {
    add({ count, steps, labels, counted }, probabilities) {
      const outputs = per === 'step' ? steps : 1;
      for (let t = rightAt.length; t < outputs; t++) {
        rightAt.push(0);
        countedAt.push(0);
      }
      for (let n = 0; n < count; n++) {
        const group = groups?.of[sequences] ?? 0;
        let allRight = true;
        for (let t = 0; t < outputs; t++) {
          const i = n * outputs + t;
          if (counted[i] === 0) continue;
          const label = labels[i];
          const predicted = predictedClass(probabilities, i, width);
          const surprise = logarithm(clip(probabilityOfLabel(probabilities, i, width, label)));
          loss -= surprise;
          sums.loss[group] -= surprise;
          countedAt[t] += 1;
          sums.counted[group] += 1;
          const place = (group * classes + label) * classes + predicted;
          confusion.set(place, (confusion.get(place) ?? 0) + 1);
          if (predicted === label) {
            rightAt[t] += 1;
            sums.right[group] += 1;
          } else allRight = false;
        }
        sequences += 1;
        sums.sequences[group] += 1;
        if (!allRight) continue;
        sequencesRight += 1;
        sums.sequencesRight[group] += 1;
      }
    },

    metrics() {
      const counted = sum(countedAt);
      if (counted === 0) throw new Error('no time step of the test sequences counts');
      return {
        loss: loss / counted,
        accuracy: sum(rightAt) / counted,
        sequence_accuracy: per === 'step' ? sequencesRight / sequences : null,
        f1_macro: groups === null ? null : f1Macro(countsOf(confusion, classes)),
        mae: null,
        mse: null,
        r2: null,
      };
    },

    steps() {
      if (per === 'sequence') return [];
      return countedAt
        .map((counted, t) => ({ step: t + 1, accuracy: rightAt[t] / counted, mae: null, counted }))
        .filter(({ counted }) => counted > 0);
    },

    groups() {
      if (groups === null) return null;
      const entries = [...confusion].sort(([a], [b]) => a - b);
      const rows = new Float64Array(4 * entries.length);
      for (const [i, [place, times]] of entries.entries()) {
        const pair = Math.floor(place / classes);
        rows.set([Math.floor(pair / classes), pair % classes, place % classes, times], 4 * i);
      }
      return { kind: 'classes', groups: groups.count, classes, ...sums, confusion: rows };
    },
  };
}

type Sums = Omit<ClassSums, 'kind' | 'groups' | 'classes' | 'confusion'>;

function emptySums(groups: number): Sums {
  const column = () => new Float64Array(groups);
  return { sequences: column(), sequencesRight: column(), counted: column(), right: column(), loss: column() };
}

/** How often each class was rightly predicted, predicted, and there. */
function countsOf(confusion: ReadonlyMap<number, number>, classes: number) {
  const [right, predicted, actual] = [0, 1, 2].map(() => new Float64Array(classes));
  for (const [place, times] of confusion) {
    const [is, said] = [Math.floor(place / classes) % classes, place % classes];
    actual[is] += times;
    predicted[said] += times;
    if (is === said) right[is] += times;
  }
  return { right, predicted, actual };
}

function clip(probability: number): number {
  return Math.min(Math.max(probability, CLIP), 1 - CLIP);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
