import { describe, expect, it } from 'vitest';
import { type Evidence, verdictOf } from '../../src/comparison/verdict.ts';

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

  it('finds levels the same only where they lost as many runs', () => {
    expect(accuracies([0.001, 0.002], { level: 3, baseline: 3 })).toBe('same');
    expect(accuracies([0, 0], { level: 6, baseline: 0 })).toBe('lost');
    expect(accuracies([0.001, 0.002], { level: 0, baseline: 1 })).toBe('lost');
    expect(losses([-0.002, 0.002], { level: 1, baseline: 0 })).toBe('lost');
  });
});
