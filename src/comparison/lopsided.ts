/** Whether differences are so lopsided that their mean, and the interval around it, tell only half of it. */

import { TOLERANCE } from './interval.ts';

/** D'Agostino's approximation holds from here on. */
const FEWEST = 8;

/** The 0.995 quantile of the normal distribution: by chance in 1 %. */
const BEYOND_CHANCE = 2.5758;

/**
 * Skewness ÷ √n from which a mean of n is clearly not symmetric around the true one: of the 2.5 % that an interval of ±
 * 1.96 standard errors leaves out on either side, 1.7 move to the other.
 */
const MATTERS = 0.2;

/**
 * Whether the values are more skewed than chance would make normal ones, and so much that it matters for the mean of so
 * many. Never for fewer than 8: they cannot show it.
 *
 * Source: R. B. D'Agostino (1970), Transformation to normality of the null distribution of g₁, Biometrika 57, 679–681.
 */
export function isLopsided(values: readonly number[]): boolean {
  const n = values.length;
  if (n < FEWEST) return false;
  const skewness = skewnessOf(values);
  return Math.abs(skewness) >= MATTERS * Math.sqrt(n) && Math.abs(skewnessScore(skewness, n)) > BEYOND_CHANCE;
}

/** The third moment in standard deviations (both divided by n); 0 where the values differ by rounding only. */
function skewnessOf(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const second = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const third = values.reduce((sum, value) => sum + (value - mean) ** 3, 0) / n;
  return Math.sqrt(second) <= TOLERANCE ? 0 : third / second ** 1.5;
}

/** Standard normal where the n values are normal. */
export function skewnessScore(skewness: number, n: number): number {
  const scaled = skewness * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)));
  const kurtosis = (3 * (n ** 2 + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const square = Math.sqrt(2 * (kurtosis - 1)) - 1;
  return Math.asinh(scaled / Math.sqrt(2 / (square - 1))) / Math.sqrt(Math.log(square) / 2);
}
