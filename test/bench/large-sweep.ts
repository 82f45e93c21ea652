/** A sweep as large as a user's will be, with results that nobody had to wait for. */
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import type { Experiment, RunResult } from '../../src/vocabulary.ts';
import { NOT_MEASURED } from '../not-measured.ts';
import { experiment, planned, point } from '../store/examples.ts';

/** Two directions of so many units, with so many seeds. */
export function sweep(name: string, units: number, seeds: number): Experiment {
  const points = range(units).flatMap((u) =>
    (['forward', 'bidirectional'] as const).map((level) =>
      point({ units: u }, level, planned({ units: u, direction: level, sequence_length: 10, threshold: 2.5 })),
    ),
  );
  return experiment({ name, points, seeds: range(seeds) });
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** 50 points of a curve, 10 time steps, the 3,561 weights of the article's model. */
export function result(number: number): RunResult {
  const weights = new Float32Array(3561).fill(number);
  return {
    status: 'completed',
    trainMs: 8,
    curve: range(50).map((i) => ({ epoch: 20 * i, loss: 1 / i, accuracy: 0.9 })),
    testGroups: null,
    metrics: {
      accuracy: 0.9 + (number % 97) / 1000,
      loss: 0.25,
      sequence_accuracy: 0.5,
      training_loss: 0.375,
      ...NOT_MEASURED,
    },
    steps: range(10).map((step) => ({ step, accuracy: 0.9, mae: null, counted: 2000 })),
    weights,
    weightsSha256: weightsSha256(weights),
  };
}
