/** How likely a lead would be if neither of two were better. */

/** Rounding noise: differences of metrics that should be equal are at most about 1e-16 apart. */
const TOLERANCE = 1e-12;

/** Half of so many differences have 2¹⁵ ways of turning their signs, which takes some milliseconds. */
export const MOST_SEEDS = 30;

/**
 * The exact one-sided p of the sign-flip test: the share of all 2ⁿ ways of turning the signs of n differences round that
 * make their sum no smaller than it is. 1 without differences; the least that n of them can have is 2⁻ⁿ.
 *
 * Turning the differences of a subset takes twice their sum away, so what is counted are the subsets, the empty one
 * included, whose sum is at most 0: pairs of a subset of one half and one of the other (E. Horowitz, S. Sahni, 1974).
 *
 * Source: R. A. Fisher (1935), The Design of Experiments, section 21.
 *
 * @param differences leader − other, one for each seed that both have; at most 30
 * @example oneSidedP([1, 2, 3, 4, 5]) is 1 / 32
 */
export function oneSidedP(differences: readonly number[]): number {
  const { length } = differences;
  if (length > MOST_SEEDS) throw new Error(`expected at most ${MOST_SEEDS} differences, found ${length}`);
  const middle = length >> 1;
  const others = subsetSums(differences.slice(middle));
  let count = 0;
  let within = others.length; // of those so many go with the sum at hand; fewer with a larger one
  for (const sum of subsetSums(differences.slice(0, middle))) {
    while (within > 0 && sum + others[within - 1] > TOLERANCE) within -= 1;
    count += within;
  }
  return count / 2 ** length;
}

/** Of all 2ⁿ subsets, the empty one included, the least first. */
function subsetSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** values.length); // subset b holds value i where bit i of b is set
  values.forEach((value, i) => {
    const half = 2 ** i;
    for (let b = 0; b < half; b++) sums[half + b] = sums[b] + value;
  });
  return sums.sort();
}
