import { describe, expect, it } from 'vitest';
import { predictedClass } from '../../src/engines/engine.ts';
import { learningCurve } from '../../src/training/curve.ts';
import { tally } from '../../src/training/metrics.ts';

describe('metrics', () => {
  it('are taken over the counted steps of all sequences', () => {
    const two = tally({ kind: 'sigmoid', per: 'step' });
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
      { step: 1, accuracy: 1, counted: 2 },
      { step: 2, accuracy: 0.5, counted: 2 },
    ]);
  });

  it('clip a probability of 0 as Keras does', () => {
    const one = tally({ kind: 'sigmoid', per: 'step' });
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
    expect(() => tally({ kind: 'sigmoid', per: 'step' }).metrics()).toThrow('no time step');
  });

  it('call a probability of exactly one half a 0, and the first of two equal classes the largest', () => {
    expect(predictedClass(Float32Array.of(0.5), 0, 1)).toBe(0);
    expect(predictedClass(Float32Array.of(0.5000001), 0, 1)).toBe(1);
    expect(predictedClass(Float32Array.of(1, 0, 0, 0.2, 0.4, 0.4), 1, 3)).toBe(1);
  });
});

describe('the learning curve', () => {
  it('averages windows of epochs, at most 200 of them', () => {
    const curve = learningCurve({ epochs: 500, updatesPerEpoch: 2 });
    for (let update = 0; update < 1000; update++) curve.add({ loss: update, correct: 1, counted: 2 });
    const points = curve.points();
    expect(points).toHaveLength(167); // windows of 3 epochs, the last of 2
    expect(points[0]).toEqual({ epoch: 3, loss: 2.5, accuracy: 0.5 });
    expect(points[166].epoch).toBe(500);
    expect(curve.trainingLoss()).toBe(499.5);
  });

  it('has no accuracy where the output is no class', () => {
    const curve = learningCurve({ epochs: 2, updatesPerEpoch: 1 });
    for (const loss of [4, 2]) curve.add({ loss, correct: null, counted: 3 });
    expect(curve.points()).toEqual([
      { epoch: 1, loss: 4, accuracy: null },
      { epoch: 2, loss: 2, accuracy: null },
    ]);
  });
});
