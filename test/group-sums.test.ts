import { describe, expect, it } from 'vitest';
import { f1Macro, r2, summedMetric } from '../src/group-sums.ts';
import type { ClassSums, GroupSums, Metric, TargetSums } from '../src/vocabulary.ts';

describe('f1Macro', () => {
  it('is the mean of the classes that occur', () => {
    // Of 8 predictions of class 0 five are right, and 7 are there: 10/15. Class 1 is never predicted: 0. Class 2 does
    // not occur. By hand: (2/3 + 0) / 2
    expect(f1Macro({ right: [5, 0, 0], predicted: [8, 0, 0], actual: [7, 1, 0] })).toBeCloseTo(1 / 3, 15);
  });

  it('is 1 where all is right', () => {
    expect(f1Macro({ right: [3, 4], predicted: [3, 4], actual: [3, 4] })).toBe(1);
  });

  it('is no number where nothing counts', () => {
    expect(f1Macro({ right: [0], predicted: [0], actual: [0] })).toBeNaN();
  });
});

describe('r2', () => {
  // Targets 1, 2, 6: their mean is 3, the squares around it 4 + 1 + 9 = 14. Moved by −10, as by a training mean of 10
  const targets = [1, 2, 6].map((target) => target - 10);
  const sums = {
    counted: 3,
    target: targets.reduce((sum, target) => sum + target),
    targetSquared: targets.reduce((sum, target) => sum + target ** 2, 0),
  };

  it('is 0 for the mean of the targets and 1 without an error, wherever the targets are counted from', () => {
    expect(r2({ ...sums, squared: 14 })).toBe(0);
    expect(r2({ ...sums, squared: 0 })).toBe(1);
    expect(r2({ ...sums, squared: 28 })).toBe(-1);
  });

  it('is no number where the targets do not vary', () => {
    expect(r2({ counted: 2, squared: 1, target: 6, targetSquared: 18 })).toBeNaN();
  });
});

describe('summedMetric', () => {
  const classes: ClassSums = {
    kind: 'classes',
    groups: 2,
    classes: 2,
    sequences: Float64Array.of(2, 1),
    sequencesRight: Float64Array.of(1, 1),
    counted: Float64Array.of(6, 2),
    right: Float64Array.of(4, 2),
    loss: Float64Array.of(3, 0.5),
    // Group 0: three of class 0 are right, one is taken for 1; one of class 1 is right, one taken for 0. Group 1: right
    confusion: Float64Array.of(0, 0, 0, 3, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 2),
  };
  const targets: TargetSums = {
    kind: 'targets',
    groups: 2,
    sequences: Float64Array.of(1, 1),
    counted: Float64Array.of(2, 2),
    loss: Float64Array.of(1, 3),
    absolute: Float64Array.of(4, 2),
    squared: Float64Array.of(10, 2),
    target: Float64Array.of(0, 4),
    targetSquared: Float64Array.of(2, 10),
  };
  const on = (metric: Metric, sums: GroupSums, groups: readonly number[]) => {
    const summed = summedMetric(metric, sums);
    const total = (column: Float64Array) => groups.reduce((sum, group) => sum + column[group], 0);
    return summed?.value(summed.own.map(total), summed.shared.map(total)) ?? null;
  };

  it.each<[Metric, GroupSums, number, number]>([
    ['accuracy', classes, 4 / 6, 6 / 8],
    ['sequence_accuracy', classes, 1 / 2, 2 / 3],
    ['loss', classes, 3 / 6, 3.5 / 8],
    ['f1_macro', classes, (6 / 8 + 2 / 4) / 2, (6 / 8 + 6 / 8) / 2],
    ['loss', targets, 1 / 2, 4 / 4],
    ['mae', targets, 4 / 2, 6 / 4],
    ['mse', targets, 10 / 2, 12 / 4],
    ['r2', targets, 1 - 10 / 2, 1 - 12 / 8],
  ])('makes %s of one group and of both, by hand: %#', (metric, sums, first, both) => {
    expect(on(metric, sums, [0])).toBeCloseTo(first, 14);
    expect(on(metric, sums, [0, 1])).toBeCloseTo(both, 14);
  });

  it('has none of the loss in training, nor of what the outputs do not have', () => {
    expect([on('training_loss', classes, [0]), on('mae', classes, [0]), on('accuracy', targets, [0])]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
