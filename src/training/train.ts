/** Run × Dataset × Engine → RunResult: the training loop and the evaluation on the test sequences. */
import { type Dropout, dropoutOf } from '../engines/dropout.ts';
import type { Engine, Trainer } from '../engines/engine.ts';
import type { OptimizerSettings } from '../engines/optimizer.ts';
import { type Model, mergedWidth, modelOf, outputsPerSequence } from '../model/model.ts';
import { weightsSha256 } from '../model/weight-bytes.ts';
import { initialWeights } from '../model/weights.ts';
import { type Dataset, testCount } from '../tasks/dataset.ts';
import type { Configuration, PlannedConfiguration, RunResult } from '../vocabulary.ts';
import { type Curve, learningCurve } from './curve.ts';
import { watchDivergence } from './divergence.ts';
import { measure, nextTurn } from './measure.ts';
import { type Validation, validationOf } from './validation.ts';

export interface TrainOptions {
  readonly engine: Engine;
  /** The data of the run's configuration. */
  readonly dataset: Dataset;
  /** Milliseconds from any start; decides how many updates go into one call, never a result. */
  readonly clock: () => number;
  /** Called between calls to the engine with the updates made so far. */
  readonly onProgress?: (updates: number) => void;
  /** Looked at between calls to the engine; when aborted, `train` rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Updates of a whole run: ⌈epochs × sequences_per_epoch ÷ batch_size⌉. A batch may lie in two epochs of own data. */
export function updatesOf({ epochs, sequences_per_epoch, batch_size }: Configuration): number {
  return Math.ceil((epochs * sequences_per_epoch) / batch_size);
}

/** The epoch of an update, both from 1: that of its last sequence, or the last one. */
export function epochOf(update: number, { epochs, sequences_per_epoch, batch_size }: Configuration): number {
  return Math.min(Math.ceil((update * batch_size) / sequences_per_epoch), epochs);
}

/** The last update that an epoch has a sequence in and the next one has not the last of. */
function lastUpdateOf(epoch: number, configuration: Configuration): number {
  const { epochs, sequences_per_epoch, batch_size } = configuration;
  if (epoch >= epochs) return updatesOf(configuration);
  return Math.floor((epoch * sequences_per_epoch) / batch_size);
}

/**
 * Trains one configuration with one seed and measures it on the test sequences: all of a fixed part, or
 * `test_sequences` fresh ones.
 *
 * Initial weights come from the stream (seed, 'weights', …). The event loop lives between calls to the engine, which
 * last some 20 ms.
 */
export async function train(
  { planned, seed }: { planned: PlannedConfiguration; seed: number },
  options: TrainOptions,
): Promise<RunResult> {
  const { engine, dataset, clock } = options;
  const { configuration } = planned;
  const started = clock();
  const model = modelOf(configuration, dataset);

  const trainer = await startTrainer(engine, model, { configuration, seed, dataset });
  try {
    const curve = learningCurve({
      epochs: configuration.epochs,
      updates: updatesOf(configuration),
      epochOf: (update) => epochOf(update, configuration),
    });
    const dropout = model.dropout === 0 ? null : dropoutOf(model, seed);
    const validation = validationOf(configuration, { dataset, seed });
    const { divergedAt, stoppedAt } = await makeUpdates(trainer, configuration, {
      ...options,
      ...{ seed, curve, dropout, validation },
    });
    if (divergedAt !== null) {
      return { status: 'diverged', trainMs: clock() - started, curve: curve.points(), divergedAt };
    }
    const keptEpoch = (await validation?.restoreBest(trainer)) ?? null;
    const trainMs = clock() - started;
    const { metrics, steps, testGroups } = await evaluate(trainer, configuration, { seed, dataset });
    // The last update may have been the one after which nothing is a number
    if (!Number.isFinite(metrics.loss)) {
      return { status: 'diverged', trainMs, curve: curve.points(), divergedAt: configuration.epochs };
    }
    const weights = trainer.weights();
    return {
      status: 'completed',
      trainMs,
      curve: curve.points(),
      ...(stoppedAt !== null && { stoppedAt }),
      ...(keptEpoch !== null && { keptEpoch }),
      metrics: { ...metrics, training_loss: curve.trainingLoss() },
      steps,
      testGroups,
      weights,
      weightsSha256: weightsSha256(weights),
    };
  } finally {
    trainer.dispose();
  }
}

/** A trainer of that configuration at the beginning of a run with that seed. */
export function startTrainer(
  engine: Engine,
  model: Model,
  { configuration, seed, dataset }: { configuration: Configuration; seed: number; dataset: Dataset },
): Promise<Trainer> {
  return engine.createTrainer(model, initialWeights(model, seed), {
    optimizer: optimizerOf(configuration),
    batchSize: configuration.batch_size,
    steps: dataset.steps,
  });
}

/** The optimizer of a configuration. */
export function optimizerOf({
  optimizer,
  learning_rate,
  momentum = 0,
  weight_decay = 0,
}: Pick<Configuration, 'optimizer' | 'learning_rate' | 'momentum' | 'weight_decay'>): OptimizerSettings {
  return { name: optimizer, learningRate: learning_rate, momentum, weightDecay: weight_decay };
}

const CALL_MS = 20;
const FIRST_UPDATES = 16;
/** Bounds the sequences that one call holds: numbers per call, about 4 MB. */
const MOST_NUMBERS = 1e6;

interface Training extends TrainOptions {
  readonly seed: number;
  readonly curve: Curve;
  /** null for models without. */
  readonly dropout: Dropout | null;
  /** null where nothing is measured before the end. */
  readonly validation: Validation | null;
}

/** The epochs at which training came to nothing, or ended early; null where it did not. */
interface Ending {
  readonly divergedAt: number | null;
  readonly stoppedAt: number | null;
}

/** Makes all updates of a run, or those until it ends early. */
async function makeUpdates(
  trainer: Trainer,
  configuration: Configuration,
  { seed, curve, dropout, validation, dataset, clock, onProgress, signal }: Training,
): Promise<Ending> {
  const source = dataset.training(seed);
  const total = updatesOf(configuration);
  const batch = configuration.batch_size;
  const model = modelOf(configuration, dataset);
  const divergence = watchDivergence({ updates: total, output: dataset.output });
  const mostUpdates = Math.max(1, Math.floor(MOST_NUMBERS / (batch * dataset.steps * numbersPerStep(dataset, model))));

  let size = Math.min(FIRST_UPDATES, mostUpdates);
  for (let done = 0; done < total; ) {
    signal?.throwIfAborted();
    // No call goes beyond an epoch that is measured at its end
    const epoch = validation?.next(epochOf(done + 1, configuration)) ?? configuration.epochs;
    const end = lastUpdateOf(epoch, configuration);
    const updates = Math.min(size, end - done);
    const before = clock();
    const sequences = source.next(updates * batch);
    const { losses, correct } = await trainer.train(sequences, dropout?.next(sequences));
    const outputsPerUpdate = batch * outputsPerSequence(dataset.output, sequences.steps);
    for (let i = 0; i < updates; i++) {
      const counted = countOnes(sequences.counted, i * outputsPerUpdate, (i + 1) * outputsPerUpdate);
      const update = { loss: losses[i], correct: correct === null ? null : correct[i], counted };
      const divergedAt = divergence.add(update);
      if (divergedAt !== null) return { divergedAt: epochOf(divergedAt + 1, configuration), stoppedAt: null };
      curve.add(update);
    }
    done += updates;
    onProgress?.(done);
    if (validation !== null && done === end) {
      const { loss, isLast } = await validation.afterEpoch(trainer, epochOf(done, configuration));
      curve.validated(loss);
      if (isLast && done < total) {
        curve.end();
        return { divergedAt: null, stoppedAt: epochOf(done, configuration) };
      }
    }
    const duration = Math.max(clock() - before, 0.1);
    size = Math.max(1, Math.min(mostUpdates, 2 * size, Math.round((updates * CALL_MS) / duration)));
    await nextTurn();
  }
  return { divergedAt: null, stoppedAt: null };
}

async function evaluate(
  trainer: Trainer,
  configuration: Configuration,
  { seed, dataset }: { seed: number; dataset: Dataset },
) {
  const count = testCount(dataset, configuration);
  const result = await measure(trainer, dataset.test(seed), { dataset, count });
  return { metrics: result.metrics(), steps: result.steps(), testGroups: result.groups() };
}

/** What a call holds for a time step: inputs, and masks, which have a byte each where inputs have four. */
function numbersPerStep({ input }: Dataset, model: Model): number {
  const masks = model.dropout === 0 ? 0 : (model.layers * mergedWidth(model)) / 4;
  return (input.kind === 'numbers' ? input.features : 1) + masks;
}

function countOnes(values: Uint8Array, from: number, to: number): number {
  let ones = 0;
  for (let i = from; i < to; i++) ones += values[i];
  return ones;
}
