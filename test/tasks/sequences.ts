/** Plain arrays of what a task draws, for tests that recompute it. */
import type { Dataset } from '../../src/tasks/dataset.ts';

export interface PlainSequence {
  readonly inputs: readonly number[];
  readonly labels: readonly number[];
}

export function draw(dataset: Dataset, count: number): PlainSequence[] {
  const { steps, inputs, labels } = dataset.training(7).next(count);
  return Array.from({ length: count }, (_sequence, n) => ({
    inputs: [...inputs.slice(n * steps, (n + 1) * steps)],
    labels: [...labels.slice(n * steps, (n + 1) * steps)],
  }));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** How often a guess of the label at a step (index from 0) is right, over all steps of all sequences. */
export function accuracyOf(
  sequences: readonly PlainSequence[],
  guess: (inputs: readonly number[], step: number) => boolean,
): number {
  const hits = sequences.map(({ inputs, labels }) =>
    sum(labels.map((label, step) => (guess(inputs, step) === (label === 1) ? 1 : 0))),
  );
  return sum(hits) / (sequences.length * sequences[0].labels.length);
}

/** The accuracy of one who gives, at each step, the label that most of the sequences have there. */
export function accuracyByPosition(sequences: readonly PlainSequence[]): number {
  const steps = sequences[0].labels.length;
  const shares = Array.from({ length: steps }, (_step, t) => {
    const ones = sum(sequences.map(({ labels }) => labels[t])) / sequences.length;
    return Math.max(ones, 1 - ones);
  });
  return sum(shares) / steps;
}

/** The message of the error that `attempt` throws. */
export function messageOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
