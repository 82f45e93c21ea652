/** A database as runs leave it, with figures written by hand: what the commands that only read are shown. */
import { join } from 'node:path';
import { engineVersion } from '../../src/engines/engines.ts';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { modelOf } from '../../src/model/model.ts';
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { openStore } from '../../src/store/store.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { CHECKED_AGAINST } from '../../src/training/engine-check.ts';
import type { Environment, Experiment, Point, RunResult } from '../../src/vocabulary.ts';
import { NOT_MEASURED } from '../not-measured.ts';

/** Where the command line looks for it. */
export function databaseIn(folder: string): string {
  return join(folder, 'results/bothways.db');
}

const ENVIRONMENT: Environment = {
  version: '0.1.0',
  gitCommit: '5d1f0c7e1b6f4a0d9c2e8b7a6f5e4d3c2b1a0f9e',
  gitDirty: false,
  node: 'v20.20.2',
  os: 'linux 6.1.0 x64',
  cpu: 'A processor',
  backend: 'WebAssembly SIMD',
};

export const SIZES = `
name: sizes
sequence_length: 4
threshold: 1
epochs: 100
test_sequences: 100
seeds: 7
sweep:
  units: [2, 4]
  direction: [forward, bidirectional]
`;

/** Of seed 1, to which the other seeds add `VARIATION`. Bidirectional is ahead by 2 points at 2 units, by none at 4. */
const ACCURACY: Readonly<Record<string, number>> = {
  '2 forward': 0.9,
  '2 bidirectional': 0.92,
  '4 forward': 0.94,
  '4 bidirectional': 0.94,
};
const VARIATION = [0, 0.01, -0.01, 0.02, -0.02, 0.03, -0.03] as const;
/** More of it for bidirectional: its lead varies from seed to seed. */
const OF_ITS_OWN = [0, 0.004, -0.004, 0.002, -0.002, 0.001, -0.001] as const;

/** Two blocks of two directions with seven seeds, all checked and completed. Runs are numbered seed by seed. */
export function storeSizes(folder: string): void {
  store(folder, SIZES, ({ block, level }, i) =>
    completed(ACCURACY[`${block.units} ${level}`] + VARIATION[i] + (level === 'bidirectional' ? OF_ITS_OWN[i] : 0)),
  );
}

const LOST = `
name: lost-runs
sequence_length: 4
threshold: 1
units: 3
epochs: 100
test_sequences: 100
seeds: 2
sweep:
  direction: [forward, backward, bidirectional]
`;

/** Forward completes both seeds, backward diverges on the second, bidirectional fails on it. */
export function storeLostRuns(folder: string): void {
  store(folder, LOST, ({ level }, i) => {
    if (i === 0 || level === 'forward') return completed(0.9);
    if (level === 'backward') return { status: 'diverged', trainMs: 2, curve: [], divergedAt: 17 };
    return { status: 'failed', trainMs: 2, error: 'the worker process ended by SIGKILL' };
  });
}

/** The file of `storeRefuted`. */
export const REFUTED = SIZES.replace('name: sizes', 'name: refuted');

/** Stores a comparison whose engine has not passed its check. */
export function storeRefuted(folder: string): void {
  store(folder, REFUTED, () => completed(0.9), { passed: false });
}

/** null is a run that has not been trained. */
export type ResultOf = (
  point: Point,
  seedIndex: number,
) => RunResult | Omit<RunResult & { status: 'completed' }, 'weights' | 'weightsSha256'> | null;

/** Stores an experiment file with the results given, its engine checked. */
export function store(folder: string, text: string, resultOf: ResultOf, { passed = true } = {}): void {
  const experiment = valid(text);
  const open = openStore(databaseIn(folder), { mode: 'write' });
  open.saveExperiment(experiment, new Date('2026-03-01T12:00:00.000Z'));
  for (const [i, seed] of experiment.seeds.entries()) {
    for (const point of experiment.points) {
      const { planned } = point;
      const model = modelOf(planned.configuration, openDataset(planned.configuration));
      const result = resultOf(point, i);
      if (result === null) continue;
      const run = { planned, seed, engineVersion: engineVersion(planned.configuration.engine) };
      const weights = initialWeights(model, seed);
      const weightsOf = { weights, weightsSha256: weightsSha256(weights) };
      open.saveRun(run, 'steps' in result ? { ...result, ...weightsOf } : result, {
        environment: ENVIRONMENT,
        finishedAt: new Date('2026-03-01T12:00:01.000Z'),
        keep: seed === 1 ? model : null,
      });
    }
  }
  for (const { planned } of experiment.points) {
    open.saveEngineCheck(
      { planned, engineVersion: engineVersion(planned.configuration.engine) },
      { against: CHECKED_AGAINST, updates: 4, lossDifference: 6e-6, weightDifference: 3e-5, passed },
    );
  }
  open.close();
}

function valid(text: string): Experiment {
  const reading = readExperiment({ file: 'example.yaml', text, overrides: [] });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.experiment;
}

/** Losses and the accuracy by step follow from the accuracy, so that every metric tells the same story. */
export function completed(accuracy: number): Omit<RunResult & { status: 'completed' }, 'weights' | 'weightsSha256'> {
  return {
    status: 'completed',
    trainMs: 12.5,
    curve: [
      { epoch: 50, loss: 0.5, accuracy: 0.75 },
      { epoch: 75, loss: 0.3, accuracy: 0.8 },
      { epoch: 100, loss: 0.25, accuracy: 0.875 },
    ],
    testGroups: null,
    metrics: {
      loss: 1 - accuracy,
      accuracy,
      sequence_accuracy: accuracy / 2,
      training_loss: 2 - 2 * accuracy,
      ...NOT_MEASURED,
    },
    steps: [1, accuracy, accuracy, Math.max(0, 2 * accuracy - 1)].map((share, t) => ({
      step: t + 1,
      accuracy: share,
      mae: null,
      counted: 100,
    })),
  };
}
