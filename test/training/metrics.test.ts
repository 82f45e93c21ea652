import { describe, expect, it } from 'vitest';
import { predictedClass } from '../../src/engines/engine.ts';
import { learningCurve } from '../../src/training/curve.ts';
import { tally } from '../../src/training/metrics.ts';

describe('metrics', () => {
  it('are taken over the counted steps of all sequences', () => {
    const two = tally({ kind: 'sigmoid', per: 'step' }, { groups: null, scale: null });
    two.add(
      {
        count: 2,
        steps: 3,
        inputs: new Float32Array(6),
        labels: Int32Array.of(1, 0, 1, 1, 1, 0),
        targets: null,
        counted: Uint8Array.of(1, 1, 0, 1, 1, 0),
        lengths: Int32Array.of(3, 2),
      },
      Float32Array.of(0.75, 0.25, 0.1, 0.75, 0.25, 0),
    );
    // By hand: three of four counted steps are right; one of two sequences has both right
    const { loss, accuracy, sequence_accuracy } = two.metrics();
    expect(loss).toBeCloseTo(-(3 * Math.log(0.75) + Math.log(0.25)) / 4, 12);
    expect(accuracy).toBe(0.75);
    expect(sequence_accuracy).toBe(0.5);
    expect(two.steps()).toEqual([
      { step: 1, accuracy: 1, mae: null, counted: 2 },
      { step: 2, accuracy: 0.5, mae: null, counted: 2 },
    ]);
  });

  it('clip a probability of 0 as Keras does', () => {
    const one = tally({ kind: 'sigmoid', per: 'step' }, { groups: null, scale: null });
    one.add(
      {
        count: 1,
        steps: 1,
        inputs: new Float32Array(1),
        labels: Int32Array.of(1),
        targets: null,
        counted: Uint8Array.of(1),
        lengths: Int32Array.of(1),
      },
      Float32Array.of(0),
    );
    expect(one.metrics().loss).toBeCloseTo(16.1181, 4); // −log(1e-7)
  });

  it('refuse to average over nothing', () => {
    expect(() => tally({ kind: 'sigmoid', per: 'step' }, { groups: null, scale: null }).metrics()).toThrow(
      'no time step',
    );
  });

  it('call a probability of exactly one half a 0, and the first of two equal classes the largest', () => {
    expect(predictedClass(Float32Array.of(0.5), 0, 1)).toBe(0);
    expect(predictedClass(Float32Array.of(0.5000001), 0, 1)).toBe(1);
    expect(predictedClass(Float32Array.of(1, 0, 0, 0.2, 0.4, 0.4), 1, 3)).toBe(1);
  });
});

