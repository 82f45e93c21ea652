/** How long a run will take, so that a plan can be announced, shared out and kept within a time limit. */
import { countParameters, modelOf } from '../model/model.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Configuration, EngineName } from '../vocabulary.ts';
import { updatesOf } from './train.ts';

/**
 * Milliseconds per update at no arithmetic at all, and multiplications per millisecond, as measured on one core of a
 * server of 2025. Good to a factor of about three elsewhere, which is enough to choose between one process and many.
 */
export const SPEED: Readonly<Record<EngineName, { overheadMs: number; multiplicationsPerMs: number }>> = {
  fused: { overheadMs: 0.001, multiplicationsPerMs: 12e6 },
  reference: { overheadMs: 0.005, multiplicationsPerMs: 0.6e6 },
  tfjs: { overheadMs: 9, multiplicationsPerMs: 0.1e6 },
};

/** Forward, gradient of the state and gradient of the weights each cost about one multiplication per weight. */
export const PASSES = 3;

/** Estimated milliseconds of one run: initial weights, updates, evaluation. */
export function estimateMs(configuration: Configuration): number {
  const dataset = openDataset(configuration);
  const { overheadMs, multiplicationsPerMs } = SPEED[configuration.engine];
  const parameters = countParameters(modelOf(configuration, dataset));
  const perSequence = (parameters * dataset.steps) / multiplicationsPerMs; // ms for one pass
  const orthogonal = (4 * configuration.units ** 3) / 1e6;
  return (
    orthogonal +
    updatesOf(configuration) * (overheadMs + PASSES * configuration.batch_size * perSequence) +
    configuration.test_sequences * (perSequence + overheadMs / 100)
  );
}

/** Generous, since machines differ and may be busy: it is there for workers that hang. */
export function timeLimitMs(estimatedMs: number): number {
  return Math.min(60_000 + 30 * estimatedMs, 2 ** 31 - 1); // the longest that setTimeout knows
}
