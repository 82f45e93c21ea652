import { describe, expect, it } from 'vitest';
import { isLopsided, skewnessScore } from '../../src/comparison/lopsided.ts';
import { stream } from '../../src/random.ts';

describe('skewnessScore', () => {
  // scipy.stats.skewtest, SciPy 1.17.1; the skewness of the first two samples is scipy.stats.skew's
  it.each([
    [-2.421422352482674, 10, -3.698628546482425],
    [2.1697047295487977, 8, 3.43457997944333],
    [1.1, 30, 2.547227170852073],
    [0.5, 200, 2.84015745287088],
  ])("is SciPy's for a skewness of %d and n = %i", (skewness, n, score) => {
    expect(skewnessScore(skewness, n)).toBeCloseTo(score, 10);
  });
});

describe('isLopsided', () => {
  const usual = [0.014, 0.006, 0.012, 0.004, 0.019, 0.011, 0.009, 0.013, 0.007];

  it('sees one value in ten that lies far from the others', () => {
    expect(isLopsided([...usual, -0.05])).toBe(true);
    expect(isLopsided([...usual, 0.08])).toBe(true);
    expect(isLopsided([...usual, 0.016])).toBe(false);
  });

  it('says nothing of fewer than eight values, or of equal ones', () => {
    expect(isLopsided([0, 0, 0, 0, 0, 0, 1])).toBe(false);
    expect(isLopsided([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3])).toBe(false);
  });

  it('leaves alone what is lopsided and does not matter for the mean of so many', () => {
    const random = stream(1, 'mildly lopsided');
    const mild = Array.from({ length: 200 }, () => Math.exp(0.3 * random.normal()));
    expect(isLopsided(mild)).toBe(false);
  });

  it('is mistaken about at most 15 of 1,000 normal samples', () => {
    const random = stream(1, 'not lopsided');
    let mistaken = 0;
    for (let i = 0; i < 4000; i++) if (isLopsided(Array.from({ length: 10 }, () => random.normal()))) mistaken += 1;
    expect(mistaken / 4000).toBeLessThanOrEqual(0.015);
  });
});
