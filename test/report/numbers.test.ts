import { describe, expect, it } from 'vitest';
import {
  decimalsOfInterval,
  formatAccuracy,
  formatDifference,
  formatFixed,
  formatInterval,
  formatMetric,
  formatSigned,
} from '../../src/report/numbers.ts';

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

describe('formatDifference and formatInterval', () => {
  it('tell accuracies in points, with two digits of the half-width of their interval', () => {
    expect(formatDifference('accuracy', 0.01127, [0.0073, 0.0151])).toBe('+1.13');
    expect(formatInterval('accuracy', [0.0073, 0.0151])).toBe('+0.73 … +1.51');
    expect(formatDifference('sequence_accuracy', 0.0089, [-0.0242, 0.0464])).toBe('+0.9');
    expect(formatInterval('sequence_accuracy', [-0.0242, 0.0464])).toBe('−2.4 … +4.6');
    expect(formatInterval('accuracy', [-0.12, 0.131])).toBe('−12 … +13');
  });

  it('tell losses as they are', () => {
    expect(formatDifference('loss', -0.1512, [-0.17, -0.13])).toBe('−0.151');
    expect(formatInterval('training_loss', [-0.17, -0.13])).toBe('−0.170 … −0.130');
  });

  it('keep a digit of a bound beside 0, which would look as if the interval reached it', () => {
    expect(formatInterval('accuracy', [0.0004, 0.28])).toBe('+0.04 … +28.00');
    expect(formatInterval('accuracy', [0, 0.28])).toBe('0 … +28');
  });

  it('have usual decimals without an interval, or where it has no width', () => {
    expect(formatDifference('accuracy', 0.0125, null)).toBe('+1.25');
    expect(formatDifference('accuracy', 0.0125, [0.0125, 0.0125])).toBe('+1.25');
    expect(formatInterval('accuracy', [0, 1e-17])).toBe('0.00 … 0.00');
    expect(formatDifference('loss', 0.02, null)).toBe('+0.020');
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
