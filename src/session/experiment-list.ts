/** All experiments of a database with what they ask and what came out. */
import { readExperiment } from '../experiment/experiment.ts';
import type { Store } from '../store/store.ts';
import type { ExperimentResults } from '../vocabulary.ts';
import { answered } from './answer.ts';
import { UsageError } from './errors.ts';
import { refuseUnknownTask } from './stored-results.ts';

export interface ListedExperiment {
  readonly name: string;
  /** The question that its file asks; '' where it asks none. */
  readonly description: string;
  /** Those planned, those that have ended, and those of them that diverged or failed. */
  readonly runs: { readonly planned: number; readonly stored: number; readonly lost: number };
  readonly updatedAt: string;
  /** The first sentence of the answer. */
  readonly answer: string;
}

/** The one run last first. */
export function listExperiments(store: Store): ListedExperiment[] {
  return store.experimentNames().flatMap((name) => {
    const results = store.results(name);
    return results === null ? [] : [listed(store, results, store.experiment(name)?.updatedAt ?? '')];
  });
}

function listed(store: Store, results: ExperimentResults, updatedAt: string): ListedExperiment {
  const runs = new Map(results.points.flatMap((point) => point.runs.map((run) => [run.id, run.status] as const)));
  const statuses = [...runs.values()];
  return {
    name: results.name,
    description: descriptionOf(results),
    runs: {
      planned: new Set(results.points.map(({ planned }) => planned.key)).size * results.seeds.length,
      stored: statuses.length,
      lost: statuses.filter((status) => status !== 'completed').length,
    },
    updatedAt,
    answer: firstSentence(store, results),
  };
}

function descriptionOf({ name, source }: ExperimentResults): string {
  const reading = readExperiment({ file: name, text: source, overrides: [] });
  return reading.kind === 'valid' ? reading.experiment.description : ''; // written by a version with other keys
}

function firstSentence(store: Store, results: ExperimentResults): string {
  try {
    for (const { planned } of results.points) refuseUnknownTask(planned.configuration);
    return answered(store, results).answer.split(/(?<=\.) /)[0];
  } catch (error) {
    if (error instanceof UsageError) return error.message; // a task that this version does not know
    throw error;
  }
}
