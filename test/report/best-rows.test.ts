import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { bestRows } from '../../src/report/best-rows.ts';
import { intervalPictures } from '../../src/report/interval-picture.ts';
import { type Level, plus, resultsOf } from '../comparison/results.ts';

const FORWARD = [0.931, 0.942, 0.936, 0.944, 0.927, 0.935, 0.939, 0.933, 0.941, 0.932];
const GAIN = FORWARD.map((_, i) => 0.01 + (i % 3) / 1000);
const NOISE = [0.03, -0.02, 0.011, -0.014, 0.022, -0.009, 0.016, -0.018, 0.004, 0.012];
const level = (name: string, differences: readonly number[], more: Partial<Level> = {}): Level => ({
  level: name,
  runs: plus(FORWARD, differences),
  ...more,
});
const forward: Level = { level: 'forward', runs: FORWARD };
const starred = (...levels: Level[]) => [...bestRows(compareLevels(resultsOf(levels)))].map((row) => row.level);

describe('the star', () => {
  it('goes to the level with the best mean that is better than the baseline', () => {
    expect(starred(forward, level('a', GAIN), level('b', plus(GAIN, GAIN)))).toEqual(['b']);
  });

  it('goes to the baseline where all others are worse', () => {
    expect(
      starred(
        forward,
        level(
          'a',
          GAIN.map((gain) => -gain),
        ),
      ),
    ).toEqual(['forward']);
  });

  it('goes to none that is undecided or the same', () => {
    expect(starred(forward, level('a', NOISE))).toEqual([]);
    expect(
      starred(
        forward,
        level(
          'a',
          FORWARD.map((_, i) => (i % 2) / 1000),
        ),
      ),
    ).toEqual([]);
    expect(
      starred(
        forward,
        level(
          'a',
          NOISE.map((noise) => noise - 0.0035),
        ),
      ),
    ).toEqual([]);
  });

  it('goes to none that is no higher than the floor', () => {
    expect(starred({ ...forward, floor: 0.99 }, level('a', GAIN, { floor: 0.99 }))).toEqual([]);
  });
});

describe('the picture of an interval', () => {
  it('has 0, ± the smallest effect, the bounds and the difference on one scale', () => {
    const comparison = compareLevels(
      resultsOf([
        forward,
        level(
          'a',
          FORWARD.map((_, i) => 0.02 + (i % 2) / 100),
        ),
        level('b', NOISE),
      ]),
    );
    const picture = intervalPictures(comparison);
    const [baseline, a, b] = comparison.rows.map(picture);
    expect(baseline).toBe('');
    expect([a.length, b.length]).toEqual([24, 24]);
    expect(a).toMatch(/^ +┊ *│ *┊ *├─*●─*┤$/);
    expect(b).toMatch(/^├.*●.*┤ *$/);
    expect(a.indexOf('│')).toBe(picture(comparison.rows[1]).indexOf('│'));
  });
});
