import { describe, expect, it } from 'vitest';
import { REQUIREMENTS, unmetRows } from '../../src/comparison/requirement.ts';
import type { Comparison, ComparisonRow, Interval, Metric, Verdict } from '../../src/vocabulary.ts';

/** The requirements that a level with that verdict and interval meets. */
function met(verdict: Verdict, interval: Interval | null, metric: Metric = 'accuracy'): string[] {
  const row = { againstBaseline: { verdict, interval } } as unknown as ComparisonRow; // all that is looked at
  const comparison = { metric, smallestEffect: 0.01, rows: [{ againstBaseline: null }, row] } as unknown as Comparison;
  return REQUIREMENTS.filter((requirement) => unmetRows(comparison, requirement).length === 0);
}

describe('what a comparison must show', () => {
  it('is met by better: the interval excludes a loss', () => {
    expect(met('better', [0.001, 0.03])).toEqual(['better', 'not-worse']);
    expect(met('better', [-0.03, -0.001], 'loss')).toEqual(['better', 'not-worse']);
  });

  it('is met by the same: the interval lies within the smallest effect', () => {
    expect(met('same', [-0.009, 0.008])).toEqual(['same', 'not-worse']);
  });

  it('is met by an undecided that can only gain, and not by one that may lose', () => {
    expect(met('undecided', [-0.009, 0.05])).toEqual(['not-worse']);
    expect(met('undecided', [-0.011, 0.05])).toEqual([]);
    expect(met('undecided', [-0.05, 0.009], 'loss')).toEqual(['not-worse']);
    expect(met('undecided', [-0.05, 0.011], 'loss')).toEqual([]);
  });

  it('is met by none that is worse, has lost more runs, or has too few seeds', () => {
    expect(met('worse', [-0.03, -0.001])).toEqual([]);
    expect(met('lost', [0.001, 0.03])).toEqual([]);
    expect(met('too-few-seeds', null)).toEqual([]);
  });
});
