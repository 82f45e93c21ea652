/** How far arrays are apart, whole or at some of their places. NaN anywhere is Infinity, which no tolerance lets through. */

/** √(Σ value²). */
export function norm(values: ArrayLike<number>, places?: readonly number[]): number {
  return rootOfSquares((i) => values[i], places ?? values.length);
}

/** √(Σ difference²). */
export function distance(values: ArrayLike<number>, expected: ArrayLike<number>, places?: readonly number[]): number {
  return rootOfSquares((i) => values[i] - expected[i], places ?? values.length);
}

/** The largest absolute difference; of one array alone its largest absolute value. */
export function largest(values: ArrayLike<number>, expected?: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i] - (expected?.[i] ?? 0));
    if (!(value <= most)) most = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }
  return most;
}

function rootOfSquares(value: (i: number) => number, places: readonly number[] | number): number {
  let sum = 0;
  if (typeof places === 'number') for (let i = 0; i < places; i++) sum += value(i) ** 2;
  else for (const i of places) sum += value(i) ** 2;
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.sqrt(sum);
}
