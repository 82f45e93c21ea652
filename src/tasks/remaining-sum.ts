/** The article's task read from the other end: numbers in [0, 1), label 1 while the sum to come is large enough. */
import { cumulativeSum } from './cumulative-sum.ts';
import { type Bounds, type Reachable, reachable, type Task } from './task.ts';
import {
  type Labeller,
  lengthAndThreshold,
  numbersOf,
  readNumbers,
  sumsFrom,
  uniformSequences,
} from './uniform-numbers.ts';

export const remainingSum: Task = {
  name: 'remaining-sum',
  label: '1 while x_t + … + x_n is at least the threshold',
  needs: 'The label depends on the future only: backward and bidirectional can know it, forward sees x_t at most.',
  keys: ['sequence_length', 'threshold'],
  input: { kind: 'numbers', features: 1 },
  output: { kind: 'sigmoid' },
  words: null,

  steps: (settings) => lengthAndThreshold(settings).length,

  sequences(settings, random, count) {
    const { length, threshold } = lengthAndThreshold(settings);
    return uniformSequences(random, { count, length, label: labeller(threshold) });
  },

  /** Exact: a reversed sequence is one of cumulative-sum with the same labels, in which forward reads backward. */
  bounds(settings): Bounds {
    const { floor, ceiling } = cumulativeSum.bounds(settings);
    return {
      floor: reversed(floor),
      ceiling: {
        forward: reversed(ceiling.backward),
        backward: reversed(ceiling.forward),
        bidirectional: reversed(ceiling.bidirectional),
      },
    };
  },

  read(settings, typed) {
    const { length, threshold } = lengthAndThreshold(settings);
    return readNumbers(typed, { length, label: labeller(threshold) });
  },

  quantities: (_settings, sequences, n) => ({ sum_to_come: [...sumsFrom(numbersOf(sequences, n))] }),

  truth: () => null,
};

function labeller(threshold: number): Labeller {
  return (numbers, labels) => {
    let sum = 0; // float64 over the float32 numbers
    for (let t = numbers.length - 1; t >= 0; t--) {
      sum += numbers[t];
      labels[t] = sum >= threshold ? 1 : 0;
    }
  };
}

function reversed({ bySteps }: Reachable): Reachable {
  return reachable(bySteps.toReversed());
}
