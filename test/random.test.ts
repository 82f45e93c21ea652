import { describe, expect, it } from 'vitest';
import { stream } from '../src/random.ts';

const take = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Expected values: the definition written out in Python 3.11 (hashlib, and xoroshiro128+ with 24, 16, 37)
describe('a random stream', () => {
  it('is xoroshiro128+ from SHA-256 of the seed and the purpose', () => {
    expect(take(4, stream(1, 'train').bits)).toEqual([2596114376, 2565259606, 656893966, 3393377956]);
    expect(take(3, stream(2, 'weights', 0, 'forward').bits)).toEqual([2882783156, 2955506406, 3846718159]);
    expect(take(3, stream(0, 'train').bits)).toEqual([2098028140, 828313065, 3251834695]);
  });

  it('makes uniform numbers of the upper 24 bits, and integers below n by remainder', () => {
    expect(take(3, stream(1, 'train').uniform)).toEqual([0.6044549345970154, 0.5972710251808167, 0.15294504165649414]);
    const random = stream(1, 'train');
    expect(take(6, () => random.below(7))).toEqual([2, 0, 1, 3, 6, 1]);
  });

  it("makes normal numbers by Marsaglia's polar method", () => {
    const expected = [-0.8182207275377216, -0.060208664039089546, -0.4057409638422923, 2.131892364083608];
    const found = take(4, stream(1, 'weights', 0, 'forward').normal);
    for (let i = 0; i < 4; i++) expect(found[i]).toBeCloseTo(expected[i], 14);
  });

  it('is another one for every seed and every purpose, and the same for the same', () => {
    const purposes = [
      [1, 'train'],
      [2, 'train'],
      [1, 'test'],
      [1, 'weights', 0, 'forward'],
      [1, 'weights', 0, 'backward'],
      [1, 'weights', 1, 'forward'],
      [1, 'weights', 'output'],
      [1, 'weights,0', 'forward'],
    ] as const;
    const beginnings = purposes.map(([seed, ...purpose]) => take(4, stream(seed, ...purpose).bits).join());
    expect(new Set(beginnings).size).toBe(purposes.length);
    expect(take(4, stream(1, 'test').bits).join()).toBe(beginnings[2]);
  });

  // Bounds: five standard errors of the statistic under the distribution
  it('has the moments of the uniform and of the normal distribution', () => {
    const count = 100_000;
    const uniform = take(count, stream(5, 'moments').uniform);
    expect(Math.abs(mean(uniform) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(mean(uniform.map((x) => x ** 2)) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
    expect(Math.min(...uniform.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 50_000))).toBeLessThan(1);

    const normal = take(count, stream(6, 'moments').normal);
    expect(Math.abs(mean(normal))).toBeLessThan(5 * Math.sqrt(1 / count));
    expect(Math.abs(mean(normal.map((x) => x ** 2)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(mean(normal.map((x) => x ** 3)))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(mean(normal.map((x) => x ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  it('gives every integer below n as often, also where 2³² is no multiple of n', () => {
    // n = ¾ · 2³²: without rejection half of the values would be in the lower third
    const n = 3 * 2 ** 30;
    const random = stream(7, 'below');
    const lowerThird = take(30_000, () => random.below(n)).filter((value) => value < n / 3).length;
    expect(Math.abs(lowerThird / 30_000 - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / 30_000));

    const small = stream(8, 'below');
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) counts[small.below(5)] += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(23.5); // 4 degrees of freedom, one in 10,000
  });
});
