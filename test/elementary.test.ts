import { describe, expect, it } from 'vitest';
import { exponential, logarithm, sigmoid, tanh } from '../src/elementary.ts';

/** x from −20 to 20 in steps that are no round numbers. */
const POINTS = Array.from({ length: 20_001 }, (_, i) => (i / 10_000 - 1) * 20);

const worst = (points: readonly number[], error: (x: number) => number) => Math.max(...points.map(error));

describe('exponential', () => {
  it('is the exponential function to 4e-16 relative', () => {
    expect(worst(POINTS, (x) => Math.abs(exponential(x) / Math.exp(x) - 1))).toBeLessThan(4e-16);
    expect(exponential(0)).toBe(1);
  });

  it('goes to 0 and to Infinity where it leaves float64, and keeps NaN', () => {
    expect(exponential(-708.1)).toBe(0);
    expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exponential(708) / 3.023383144276055e307).toBeCloseTo(1, 12); // Python 3.11: math.exp(708)
    expect(exponential(709.1)).toBe(Number.POSITIVE_INFINITY);
    expect(exponential(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});

describe('logarithm', () => {
  it('is the natural logarithm to 4e-15 from 1e-7 to 1', () => {
    const points = POINTS.map((_, i) => (i + 1) / POINTS.length).concat(1e-7, 3e-7, 1e-5);
    expect(worst(points, (x) => Math.abs(logarithm(x) - Math.log(x)))).toBeLessThan(4e-15);
    expect(logarithm(1)).toBe(0);
    expect(logarithm(Number.NaN)).toBeNaN();
  });
});

describe('sigmoid and tanh', () => {
  it('are good to 4e-16', () => {
    expect(worst(POINTS, (x) => Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x))))).toBeLessThan(4e-16);
    expect(worst(POINTS, (x) => Math.abs(tanh(x) - Math.tanh(x)))).toBeLessThan(4e-16);
  });

  it('reach their limits and keep NaN', () => {
    expect([sigmoid(-1e6), sigmoid(0), sigmoid(1e6)]).toEqual([0, 0.5, 1]);
    expect([tanh(Number.NEGATIVE_INFINITY), tanh(0), tanh(Number.POSITIVE_INFINITY)]).toEqual([-1, 0, 1]);
    expect([sigmoid(Number.NaN), tanh(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});
