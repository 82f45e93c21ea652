/** What every task provides: its keys, its sequences with labels, and what each direction can know of them. */
import type { RandomStream } from '../random.ts';
import type { Configuration, Direction, ModelInput, ModelOutput, Sequences } from '../vocabulary.ts';

/** An accuracy that can be reached: over all counted steps, and at each time step (index 0 is step 1). */
export interface Reachable {
  readonly overall: number;
  readonly bySteps: readonly number[];
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

  /** The most time steps that a sequence has. */
  steps(settings: TaskSettings): number;

  /** The next `count` fresh sequences of a stream; ten and then ten are the same as twenty. */
  sequences(settings: TaskSettings, random: RandomStream, count: number): Sequences;

  /** Floor and ceilings; exact unless the task's file states its method. Takes up to 0.1 s for 1000 steps. */
  bounds(settings: TaskSettings): Bounds;
}
