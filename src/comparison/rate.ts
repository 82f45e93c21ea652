/** The rate of an event among independent runs, from how many of them had it. */
import type { Interval } from '../vocabulary.ts';

/** Left out on either side. */
const TAIL = 0.025;

/**
 * The exact 95 % interval of a rate: the lowest under which `count` events or more of n have a probability of 0.025,
 * to the highest under which `count` or fewer have; null of nothing. None in 10 leave room for up to 31 %.
 *
 * Assumes that the runs are independent. It covers the true rate in at least 95 %, whatever that is.
 *
 * Source: C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of
 * the binomial, Biometrika 26, 404–413.
 */
export function rateInterval(count: number, n: number): Interval | null {
  if (n === 0) return null;
  const low = count === 0 ? 0 : rateAt((rate) => atMost(n - count, n, 1 - rate) - TAIL);
  const high = count === n ? 1 : rateAt((rate) => TAIL - atMost(count, n, rate));
  return [low, high];
}

/** The root of a function that rises from below 0 at 0 to above 0 at 1, by bisection. */
function rateAt(excess: (rate: number) => number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability that n trials have at most so many events, at a rate above 0 and below 1. */
function atMost(count: number, n: number, rate: number): number {
  let term = n * Math.log1p(-rate); // the logarithm of the probability of k events
  let sum = Math.exp(term);
  for (let k = 0; k < count; k++) {
    term += Math.log(((n - k) / (k + 1)) * (rate / (1 - rate)));
    sum += Math.exp(term);
  }
  return sum;
}
