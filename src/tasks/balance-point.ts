/** Numbers in [0, 1), label 1 once more lies behind than ahead: neither side alone can know. */
import { compareDecimals, type Decimal } from '../decimal.ts';
import { type Bounds, type Dataset, reachable } from './dataset.ts';
import { irwinHall } from './irwin-hall.ts';
import type { Task, TaskSettings } from './task.ts';
import { type Labeller, runningValues, sumAfter, sumUpTo, uniformNumbers } from './uniform-numbers.ts';

export const balancePoint: Task = {
  name: 'balance-point',
  label: '1 once x_1 + … + x_t exceeds x_{t+1} + … + x_n',
  needs: 'The label depends on both sides: only bidirectional can know it.',
  keys: ['sequence_length', 'test_sequences', 'validation'],

  open(settings): Dataset {
    const length = lengthOf(settings);
    return uniformNumbers({
      length,
      label,
      exactLabels,
      bounds: () => balanceBounds(length),
      quantities(sequences, n, typed = []) {
        const shown = { sequences, n, typed };
        return { sum: runningValues(sumUpTo, shown), sum_after: runningValues(sumAfter, shown) };
      },
    });
  },
};

/**
 * Exact up to n = 10, beyond by numerical integration to better than 1e-10.
 *
 * Floor at t: 1 − x is as uniform as x, so the label is 1 with probability 1 − F_n(n − t), F_n Irwin–Hall's.
 *
 * Forward knows the sum s of the a = t numbers up to t. The label is 1 where s exceeds the sum of the u = n − t
 * others: the best guess is 1 for s above their median u/2, else 0, and it is right with probability
 *   P(s > u/2, label 1) + P(s < u/2, label 0) = P(label 1) + F_a(u/2) − 2 ∫_{s < u/2} f_a(s) F_u(s) ds
 * Backward knows the numbers from t on, and y = x_{t+1} + … + x_n − x_t. With 1 − x_t for x_t, s = y + 1 is a sum
 * of a = n − t + 1 uniforms. The label is 0 where s − 1 is at least the sum of the u = t − 1 others, so the same
 * holds with s − 1 for s in F_u, u/2 + 1 for u/2, and P(label 0) for P(label 1).
 */
function balanceBounds(n: number): Bounds {
  const distribution = irwinHall(n);
  const overlaps = { forward: overlap(distribution, n, 0), backward: overlap(distribution, n, 1) };
  const floor: number[] = [];
  const forward: number[] = [];
  const backward: number[] = [];
  for (let t = 1; t <= n; t++) {
    const one = 1 - distribution.cdf(n, n - t);
    floor.push(Math.max(one, 1 - one));
    forward.push(one + distribution.cdf(t, (n - t) / 2) - 2 * overlaps.forward[n - t]);
    backward.push(1 - one + distribution.cdf(n - t + 1, (t + 1) / 2) - 2 * overlaps.backward[t - 1]);
  }
  return {
    floor: reachable(floor),
    ceiling: {
      forward: reachable(forward),
      backward: reachable(backward),
      bidirectional: reachable(new Array(n).fill(1)),
    },
  };
}

const label: Labeller = (numbers, labels) => {
  const before = sumUpTo.ofNumbers(numbers);
  const after = sumAfter.ofNumbers(numbers);
  for (let t = 0; t < numbers.length; t++) labels[t] = before[t] > after[t] ? 1 : 0;
};

function exactLabels(decimals: readonly Decimal[]): number[] {
  const after = sumAfter.ofDecimals(decimals);
  return sumUpTo.ofDecimals(decimals).map((before, t) => (compareDecimals(before, after[t]) > 0 ? 1 : 0));
}

/** Gauss–Legendre's five nodes and weights on [0, 1] (Abramowitz & Stegun 25.4.30): exact up to degree 9. */
const GAUSS = [
  { node: 0.046910077030668, weight: 0.11846344252809454 },
  { node: 0.23076534494715845, weight: 0.23931433524968324 },
  { node: 0.5, weight: 0.28444444444444444 },
  { node: 0.7692346550528415, weight: 0.23931433524968324 },
  { node: 0.953089922969332, weight: 0.11846344252809454 },
] as const;

/**
 * ∫ f_{n−u}(s) F_u(s − shift) ds over s < u/2 + shift, for u = 0 … n − 1. The integrand is a polynomial of degree
 * n − 1 between whole numbers and the bound is a multiple of ½, so halves of unit intervals are integrated.
 */
function overlap({ densities }: ReturnType<typeof irwinHall>, n: number, shift: 0 | 1): Float64Array {
  const integrals = new Float64Array(n);
  for (const half of [0, 0.5]) {
    for (const { node, weight } of GAUSS) {
      const fraction = half + node / 2;
      for (let u = 0; u < n; u++) {
        const known = densities(n - u, fraction);
        const others = densities(u + 1, fraction);
        let below = 0; // F_u(fraction + i): the running total of f_{u+1}
        for (let i = 0; i + fraction < u / 2 && i + shift < known.length; i++) {
          below += others[i];
          integrals[u] += (weight / 2) * known[i + shift] * below;
        }
      }
    }
  }
  return integrals;
}

function lengthOf({ sequence_length }: TaskSettings): number {
  if (sequence_length === undefined) throw new Error('balance-point needs sequence_length');
  return sequence_length;
}
