/** How likely a lead would be if neither of two were better. */

/** Rounding noise: differences of metrics that should be equal are at most about 1e-16 apart. */
const TOLERANCE = 1e-12;

/** So many differences have 2²⁰ ways of turning their signs, which takes some milliseconds. */
export const MOST_SEEDS = 20;

/**
 * The exact one-sided p of the sign-flip test: the share of all 2ⁿ ways of turning the signs of n differences round that
 * make their sum no smaller than it is. 1 without differences; the least that n of them can have is 2⁻ⁿ.
 *
 * Turning the differences of a subset takes twice their sum away, so what is counted are the subsets, the empty one
 * included, whose sum is at most 0.
 *
 * Source: R. A. Fisher (1935), The Design of Experiments, section 21.
 *
 * @param differences leader − other, one for each seed that both have; at most 20
 * @example oneSidedP([1, 2, 3, 4, 5]) is 1 / 32
 */
export function oneSidedP(differences: readonly number[]): number {
  if (differences.length > MOST_SEEDS)
    throw new Error(`expected at most ${MOST_SEEDS} differences, found ${differences.length}`);
  const subsets = 2 ** differences.length;
  const sums = new Float64Array(subsets); // subset b holds difference i where bit i of b is set
  let count = 1; // the empty subset
  differences.forEach((difference, i) => {
    const half = 2 ** i;
    for (let b = 0; b < half; b++) {
      sums[half + b] = sums[b] + difference;
      if (sums[half + b] <= TOLERANCE) count += 1;
    }
  });
  return count / subsets;
}
