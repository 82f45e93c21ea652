/** Training stored runs again from their receipts: the same bits, or where they first differ. */
import { engineVersion } from '../engines/engines.ts';
import { modelOf } from '../model/model.ts';
import type { Store } from '../store/store.ts';
import { openDataset } from '../tasks/tasks.ts';
import { execute, type Finished, workersFor } from '../training/execute.ts';
import { checkSavedModel } from '../training/saved-model-check.ts';
import type {
  Difference,
  Environment,
  Run,
  RunRecord,
  RunResult,
  SavedModelCheck,
  Verification,
} from '../vocabulary.ts';
import { expectedHere } from './expected.ts';
import type { Progress, Surroundings, Waiting } from './session.ts';

export interface VerifyOptions {
  readonly jobs: number;
  readonly startProgress: (waiting: Waiting) => Progress;
}

/** Verifies runs, in the order in which they are done again; what cannot be compared comes first, with the reason. */
export async function* verifyRuns(
  { clock, signal }: Surroundings,
  store: Store,
  records: readonly RunRecord[],
  { jobs, startProgress }: VerifyOptions,
): AsyncGenerator<Verification> {
  const again = new Map<Run, RunRecord>();
  for (const record of records) {
    const reason = whyNotComparable(record);
    if (reason === null) again.set(runOf(record), record);
    else yield verification(record, { verdict: 'not comparable', reason, weightsNow: null, difference: null });
  }

  const runs = [...again.keys()];
  const expected = expectedHere(store);
  const workers = workersFor(runs, { jobs, clock, expected });
  const nameOf = (run: Run) => `run ${again.get(run)?.id}`;
  const progress = startProgress({ runs, doneBefore: 0, expected, atWork: () => workers.atWork(), nameOf });
  const options = { workers, clock, signal, keepsWeights: () => true, onProgress: progress.updates };
  try {
    for await (const finished of execute(runs, options)) {
      const record = again.get(finished.run) as RunRecord;
      const saved = await savedModelOf(store, record, finished.result);
      progress.finished(finished.run, finished.result);
      yield { ...compared(record, finished), tfjs: saved };
    }
  } finally {
    progress.stop();
  }
}

function runOf({ planned, seed, engineVersion: version }: RunRecord): Run {
  return { planned, seed, engineVersion: version };
}

function whyNotComparable({ status, error, engineVersion: made, planned }: RunRecord): string | null {
  if (status === 'failed') return `it failed: ${error}`;
  const here = engineVersion(planned.configuration.engine);
  return made === here ? null : `it was made by ${made}, and this version of Bothways has ${here}`;
}

/** The model that the database keeps, or else the one trained now; null for a run that has none. */
async function savedModelOf(store: Store, record: RunRecord, result: RunResult): Promise<SavedModelCheck | null> {
  const { configuration } = record.planned;
  const kept = record.hasModel ? store.weights(record.id, modelOf(configuration, openDataset(configuration))) : null;
  const weights = kept ?? (result.status === 'completed' ? result.weights : null);
  return weights === null ? null : await checkSavedModel({ configuration, seed: record.seed }, weights);
}

/** In the order in which a run makes them: curve, accuracy by step, metrics, weights. */
function compared(record: RunRecord, { result, environment }: Finished): Verification {
  const weightsNow = result.status === 'completed' ? result.weightsSha256 : null;
  if (result.status === 'failed') {
    const reason = `it failed when trained again: ${result.error}`;
    return verification(record, { verdict: 'not comparable', reason, weightsNow, difference: null });
  }
  const [reason, difference] = firstDifference(record, result) ?? [null, null];
  if (reason === null) return verification(record, { verdict: 'bit-identical', reason, weightsNow, difference });
  const elsewhere = otherMachine(record, environment);
  return elsewhere === null
    ? verification(record, { verdict: 'differs', reason, weightsNow, difference })
    : verification(record, { verdict: 'not comparable', reason: `${reason}; ${elsewhere}`, weightsNow, difference });
}

/** TensorFlow.js promises its bits on one machine only. */
function otherMachine({ planned, environment }: RunRecord, now: Environment): string | null {
  if (planned.configuration.engine !== 'tfjs') return null;
  const same = (['os', 'cpu', 'node', 'backend'] as const).every((key) => environment[key] === now[key]);
  return same ? null : 'TensorFlow.js has the same bits on one machine only, and this is another one';
}

type Again = RunResult & { readonly status: 'completed' | 'diverged' };

/** What differs first, in words, and the losses where it is in the curve; null where nothing does. */
function firstDifference(record: RunRecord, now: Again): readonly [string, Difference | null] | null {
  for (const [i, { epoch, loss, accuracy }] of record.curve.entries()) {
    const point = now.curve.at(i);
    if (point?.epoch === epoch && point.loss === loss && point.accuracy === accuracy) continue;
    const difference = { epoch, lossRecorded: loss, lossNow: point?.loss ?? null };
    return [`the learning curve differs from epoch ${epoch} on`, difference];
  }
  if (record.status !== now.status) return [`it is ${now.status} now, and was ${record.status}`, null];
  if (now.status === 'diverged') {
    const [then, here] = [record.divergedAt, now.divergedAt];
    return then === here ? null : [`it diverged at epoch ${here} now, and at ${then} then`, null];
  }
  for (const [i, { step, accuracy }] of record.steps.entries()) {
    const found = now.steps.at(i);
    if (found?.step === step && found.accuracy === accuracy) continue;
    return [`the accuracy at step ${step} is ${found?.accuracy} now, and was ${accuracy}`, null];
  }
  for (const [name, value] of Object.entries(record.metrics ?? {})) {
    const found = now.metrics[name as keyof typeof now.metrics];
    if (found !== value) return [`${name} is ${found} now, and was ${value}`, null];
  }
  return record.weightsSha256 === now.weightsSha256 ? null : ['the weights differ', null];
}

function verification(
  { id, weightsSha256 }: RunRecord,
  found: Pick<Verification, 'verdict' | 'reason'> & { weightsNow: string | null; difference: Difference | null },
): Verification {
  const { verdict, reason, weightsNow, difference } = found;
  return {
    run: id,
    verdict,
    reason,
    firstDifference: difference,
    weightsSha256: { recorded: weightsSha256, now: weightsNow },
    tfjs: null,
  };
}
