/** Data opened for training: what stands at a model's input and output, where sequences come from, what can be known. */
import type { Direction, InputColumn, Metric, ModelInput, ModelOutput, Sequences } from '../vocabulary.ts';

/** What a configuration trains on, opened once and handed on. */
export interface Dataset {
  readonly input: ModelInput;
  readonly output: ModelOutput;
  /** null where inputs are numbers and labels 0 or 1. */
  readonly words: Words | null;
  /** What the numbers of a file were made of; null where inputs are tokens, or numbers that no file has. */
  readonly columns: readonly InputColumn[] | null;
  /** What real-valued answers were made of; null for classes. */
  readonly scale: Scale | null;
  /** The most time steps that a sequence has, and their mean. */
  readonly steps: number;
  readonly meanSteps: number;

  /** What a run with that seed is trained on: without end, fresh or one pass after the other. */
  training(seed: number): Source;

  /** What tells when to stop; never trained on, never tested on. null where the data have no such part. */
  validation(seed: number): Source | null;

  /** What a run with that seed is measured on at its end. */
  test(seed: number): Source;

  /** One sequence that no run is trained on, the same each time for a seed: to be looked at. */
  example(seed: number): Sequences;

  /** What a predictor reaches that sees no input; null where the answers are no classes. */
  floor(): Reachable | null;

  /** Floor and ceilings; null where nobody can say, as of own data. Takes up to 0.1 s for 1000 steps. */
  bounds(): Bounds | null;

  /**
   * One sequence from what a user typed, split at spaces by the shell or not at all. A label is −1 where the input
   * does not decide it.
   *
   * @throws {InputError} where it is not a sequence of these data
   */
  read(typed: readonly string[]): Sequences;

  /**
   * What explains the labels of sequence `n`: running quantities by column name, a value per time step. Empty where
   * there is nothing to compute.
   *
   * @param typed what `read` has made the sequence from; its numbers are then taken as they are written
   * @example cumulativeSum.open(settings).quantities(sequences, 0) → { sum: [0.63, 0.92, …] }
   */
  quantities(sequences: Sequences, n: number, typed?: readonly string[]): Readonly<Record<string, readonly number[]>>;

  /**
   * The true probability of each class at the counted step of sequence `n`, given what a direction sees there; null
   * where the labels follow from the input. A direction has null where it sees what the task never produces.
   */
  truth(sequences: Sequences, n: number): Readonly<Record<Direction, readonly number[] | null>> | null;
}

/** Sequences one after the other; ten and then ten are the same as twenty. */
export interface Source {
  /** How many there are before they come again; null where they are fresh without end. */
  readonly count: number | null;
  /** Of a fixed part, what its sequences belong to; null where each stands for itself. */
  readonly groups: Groups | null;
  next(count: number): Sequences;
}

/** Sequences that belong together: of one person, or a sequence alone. */
export interface Groups {
  readonly count: number;
  /** The group of each sequence, in their order. */
  readonly of: Int32Array;
}

/** A real-valued answer is (number of the file − mean) ÷ sd. */
export interface Scale {
  readonly mean: number;
  readonly sd: number;
  /** From where the variance of answers is summed: the mean, or with folds a number that they share. */
  readonly centre: number;
}

/** What the numbers at a model's input and output stand for, by index. */
export interface Words {
  readonly tokens: readonly string[];
  readonly classes: readonly string[];
}

export interface Bounds {
  /** A predictor that knows only the time step. */
  readonly floor: Reachable;
  /** The best predictor that sees what a direction sees. */
  readonly ceiling: Readonly<Record<Direction, Reachable>>;
}

/** An accuracy that can be reached: over all counted steps, and at each time step (index 0 is step 1). */
export interface Reachable {
  readonly overall: number;
  /** null at a step that never counts. */
  readonly bySteps: readonly (number | null)[];
}

/** So many sequences a run is measured on: those of a fixed part, else `test_sequences` fresh ones. */
export function testCount({ test }: Pick<Dataset, 'test'>, { test_sequences }: { test_sequences?: number }): number {
  const count = test(0).count ?? test_sequences;
  if (count === undefined)
    throw new Error('expected test_sequences among the keys of a task whose sequences are all fresh');
  return count;
}

/** The metrics of runs on such data. F1 is told where the test part is fixed. */
export function metricsOf({ output, test }: Pick<Dataset, 'output' | 'test'>): readonly Metric[] {
  if (output.kind === 'linear') return ['mae', 'mse', 'r2', 'loss', 'training_loss'];
  const bySequence = output.per === 'step' ? (['sequence_accuracy'] as const) : [];
  const ofFixed = test(0).count === null ? [] : (['f1_macro'] as const);
  return ['accuracy', 'loss', ...bySequence, 'training_loss', ...ofFixed];
}

/** The same weight for every step that counts, as in sequences that all have all steps. */
export function reachable(bySteps: readonly (number | null)[]): Reachable {
  const counted = bySteps.filter((value) => value !== null);
  return { overall: counted.reduce((sum, value) => sum + value, 0) / counted.length, bySteps };
}

/** What a user typed is not a sequence of the data. One line per problem: place, expected, found, what to do. */
export class InputError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}
