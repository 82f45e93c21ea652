import { describe, expect, it } from 'vitest';
import { f1Macro, r2 } from '../src/group-sums.ts';

describe('f1Macro', () => {
  it('is the mean of the classes that occur', () => {
    // Of 8 predictions of class 0 five are right, and 7 are there: 10/15. Class 1 is never predicted: 0. Class 2 does
    // not occur. By hand: (2/3 + 0) / 2
    expect(f1Macro({ right: [5, 0, 0], predicted: [8, 0, 0], actual: [7, 1, 0] })).toBeCloseTo(1 / 3, 15);
  });

  it('is 1 where all is right', () => {
    expect(f1Macro({ right: [3, 4], predicted: [3, 4], actual: [3, 4] })).toBe(1);
  });

  it('is no number where nothing counts', () => {
    expect(f1Macro({ right: [0], predicted: [0], actual: [0] })).toBeNaN();
  });
});

describe('r2', () => {
  // Targets 1, 2, 6: their mean is 3, the squares around it 4 + 1 + 9 = 14. Moved by −10, as by a training mean of 10
  const targets = [1, 2, 6].map((target) => target - 10);
  const sums = {
    counted: 3,
    target: targets.reduce((sum, target) => sum + target),
    targetSquared: targets.reduce((sum, target) => sum + target ** 2, 0),
  };

  it('is 0 for the mean of the targets and 1 without an error, wherever the targets are counted from', () => {
    expect(r2({ ...sums, squared: 14 })).toBe(0);
    expect(r2({ ...sums, squared: 0 })).toBe(1);
    expect(r2({ ...sums, squared: 28 })).toBe(-1);
  });

  it('is no number where the targets do not vary', () => {
    expect(r2({ counted: 2, squared: 1, target: 6, targetSquared: 18 })).toBeNaN();
  });
});
