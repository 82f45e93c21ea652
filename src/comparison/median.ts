/** The median of a few values, and where the true one lies, whatever their distribution. */
import type { Interval } from '../vocabulary.ts';

/** The mean of the middle two of an even number; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * From the k-th smallest value to the k-th largest, 95 % simultaneous for m comparisons: k is the largest number for
 * which at most k − 1 of n coins show heads with a probability of at most 0.025 / m. null where there are too few values
 * for that, 2ⁿ < 40 m.
 *
 * Assumes that the values are independent, and nothing of their distribution.
 *
 * Source: W. R. Thompson (1936), On confidence ranges for the median and other expectation distributions, Annals of
 * Mathematical Statistics 7, 122–128.
 */
export function medianInterval(values: readonly number[], comparisons: number): Interval | null {
  const n = values.length;
  const tail = 0.025 / comparisons;
  let k = 0;
  let logOfTerm = -n * Math.LN2; // of the probability of k heads
  let atMost = Math.exp(logOfTerm);
  while (atMost <= tail) {
    k += 1;
    logOfTerm += Math.log((n - k + 1) / k);
    atMost += Math.exp(logOfTerm);
  }
  if (k === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[k - 1], sorted[n - k]];
}
