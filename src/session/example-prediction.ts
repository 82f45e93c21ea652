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
 * The answers to one sequence: of an experiment about words, of all its models; of a single run, its own, which is the
 * article's last step. null for any other, and where weights are not kept: nothing is trained for it.
 */
export async function examplePrediction(store: Store, results: ExperimentResults): Promise<Prediction | null> {
  const { points, seeds } = results;
  const chosen = points.flatMap((point): ChosenRun[] => {
    const run = firstOf(point.runs, seeds);
    return run === null ? [] : [{ run, planned: point.planned, point, conditions: [] }];
  });
  if (chosen.length === 0 || chosen.length < points.length || chosen.length > MOST_MODELS) return null;
  const isAboutWords = openDataset(chosen[0].planned.configuration).words !== null;
  const isSingle = points.length === 1 && seeds.length === 1;
  if (!(isAboutWords || isSingle) || !areComparable(chosen) || !chosen.every((one) => isKept(store, one))) return null;
  const nothingIsTrained = { clock: () => 0, now: () => new Date(0), signal: AbortSignal.abort(), note: () => {} };
  return await predictionOf(nothingIsTrained, store, chosen, []);
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
