import { describe, expect, it } from 'vitest';
import { type Evidence, seedsToSettle, verdictOf } from '../../src/comparison/verdict.ts';

const NONE_LOST = { level: 0, baseline: 0 };
const accuracies = (interval: Evidence['interval'], lost = NONE_LOST) =>
  verdictOf({ interval, better: 'higher', smallestEffect: 0.005, lost });
const losses = (interval: Evidence['interval'], lost = NONE_LOST) =>
  verdictOf({ interval, better: 'lower', smallestEffect: 0.01, lost });

describe('verdictOf', () => {
  it('has too few seeds without an interval', () => {
    expect(accuracies(null)).toBe('too-few-seeds');
  });

  it('is better above 0, worse below it, undecided where the interval holds it', () => {
    expect(accuracies([0.001, 0.02])).toBe('better');
    expect(accuracies([-0.02, -0.001])).toBe('worse');
    expect(accuracies([-0.001, 0.02])).toBe('undecided');
    expect(accuracies([0, 0.02])).toBe('undecided');
  });

  it('turns round where lower is better', () => {
    expect(losses([0.001, 0.02])).toBe('worse');
    expect(losses([-0.02, -0.001])).toBe('better');
  });

  it('is the same within the smallest effect, bounds included, on whichever side of 0', () => {
    expect(accuracies([-0.005, 0.005])).toBe('same');
    expect(accuracies([0.001, 0.004])).toBe('same');
    expect(accuracies([-0.0051, 0.005])).toBe('undecided');
    expect(accuracies([0.001, 0.0051])).toBe('better');
    expect(accuracies([0.1 + 0.2 - 0.3 - 0.005, 0.005])).toBe('same');
  });

  it('finds nothing but identical runs the same where no effect is too small', () => {
    const strict = (interval: [number, number]) =>
      verdictOf({ interval, better: 'higher', smallestEffect: 0, lost: NONE_LOST });
    expect(strict([0, 0])).toBe('same');
    expect(strict([-0.0001, 0.0001])).toBe('undecided');
    expect(strict([0.0001, 0.0002])).toBe('better');
  });

  it('takes a bound within rounding of 0 for 0', () => {
    expect(accuracies([1e-13, 0.02])).toBe('undecided');
    expect(accuracies([-0.02, -1e-13])).toBe('undecided');
    expect(accuracies([2e-12, 0.02])).toBe('better');
  });

  it('never lets win who lost more runs', () => {
    expect(accuracies([0.01, 0.02], { level: 1, baseline: 0 })).toBe('lost');
    expect(accuracies([-0.02, -0.01], { level: 0, baseline: 1 })).toBe('lost');
    expect(losses([-0.2, -0.1], { level: 2, baseline: 1 })).toBe('lost');
  });

  it('lets win who lost as many runs or fewer', () => {
    expect(accuracies([0.01, 0.02], { level: 2, baseline: 2 })).toBe('better');
    expect(accuracies([0.01, 0.02], { level: 0, baseline: 3 })).toBe('better');
    expect(accuracies([-0.02, -0.01], { level: 3, baseline: 0 })).toBe('worse');
  });

  it('finds levels the same whatever was lost, as neither wins', () => {
    expect(accuracies([0.001, 0.002], { level: 3, baseline: 0 })).toBe('same');
  });
});

describe('seedsToSettle', () => {
  // mean 0.5, variance 17.5 / 5 = 3.5; (1.959964 + 0.84)² · 3.5 / 0.25 = 109.76; (2.575829 + 0.84)² · 14 = 163.35
  const differences = [2, -1, 3, -2, 1, 0];

  it('agrees with the formula worked by hand', () => {
    expect(seedsToSettle(differences, { comparisons: 1, smallestEffect: 0.005 })).toBe(110);
    expect(seedsToSettle(differences, { comparisons: 5, smallestEffect: 0.005 })).toBe(164);
  });

  it('asks for no smaller effect than the smallest that counts', () => {
    // (1.959964 + 0.84)² · 3.5 / 4 = 6.86, and there are 6 already
    expect(seedsToSettle(differences, { comparisons: 1, smallestEffect: 2 })).toBe(7);
  });

  it('always asks for more seeds than there are', () => {
    expect(seedsToSettle([1, 1.1, 0.9, 1, 1.2, 0.8, -0.1], { comparisons: 1, smallestEffect: 0.005 })).toBe(8);
  });

  it('knows no number without a difference or a smallest effect', () => {
    expect(seedsToSettle([1, -1, 2, -2, 3, -3], { comparisons: 1, smallestEffect: 0 })).toBeNull();
  });
});
