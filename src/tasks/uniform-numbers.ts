/** What the tasks on sums share: sequences of uniform numbers in [0, 1), a label at every step, all steps counted. */
import type { RandomStream } from '../random.ts';
import type { Sequences } from '../vocabulary.ts';
import { InputError } from './dataset.ts';

/** Writes the labels (T) of one sequence of numbers (T). */
export type Labeller = (numbers: Float32Array, labels: Int32Array) => void;

export function uniformSequences(
  random: RandomStream,
  { count, length, label }: { count: number; length: number; label: Labeller },
): Sequences {
  const numbers = new Float32Array(count * length); // (N, T, 1)
  for (let i = 0; i < numbers.length; i++) numbers[i] = random.uniform();
  return labelled(numbers, { length, label });
}

/**
 * The one sequence that a user typed as decimal numbers, in any number of pieces: `0.63 0.29` or `'0.63 0.29'`.
 *
 * @throws {InputError} naming every number that is none or lies outside [0, 1), and a wrong length
 */
export function readNumbers(
  typed: readonly string[],
  { length, label }: { length: number; label: Labeller },
): Sequences {
  const written = typed.flatMap((piece) => piece.trim().split(/\s+/)).filter((number) => number !== '');
  const problems = written.flatMap((number, i) => {
    const problem = problemOf(number);
    return problem === null ? [] : [`number ${i + 1}: ${problem}`];
  });
  if (written.length !== length) {
    const change = written.length < length ? `add ${length - written.length}` : `drop ${written.length - length}`;
    problems.push(
      `expected ${length} numbers, one per time step of this run's sequences; found ${written.length}. Please ${change}.`,
    );
  }
  if (problems.length > 0) throw new InputError(problems);
  return labelled(Float32Array.from(written, Number), { length, label });
}

function problemOf(written: string): string | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    const advice = /^\d*,\d+$/.test(written)
      ? `Write ${written.replace(',', '.')}.`
      : 'Write digits with a point, numbers separated by spaces.';
    return `expected a number such as 0.63; found "${written}". ${advice}`;
  }
  if (Number(written) >= 0 && Number(written) < 1) return null;
  return `expected a number from 0 up to, but not including, 1, as in training; found ${written}.`;
}

function labelled(numbers: Float32Array, { length, label }: { length: number; label: Labeller }): Sequences {
  const count = numbers.length / length;
  const labels = new Int32Array(numbers.length);
  for (let start = 0; start < numbers.length; start += length) {
    label(numbers.subarray(start, start + length), labels.subarray(start, start + length));
  }
  return {
    count,
    steps: length,
    inputs: numbers,
    labels,
    counted: new Uint8Array(numbers.length).fill(1),
    lengths: new Int32Array(count).fill(length),
  };
}

/** The numbers (T) of sequence `n`. */
export function numbersOf({ inputs, steps }: Sequences, n: number): Float32Array {
  if (!(inputs instanceof Float32Array)) throw new Error('a task on sums got tokens');
  return inputs.subarray(n * steps, (n + 1) * steps);
}

/** Running sums (T) of numbers (T), written into an array that is given or a new one. */
export type RunningSums = (numbers: Float32Array, sums?: Float64Array) => Float64Array;

/** x_1 + … + x_t at every t, float64 over the float32 numbers. */
export function sumsUpTo(numbers: Float32Array, sums: Float64Array = new Float64Array(numbers.length)): Float64Array {
  let sum = 0;
  for (let t = 0; t < numbers.length; t++) {
    sum += numbers[t];
    sums[t] = sum;
  }
  return sums;
}

/** x_t + … + x_n at every t, float64 over the float32 numbers. */
export function sumsFrom(numbers: Float32Array, sums: Float64Array = new Float64Array(numbers.length)): Float64Array {
  let sum = 0;
  for (let t = numbers.length - 1; t >= 0; t--) {
    sum += numbers[t];
    sums[t] = sum;
  }
  return sums;
}
