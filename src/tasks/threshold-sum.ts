/** The tasks on a sum that reaches a threshold: read from the beginning or from the end, they are one. */
import { compareDecimals, type Decimal, decimalOf } from '../decimal.ts';
import type { Bounds, Dataset } from './dataset.ts';
import type { Task, TaskSettings } from './task.ts';
import { type Labeller, type RunningSum, runningValues, uniformNumbers } from './uniform-numbers.ts';

interface ThresholdSum extends Pick<Task, 'name' | 'label' | 'needs'> {
  /** The running sum at every time step: label 1 where it reaches the threshold. */
  readonly sum: RunningSum;
  /** What the sum is called beside the labels. */
  readonly quantity: string;
  readonly bounds: (length: number, threshold: number) => Bounds;
}

/** A task on such a sum: label 1 at the steps where it has reached the threshold. */
export function thresholdSum({ name, label, needs, sum, quantity, bounds }: ThresholdSum): Task {
  return {
    name,
    label,
    needs,
    keys: ['sequence_length', 'threshold', 'test_sequences', 'validation'],
    open(settings): Dataset {
      const { length, threshold } = lengthAndThreshold(settings);
      return uniformNumbers({
        length,
        label: reaches(threshold, { sum, length }),
        exactLabels: (decimals) => reachesExactly(threshold, sum, decimals),
        bounds: () => bounds(length, threshold),
        quantities: (sequences, n, typed = []) => ({ [quantity]: runningValues(sum, { sequences, n, typed }) }),
      });
    },
  };
}

function reaches(threshold: number, { sum, length }: { sum: RunningSum; length: number }): Labeller {
  const running = new Float64Array(length); // one for all sequences: one for each would be felt in short runs
  return (numbers, labels) => {
    sum.ofNumbers(numbers, running);
    for (let t = 0; t < length; t++) labels[t] = running[t] >= threshold ? 1 : 0;
  };
}

function reachesExactly(threshold: number, sum: RunningSum, decimals: readonly Decimal[]): number[] {
  const wanted = decimalOf(threshold);
  return sum.ofDecimals(decimals).map((reached) => (compareDecimals(reached, wanted) >= 0 ? 1 : 0));
}

/** The settings of a task with a threshold; throws where planning has left one out. */
function lengthAndThreshold({ task, sequence_length, threshold }: TaskSettings) {
  if (sequence_length === undefined || threshold === undefined) {
    throw new Error(`${task} needs sequence_length and threshold, got ${sequence_length} and ${threshold}`);
  }
  return { length: sequence_length, threshold };
}
