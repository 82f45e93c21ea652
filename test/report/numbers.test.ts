import { describe, expect, it } from 'vitest';
import { formatDifferences, formatMeans } from '../../src/report/column-decimals.ts';
import {
  decimalsOfInterval,
  formatAccuracy,
  formatFixed,
  formatMetric,
  formatSigned,
} from '../../src/report/numbers.ts';
import type { Comparison, Interval, Metric } from '../../src/vocabulary.ts';

describe('formatFixed and formatSigned', () => {
  it('use a true minus sign', () => {
    expect(formatFixed(-4.25, 1)).toBe('−4.3');
    expect(formatSigned(-4.25, 2)).toBe('−4.25');
    expect(formatSigned(1.13, 2)).toBe('+1.13');
  });

  it('give no sign to what rounds to zero', () => {
    expect([formatFixed(-0.004, 2), formatSigned(-0.004, 2), formatSigned(0.004, 2), formatSigned(-0, 1)]).toEqual([
      '0.00',
      '0.00',
      '0.00',
      '0.0',
    ]);
  });
});

describe('formatMetric', () => {
  it('has three decimals, or as many as the interval can tell apart', () => {
    expect(formatAccuracy(0.948)).toBe('0.948');
    expect(formatMetric('accuracy', 0.9482, [0.94, 0.956])).toBe('0.948');
    expect(formatMetric('accuracy', 0.99982, [0.9997, 0.9999])).toBe('0.9998');
    expect(formatMetric('accuracy', 1, [1, 1])).toBe('1.000');
  });

  it('keeps two digits of a small loss', () => {
    expect(formatMetric('loss', 0.3271, null)).toBe('0.327');
    expect(formatMetric('loss', 0.000437, null)).toBe('0.00044');
    expect(formatMetric('training_loss', 0, null)).toBe('0.000');
  });
});

describe('formatDifferences', () => {
  const told = (metric: Metric, ...rows: readonly (readonly [number, Interval | null])[]) => {
    const format = formatDifferences({
      metric,
      rows: rows.map(([difference, interval]) => ({ againstBaseline: { difference, interval } })),
    } as unknown as Comparison);
    return rows.map(([difference, interval]) => [difference, ...(interval ?? [])].map(format).join(' '));
  };

  it('tells accuracies in points, with two digits of the half-width of their interval', () => {
    expect(told('accuracy', [0.01127, [0.0073, 0.0151]])).toEqual(['+1.13 +0.73 +1.51']);
    expect(told('sequence_accuracy', [0.0089, [-0.0242, 0.0464]])).toEqual(['+0.9 −2.4 +4.6']);
    expect(told('accuracy', [0.01, [-0.12, 0.131]])).toEqual(['+1 −12 +13']);
  });

  it('tells losses as they are', () => {
    expect(told('training_loss', [-0.1512, [-0.17, -0.13]])).toEqual(['−0.151 −0.170 −0.130']);
  });

  it('gives all of a column the same decimals', () => {
    expect(told('accuracy', [0.0119, [0.011, 0.01267]], [-0.043, [-0.0455, -0.0405]])).toEqual([
      '+1.19 +1.10 +1.27',
      '−4.30 −4.55 −4.05',
    ]);
    expect(told('accuracy', [0.1, [-0.12, 0.28]], [0.0113, [0.0073, 0.0151]])).toEqual([
      '+10.00 −12.00 +28.00',
      '+1.13 +0.73 +1.51',
    ]);
  });

  it('keeps a digit of a bound beside 0, which would look as if the interval reached it', () => {
    expect(told('accuracy', [0.14, [0.0004, 0.28]])).toEqual(['+14.00 +0.04 +28.00']);
    expect(told('accuracy', [0.14, [0, 0.28]])).toEqual(['+14 0 +28']);
  });

  it('has usual decimals without an interval, or where it has no width', () => {
    expect(told('accuracy', [0.0125, null])).toEqual(['+1.25']);
    expect(told('accuracy', [0.0125, [0.0125, 0.0125]])).toEqual(['+1.25 +1.25 +1.25']);
    expect(told('loss', [0.02, null])).toEqual(['+0.020']);
  });
});

describe('formatMeans', () => {
  it('gives all of a column the decimals of the finest, of shares four at most', () => {
    const means = (rows: readonly (readonly [number, Interval | null])[]) => {
      const format = formatMeans({
        metric: 'accuracy',
        rows: rows.map(([mean, interval]) => ({ mean, interval })),
      } as unknown as Comparison);
      return rows.map(([mean]) => format(mean));
    };
    expect(
      means([
        [0.991, [0.98, 0.999]],
        [0.99142, [0.9912, 0.9916]],
      ]),
    ).toEqual(['0.9910', '0.9914']);
    expect(
      means([
        [0.5, null],
        [0.9999911, [0.99999, 0.999995]],
      ]),
    ).toEqual(['0.5000', '1.0000']);
  });
});

describe('decimalsOfInterval', () => {
  it('counts digits of the half-width after rounding it', () => {
    expect(decimalsOfInterval([0, 0.2], 2)).toBe(2); // 0.10
    expect(decimalsOfInterval([0, 0.1999], 2)).toBe(2); // 0.09995 rounds to 0.10
    expect(decimalsOfInterval([0, 20], 2)).toBe(0);
    expect(decimalsOfInterval([1, 1], 2)).toBeNull();
  });
});
