import { describe, expect, it } from 'vitest';
import { oneSidedP } from '../../src/search/one-sided.ts';

/** permutation_test(…, permutation_type='samples', alternative='greater', n_resamples=inf) of SciPy 1.17.1. */
const FROM_SCIPY: readonly [differences: number[], p: number][] = [
  [[1, 2, 3, 4, 5], 0.03125],
  [[0.004, -0.001, 0.007, 0.002, 0.0065, -0.003], 0.109375],
  [[0.011, 0.002, -0.004, 0, 0.007, 0.003, 0.012, -0.001], 0.0703125],
  [[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 0.0078125],
  [
    [0.002, 0.004, -0.006, 0.001, 0.003, 0.005, -0.002, 0.008, 0.0007, 0.0011, -0.0004, 0.006, 0.009, -0.0013],
    0.0357666015625,
  ],
];

describe('the one-sided p of the sign-flip test', () => {
  it.each(FROM_SCIPY)('of %j is that of SciPy, %d', (differences, p) => {
    expect(oneSidedP(differences)).toBe(p);
  });

  it('of 30 differences is had from halves of them', () => {
    // Their sum is 20 or more where at most five of the thirty signs are minus: C(30, 0) + … + C(30, 5) ways
    const differences = Array.from({ length: 30 }, (_, i) => (i < 25 ? 1 : -1));
    expect(oneSidedP(differences)).toBe((1 + 30 + 435 + 4060 + 27405 + 142506) / 2 ** 30);
  });

  it('is 1 without differences, and where all are 0', () => {
    expect(oneSidedP([])).toBe(1);
    expect(oneSidedP([0, 0, 0, 0, 0])).toBe(1);
  });

  it('takes sums that differ by rounding alone for equal', () => {
    expect(oneSidedP([0.1, 0.2, -0.3])).toBe(5 / 8); // the sum is 2.8e-17, and is 0
  });
});
