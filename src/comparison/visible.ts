/** What a number of seeds can see, before anything is trained. */
import { normalQuantileAbove } from './normal.ts';

/** The 0.8 quantile of the normal distribution: a power of 80 %. */
const POWER = 0.84;

/**
 * The smallest true difference that so many seeds tell from none four times out of five; null where they are too few
 * for any.
 *
 * δ = (z(1 − 0.025 / m) + z(0.8)) · s / √(N − z² / 2), with s the standard deviation of the paired differences: the
 * usual sample size of a paired z-test, solved for the difference. z² / 2 seeds more stand for what small samples
 * lose to the t-distribution (Guenther 1981, The American Statistician 35).
 */
export function visibleDifference({
  seeds,
  comparisons,
  deviation,
}: {
  seeds: number;
  comparisons: number;
  deviation: number;
}): number | null {
  const z = normalQuantileAbove(0.025 / comparisons);
  const effective = seeds - z ** 2 / 2;
  return effective > 0 ? ((z + POWER) * deviation) / Math.sqrt(effective) : null;
}
