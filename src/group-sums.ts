/** Metrics from what they are summed from: of a run, or of any test groups together. */
import type { ClassSums, GroupSums, Metric } from './vocabulary.ts';

/**
 * How a metric of one run is made from any test groups: columns (G) to be added up over them, and the metric of their
 * totals. NaN where those groups have none.
 */
export interface SummedMetric {
  /** What the run did. */
  readonly own: readonly Float64Array[];
  /** What the groups are, whatever the run. */
  readonly shared: readonly Float64Array[];
  readonly value: (own: ArrayLike<number>, shared: ArrayLike<number>) => number;
}

/** null where the metric is not one of the test part, or not of such outputs. */
export function summedMetric(metric: Metric, sums: GroupSums): SummedMetric | null {
  const mean = (own: Float64Array, of: Float64Array): SummedMetric => ({
    own: [own],
    shared: [of],
    value: (totals, counts) => totals[0] / counts[0],
  });
  if (metric === 'loss') return mean(sums.loss, sums.counted);
  if (sums.kind === 'classes') {
    if (metric === 'accuracy') return mean(sums.right, sums.counted);
    if (metric === 'sequence_accuracy') return mean(sums.sequencesRight, sums.sequences);
    return metric === 'f1_macro' ? summedF1(sums) : null;
  }
  if (metric === 'mae') return mean(sums.absolute, sums.counted);
  if (metric === 'mse') return mean(sums.squared, sums.counted);
  if (metric !== 'r2') return null;
  return {
    own: [sums.squared],
    shared: [sums.counted, sums.target, sums.targetSquared],
    value: (own, shared) => r2({ squared: own[0], counted: shared[0], target: shared[1], targetSquared: shared[2] }),
  };
}

function summedF1({ groups, classes, confusion }: ClassSums): SummedMetric {
  const columns = () => Array.from({ length: classes }, () => new Float64Array(groups));
  const [right, predicted, actual] = [columns(), columns(), columns()];
  for (let i = 0; i < confusion.length; i += 4) {
    const [group, is, said, times] = confusion.subarray(i, i + 4);
    actual[is][group] += times;
    predicted[said][group] += times;
    if (is === said) right[is][group] += times;
  }
  return {
    own: [...right, ...predicted],
    shared: actual,
    value(own, shared) {
      const all = Array.from(own);
      return f1Macro({ right: all.slice(0, classes), predicted: all.slice(classes), actual: shared });
    },
  };
}

/**
 * The mean over the classes that occur of F1 = 2 · right ÷ (predicted + actual): 0 for a class that is never predicted.
 * NaN where no class occurs.
 *
 * @param counts per class (K): how often it was rightly predicted, predicted, and there
 */
export function f1Macro({
  right,
  predicted,
  actual,
}: Readonly<Record<'right' | 'predicted' | 'actual', ArrayLike<number>>>): number {
  let sum = 0;
  let occurring = 0;
  for (let k = 0; k < actual.length; k++) {
    if (actual[k] === 0) continue;
    occurring += 1;
    sum += (2 * right[k]) / (predicted[k] + actual[k]);
  }
  return sum / occurring;
}

/**
 * R² = 1 − Σ error² ÷ Σ (target − its mean)², the share of the variance that the predictions explain: 0 for the mean of
 * these targets, negative for worse. NaN where the targets do not vary.
 */
export function r2({
  counted,
  squared,
  target,
  targetSquared,
}: Readonly<Record<'counted' | 'squared' | 'target' | 'targetSquared', number>>): number {
  const variation = targetSquared - target ** 2 / counted;
  return variation > 0 ? 1 - squared / variation : Number.NaN;
}
