import { describe, expect, it } from 'vitest';
import { scoresOf } from '../../src/comparison/classes.ts';

describe('the scores of classes', () => {
  // Worked by hand. A was found 8 of 10 times, of 10 answers A; C is never there, and once taken for B's
  it('are precision, recall and F1 of each class, and its support in one run', () => {
    const scores = scoresOf(
      [
        [8, 2, 0],
        [2, 17, 1],
        [0, 0, 0],
      ],
      2,
    );
    expect(scores[0]).toEqual({ support: 5, precision: 0.8, recall: 0.8, f1: 0.8 });
    expect(scores[1].support).toBe(10);
    expect(scores[1].precision).toBeCloseTo(17 / 19, 15);
    expect(scores[1].recall).toBeCloseTo(17 / 20, 15);
    expect(scores[1].f1).toBeCloseTo(34 / 39, 15);
    expect(scores[2]).toEqual({ support: 0, precision: 0, recall: null, f1: null });
  });

  it('have no precision where nothing was taken for the class, and an F1 of 0', () => {
    const [first, second] = scoresOf(
      [
        [0, 3],
        [0, 5],
      ],
      1,
    );
    expect(first).toEqual({ support: 3, precision: null, recall: 0, f1: 0 });
    expect(second).toMatchObject({ precision: 5 / 8, recall: 1 });
  });
});
