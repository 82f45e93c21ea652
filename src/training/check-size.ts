/** How large the model and the batches of an engine check are, and what the check costs. */
import type { TrainerSettings } from '../engines/engine.ts';
import { countParameters, type Model, modelOf } from '../model/model.ts';
import type { Dataset } from '../tasks/dataset.ts';
import type { Configuration, EngineName } from '../vocabulary.ts';
import { PASSES, updateUs } from './estimate.ts';
import { optimizerOf } from './train.ts';

/** Updates that a check makes. */
export const UPDATES = 4;

/** Multiplications of a pass of one batch: a check takes the reference 0.2 s, TensorFlow.js 1.2 s. */
const MOST_WORK = 10e6;
/** What is left of a model's sizes at the least, so that every loop of an engine still turns. */
const FEWEST = { steps: 12, sequences: 9, units: 13 } as const;

export interface CheckedModel {
  readonly model: Model;
  readonly settings: TrainerSettings;
}

/**
 * The model and batch of a configuration. Large ones get fewer time steps, then fewer sequences, then fewer units, until
 * a check is a matter of seconds: 1024 units and 1000 steps would take it an hour.
 */
export function checkedModel(configuration: Configuration, dataset: Dataset): CheckedModel {
  let model = modelOf(configuration, dataset);
  let [steps, batchSize] = [dataset.steps, configuration.batch_size];
  const halved = (value: number, least: number) => Math.max(Math.ceil(value / 2), Math.min(value, least));
  const work = () => countParameters(model) * steps * batchSize;
  while (work() > MOST_WORK && steps > FEWEST.steps) steps = halved(steps, FEWEST.steps);
  while (work() > MOST_WORK && batchSize > FEWEST.sequences) batchSize = halved(batchSize, FEWEST.sequences);
  while (work() > MOST_WORK && model.units > FEWEST.units) {
    model = { ...model, units: halved(model.units, FEWEST.units) };
  }
  return { model, settings: { optimizer: optimizerOf(configuration), batchSize, steps } };
}

/**
 * Microseconds per weight of what a check does beside the updates: it draws weights and moments, makes the step again and
 * takes differences. Little, but for models of a large vocabulary, whose weights an update hardly touches. Measured on
 * 200 000 to 2 million weights; one core of a server of 2025.
 */
const WEIGHT_US = 0.8;

/** Estimated milliseconds of a check of that engine with the reference beside it in float64 and float32. */
export function estimatedCheckMs(configuration: Configuration, dataset: Dataset, engine: EngineName): number {
  const { model, settings } = checkedModel(configuration, dataset);
  // Each update is followed by a prediction of its batch
  const us = (name: EngineName) => updateUs(name, model, settings) * (1 + 1 / PASSES);
  return (UPDATES * (us(engine) + 2 * us('reference') + countParameters(model) * WEIGHT_US)) / 1000;
}
