/** The weights that a stored run ended with: kept, or trained again to the same bits. */
import { engineVersion } from '../engines/engines.ts';
import { modelOf } from '../model/model.ts';
import type { Store } from '../store/store.ts';
import { openDataset } from '../tasks/tasks.ts';
import { execute, workersFor } from '../training/execute.ts';
import type { ChosenRun } from './choose-runs.ts';
import { UsageError } from './errors.ts';
import type { Surroundings } from './session.ts';

/** Weights that are not stored are trained again, which gives the same bits and is said; other bits are an error. */
export async function weightsOf(
  { clock, signal, note }: Surroundings,
  store: Store,
  { run, planned }: Pick<ChosenRun, 'run' | 'planned'>,
): Promise<Float32Array> {
  if (run.status !== 'completed') {
    const how = run.status === 'diverged' ? `diverged at epoch ${run.divergedAt}` : `failed: ${run.error}`;
    throw new UsageError(`run ${run.id} has no model: it ${how}`);
  }
  const { configuration } = planned;
  const kept = store.weights(run.id, modelOf(configuration, openDataset(configuration)));
  if (kept !== null) return kept;

  const version = engineVersion(configuration.engine);
  if (version !== run.engineVersion) {
    throw new UsageError(
      `the weights of run ${run.id} were not stored, and ${run.engineVersion}, which trained it, is now ${version}. ` +
        'Run the experiment again, or choose the first seed, whose weights are stored',
    );
  }
  note(`run ${run.id}: its weights were not stored; training it again, to the same bits`);
  const runs = [{ planned, seed: run.seed, engineVersion: version }];
  const workers = workersFor(runs, { jobs: 1, clock });
  for await (const { result } of execute(runs, { workers, clock, signal, keepsWeights: () => true })) {
    if (result.status === 'failed') throw new Error(`run ${run.id} failed when trained again: ${result.error}`);
    const isSame = result.status === 'completed' && result.weightsSha256 === store.run(run.id)?.weightsSha256;
    if (isSame && result.weights !== null) return result.weights;
  }
  throw new UsageError(
    `run ${run.id} ended in other weights when trained again on this machine; ` +
      `its engine, ${version}, promises the same bits${configuration.engine === 'tfjs' ? ' on one machine only' : ''}`,
  );
}
