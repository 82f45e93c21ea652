import { describe, expect, it } from 'vitest';
import { remainingSum } from '../../src/tasks/remaining-sum.ts';
import { accuracyByPosition, accuracyOf, draw, sum } from './sequences.ts';

const settings = { task: 'remaining-sum', sequence_length: 10, threshold: 2.5 };

describe('remaining-sum', () => {
  it('labels a step 1 while the sum from it to the end is at least the threshold', () => {
    for (const { inputs, labels } of draw(remainingSum.open(settings), 1000)) {
      expect(labels).toEqual(inputs.map((_x, t) => (sum(inputs.slice(t)) >= 2.5 ? 1 : 0)));
    }
  });

  it('has the bounds of cumulative-sum with the directions exchanged and the steps reversed', () => {
    const { floor, ceiling } = remainingSum.open(settings).bounds()!;
    expect(floor.overall).toBeCloseTo(0.8891964377213197, 14);
    expect(ceiling.forward.overall).toBeCloseTo(0.9049776877213197, 14);
    expect(ceiling.backward.overall).toBe(1);
    expect(ceiling.bidirectional.overall).toBe(1);

    // Worked by hand, see cumulative-sum
    const two = remainingSum.open({ task: '', sequence_length: 2, threshold: 0.5 }).bounds()!;
    expect(two.floor.bySteps).toEqual([0.875, 0.5]);
    expect(two.ceiling.forward.bySteps).toEqual([0.875, 1]);
  });

  it('has a floor and a ceiling that the best guesses reach in a simulation, and do not exceed', () => {
    const sequences = draw(remainingSum.open(settings), 50_000);
    const { floor, ceiling } = remainingSum.open(settings).bounds()!;
    expect(Math.abs(accuracyByPosition(sequences) - floor.overall)).toBeLessThan(0.002);
    // Step t (from 0) has 9 − t numbers after it, ½ each in the middle
    const forward = accuracyOf(sequences, (x, t) => x[t] + (9 - t) / 2 >= 2.5);
    expect(Math.abs(forward - ceiling.forward.overall)).toBeLessThan(0.002);
  });

  it('explains labels by the sum to come, which includes the step', () => {
    const sequences = remainingSum.open({ task: '', sequence_length: 3, threshold: 0.375 }).read(['0.5 0.25 0.125']);
    expect(remainingSum.open(settings).quantities(sequences, 0)).toEqual({ sum_to_come: [0.875, 0.375, 0.125] });
    expect([...sequences.labels]).toEqual([1, 1, 0]);
  });

  it('labels typed numbers by their decimals', () => {
    const dataset = remainingSum.open({ task: '', sequence_length: 10, threshold: 2.5 });
    const typed = ['0 0 0 0 0 0 .7 .7 .7 .4'];
    const sequences = dataset.read(typed);
    expect([...sequences.labels]).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
    expect(dataset.quantities(sequences, 0, typed)).toEqual({
      sum_to_come: [2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 1.8, 1.1, 0.4],
    });
  });
});
