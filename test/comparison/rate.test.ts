import { describe, expect, it } from 'vitest';
import { rateInterval } from '../../src/comparison/rate.ts';

describe('rateInterval', () => {
  // scipy.stats.binomtest(count, n).proportion_ci(method='exact'), SciPy 1.17.1
  it.each([
    [5, 10, 0.1870860284474045, 0.8129139715525955],
    [1, 10, 0.0025285785444625728, 0.44501611702819543],
    [0, 10, 0, 0.30849710781876294],
    [10, 10, 0.6915028921812371, 1],
    [0, 1, 0, 0.975],
    [1, 1, 0.025, 1],
    [3, 200, 0.003104107621555085, 0.043208281917709784],
    [137, 1000, 0.11628168943360062, 0.1598809651053763],
    [0, 10_000, 0, 0.000368819914622022],
    [9999, 10_000, 0.999442963002013, 0.9999974682224367],
  ])("is SciPy's: %i of %i", (count, n, low, high) => {
    const interval = rateInterval(count, n);
    expect(interval?.[0]).toBeCloseTo(low, 10);
    expect(interval?.[1]).toBeCloseTo(high, 10);
  });

  it('knows nothing of no runs', () => {
    expect(rateInterval(0, 0)).toBeNull();
  });
});
