/** What every task provides: its keys, what it asks in words, and its data, opened. */
import type { TaskKey } from '../keys.ts';
import type { Configuration } from '../vocabulary.ts';
import type { Dataset } from './dataset.ts';

/** The part of a configuration that tasks read. */
export type TaskSettings = Pick<Configuration, 'task' | 'data_sha256' | 'data' | TaskKey>;

export interface Task {
  readonly name: string;
  /** The label at a step, in words: '1 once x_1 + … + x_t reaches the threshold'. */
  readonly label: string;
  /** Which side it needs, in one sentence. */
  readonly needs: string;
  /** The keys that apply; the others are errors in a file and absent from a configuration. */
  readonly keys: readonly TaskKey[];

  /** The data that these settings mean; throws where planning has let something through that they do not allow. */
  open(settings: TaskSettings): Dataset;
}
