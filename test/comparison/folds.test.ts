/** Folds seen as one: their runs together are a run on all test groups. */
import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { estimator } from '../../src/comparison/estimate.ts';
import { poolFolds } from '../../src/comparison/folds.ts';
import { compareSteps } from '../../src/comparison/steps.ts';
import { stream } from '../../src/random.ts';
import type { ExperimentResults, StoredRun, TargetSums } from '../../src/vocabulary.ts';
import { NOT_MEASURED } from '../not-measured.ts';
import { resultsOf } from './results.ts';
import { simulatedDataSet, storedRun } from './simulated-data-sets.ts';

/** Levels by fold: the runs of each seed as what they get right, one test sequence each. */
function inFolds(levels: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>): ExperimentResults {
  const folds = Object.values(levels)[0].length;
  const results = resultsOf(
    Object.entries(levels).flatMap(([level, byFold]) =>
      byFold.map((seeds, f) => ({ level, block: { fold: f + 1 }, runs: seeds.map(() => 0.5), floor: 0.25 * (f + 1) })),
    ),
  );
  const rights = Object.values(levels).flat();
  return {
    ...results,
    testPart: { file: 'x.csv', sequences: null, groups: null, folds, per: 'sequence' },
    points: results.points.map((point, p) => ({
      ...point,
      runs: point.runs.map((run, s) => ({ ...storedRun(run.id, rights[p][s]), seed: run.seed })),
    })),
  };
}

describe('folds seen as one', () => {
  const results = inFolds({
    forward: [
      [
        [1, 0, 0],
        [1, 1, 0],
      ], // fold 1: seeds 1 and 2, on three sequences
      [
        [1, 1],
        [0, 1],
      ],
    ],
    backward: [
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ],
  });

  it('have one row for each level, a seed being right on the share of all test sequences', () => {
    const { rows } = compareLevels(results);
    expect(rows.map(({ block, level, bySeed }) => [block, level, [...bySeed]])).toEqual([
      [
        {},
        'forward',
        [
          [1, 3 / 5],
          [2, 3 / 5],
        ],
      ],
      [
        {},
        'backward',
        [
          [1, 1],
          [2, 4 / 5],
        ],
      ],
    ]);
    expect(rows[1].againstBaseline).toMatchObject({ pairs: 2, betterIn: 2 });
  });

  it('have a floor in which every answer has the same weight', () => {
    expect(compareLevels(results).rows[0].planned.floor).toBeCloseTo((3 * 0.25 + 2 * 0.5) / 5, 12);
  });

  it('have a seed only where every fold has one, and lose it where one fold does', () => {
    const without = (change: (run: StoredRun) => StoredRun[]): ExperimentResults => ({
      ...results,
      points: results.points.map((point, p) => (p === 1 ? { ...point, runs: point.runs.flatMap(change) } : point)),
    });
    const [missing] = compareLevels(without((run) => (run.seed === 2 ? [] : [run]))).rows;
    expect([...missing.bySeed.keys()]).toEqual([1]);
    const diverged = (run: StoredRun): StoredRun[] =>
      run.seed === 2 ? [{ ...run, status: 'diverged', metrics: null, testGroups: null, divergedAt: 3 }] : [run];
    const [lost] = compareLevels(without(diverged)).rows;
    expect([[...lost.bySeed.keys()], lost.diverged]).toEqual([[1], 1]);
  });

  it('count every test sequence at a time step once', () => {
    const withSteps: ExperimentResults = {
      ...results,
      points: results.points.map((point, p) => ({
        ...point,
        runs: point.runs.map((run) => ({
          ...run,
          steps: p % 2 === 0 ? [0.5, 1] : [0.25], // the second fold has no second step
          stepCounts: p % 2 === 0 ? [30, 20] : [10],
        })),
      })),
    };
    expect(compareSteps(withSteps)[0].accuracy).toEqual([(0.5 * 30 + 0.25 * 10) / 40, 1]);
  });

  it('have the R² of all targets around one centre, worked by hand', () => {
    // Around 10: targets −2, 0 and 2 in fold 1, and 4 in fold 2; errors 1, 0, 1 and 2
    const sums = (targets: number[], errors: number[]): TargetSums => ({
      kind: 'targets',
      groups: targets.length,
      sequences: Float64Array.from(targets, () => 1),
      counted: Float64Array.from(targets, () => 1),
      loss: Float64Array.from(errors, (error) => error ** 2 / 4),
      absolute: Float64Array.from(errors),
      squared: Float64Array.from(errors, (error) => error ** 2),
      target: Float64Array.from(targets),
      targetSquared: Float64Array.from(targets, (target) => target ** 2),
    });
    const folds = [sums([-2, 0, 2], [1, 0, 1]), sums([4], [2])];
    const points = results.points.slice(0, 2).map((point, f) => ({
      ...point,
      runs: [
        {
          ...point.runs[0],
          testGroups: folds[f],
          metrics: { ...NOT_MEASURED, accuracy: null, sequence_accuracy: null, loss: 1, training_loss: f },
        },
      ],
    }));
    const [{ runs }] = poolFolds(points);
    // Σ error² = 6; the targets vary by 24 − 4² / 4 = 20
    expect(runs[0].metrics).toEqual({
      accuracy: null,
      sequence_accuracy: null,
      f1_macro: null,
      loss: 6 / 4 / 4,
      training_loss: 0.5,
      mae: 1,
      mse: 1.5,
      r2: 1 - 6 / 20,
    });
  });
});

describe('an interval over folds', () => {
  const { pairs } = simulatedDataSet(stream(1, 'folds'), { seeds: 8, sequences: 60, abilities: [1.5, 0.9], folds: 5 });
  const seeds = pairs.map(([run, baselineRun]) => ({
    value: run.metrics!.accuracy! - baselineRun.metrics!.accuracy!,
    run,
    baselineRun,
  }));
  const intervalOf = (folds: number | null) =>
    estimator({ testPart: { file: 'x.csv', sequences: 60, groups: 60, folds, per: 'sequence' } }, 'accuracy')(seeds, 1);

  it('is wider around the mean by √(1 + 1 ÷ (k − 1)), as Nadeau and Bengio add it', () => {
    const mean = seeds.reduce((sum, { value }) => sum + value, 0) / seeds.length;
    const [one, five, two] = [null, 5, 2].map((folds) => intervalOf(folds));
    for (const side of [0, 1]) {
      expect(five.interval![side] - mean).toBeCloseTo(1.118_033_988_75 * (one.interval![side] - mean), 10);
      expect(two.interval![side] - mean).toBeCloseTo(Math.SQRT2 * (one.interval![side] - mean), 10);
    }
    expect(five.lastingError / one.lastingError).toBeCloseTo(1.118_033_988_75, 10);
    expect(five.p!).toBeGreaterThan(one.p!);
  });

  it('excludes 0 exactly where its p-value is at most 0.05', () => {
    const random = stream(1, 'p of folds');
    for (let i = 0; i < 6; i++) {
      const { pairs: some } = simulatedDataSet(random, { seeds: 6, sequences: 40, abilities: [1.2, 0.9], folds: 5 });
      const { interval, p } = estimator(
        { testPart: { file: 'x.csv', sequences: 40, groups: 40, folds: 5, per: 'sequence' } },
        'accuracy',
      )(
        some.map(([run, baselineRun]) => ({
          value: run.metrics!.accuracy! - baselineRun.metrics!.accuracy!,
          run,
          baselineRun,
        })),
        1,
      );
      expect(interval![0] > 0 || interval![1] < 0).toBe(p! <= 0.05);
    }
  });
});
