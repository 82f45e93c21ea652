import { describe, expect, it } from 'vitest';
import { median, medianInterval } from '../../src/comparison/median.ts';
import { stream } from '../../src/random.ts';

describe('median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNull();
  });
});

describe('medianInterval', () => {
  const oneTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  // The largest k with scipy.stats.binom.cdf(k - 1, n, 0.5) <= 0.025 / m, SciPy 1.17.1
  it.each([
    [6, 1, 1],
    [9, 1, 2],
    [9, 2, 1],
    [10, 1, 2],
    [10, 5, 1],
    [20, 1, 6],
    [20, 5, 4],
    [100, 1, 40],
    [100, 5, 37],
  ])('runs from the k-th smallest to the k-th largest of %i values with %i comparisons: k = %i', (n, m, k) => {
    expect(medianInterval(oneTo(n).toReversed(), m)).toEqual([k, n + 1 - k]);
  });

  it('says nothing where the mean has no interval either', () => {
    expect([medianInterval(oneTo(5), 1), medianInterval(oneTo(6), 2), medianInterval(oneTo(7), 5)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('covers the median of lopsided values at least as often as promised', () => {
    const random = stream(1, 'medians');
    const samples = 4000;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const [low, high] = medianInterval(
        Array.from({ length: 10 }, () => Math.exp(random.normal())),
        1,
      )!;
      if (low <= 1 && high >= 1) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.97); // exactly 1 − 2 · 11 / 1024 = 0.9785
  });
});
