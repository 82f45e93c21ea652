/** The article's task read from the other end: numbers in [0, 1), label 1 while the sum to come is large enough. */
import { cumulativeBounds } from './cumulative-sum.ts';
import { type Bounds, type Reachable, reachable } from './dataset.ts';
import { thresholdSum } from './threshold-sum.ts';
import { sumFrom } from './uniform-numbers.ts';

export const remainingSum = thresholdSum({
  name: 'remaining-sum',
  label: '1 while x_t + … + x_n is at least the threshold',
  needs: 'The label depends on the future only: backward and bidirectional can know it, forward sees x_t at most.',
  sum: sumFrom,
  quantity: 'sum_to_come',
  bounds: remainingBounds,
});

/** Exact: a reversed sequence is one of cumulative-sum with the same labels, in which forward reads backward. */
function remainingBounds(length: number, threshold: number): Bounds {
  const { floor, ceiling } = cumulativeBounds(length, threshold);
  return {
    floor: reversed(floor),
    ceiling: {
      forward: reversed(ceiling.backward),
      backward: reversed(ceiling.forward),
      bidirectional: reversed(ceiling.bidirectional),
    },
  };
}

function reversed({ bySteps }: Reachable): Reachable {
  return reachable(bySteps.toReversed());
}
