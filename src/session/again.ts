/** Training runs again, to see whether their bits come out the same; replaces nothing. */
import { execute, workersFor } from '../training/execute.ts';
import type { Run, RunResult } from '../vocabulary.ts';
import { expectedHere } from './expected.ts';
import { namesOf, runsOf } from './plan.ts';
import type { Session } from './session.ts';

const AGREEMENTS = ['same', 'differs', 'not stored', 'failed'] as const;
type Agreement = (typeof AGREEMENTS)[number];

/** How many runs came out how. */
export type Agreements = Readonly<Record<Agreement, number>>;

/** Trains all runs of an experiment again and compares the bits with what is stored. */
export async function trainAgain({ surroundings, store, experiment, jobs, startProgress }: Session) {
  const runs = runsOf(experiment);
  const found: Record<Agreement, number> = { same: 0, differs: 0, 'not stored': 0, failed: 0 };
  const { clock, signal } = surroundings;
  const expected = expectedHere(store);
  const workers = workersFor(runs, { jobs, clock, expected });
  const nameOf = namesOf(experiment);
  const progress = startProgress({ runs, doneBefore: 0, expected, atWork: () => workers.atWork(), nameOf });
  const options = { workers, clock, signal, keepsWeights: () => false, onProgress: progress.updates };
  try {
    for await (const { run, result } of execute(runs, options)) {
      const agreement = compareBits(store, run, result);
      found[agreement] += 1;
      progress.finished(run, result);
      if (agreement === 'differs' || agreement === 'failed') progress.say(`${nameOf(run)}: ${agreement}`);
    }
  } finally {
    progress.stop();
  }
  return found satisfies Agreements;
}

function compareBits(store: Session['store'], run: Run, result: RunResult): Agreement {
  if (result.status === 'failed') return 'failed';
  const id = store.runId(run);
  const stored = id === null ? null : store.run(id);
  if (stored === null || stored.status === 'failed') return 'not stored';
  if (result.status === 'diverged') return stored.divergedAt === result.divergedAt ? 'same' : 'differs';
  return stored.weightsSha256 === result.weightsSha256 && stored.metrics?.loss === result.metrics.loss
    ? 'same'
    : 'differs';
}
