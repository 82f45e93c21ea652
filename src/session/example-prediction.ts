/** What the models of an experiment say of one sequence, where that is worth a picture. */
import { modelOf } from '../model/model.ts';
import type { Prediction } from '../report/prediction.ts';
import { type Store, StoreError } from '../store/store.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { ExperimentResults, StoredRun } from '../vocabulary.ts';
import type { ChosenRun } from './choose-runs.ts';
import { areComparable, predictionOf } from './predict.ts';

/** Models side by side at most. */
const MOST_MODELS = 4;

/**
 * The answers to one sequence: of an experiment that asks for a word in a gap, of all its models; of a single run, its own, which is the
 * article's last step. null for any other, and where weights are not kept: nothing is trained for it.
 */
export async function examplePrediction(store: Store, results: ExperimentResults): Promise<Prediction | null> {
  const { points, seeds } = results;
  const chosen = points.flatMap((point): ChosenRun[] => {
    const run = firstOf(point.runs, seeds);
    return run === null ? [] : [{ run, planned: point.planned, point, conditions: [] }];
  });
  if (chosen.length === 0 || chosen.length < points.length || chosen.length > MOST_MODELS) return null;
  const isShown = points.length === 1 && seeds.length === 1 ? asksForLabels : asksForWord;
  if (!isShown(chosen[0]) || !areComparable(chosen)) return null;
  if (!chosen.every((one) => isKept(store, one))) return null;
  const nothingIsTrained = { clock: () => 0, now: () => new Date(0), signal: AbortSignal.abort(), note: () => {} };
  return await predictionOf(nothingIsTrained, store, chosen, []);
}

/** Whether a sequence is a text with one gap. */
function asksForWord({ run, planned: { configuration } }: ChosenRun): boolean {
  const { input, output, example } = openDataset(configuration);
  if (input.kind !== 'tokens' || output.kind !== 'softmax' || output.per !== 'step') return false;
  return example(run.seed).counted.filter((count) => count === 1).length === 1;
}

/** Whether every step of numbers is 0 or 1, so that one probability says it. */
function asksForLabels({ planned: { configuration } }: ChosenRun): boolean {
  const { words, input, output } = openDataset(configuration);
  return words === null && input.kind === 'numbers' && output.kind === 'sigmoid' && output.per === 'step';
}

/** The completed run of the first seed, whose weights are the ones that are kept. */
function firstOf(runs: readonly StoredRun[], seeds: readonly number[]): StoredRun | null {
  return runs.find(({ seed, status }) => seed === Math.min(...seeds) && status === 'completed') ?? null;
}

function isKept(store: Store, { run, planned: { configuration } }: ChosenRun): boolean {
  try {
    return store.weights(run.id, modelOf(configuration, openDataset(configuration))) !== null;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'damaged') return false; // the rest of the page is as it was
    throw error;
  }
}
