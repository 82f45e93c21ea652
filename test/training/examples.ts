/** Configurations, planned. */
import { configurationKey } from '../../src/configuration-key.ts';
import { countParameters, modelOf } from '../../src/model/model.ts';
import { openDataset, TASKS } from '../../src/tasks/tasks.ts';
import type { Configuration, PlannedConfiguration } from '../../src/vocabulary.ts';

export function planned(configuration: Configuration): PlannedConfiguration {
  const isKnown = Object.hasOwn(TASKS, configuration.task);
  const parameters = isKnown ? countParameters(modelOf(configuration, openDataset(configuration))) : 0;
  return { key: configurationKey(configuration), configuration, parameters, floor: null, ceiling: null };
}
