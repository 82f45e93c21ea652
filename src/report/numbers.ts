/** Numbers as people read them: accuracies as shares, their differences in points, a true minus sign. */
import type { Interval, Metric } from '../vocabulary.ts';

/** U+2212, as wide as a plus sign. */
const MINUS = '−';

const FEWEST_DECIMALS_OF_A_MEAN = 3;
const MOST_DECIMALS = 6;

/** Whether the metric is a share 0…1, so that its differences are told in points. */
export function isShare(metric: Metric): boolean {
  return metric === 'accuracy' || metric === 'sequence_accuracy' || metric === 'f1_macro';
}

/** A share or loss with three decimals, or with as many as it takes to tell it from its interval's bounds. */
export function formatMetric(metric: Metric, value: number, interval: Interval | null): string {
  return formatFixed(value, metricDecimals(metric, value, interval));
}

export function metricDecimals(metric: Metric, value: number, interval: Interval | null): number {
  const ofValue = !isShare(metric) && value !== 0 ? decimalsOf(value, 2) : 0; // a small loss
  const ofInterval = interval === null ? null : decimalsOfInterval(interval, 1);
  return Math.max(FEWEST_DECIMALS_OF_A_MEAN, ofInterval ?? ofValue);
}

/** @example formatAccuracy(0.948) is '0.948' */
export function formatAccuracy(value: number): string {
  return formatMetric('accuracy', value, null);
}

/** A difference of the metric as it is told: in points for accuracies, as it is for losses. */
export function scaled(metric: Metric, difference: number): number {
  return isShare(metric) ? difference * 100 : difference;
}

/**
 * How many decimals tell a difference, in points for shares: two digits of the half-width of its interval; without an
 * interval two decimals of points, three of a loss.
 */
export function differenceDecimals(metric: Metric, interval: Interval | null): number {
  const usual = isShare(metric) ? 2 : 3;
  if (interval === null) return usual;
  return decimalsOfInterval([scaled(metric, interval[0]), scaled(metric, interval[1])], 2) ?? usual;
}

/** Narrower than rounding can tell apart: the same on every seed. */
const NO_WIDTH = 1e-10;

/**
 * How many decimals show so many digits of the interval's half-width; null where it has no width. A bound that is
 * not 0 keeps a digit where it would round to 0, as an interval beside 0 would look as if it reached it.
 */
export function decimalsOfInterval([low, high]: Interval, digits: number): number | null {
  const halfWidth = (high - low) / 2;
  if (halfWidth <= NO_WIDTH) return null;
  const decimals = decimalsOf(halfWidth, digits);
  const nearestToZero = low > NO_WIDTH ? low : high < -NO_WIDTH ? -high : null;
  if (nearestToZero === null || Number(nearestToZero.toFixed(decimals)) !== 0) return decimals;
  return decimalsOf(nearestToZero, 1);
}

/** Decimals that show so many significant digits of a number that is not 0. */
function decimalsOf(value: number, digits: number): number {
  const exponent = Number(
    Math.abs(value)
      .toExponential(digits - 1)
      .split('e')[1],
  );
  return Math.min(Math.max(digits - 1 - exponent, 0), MOST_DECIMALS);
}

/**
 * The number without the noise of its last binary digits: 12 significant ones, and 15 of large numbers. Whole numbers
 * stay as they are. A difference of two shares that agree in their first digits is exact to 12.
 *
 * @example withoutNoise(0.9349000000000001) is 0.9349, withoutNoise(1234567890123456) is 1234567890123456
 */
export function withoutNoise(value: number): number {
  if (Number.isInteger(value)) return value;
  return Number(value.toPrecision(Math.abs(value) < 1e6 ? 12 : 15));
}

/** A fixed number of decimals, a true minus sign, and no negative zero. */
export function formatFixed(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `${MINUS}${digits}` : digits;
}

/** With a plus or minus sign, except for what rounds to zero. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}
