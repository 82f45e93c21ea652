import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalQuantileAbove } from '../../src/comparison/normal.ts';

describe('normalQuantileAbove', () => {
  const { quantiles } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../fixtures/statistics/samples.json'), 'utf8'),
  ) as { quantiles: readonly { readonly comparisons: number; readonly z: number }[] };

  it.each(quantiles)("is SciPy's for $comparisons comparisons", ({ comparisons, z }) => {
    expect(Math.abs(normalQuantileAbove(0.025 / comparisons) - z)).toBeLessThan(1e-6);
  });
});
