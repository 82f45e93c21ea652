/** The tasks on a sum that reaches a threshold: read from the beginning or from the end, they are one. */
import type { Bounds, Dataset } from './dataset.ts';
import { freshFrom } from './fresh.ts';
import type { Task, TaskSettings } from './task.ts';
import { type Labeller, numbersOf, type RunningSums, readNumbers, uniformSequences } from './uniform-numbers.ts';

interface ThresholdSum extends Pick<Task, 'name' | 'label' | 'needs'> {
  /** The running sum at every time step: label 1 where it reaches the threshold. */
  readonly sums: RunningSums;
  /** What the sum is called beside the labels. */
  readonly quantity: string;
  readonly bounds: (length: number, threshold: number) => Bounds;
}

export function thresholdSum({ name, label, needs, sums, quantity, bounds }: ThresholdSum): Task {
  return {
    name,
    label,
    needs,
    keys: ['sequence_length', 'threshold'],
    open(settings): Dataset {
      const { length, threshold } = lengthAndThreshold(settings);
      const labeller = reaches(threshold, { sums, length });
      return {
        input: { kind: 'numbers', features: 1 },
        output: { kind: 'sigmoid' },
        words: null,
        steps: length,
        ...freshFrom((random, count) => uniformSequences(random, { count, length, label: labeller })),
        bounds: () => bounds(length, threshold),
        read: (typed) => readNumbers(typed, { length, label: labeller }),
        quantities: (sequences, n) => ({ [quantity]: [...sums(numbersOf(sequences, n))] }),
        truth: () => null,
      };
    },
  };
}

function reaches(threshold: number, { sums, length }: { sums: RunningSums; length: number }): Labeller {
  const running = new Float64Array(length); // one for all sequences: one for each would be felt in short runs
  return (numbers, labels) => {
    sums(numbers, running);
    for (let t = 0; t < length; t++) labels[t] = running[t] >= threshold ? 1 : 0;
  };
}

/** The settings of a task with a threshold; throws where planning has left one out. */
function lengthAndThreshold({ task, sequence_length, threshold }: TaskSettings) {
  if (sequence_length === undefined || threshold === undefined) {
    throw new Error(`${task} needs sequence_length and threshold, got ${sequence_length} and ${threshold}`);
  }
  return { length: sequence_length, threshold };
}
