/** The article's configuration, planned, for the tests of this folder. */
import type { Configuration, PlannedConfiguration } from '../../src/vocabulary.ts';

export const article: Configuration = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 2.5,
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  merge_mode: 'concat',
  epochs: 1000,
  sequences_per_epoch: 1,
  batch_size: 1,
  learning_rate: 0.001,
  test_sequences: 2000,
  engine: 'fused',
};

export function planned(configuration: Configuration): PlannedConfiguration {
  return { key: '', configuration, parameters: 0, floor: null, ceiling: null };
}
