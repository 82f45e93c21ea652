/** What the tasks on sums share: sequences of uniform numbers in [0, 1), a label at every step, all steps counted. */
import { type Decimal, decimal, plus, toNumber, ZERO } from '../decimal.ts';
import type { RandomStream } from '../random.ts';
import type { Sequences } from '../vocabulary.ts';
import { type Bounds, type Dataset, InputError } from './dataset.ts';
import { freshFrom } from './fresh.ts';

/** Writes the labels (T) of one sequence of numbers (T). */
export type Labeller = (numbers: Float32Array, labels: Int32Array) => void;

export interface UniformNumbers {
  /** Time steps, T. */
  readonly length: number;
  readonly label: Labeller;
  /** The labels (T) of decimals as they are typed, which float32 numbers may miss. */
  readonly exactLabels: (decimals: readonly Decimal[]) => readonly number[];
  readonly bounds: () => Bounds;
  readonly quantities: Dataset['quantities'];
}

/** Their data: fresh without end, one number in and one class out at every step; the labels follow from the input. */
export function uniformNumbers({ length, label, exactLabels, bounds, quantities }: UniformNumbers): Dataset {
  return {
    input: { kind: 'numbers', features: 1 },
    output: { kind: 'sigmoid', per: 'step' },
    words: null,
    columns: null,
    scale: null,
    steps: length,
    meanSteps: length,
    ...freshFrom((random, count) => uniformSequences(random, { count, length, label })),
    floor: () => bounds().floor,
    bounds,
    read: (typed) => readNumbers(typed, { length, label: exactLabels }),
    quantities,
    truth: () => null,
  };
}

function uniformSequences(
  random: RandomStream,
  { count, length, label }: { count: number; length: number; label: Labeller },
): Sequences {
  const numbers = new Float32Array(count * length); // (N, T, 1)
  for (let i = 0; i < numbers.length; i++) numbers[i] = random.uniform();
  return labelled(numbers, { length, label });
}

/**
 * The one sequence that a user typed as decimal numbers, in any number of pieces: `0.63 0.29` or `'0.63 0.29'`. Labels
 * come from the decimals as they are typed: .7 .7 .7 .4 reach 2.5, which their float32 numbers miss.
 *
 * @throws {InputError} naming every number that is none or lies outside 0 … 1, and a wrong length
 */
function readNumbers(
  typed: readonly string[],
  { length, label }: { length: number; label: (decimals: readonly Decimal[]) => readonly number[] },
): Sequences {
  const written = numbersIn(typed);
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
  return sequencesOf(Float32Array.from(written, Number), {
    length,
    labels: Int32Array.from(label(written.map(decimal))),
  });
}

function numbersIn(typed: readonly string[]): string[] {
  return typed.flatMap((piece) => piece.trim().split(/\s+/)).filter((number) => number !== '');
}

function problemOf(written: string): string | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    const advice = /^\d*,\d+$/.test(written)
      ? `Write ${written.replace(',', '.')}.`
      : 'Write digits with a point, numbers separated by spaces.';
    return `expected a number such as 0.63; found "${written}". ${advice}`;
  }
  if (Number(written) >= 0 && Number(written) <= 1) return null;
  return `expected a number from 0 to 1, as in training; found ${written}.`;
}

function labelled(numbers: Float32Array, { length, label }: { length: number; label: Labeller }): Sequences {
  const labels = new Int32Array(numbers.length);
  for (let start = 0; start < numbers.length; start += length) {
    label(numbers.subarray(start, start + length), labels.subarray(start, start + length));
  }
  return sequencesOf(numbers, { length, labels });
}

function sequencesOf(numbers: Float32Array, { length, labels }: { length: number; labels: Int32Array }): Sequences {
  const count = numbers.length / length;
  return {
    count,
    steps: length,
    inputs: numbers,
    labels,
    targets: null,
    counted: new Uint8Array(numbers.length).fill(1),
    lengths: new Int32Array(count).fill(length),
  };
}

/** The numbers (T) of sequence `n`. */
export function numbersOf({ inputs, steps }: Sequences, n: number): Float32Array {
  if (!(inputs instanceof Float32Array)) throw new Error('a task on sums got tokens');
  return inputs.subarray(n * steps, (n + 1) * steps);
}

/** A sum that runs over the time steps, of numbers (T) as they are trained on and of decimals as they are typed. */
export interface RunningSum {
  /** float64 over the float32 numbers, written into an array that is given or a new one. */
  ofNumbers(numbers: Float32Array, sums?: Float64Array): Float64Array;
  ofDecimals(decimals: readonly Decimal[]): Decimal[];
}

/** x_1 + … + x_t at every t. */
export const sumUpTo: RunningSum = {
  ofNumbers(numbers, sums = new Float64Array(numbers.length)) {
    let sum = 0;
    for (let t = 0; t < numbers.length; t++) {
      sum += numbers[t];
      sums[t] = sum;
    }
    return sums;
  },
  ofDecimals(decimals) {
    let sum = ZERO;
    return decimals.map((number) => {
      sum = plus(sum, number);
      return sum;
    });
  },
};

/** x_t + … + x_n at every t. */
export const sumFrom: RunningSum = {
  ofNumbers(numbers, sums = new Float64Array(numbers.length)) {
    let sum = 0;
    for (let t = numbers.length - 1; t >= 0; t--) {
      sum += numbers[t];
      sums[t] = sum;
    }
    return sums;
  },
  ofDecimals: (decimals) => sumUpTo.ofDecimals(decimals.toReversed()).toReversed(),
};

/** x_{t+1} + … + x_n at every t; 0 at the last. */
export const sumAfter: RunningSum = {
  ofNumbers(numbers, sums = new Float64Array(numbers.length)) {
    sumFrom.ofNumbers(numbers.subarray(1), sums);
    sums[numbers.length - 1] = 0;
    return sums;
  },
  ofDecimals: (decimals) => [...sumFrom.ofDecimals(decimals.slice(1)), ZERO],
};

/** The running sums of sequence `n`: of what was typed, where it was. */
export function runningValues(sum: RunningSum, { sequences, n, typed }: Shown): number[] {
  if (typed.length === 0) return [...sum.ofNumbers(numbersOf(sequences, n))];
  return sum.ofDecimals(numbersIn(typed).map(decimal)).map(toNumber);
}

interface Shown {
  readonly sequences: Sequences;
  readonly n: number;
  /** What `readNumbers` has read the sequence from; empty for one that was drawn. */
  readonly typed: readonly string[];
}
