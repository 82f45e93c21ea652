/** The engine check: the first updates of a configuration in TensorFlow.js too, from the same weights and sequences. */
import type { Engine } from '../engines/engine.ts';
import { modelOf } from '../model/model.ts';
import type { Dataset } from '../tasks/dataset.ts';
import type { Configuration, EngineCheck } from '../vocabulary.ts';
import { startTrainer } from './train.ts';

/** Updates that a check makes in each engine. */
export const UPDATES = 20;
/** What two float32 implementations may differ by after some tens of updates; most of it is TensorFlow.js's own. */
const MOST_LOSS_DIFFERENCE = 5e-5;
const MOST_WEIGHT_DIFFERENCE = 1e-3;
/** Weights nearer to 0 than this are compared as if they were this large. */
const WEIGHT_FLOOR = 0.01;

/**
 * Makes 20 updates of one run in both engines.
 *
 * @returns the largest difference of an update's loss and the largest relative difference of a weight afterwards;
 * NaN anywhere fails the check and shows as Infinity.
 */
export async function checkEngine(
  { configuration, seed }: { configuration: Configuration; seed: number },
  { engine, against, dataset }: { engine: Engine; against: Engine; dataset: Dataset },
): Promise<EngineCheck> {
  const model = modelOf(configuration, dataset);
  const sequences = dataset.training(seed).next(UPDATES * configuration.batch_size);
  const [ours, theirs] = [
    await startTrainer(engine, model, { configuration, seed, dataset }),
    await startTrainer(against, model, { configuration, seed, dataset }),
  ];
  try {
    const losses = [(await ours.train(sequences)).losses, (await theirs.train(sequences)).losses];
    const weights = [ours.weights(), theirs.weights()];
    const lossDifference = largest(losses[0], (loss, i) => Math.abs(loss - losses[1][i]));
    const weightDifference = largest(
      weights[0],
      (weight, i) => Math.abs(weight - weights[1][i]) / Math.max(Math.abs(weights[1][i]), WEIGHT_FLOOR),
    );
    return {
      against: against.version,
      updates: UPDATES,
      lossDifference,
      weightDifference,
      passed: lossDifference <= MOST_LOSS_DIFFERENCE && weightDifference <= MOST_WEIGHT_DIFFERENCE,
    };
  } finally {
    ours.dispose();
    theirs.dispose();
  }
}

function largest(values: ArrayLike<number>, difference: (value: number, index: number) => number): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = difference(values[i], i);
    if (!(value <= most)) most = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }
  return most;
}
