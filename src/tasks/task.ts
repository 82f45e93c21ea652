/** What every task provides: its keys, its sequences with labels, what each direction can know of them, its words. */
import type { RandomStream } from '../random.ts';
import type { Configuration, Direction, ModelInput, ModelOutput, Sequences } from '../vocabulary.ts';

/** An accuracy that can be reached: over all counted steps, and at each time step (index 0 is step 1). */
export interface Reachable {
  readonly overall: number;
  /** null at a step that never counts. */
  readonly bySteps: readonly (number | null)[];
}

export interface Bounds {
  /** A predictor that knows only the time step. */
  readonly floor: Reachable;
  /** The best predictor that sees what a direction sees. */
  readonly ceiling: Readonly<Record<Direction, Reachable>>;
}

/** The keys of the file that only some tasks have. */
export const TASK_KEYS = ['sequence_length', 'threshold'] as const;
export type TaskKey = (typeof TASK_KEYS)[number];

/** The part of a configuration that tasks read. */
export type TaskSettings = Pick<Configuration, 'task' | TaskKey>;

/** What the numbers at a model's input and output stand for, by index. */
export interface Words {
  readonly tokens: readonly string[];
  readonly classes: readonly string[];
}

export interface Task {
  readonly name: string;
  /** The label at a step, in words: '1 once x_1 + … + x_t reaches the threshold'. */
  readonly label: string;
  /** Which side it needs, in one sentence. */
  readonly needs: string;
  /** The keys that apply; the others are errors in a file and absent from a configuration. */
  readonly keys: readonly TaskKey[];
  readonly input: ModelInput;
  readonly output: ModelOutput;
  /** null where inputs are numbers and labels 0 or 1. */
  readonly words: Words | null;

  /** The most time steps that a sequence has. */
  steps(settings: TaskSettings): number;

  /** The next `count` fresh sequences of a stream; ten and then ten are the same as twenty. */
  sequences(settings: TaskSettings, random: RandomStream, count: number): Sequences;

  /** Floor and ceilings; exact unless the task's file states its method. Takes up to 0.1 s for 1000 steps. */
  bounds(settings: TaskSettings): Bounds;

  /**
   * One sequence from what a user typed, split at spaces by the shell or not at all. A label is −1 where the input
   * does not decide it.
   *
   * @throws {InputError} where it is not a sequence of this task
   */
  read(settings: TaskSettings, typed: readonly string[]): Sequences;

  /**
   * What explains the labels of sequence `n`: running quantities by column name, a value per time step. Empty where
   * there is nothing to compute.
   *
   * @example cumulativeSum.quantities(settings, sequences, 0) → { sum: [0.63, 0.92, …] }
   */
  quantities(settings: TaskSettings, sequences: Sequences, n: number): Readonly<Record<string, readonly number[]>>;

  /**
   * The true probability of each class at the counted step of sequence `n`, given what a direction sees there; null
   * where the labels follow from the input. A direction has null where it sees what the task never produces.
   */
  truth(sequences: Sequences, n: number): Readonly<Record<Direction, readonly number[] | null>> | null;
}

/** What a user typed is not a sequence of the task. One line per problem: place, expected, found, what to do. */
export class InputError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

/** The same weight for every step that counts, as in sequences that all have all steps. */
export function reachable(bySteps: readonly (number | null)[]): Reachable {
  const counted = bySteps.filter((value) => value !== null);
  return { overall: counted.reduce((sum, value) => sum + value, 0) / counted.length, bySteps };
}
