/** What stored models say about one sequence. */
import { predictedClass } from '../engines/engine.ts';
import { engineNamed } from '../engines/engines.ts';
import { modelOf, outputWidth } from '../model/model.ts';
import type { ModelAnswer, Prediction } from '../report/prediction.ts';
import { inUnitOfFile } from '../report/unit-of-file.ts';
import type { Store } from '../store/store.ts';
import { corpusOf, MissingCorpus } from '../tasks/corpora.ts';
import { type Dataset, InputError } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import { optimizerOf } from '../training/train.ts';
import type { PlannedConfiguration, Sequences } from '../vocabulary.ts';
import type { ChosenRun } from './choose-runs.ts';
import { UsageError } from './errors.ts';
import type { Surroundings } from './session.ts';
import { weightsOf } from './weights-of-run.ts';

type Predicting = Omit<ChosenRun, 'conditions'>;

/**
 * The answers of some models to one sequence.
 *
 * @param typed the sequence; without a word in it, one that no run has seen, the same each time
 */
export async function predictionOf(
  surroundings: Surroundings,
  store: Store,
  chosen: readonly Predicting[],
  typed: readonly string[],
): Promise<Prediction> {
  const { configuration } = chosen[0].planned;
  const dataset = openDataset(configuration);
  const sequence =
    typed.length === 0 ? dataset.example(chosen[0].run.seed) : await read(configuration.task, typed, dataset);
  const answers: ModelAnswer[] = [];
  for (const one of chosen) {
    const weights = await weightsOf(surroundings, store, one);
    answers.push({
      run: one.run.id,
      seed: one.run.seed,
      planned: one.planned,
      accuracy: one.run.metrics?.accuracy ?? null,
      mae: one.run.metrics?.mae ?? null,
      ...(await predictWith(one.planned, weights, { dataset, sequence })),
      title: titleOf(one, chosen),
    });
  }
  return {
    task: configuration.task,
    sequence,
    output: dataset.output,
    words: dataset.words,
    columns: dataset.columns,
    targets: inFile(sequence.targets, dataset),
    quantities: dataset.quantities(sequence, 0, typed),
    truth: dataset.truth(sequence, 0),
    answers,
  };
}

/** Whether one sequence means the same to all of them. */
export function areComparable(runs: readonly ChosenRun[]): boolean {
  const meaning = ({ planned: { configuration: c } }: ChosenRun) =>
    JSON.stringify([c.task, c.sequence_length, c.threshold]);
  return runs.every((run) => meaning(run) === meaning(runs[0]));
}

/** What tells a model from the others beside it; of a single one, its direction. */
function titleOf({ point: { block, level }, planned }: Predicting, all: readonly Predicting[]): string {
  const telling = Object.entries(block).filter(([key, value]) => all.some(({ point }) => point.block[key] !== value));
  const words = [...telling.map(([key, value]) => `${key}=${value}`), level ?? ''].filter((word) => word !== '');
  return words.length === 0 ? planned.configuration.direction : words.join(' ');
}

async function read(task: string, typed: readonly string[], dataset: Dataset): Promise<Sequences> {
  try {
    const corpus = corpusOf(task);
    return dataset.read(corpus === null ? typed : await corpus.meant(typed));
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.problems.join('\n'));
    if (error instanceof MissingCorpus) throw new UsageError(error.message);
    throw error;
  }
}

/** Real-valued answers in the unit of the file; null of classes. */
function inFile(values: Float32Array | null, { scale }: Dataset): number[] | null {
  return values === null || scale === null ? null : Array.from(values, (value) => inUnitOfFile(value, scale));
}

/** What a model with these weights says about the one sequence: the class of each output or its number, see ModelAnswer. */
async function predictWith(
  { configuration }: PlannedConfiguration,
  weights: Float32Array,
  { dataset, sequence }: { dataset: Dataset; sequence: Sequences },
) {
  const model = modelOf(configuration, dataset);
  const engine = await engineNamed(configuration.engine);
  const trainer = await engine.createTrainer(model, weights, {
    optimizer: optimizerOf(configuration),
    batchSize: configuration.batch_size,
    steps: sequence.steps,
  });
  try {
    const outputs = await trainer.predict(sequence);
    const numbers = inFile(outputs, dataset);
    if (numbers !== null) return { probabilities: null, predicted: numbers };
    const K = outputWidth(model.output);
    const predicted = Array.from({ length: outputs.length / K }, (_, i) => predictedClass(outputs, i, K));
    return { probabilities: outputs, predicted };
  } finally {
    trainer.dispose();
  }
}
