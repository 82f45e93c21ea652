/** Errors: metrics of models that give real numbers, in the unit of the file but for the loss. */
import { r2 } from '../group-sums.ts';
import type { Groups, Scale } from '../tasks/dataset.ts';
import type { ModelOutput, TargetSums } from '../vocabulary.ts';
import type { Tally } from './metrics.ts';

type Sums = Omit<TargetSums, 'kind' | 'groups'>;
type Totals = Readonly<Record<keyof Sums, number>>;

/** @param scale an output is (number − mean) ÷ sd */
export function tallyOfTargets(
  per: ModelOutput['per'],
  { groups, scale }: { groups: Groups | null; scale: Scale },
): Tally {
  const sums = emptySums(groups?.count ?? 1);
  const absoluteAt: number[] = [];
  const countedAt: number[] = [];
  let sequences = 0;

  return {
    add({ count, steps, targets, counted }, predictions) {
      if (targets === null) throw new Error('expected targets; found classes');
      const outputs = per === 'step' ? steps : 1;
      for (let t = countedAt.length; t < outputs; t++) {
        absoluteAt.push(0);
        countedAt.push(0);
      }
      for (let n = 0; n < count; n++) {
        const group = groups?.of[sequences] ?? 0;
        for (let t = 0; t < outputs; t++) {
          const i = n * outputs + t;
          if (counted[i] === 0) continue;
          const error = predictions[i] - targets[i];
          const target = targets[i] * scale.sd + (scale.mean - scale.centre);
          sums.loss[group] += error ** 2;
          sums.absolute[group] += Math.abs(error) * scale.sd;
          sums.squared[group] += (error * scale.sd) ** 2;
          sums.target[group] += target;
          sums.targetSquared[group] += target ** 2;
          sums.counted[group] += 1;
          absoluteAt[t] += Math.abs(error) * scale.sd;
          countedAt[t] += 1;
        }
        sequences += 1;
        sums.sequences[group] += 1;
      }
    },

    metrics() {
      const totals = totalsOf(sums);
      const { counted, loss, absolute, squared } = totals;
      if (counted === 0) throw new Error('no target of the test sequences counts');
      const explained = r2(totals);
      return {
        loss: loss / counted,
        accuracy: null,
        sequence_accuracy: null,
        f1_macro: null,
        mae: absolute / counted,
        mse: squared / counted,
        r2: Number.isNaN(explained) ? null : explained,
      };
    },

    steps() {
      if (per === 'sequence') return [];
      return countedAt
        .map((counted, t) => ({ step: t + 1, accuracy: null, mae: absoluteAt[t] / counted, counted }))
        .filter(({ counted }) => counted > 0);
    },

    groups: () => (groups === null ? null : { kind: 'targets', groups: groups.count, ...sums }),
  };
}

function emptySums(groups: number): Sums {
  const column = () => new Float64Array(groups);
  return {
    sequences: column(),
    counted: column(),
    loss: column(),
    absolute: column(),
    squared: column(),
    target: column(),
    targetSquared: column(),
  };
}

function totalsOf(sums: Sums): Totals {
  const entries = Object.entries(sums).map(([name, column]) => [name, column.reduce((sum, value) => sum + value, 0)]);
  return Object.fromEntries(entries) as Totals;
}
