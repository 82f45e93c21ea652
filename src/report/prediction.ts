/** What models say about one sequence, and the same as JSON. */
import type { Direction, InputColumn, ModelOutput, PlannedConfiguration, Sequences } from '../vocabulary.ts';
import { inUnitOfFile } from './unit-of-file.ts';

/** One model's answer to the sequence. L outputs: one per time step, or one for the sequence. */
export interface ModelAnswer {
  readonly run: number;
  readonly seed: number;
  readonly planned: PlannedConfiguration;
  /** On the test sequences of the run; null of real numbers. */
  readonly accuracy: number | null;
  /** Mean absolute error on them, in the unit of the file; null of classes. */
  readonly mae: number | null;
  /** (L, K), K = 1 for a sigmoid; null of real numbers. */
  readonly probabilities: Float32Array | null;
  /** (L): the class, or the number in the unit of the file. */
  readonly predicted: readonly number[];
  /** What tells it from the other models beside it: 'forward', '16'. */
  readonly title: string;
}

/** One sequence, what is known about it, and the answers of one or several models. */
export interface Prediction {
  readonly task: string;
  /** The only one; a label of −1 is not known. */
  readonly sequence: Sequences;
  readonly output: ModelOutput;
  /** null where inputs are numbers and labels 0 or 1. */
  readonly words: { readonly tokens: readonly string[]; readonly classes: readonly string[] } | null;
  /** Of numbers of a file, how they read there; else null. */
  readonly columns: readonly InputColumn[] | null;
  /** (L): the real numbers to be predicted, in the unit of the file; null where they are not known, and of classes. */
  readonly targets: readonly number[] | null;
  /** Running quantities that explain the labels, by name, a value per time step. */
  readonly quantities: Readonly<Record<string, readonly number[]>>;
  /** The true probability of each class at the gap, given what a direction sees. */
  readonly truth: Readonly<Record<Direction, readonly number[] | null>> | null;
  readonly answers: readonly ModelAnswer[];
}

/**
 * One object per model: numbers in full precision. Where the answer is one for the sequence, so is the entry of `steps`:
 * it has the last step's number and all inputs.
 */
export function predictionJson(prediction: Prediction): Record<string, unknown>[] {
  const { task, sequence, output, quantities, answers } = prediction;
  const T = sequence.lengths[0];
  return answers.map((answer) => ({
    run: answer.run,
    task,
    accuracy: answer.accuracy,
    ...(answer.mae !== null && { mae: answer.mae }),
    steps: Array.from({ length: output.per === 'step' ? T : 1 }, (_, i) => {
      const inputs =
        output.per === 'step' ? inputAt(prediction, i) : Array.from({ length: T }, (_, t) => inputAt(prediction, t));
      return {
        step: output.per === 'step' ? i + 1 : T,
        input: inputs,
        ...Object.fromEntries(Object.entries(quantities).map(([name, values]) => [name, values[i]])),
        expected: expectedAt(prediction, i),
        predicted: answerNamed(prediction, answer.predicted[i]),
        ...probabilityJson(prediction, answer, i),
        counted: sequence.counted[i] === 1,
      };
    }),
  }));
}

function probabilityJson({ words }: Prediction, answer: ModelAnswer, i: number): Record<string, unknown> {
  if (answer.probabilities === null) return {};
  if (words === null) return { probability: answer.probabilities[i] };
  const probabilities = words.classes.map((word, k) => [
    word,
    probabilityOf(answer, { i, k, classes: words.classes.length }),
  ]);
  return { probabilities: Object.fromEntries(probabilities) };
}

/** Of class `k` at output `i`; a sigmoid has only that of class 1. */
export function probabilityOf(
  { probabilities }: Pick<ModelAnswer, 'probabilities'>,
  { i, k, classes }: { i: number; k: number; classes: number },
): number {
  if (probabilities === null) return Number.NaN;
  if (classes > 2) return probabilities[i * classes + k];
  return k === 1 ? probabilities[i] : 1 - probabilities[i];
}

/** The class by its word, or the number. */
export function answerNamed({ words, output }: Prediction, answer: number): string | number {
  return words === null || output.kind === 'linear' ? answer : words.classes[answer];
}

/** What output `i` should be; null where that is not known or does not count. */
export function expectedAt(prediction: Prediction, i: number): string | number | null {
  const { sequence, output, targets } = prediction;
  if (sequence.counted[i] === 0) return null;
  if (output.kind === 'linear') return targets === null ? null : targets[i];
  return sequence.labels[i] < 0 ? null : answerNamed(prediction, sequence.labels[i]);
}

/** What stands at a time step: a token, a number or several; numbers of a file as they stand there, null for a gap. */
export function inputAt(
  { sequence, words, columns }: Prediction,
  t: number,
): string | number | null | (number | null)[] {
  const { inputs, steps } = sequence;
  if (words !== null && columns === null) return words.tokens[inputs[t]];
  const F = inputs.length / steps;
  const row = Array.from(inputs.subarray(t * F, (t + 1) * F));
  const numbers = columns === null ? row : columns.map((column, f) => asInFile(row, column, f));
  return numbers.length === 1 ? numbers[0] : numbers;
}

function asInFile(row: readonly number[], { mean, sd, gapAt }: InputColumn, f: number): number | null {
  return gapAt !== null && row[gapAt] === 1 ? null : inUnitOfFile(row[f], { mean, sd });
}
