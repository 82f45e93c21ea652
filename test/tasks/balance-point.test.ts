import { describe, expect, it } from 'vitest';
import { balancePoint } from '../../src/tasks/balance-point.ts';
import { accuracyByPosition, accuracyOf, draw, sum } from './sequences.ts';

const settings = { task: 'balance-point', sequence_length: 10 };

describe('balance-point', () => {
  it('labels a step 1 once the sum up to it exceeds the sum after it', () => {
    for (const { inputs, labels } of draw(balancePoint.open(settings), 1000)) {
      expect(labels).toEqual(inputs.map((_x, t) => (sum(inputs.slice(0, t + 1)) > sum(inputs.slice(t + 1)) ? 1 : 0)));
    }
  });

  it('labels 0 where both sides are equal', () => {
    const sequences = balancePoint.open({ task: '', sequence_length: 3 }).read(['0.5', '0.25', '0.25']);
    expect([...sequences.labels]).toEqual([0, 1, 1]);
  });

  // Figures: Irwin–Hall densities multiplied and integrated piece by piece in exact fractions, Python 3.11
  it('has the floor and the ceilings that exact fractions give', () => {
    const four = balancePoint.open({ task: '', sequence_length: 4 }).bounds()!;
    expectClose(four.floor.bySteps, [23 / 24, 1 / 2, 23 / 24, 1]);
    expectClose(four.ceiling.forward.bySteps, [23 / 24, 3 / 4, 185 / 192, 1]);
    expectClose(four.ceiling.backward.bySteps, [1, 79 / 96, 23 / 24, 1]);

    const ten = balancePoint.open(settings).bounds()!;
    expect(ten.floor.overall).toBeCloseTo(0.9194711750440917, 14);
    expect(ten.ceiling.forward.overall).toBeCloseTo(0.9482783173522411, 14);
    expect(ten.ceiling.backward.overall).toBeCloseTo(0.9537443320191936, 14);
    expect(ten.ceiling.bidirectional.overall).toBe(1);
  });

  it('keeps ten digits where it integrates numerically', () => {
    // n = 11 is the worst: the first whose polynomials are of a degree beyond the quadrature's
    const eleven = balancePoint.open({ task: '', sequence_length: 11 }).bounds()!;
    expect(eleven.ceiling.forward.overall).toBeCloseTo(0.9507106659003604, 10);
    expect(eleven.ceiling.backward.overall).toBeCloseTo(0.9554208636443383, 10);

    const longer = balancePoint.open({ task: '', sequence_length: 41 }).bounds()!;
    expect(longer.floor.overall).toBeCloseTo(0.964425338100199, 14);
    expect(longer.ceiling.forward.overall).toBeCloseTo(0.9745404583160048, 13);
    expect(longer.ceiling.backward.overall).toBeCloseTo(0.9751693281978671, 13);
  });

  it('has a floor and ceilings that the best guesses reach in a simulation, and do not exceed', () => {
    const sequences = draw(balancePoint.open(settings), 50_000);
    const { floor, ceiling } = balancePoint.open(settings).bounds()!;
    expect(Math.abs(accuracyByPosition(sequences) - floor.overall)).toBeLessThan(0.002);
    // What is not seen is ½ each in the middle: at step t (from 0) 9 − t numbers after it, t before it
    const forward = accuracyOf(sequences, (x, t) => sum(x.slice(0, t + 1)) > (9 - t) / 2);
    expect(Math.abs(forward - ceiling.forward.overall)).toBeLessThan(0.002);
    const backward = accuracyOf(sequences, (x, t) => t / 2 + x[t] > sum(x.slice(t + 1)));
    expect(Math.abs(backward - ceiling.backward.overall)).toBeLessThan(0.002);
  });

  it('knows the bounds of the shortest and the longest sequences', () => {
    // n = 2: the label at step 1 is x_1 > x_2. Forward says 1 from ½ on and is right with 3/4; at step 2 it is 1.
    const two = balancePoint.open({ task: '', sequence_length: 2 }).bounds()!;
    expectClose(two.floor.bySteps, [0.5, 1]);
    expectClose(two.ceiling.forward.bySteps, [0.75, 1]);
    expectClose(two.ceiling.backward.bySteps, [1, 1]);

    const longest = balancePoint.open({ task: '', sequence_length: 1000 }).bounds()!;
    for (const direction of ['forward', 'backward'] as const) {
      expect(longest.ceiling[direction].overall).toBeGreaterThan(longest.floor.overall);
      for (const value of longest.ceiling[direction].bySteps) {
        expect(value).toBeGreaterThanOrEqual(0.5);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  it('explains labels by the sum so far and the sum after', () => {
    const sequences = balancePoint.open({ task: '', sequence_length: 3 }).read(['0.5 0.25 0.125']);
    const { sum, sum_after } = balancePoint.open(settings).quantities(sequences, 0);
    expect(sum).toEqual([0.5, 0.75, 0.875]);
    expect(sum_after).toEqual([0.375, 0.125, 0]);
  });

  it('labels typed numbers by their decimals: .3 is no more than .1 and .2', () => {
    const dataset = balancePoint.open({ task: '', sequence_length: 3 });
    const typed = ['.3', '.1', '.2'];
    const sequences = dataset.read(typed);
    expect([...sequences.labels]).toEqual([0, 1, 1]);
    expect(dataset.quantities(sequences, 0, typed)).toEqual({ sum: [0.3, 0.4, 0.6], sum_after: [0.3, 0.2, 0] });
  });
});

function expectClose(actual: readonly (number | null)[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 14);
  });
}
