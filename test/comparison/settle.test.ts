import { describe, expect, it } from 'vitest';
import { seedsToSettle } from '../../src/comparison/settle.ts';

describe('seedsToSettle', () => {
  // mean 0.5, variance 17.5 / 5 = 3.5; (1.959964 + 0.841621)² · 3.5 / 0.25 + 1.920729 = 111.8; the same for z 2.575829:
  // (3.417450)² · 14 + 3.317447 = 166.8
  const differences = [2, -1, 3, -2, 1, 0];

  it('agrees with the formula worked by hand', () => {
    expect(seedsToSettle(differences, { comparisons: 1, smallestEffect: 0.005 })).toBe(112);
    expect(seedsToSettle(differences, { comparisons: 5, smallestEffect: 0.005 })).toBe(167);
  });

  it('knows that a small difference may be settled as none', () => {
    // N = 12: s / √(12 − 1.9207) = 0.5893, so that the mean lies 0.8485 of these from 0 and within ± 1.4340 it is none:
    // Φ(−1.1115) + Φ(−2.8085) + Φ(0.5855) − Φ(−2.2825) = 0.1332 + 0.0025 + 0.7209 − 0.0112 = 0.845; N = 11: 0.785
    expect(seedsToSettle(differences, { comparisons: 1, smallestEffect: 2 })).toBe(12);
  });

  it('leaves room for an error that seeds do not take away, which is the same with any seeds', () => {
    // 0.5 − 0.841621 e = 1.959964 √(e² + 0.2²) has the root e = 0.086571, and 3.5 / e² + 1.920729 = 468.9
    const settled = (lastingError: number) =>
      seedsToSettle(differences, { comparisons: 1, smallestEffect: 0.005, lastingError });
    expect(settled(0.2)).toBe(469);
    expect(settled(0.26)).toBeNull(); // 1.959964 · 0.26 is more than 0.5
  });

  it('always asks for more seeds than there are', () => {
    expect(seedsToSettle([1, 1.1, 0.9, 1, 1.2, 0.8, -0.1], { comparisons: 1, smallestEffect: 0.005 })).toBe(8);
    expect(seedsToSettle([1, 1, 1, 1, 1, 1], { comparisons: 1, smallestEffect: 0 })).toBe(7);
  });

  it('knows no number without a difference or a smallest effect, and none that nobody would train', () => {
    expect(seedsToSettle([1, -1, 2, -2, 3, -3], { comparisons: 1, smallestEffect: 0 })).toBeNull();
    expect(seedsToSettle([1, -1, 2, -2, 3, -2.99], { comparisons: 1, smallestEffect: 0 })).toBeNull();
  });
});