describe('metrics of a fixed test part', () => {
  it('are summed by test group, with what was taken for what', () => {
    // Three sequences of two steps and three classes; the first and the last belong to one group
    const three = tally(
      { kind: 'softmax', classes: 3, per: 'step' },
      { groups: { count: 2, of: Int32Array.of(0, 1, 0) }, scale: null },
    );
    three.add(
      {
        count: 3,
        steps: 2,
        inputs: new Float32Array(6),
        labels: Int32Array.of(0, 1, 2, 2, 0, 0),
        targets: null,
        counted: Uint8Array.of(1, 1, 1, 1, 1, 0),
        lengths: Int32Array.of(2, 2, 1),
      },
      // Predicted 0, 0 / 2, 1 / 0
      Float32Array.of(0.5, 0.25, 0.25, 0.5, 0.25, 0.25, 0.25, 0.25, 0.5, 0.25, 0.5, 0.25, 0.5, 0.25, 0.25, 0, 0, 0),
    );
    const [half, quarter] = [Math.log(2), Math.log(4)];
    const { accuracy, sequence_accuracy, f1_macro, loss } = three.metrics();
    expect([accuracy, sequence_accuracy]).toEqual([3 / 5, 1 / 3]);
    // F1 of class 0: 2 · 2 ÷ (3 + 2); of class 1: 0; of class 2: 2 · 1 ÷ (1 + 2)
    expect(f1_macro).toBeCloseTo((4 / 5 + 0 + 2 / 3) / 3, 15);
    expect(loss).toBeCloseTo((half + quarter + half + quarter + half) / 5, 12);
    const groups = three.groups();
    if (groups?.kind !== 'classes') throw new Error('no sums');
    expect(groups).toMatchObject({
      groups: 2,
      classes: 3,
      sequences: Float64Array.of(2, 1),
      sequencesRight: Float64Array.of(1, 0),
      counted: Float64Array.of(3, 2),
      right: Float64Array.of(2, 1),
    });
    expect(groups.loss[0]).toBeCloseTo(half + quarter + half, 12);
    expect([...groups.confusion]).toEqual([0, 0, 0, 2, 0, 1, 0, 1, 1, 2, 1, 1, 1, 2, 2, 1]);
  });

  it('have one label per sequence where the output has', () => {
    const two = tally(
      { kind: 'sigmoid', per: 'sequence' },
      { groups: { count: 2, of: Int32Array.of(0, 1) }, scale: null },
    );
    two.add(
      {
        count: 2,
        steps: 3,
        inputs: new Float32Array(6),
        labels: Int32Array.of(1, 0),
        targets: null,
        counted: Uint8Array.of(1, 1),
        lengths: Int32Array.of(3, 2),
      },
      Float32Array.of(0.75, 0.75),
    );
    expect(two.metrics()).toMatchObject({ accuracy: 0.5, sequence_accuracy: null });
    expect(two.steps()).toEqual([]);
  });

  it('are errors in the unit of the file where answers are real numbers', () => {
    const scale = { mean: 100, sd: 10, centre: 100 };
    const two = tally({ kind: 'linear', per: 'step' }, { groups: { count: 1, of: Int32Array.of(0, 0) }, scale });
    // Targets 110, 90 and 120, predicted 115, 90 and 100; the last of the second sequence does not count
    two.add(
      {
        count: 2,
        steps: 2,
        inputs: new Float32Array(4),
        labels: new Int32Array(4).fill(-1),
        targets: Float32Array.of(1, -1, 2, 0),
        counted: Uint8Array.of(1, 1, 1, 0),
        lengths: Int32Array.of(2, 2),
      },
      Float32Array.of(1.5, -1, 0, 7),
    );
    const { loss, mae, mse, r2, accuracy } = two.metrics();
    expect([loss, mae, mse, accuracy]).toEqual([(0.25 + 4) / 3, 25 / 3, (25 + 400) / 3, null]);
    // Around their mean of 320/3 the targets vary by 1400/3
    expect(r2).toBeCloseTo(1 - 425 / (1400 / 3), 12);
    expect(two.steps()).toEqual([
      { step: 1, accuracy: null, mae: 12.5, counted: 2 },
      { step: 2, accuracy: null, mae: 0, counted: 1 },
    ]);
    expect(two.groups()).toEqual({
      kind: 'targets',
      groups: 1,
      sequences: Float64Array.of(2),
      counted: Float64Array.of(3),
      loss: Float64Array.of(4.25),
      absolute: Float64Array.of(25),
      squared: Float64Array.of(425),
      target: Float64Array.of(20),
      targetSquared: Float64Array.of(600),
    });
  });
});

describe('the learning curve', () => {
  it('averages windows of epochs, at most 200 of them', () => {
    const curve = learningCurve({ epochs: 500, updates: 1000, epochOf: (update) => Math.ceil(update / 2) });
    for (let update = 0; update < 1000; update++) curve.add({ loss: update, correct: 1, counted: 2 });
    const points = curve.points();
    expect(points).toHaveLength(167); // windows of 3 epochs, the last of 2
    expect(points[0]).toEqual({ epoch: 3, loss: 2.5, accuracy: 0.5 });
    expect(points[166].epoch).toBe(500);
    expect(curve.trainingLoss()).toBe(499.5);
  });

  it('ends a window with the batch that ends its epoch, where a batch may lie in two', () => {
    // 5 sequences an epoch in batches of 4: updates end in epochs 1, 2, 3, 4, 4
    const curve = learningCurve({
      epochs: 4,
      updates: 5,
      epochOf: (update) => Math.min(4, Math.ceil((4 * update) / 5)),
    });
    for (let update = 1; update <= 5; update++) curve.add({ loss: update, correct: 1, counted: 1 });
    expect(curve.points().map(({ epoch, loss }) => [epoch, loss])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4.5],
    ]);
  });

  it('has no accuracy where the output is no class', () => {
    const curve = learningCurve({ epochs: 2, updates: 2, epochOf: (update) => update });
    for (const loss of [4, 2]) curve.add({ loss, correct: null, counted: 3 });
    expect(curve.points()).toEqual([
      { epoch: 1, loss: 4, accuracy: null },
      { epoch: 2, loss: 2, accuracy: null },
    ]);
  });
});
