/** A saved model held against the engine that trained it, in TensorFlow.js as its users open it. */
import { engineNamed } from '../engines/engines.ts';
import { predictSaved } from '../engines/tfjs/saved.ts';
import { modelOf } from '../model/model.ts';
import { savedModel } from '../model/saved-model.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Configuration, SavedModelCheck } from '../vocabulary.ts';
import { largest } from './distances.ts';
import { optimizerOf } from './train.ts';

/** Of the run's own test sequences. */
const SEQUENCES = 50;
/** Of an output, of 1 + the largest one. */
const TOLERANCE = 1e-4;

/** The outputs of the model with these weights on some test sequences of a seed, saved and opened, and in its engine. */
export async function checkSavedModel(
  { configuration, seed }: { configuration: Configuration; seed: number },
  weights: Float32Array,
): Promise<SavedModelCheck> {
  const dataset = openDataset(configuration);
  const model = modelOf(configuration, dataset);
  const source = dataset.test(seed);
  const sequences = source.next(Math.min(SEQUENCES, source.count ?? SEQUENCES));
  const engine = await engineNamed(configuration.engine);
  const { batch_size: batchSize } = configuration;
  const settings = { optimizer: optimizerOf(configuration), batchSize, steps: sequences.steps };
  const trainer = await engine.createTrainer(model, weights, settings);
  try {
    const { outputs, backend } = await predictSaved(savedModel(model, weights), model, sequences);
    const expected = await trainer.predict(sequences);
    const largestDifference = largest(outputs, expected);
    return { backend, largestDifference, passed: largestDifference <= TOLERANCE * (1 + largest(expected)) };
  } finally {
    trainer.dispose();
  }
}
