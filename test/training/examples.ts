/** The article's configuration, planned, for the tests of this folder. */
import { configurationKey } from '../../src/configuration-key.ts';
import { countParameters, modelOf } from '../../src/model/model.ts';
import { openDataset, TASKS } from '../../src/tasks/tasks.ts';
import type { Configuration, PlannedConfiguration } from '../../src/vocabulary.ts';

export const article: Configuration = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 2.5,
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  merge_mode: 'concat',
  epochs: 1000,
  sequences_per_epoch: 1,
  batch_size: 1,
  optimizer: 'adam',
  learning_rate: 0.001,
  dropout: 0,
  test_sequences: 2000,
  engine: 'fused',
};

export function planned(configuration: Configuration): PlannedConfiguration {
  const isKnown = Object.hasOwn(TASKS, configuration.task);
  const parameters = isKnown ? countParameters(modelOf(configuration, openDataset(configuration))) : 0;
  return { key: configurationKey(configuration), configuration, parameters, floor: null, ceiling: null };
}
