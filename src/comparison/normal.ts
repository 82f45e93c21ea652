/** The standard normal distribution. */

/**
 * The value that a standard normal exceeds with this probability, 1.4e-11 … 0.075, to 1e-6.
 *
 * Source: M. J. Wichura (1988), Algorithm AS 241: The percentage points of the normal distribution, Applied
 * Statistics 37, 477–484: PPND7, its branch for the tails.
 */
export function normalQuantileAbove(tail: number): number {
  const r = Math.sqrt(-Math.log(tail)) - 1.6;
  const numerator = ((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777;
  const denominator = (0.12021132975 * r + 0.7370016425) * r + 1;
  return numerator / denominator;
}

/**
 * The probability that a standard normal lies below this value, to 7.5e-8.
 *
 * Source: M. Abramowitz and I. A. Stegun (1964), Handbook of Mathematical Functions, 26.2.17.
 */
export function normalBelow(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-(value ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return value < 0 ? tail : 1 - tail;
}
