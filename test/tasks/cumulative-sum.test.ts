import { describe, expect, it } from 'vitest';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import { accuracyByPosition, accuracyOf, draw, messageOf, sum } from './sequences.ts';

const settings = { task: 'cumulative-sum', sequence_length: 10, threshold: 2.5 };

describe('cumulative-sum', () => {
  it('labels a step 1 once the sum of the numbers so far is at least the threshold', () => {
    for (const { inputs, labels } of draw(cumulativeSum.open(settings), 1000)) {
      expect(labels).toEqual(inputs.map((_x, t) => (sum(inputs.slice(0, t + 1)) >= 2.5 ? 1 : 0)));
    }
  });

  it('labels 1 a sum that is exactly the threshold', () => {
    const sequences = cumulativeSum
      .open({ task: '', sequence_length: 3, threshold: 0.75 })
      .read(['0.5', '0.25', '0.5']);
    expect([...sequences.labels]).toEqual([0, 1, 1]);
  });

  it('has the floor and the ceilings that exact fractions give', () => {
    // Irwin–Hall integrated piece by piece in exact fractions, Python 3.11
    const { floor, ceiling } = cumulativeSum.open(settings).bounds()!;
    expect(floor.overall).toBeCloseTo(0.8891964377213197, 14);
    expect(ceiling.backward.overall).toBeCloseTo(0.9049776877213197, 14);
    expect(ceiling.forward.overall).toBe(1);
    expect(ceiling.bidirectional.overall).toBe(1);

    const longer = cumulativeSum.open({ task: '', sequence_length: 30, threshold: 7.5 }).bounds()!;
    expect(longer.floor.overall).toBeCloseTo(0.9390144938308289, 14);
    expect(longer.ceiling.backward.overall).toBeCloseTo(0.9420082006017583, 14);
  });

  it('has the bounds of two steps, worked by hand', () => {
    // θ = ½: the label is 1 at step 1 for half of all x_1, at step 2 unless x_1 + x_2 < ½ (a triangle of 1/8).
    // Backward at step 2 says 1 whatever it sees: x_1 ≥ ½ − x_2 is at least as likely as not. So it gains nothing.
    // At step 1 it sees x_1.
    const { floor, ceiling } = cumulativeSum.open({ task: '', sequence_length: 2, threshold: 0.5 }).bounds()!;
    expect(floor.bySteps).toEqual([0.5, 0.875]);
    expect(ceiling.backward.bySteps).toEqual([1, 0.875]);
  });

  it('has a floor and a ceiling that the best guesses reach in a simulation, and do not exceed', () => {
    const sequences = draw(cumulativeSum.open(settings), 50_000);
    const { floor, ceiling } = cumulativeSum.open(settings).bounds()!;
    expect(Math.abs(accuracyByPosition(sequences) - floor.overall)).toBeLessThan(0.002);
    // Step t (from 0) has t numbers before it, ½ each in the middle
    const backward = accuracyOf(sequences, (x, t) => x[t] + t / 2 >= 2.5);
    expect(Math.abs(backward - ceiling.backward.overall)).toBeLessThan(0.002);
  });

  it('stays between ½ and 1 for long sequences and extreme thresholds', () => {
    for (const [sequence_length, threshold] of [
      [1000, 250],
      [1000, 1000],
      [1000, 0.001],
      [2, 2],
    ]) {
      const { floor, ceiling } = cumulativeSum.open({ task: '', sequence_length, threshold }).bounds()!;
      for (const value of [...floor.bySteps, ...ceiling.backward.bySteps]) {
        expect(value).toBeGreaterThanOrEqual(0.5);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }
      expect(ceiling.backward.overall).toBeGreaterThanOrEqual(floor.overall - 1e-12);
    }
  });

  it('explains labels by the sum so far', () => {
    const sequences = cumulativeSum.open({ task: '', sequence_length: 3, threshold: 1 }).read(['0.5', '0.25', '0.125']);
    expect(cumulativeSum.open(settings).quantities(sequences, 0)).toEqual({ sum: [0.5, 0.75, 0.875] });
  });

  it('reads numbers that the shell has split, and numbers in one quoted string', () => {
    const short = { task: '', sequence_length: 3, threshold: 1 };
    const split = cumulativeSum.open(short).read(['0.5', '.25', '1e-1']);
    expect([...split.inputs]).toEqual([0.5, 0.25, Math.fround(0.1)]);
    expect(cumulativeSum.open(short).read([' 0.5 .25  1e-1 '])).toEqual(split);
    expect(split.counted).toEqual(new Uint8Array([1, 1, 1]));
    expect([split.count, split.steps, ...split.lengths]).toEqual([1, 3, 3]);
  });

  it('says everything that is wrong with typed numbers, and what to do', () => {
    const message = messageOf(() =>
      cumulativeSum.open({ task: '', sequence_length: 4, threshold: 1 }).read(['0.5', '0,5', 'half', '1.01', '-0.1']),
    );
    expect(message).toBe(
      [
        'InputError: number 2: expected a number such as 0.63; found "0,5". Write 0.5.',
        'number 3: expected a number such as 0.63; found "half". Write digits with a point, numbers separated by spaces.',
        'number 4: expected a number from 0 to 1, as in training; found 1.01.',
        'number 5: expected a number from 0 to 1, as in training; found -0.1.',
        "expected 4 numbers, one per time step of this run's sequences; found 5. Please drop 1.",
      ].join('\n'),
    );
  });

  const dataset = cumulativeSum.open(settings);
  it('labels typed numbers by their decimals: .7 .7 .7 .4 is 2.5, whatever float32 makes of it', () => {
    for (const typed of ['.7 .7 .7 .4 0 0 0 0 0 0', '.9 .9 .7 0 0 0 0 0 0 0', '.1 .2 .7 .5 1 0 0 0 0 0']) {
      const sequences = dataset.read([typed]);
      const { sum } = dataset.quantities(sequences, 0, [typed]);
      expect(sum.at(-1), typed).toBe(2.5);
      expect([...sequences.labels], typed).toEqual(sum.map((each) => (each >= 2.5 ? 1 : 0)));
    }
  });

  it('takes numbers from 0 to 1, both included', () => {
    const { inputs, labels } = cumulativeSum
      .open({ task: '', sequence_length: 3, threshold: 2 })
      .read(['1', '0', '1.0']);
    expect([...inputs]).toEqual([1, 0, 1]);
    expect([...labels]).toEqual([0, 0, 1]);
  });

  it('refuses what JavaScript would take for a number', () => {
    for (const typed of ['0x0', 'NaN', 'Infinity', '0b1', '1e400']) {
      expect(() => cumulativeSum.open({ task: '', sequence_length: 1, threshold: 1 }).read([typed])).toThrow(typed);
    }
    expect(() => cumulativeSum.open(settings).read([])).toThrow('found 0. Please add 10.');
  });
});
