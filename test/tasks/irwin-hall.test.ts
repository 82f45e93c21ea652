import { describe, expect, it } from 'vitest';
import { irwinHall } from '../../src/tasks/irwin-hall.ts';

describe('irwinHall', () => {
  const { cdf, cdfIntegral, densities } = irwinHall(1000);

  it('cdf is the volume of a corner of the cube, worked by hand', () => {
    expect(cdf(1, 0.3)).toBeCloseTo(0.3, 15);
    expect(cdf(2, 1)).toBeCloseTo(1 / 2, 15);
    expect(cdf(3, 1)).toBeCloseTo(1 / 6, 15);
    expect(cdf(4, 2.5)).toBeCloseTo(307 / 384, 15); // (2.5⁴ − 4 · 1.5⁴ + 6 · 0.5⁴) / 4!
  });

  // 1/n! Σ (−1)^k C(n, k) (x − k)^n in exact fractions, Python 3.11
  it('cdf keeps its digits where the alternating formula loses them', () => {
    expect(cdf(10, 3)).toBeCloseTo(0.013462852733686068, 15);
    expect(cdf(30, 10)).toBeCloseTo(0.0006830687640942994, 15);
    expect(cdf(1000, 480)).toBeCloseTo(0.014222727295134416, 13);
  });

  it('cdf is 0 below and 1 above what a sum can be, and the sum of no uniforms is 0', () => {
    expect([cdf(3, -0.1), cdf(3, 3), cdf(3, 99), cdf(0, -0.1), cdf(0, 0)]).toEqual([0, 1, 1, 0, 1]);
  });

  it('cdfIntegral is the integral of the cdf, worked by hand', () => {
    expect(cdfIntegral(0, 0.4)).toBe(0.4);
    expect(cdfIntegral(1, 0.4)).toBeCloseTo(0.08, 15); // x²/2
    expect(cdfIntegral(2, 1.5)).toBeCloseTo(25 / 48, 15); // ∫₀¹ x²/2 + ∫₁^1.5 (1 − (2 − x)²/2)
    expect(cdfIntegral(2, 5)).toBe(4); // x − n/2 from n on
  });

  it('densities are the triangle for two uniforms', () => {
    expect([...densities(2, 0.25)]).toEqual([0.25, 0.75]);
    expect([...densities(1, 0.25)]).toEqual([1]);
  });
});
