/** The settings of a configuration, and the words that some of them have. */

export const DIRECTIONS = ['forward', 'backward', 'bidirectional'] as const;
export const MERGE_MODES = ['concat', 'sum', 'mul', 'ave'] as const;
export const CELLS = ['lstm', 'gru', 'simple_rnn'] as const;
export const OPTIMIZERS = ['adam', 'adamw', 'rmsprop', 'sgd'] as const;
export const ENGINES = ['fused', 'tfjs', 'reference'] as const;

export type Direction = (typeof DIRECTIONS)[number];
export type MergeMode = (typeof MERGE_MODES)[number];
export type CellName = (typeof CELLS)[number];
export type OptimizerName = (typeof OPTIMIZERS)[number];
export type EngineName = (typeof ENGINES)[number];

/** A value of a key as the file has it: 16, '25%', 'forward'. */
export type Value = string | number;

/**
 * One setting of every key, without the seed: the file after overrides, sweep, defaults, with the threshold as a
 * number. A key that does not apply is absent (merge_mode of a one-way model, threshold of a task without one).
 */
export interface Configuration {
  readonly task: string;
  /** Of the data file where the task is `own-data`. */
  readonly data_sha256?: string;
  /** What the `data` map of the file means, as JSON with sorted keys, without the path; where the task is `own-data`. */
  readonly data?: string;
  readonly sequence_length?: number;
  readonly threshold?: number;
  readonly cell: CellName;
  readonly units: number;
  readonly layers: number;
  readonly direction: Direction;
  readonly merge_mode?: MergeMode;
  readonly epochs: number;
  readonly sequences_per_epoch: number;
  readonly batch_size: number;
  readonly optimizer: OptimizerName;
  readonly learning_rate: number;
  /** Of sgd and rmsprop. */
  readonly momentum?: number;
  /** Of adamw. */
  readonly weight_decay?: number;
  /** 0 … < 1: the share of its outputs that every recurrent layer loses while training. */
  readonly dropout: number;
  /** Epochs in a row without a lower validation loss that end the training; absent where it goes on to the end. */
  readonly patience?: number;
  /** Only with patience. */
  readonly min_delta?: number;
  /** Fresh sequences that every point of the learning curve is also measured on; absent where it is not. */
  readonly validation?: number;
  /** Fresh ones; absent where the test part is a fixed one. */
  readonly test_sequences?: number;
  readonly engine: EngineName;
}
