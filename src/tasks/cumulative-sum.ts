/** The article's task: numbers in [0, 1), label 1 from the step at which the running sum reaches the threshold. */
import { type Bounds, reachable } from './dataset.ts';
import { irwinHall } from './irwin-hall.ts';
import { thresholdSum } from './threshold-sum.ts';
import { sumUpTo } from './uniform-numbers.ts';

export const cumulativeSum = thresholdSum({
  name: 'cumulative-sum',
  label: '1 once x_1 + … + x_t reaches the threshold',
  needs: 'The label depends on the past only: forward and bidirectional can know it, backward sees x_t at most.',
  sum: sumUpTo,
  quantity: 'sum',
  bounds: cumulativeBounds,
});

/**
 * Exact, from the Irwin–Hall distribution F_t of x_1 + … + x_t:
 * floor at t: max(F_t(θ), 1 − F_t(θ)).
 * Backward at t sees x_t and what follows, of which only x_t matters. The label is 1 with probability
 * 1 − F_{t−1}(θ − x_t), so its ceiling is ∫₀¹ max(F_{t−1}(θ − x), 1 − F_{t−1}(θ − x)) dx, split where F = ½.
 */
export function cumulativeBounds(length: number, threshold: number): Bounds {
  const { cdf, cdfIntegral } = irwinHall(length);
  const floor: number[] = [];
  const backward: number[] = [];
  for (let t = 1; t <= length; t++) {
    const below = cdf(t, threshold);
    floor.push(Math.max(below, 1 - below));
    // F_{t−1} ≥ ½ from its median (t − 1)/2 on; y = θ − x runs over [θ − 1, θ]
    const middle = Math.min(Math.max((t - 1) / 2, threshold - 1), threshold);
    const upper = cdfIntegral(t - 1, threshold) - cdfIntegral(t - 1, middle);
    const lower = cdfIntegral(t - 1, middle) - cdfIntegral(t - 1, threshold - 1);
    backward.push(upper + (middle - (threshold - 1) - lower));
  }
  const certain = reachable(new Array(length).fill(1));
  return {
    floor: reachable(floor),
    ceiling: { forward: certain, backward: reachable(backward), bidirectional: certain },
  };
}
