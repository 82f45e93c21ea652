/** The article's task: numbers in [0, 1), label 1 from the step at which the running sum reaches the threshold. */
import type { RandomStream } from '../random.ts';
import type { Sequences } from '../vocabulary.ts';
import { irwinHall } from './irwin-hall.ts';
import type { Bounds, Reachable, Task, TaskSettings } from './task.ts';

export const cumulativeSum: Task = {
  name: 'cumulative-sum',
  label: '1 once x_1 + … + x_t reaches the threshold',
  needs: 'The label depends on the past only: forward and bidirectional can know it, backward sees x_t at most.',
  keys: ['sequence_length', 'threshold'],
  input: { kind: 'numbers', features: 1 },
  output: { kind: 'sigmoid' },

  steps: (settings) => required(settings).length,

  sequences(settings, random, count) {
    const { length, threshold } = required(settings);
    const sequences = uniformSequences(random, count, length);
    for (let n = 0; n < count; n++) {
      let sum = 0; // float64, over the float32 inputs
      for (let t = n * length; t < (n + 1) * length; t++) {
        sum += sequences.inputs[t];
        sequences.labels[t] = sum >= threshold ? 1 : 0;
      }
    }
    return sequences;
  },

  /**
   * Exact, from the Irwin–Hall distribution F_t of x_1 + … + x_t:
   * floor at t: max(F_t(θ), 1 − F_t(θ)).
   * Backward at t sees x_t and what follows, of which only x_t matters. The label is 1 with probability
   * 1 − F_{t−1}(θ − x_t), so its ceiling is ∫₀¹ max(F_{t−1}(θ − x), 1 − F_{t−1}(θ − x)) dx, split where F = ½.
   */
  bounds(settings): Bounds {
    const { length, threshold } = required(settings);
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
  },
};

function required({ sequence_length, threshold }: TaskSettings): { length: number; threshold: number } {
  if (sequence_length === undefined || threshold === undefined) {
    throw new Error(`cumulative-sum needs sequence_length and threshold, got ${sequence_length} and ${threshold}`);
  }
  return { length: sequence_length, threshold };
}

/** `count` sequences of uniform numbers in [0, 1), all counted, with labels 0. */
function uniformSequences(random: RandomStream, count: number, length: number): Sequences & { inputs: Float32Array } {
  const inputs = new Float32Array(count * length); // (N, T, 1)
  for (let i = 0; i < inputs.length; i++) inputs[i] = random.uniform();
  return {
    count,
    steps: length,
    inputs,
    labels: new Int32Array(count * length),
    counted: new Uint8Array(count * length).fill(1),
    lengths: new Int32Array(count).fill(length),
  };
}

/** Every step counts equally where all sequences have all steps. */
function reachable(bySteps: readonly number[]): Reachable {
  return { overall: bySteps.reduce((sum, value) => sum + value, 0) / bySteps.length, bySteps };
}
