import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalBelow, normalQuantileAbove } from '../../src/comparison/normal.ts';

describe('normalQuantileAbove', () => {
  const { quantiles } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../fixtures/statistics/samples.json'), 'utf8'),
  ) as { quantiles: readonly { readonly comparisons: number; readonly z: number }[] };

  it.each(quantiles)("is SciPy's for $comparisons comparisons", ({ comparisons, z }) => {
    expect(Math.abs(normalQuantileAbove(0.025 / comparisons) - z)).toBeLessThan(1e-6);
  });
});

describe('normalBelow', () => {
  // scipy.stats.norm.cdf, SciPy 1.17.1
  it.each([
    [-6, 9.865876450376946e-10],
    [-1.96, 0.024997895148220435],
    [-0.84162, 0.20000034535362132],
    [0, 0.5],
    [0.3, 0.6179114221889526],
    [2.5758, 0.9949995762622214],
  ])("is SciPy's at %d", (value, probability) => {
    expect(Math.abs(normalBelow(value) - probability)).toBeLessThan(7.5e-8);
  });
});
