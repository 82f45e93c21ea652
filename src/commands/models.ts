/** The trained model behind a stored run: its weights, kept or trained again to the same bits. */
import { predictedClass } from '../engines/engine.ts';
import { engineNamed, engineVersion } from '../engines/engines.ts';
import { modelOf, outputWidth } from '../model/model.ts';
import { modelTopology } from '../model/topology.ts';
import { type Store, weightsSha256 } from '../store/store.ts';
import { taskNamed } from '../tasks/tasks.ts';
import { execute } from '../training/execute.ts';
import type { Configuration, PlannedConfiguration, Sequences } from '../vocabulary.ts';
import type { ChosenRun } from './choose-runs.ts';
import type { Context } from './context.ts';
import { UsageError } from './errors.ts';

/** The text of `models.topology`. */
export function topologyOf(configuration: Configuration): string {
  return JSON.stringify(modelTopology(modelOf(configuration, taskNamed(configuration.task))));
}

/**
 * The weights that a run ended with. Those that are not stored are trained again, which gives the same bits and is
 * said; other bits are an error.
 */
export async function weightsOf(
  context: Context,
  store: Store,
  { run, planned }: Pick<ChosenRun, 'run' | 'planned'>,
): Promise<Float32Array> {
  if (run.status !== 'completed') {
    const how = run.status === 'diverged' ? `diverged at epoch ${run.divergedAt}` : `failed: ${run.error}`;
    throw new UsageError(`run ${run.id} has no model: it ${how}`);
  }
  const stored = store.model(run.id);
  if (stored !== null) return stored.weights;

  const version = engineVersion(planned.configuration.engine);
  if (version !== run.engineVersion) {
    throw new UsageError(
      `the weights of run ${run.id} were not stored, and ${run.engineVersion}, which trained it, is now ${version}. ` +
        'Run the experiment again, or choose the first seed, whose weights are stored',
    );
  }
  context.err.print(`run ${run.id}: its weights were not stored; training it again, to the same bits`);
  const { clock, signal } = context;
  for await (const { result } of execute([{ planned, seed: run.seed, engineVersion: version }], {
    jobs: 1,
    clock,
    signal,
  })) {
    if (result.status === 'failed') throw new Error(`run ${run.id} failed when trained again: ${result.error}`);
    if (result.status === 'completed' && weightsSha256(result.weights) === store.run(run.id)?.weightsSha256) {
      return result.weights;
    }
  }
  throw new UsageError(
    `run ${run.id} ended in other weights when trained again on this machine; ` +
      `its engine, ${version}, promises the same bits${planned.configuration.engine === 'tfjs' ? ' on one machine only' : ''}`,
  );
}

/** What a model with these weights says about the one sequence: probabilities (T, K), and the class of each step. */
export async function predictWith(
  { configuration }: PlannedConfiguration,
  weights: Float32Array,
  sequence: Sequences,
): Promise<{ probabilities: Float32Array; predicted: readonly number[] }> {
  const model = modelOf(configuration, taskNamed(configuration.task));
  const engine = await engineNamed(configuration.engine);
  const { learning_rate: learningRate, batch_size: batchSize } = configuration;
  const trainer = await engine.createTrainer(model, weights, { learningRate, batchSize, steps: sequence.steps });
  try {
    const probabilities = await trainer.predict(sequence);
    const K = outputWidth(model.output);
    const predicted = Array.from({ length: sequence.steps }, (_, t) => predictedClass(probabilities, t, K));
    return { probabilities, predicted };
  } finally {
    trainer.dispose();
  }
}
