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
