/** Experiments, runs and results for the tests of this folder, and temporary folders that go when the test ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { configurationKey } from '../../src/configuration-key.ts';
import type { Model } from '../../src/model/model.ts';
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type {
  Configuration,
  Environment,
  Experiment,
  PlannedConfiguration,
  Point,
  Run,
  RunResult,
  Value,
} from '../../src/vocabulary.ts';
import { configured } from '../examples.ts';
import { NOT_MEASURED } from '../not-measured.ts';

export const FINISHED = new Date('2026-03-01T12:00:00.000Z');

/** The smallest there is: 14 weights, of which the last two are those of the Dense layer. */
export const BACKWARD: Model = {
  input: { kind: 'numbers', features: 1 },
  cell: 'lstm',
  units: 1,
  layers: 1,
  direction: 'backward',
  mergeMode: null,
  dropout: 0,
  output: { kind: 'sigmoid', per: 'step' },
};

/** Of `BACKWARD`, or of a forward model of its size. */
export const WEIGHTS = Float32Array.of(1, -2.5, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 2);

export const ENVIRONMENT: Environment = {
  version: '0.1.0',
  gitCommit: null,
  gitDirty: null,
  node: 'v20.20.2',
  os: 'linux 6.1 x64',
  cpu: 'A processor',
  backend: 'reference',
};

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new database, closed when the test ends. */
export function newStore(path = join(temporaryFolder(), 'bothways.db')): Store {
  const store = openStore(path, { mode: 'write' });
  onTestFinished(() => store.close());
  return store;
}

export function planned(changes: Partial<Configuration> = {}): PlannedConfiguration {
  const configuration = configured({ sequence_length: 3, threshold: 0.75, engine: 'reference', ...changes });
  return { key: configurationKey(configuration), configuration, parameters: 3561, floor: 0.889, ceiling: 1 };
}

export function point(
  block: Point['block'],
  level: Value | null,
  configuration: PlannedConfiguration = planned({ direction: level as 'forward' }),
): Point {
  return { block, level, writtenUnits: configuration.configuration.units, planned: configuration };
}

export function experiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    name: 'does-direction-matter',
    description: 'Does it?',
    source: 'sweep:\n  direction: [forward, bidirectional]\n',
    seeds: [1, 2],
    compare: { by: 'direction', baseline: 'forward' },
    metric: 'accuracy',
    smallestEffect: 0.005,
    search: null,
    points: [point({}, 'forward'), point({}, 'bidirectional')],
    ...changes,
  };
}

export function run(configuration: PlannedConfiguration, seed: number, engineVersion = 'reference-1'): Run {
  return { planned: configuration, seed, engineVersion };
}

/** Every run of the experiment, seed by seed. */
export function runsOf({ seeds, points }: Experiment, engineVersion = 'reference-1'): Run[] {
  return seeds.flatMap((seed) => points.map(({ planned: p }) => run(p, seed, engineVersion)));
}

export function completed(accuracy = 0.9375): RunResult & { status: 'completed' } {
  return {
    status: 'completed',
    trainMs: 12.5,
    curve: [
      { epoch: 500, loss: 0.5, accuracy: 0.75 },
      { epoch: 1000, loss: 0.25, accuracy: 0.875 },
    ],
    testGroups: null,
    metrics: { loss: 0.1875, accuracy, sequence_accuracy: 0.5, training_loss: 0.375, ...NOT_MEASURED },
    steps: [
      { step: 1, accuracy: 1, mae: null, counted: 2000 },
      { step: 2, accuracy: 0.875, mae: null, counted: 2000 },
      { step: 3, accuracy: 0.9375, mae: null, counted: 2000 },
    ],
    weights: WEIGHTS,
    weightsSha256: weightsSha256(WEIGHTS),
  };
}

export const DIVERGED: RunResult = {
  status: 'diverged',
  trainMs: 3,
  curve: [{ epoch: 5, loss: 7.5, accuracy: 0.5 }],
  divergedAt: 7,
};

export const FAILED: RunResult = { status: 'failed', trainMs: 1, error: 'the worker ran out of memory' };

export function save(store: Store, saved: Run, result: RunResult, keep: Model | null = null) {
  return store.saveRun(saved, result, { environment: ENVIRONMENT, finishedAt: FINISHED, keep });
}
