/**
 * The statistics over thousands of made-up experiments: how often they claim what is not there, cover the truth, and are
 * settled by as many seeds as they ask for.
 */
import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { estimator } from '../../src/comparison/estimate.ts';
import { signFlip } from '../../src/comparison/interval.ts';
import { seedsToSettle } from '../../src/comparison/settle.ts';
import { verdictOf } from '../../src/comparison/verdict.ts';
import { stream } from '../../src/random.ts';
import type { TestPart } from '../../src/vocabulary.ts';
import { resultsOf } from '../comparison/results.ts';
import { simulatedDataSet } from '../comparison/simulated-data-sets.ts';

describe('compareLevels, where there is nothing to find', () => {
  it.each([2, 5])('claims something in at most 55 of 1000 tables with comparisons: %i', (comparisons) => {
    const random = stream(10 + comparisons, 'null tables');
    const tables = 2500;
    let claims = 0;
    for (let i = 0; i < tables; i++) {
      // What all levels share of a seed, and what each has of its own
      const shared = Array.from({ length: 10 }, () => random.normal());
      const level = (name: string) => ({ level: name, runs: shared.map((value) => value + random.normal()) });
      const names = Array.from({ length: comparisons }, (_, k) => `level ${k}`);
      const { rows } = compareLevels(resultsOf([level('forward'), ...names.map(level)]));
      const verdicts = rows.flatMap(({ againstBaseline }) => againstBaseline?.verdict ?? []);
      expect(verdicts).toHaveLength(comparisons);
      if (verdicts.some((verdict) => verdict === 'better' || verdict === 'worse')) claims += 1;
    }
    expect(claims / tables).toBeLessThanOrEqual(0.055);
    expect(claims / tables).toBeGreaterThan(0.02); // a test that never claims would be useless
  });
});

describe('compareLevels, of lopsided differences with a mean of 0', () => {
  // The table of docs/statistics.md, from fewer comparisons: four standard errors of its figures and of these
  const random = stream(1, 'lopsided differences');
  const fails = (rate: number, spread: number) => () =>
    (random.uniform() < rate ? -1 : 0) + rate + spread * random.normal();
  it.each([
    ['exponential', () => -Math.log(1 - random.uniform()) - 1, 0.095],
    ['lognormal', () => Math.exp(random.normal()) - Math.exp(0.5), 0.154],
    ['one seed in ten never learns', fails(0.1, 0.03), 0.349],
    ['one seed in thirty never learns', fails(1 / 30, 0.01), 0.711],
  ])('claims as many as the documentation says: %s', (_, difference, documented) => {
    const tables = 1500;
    let claims = 0;
    for (let i = 0; i < tables; i++) {
      const differences = Array.from({ length: 10 }, difference);
      const levels = [
        { level: 'forward', runs: differences.map(() => 0) },
        { level: 'bidirectional', runs: differences },
      ];
      const { rows } = compareLevels(resultsOf(levels, { smallestEffect: 0 }));
      if (rows[1].againstBaseline?.verdict !== 'undecided') claims += 1;
    }
    expect(Math.abs(claims / tables - documented)).toBeLessThan(4 * Math.sqrt(0.25 / tables) * 1.1);
  });
});

it('an interval covers the mean in 93 to 97 % of fewer samples with random subsets, n = 20', () => {
  const random = stream(1, 'coverage, 20');
  const samples = 500; // each takes 65,535 subsets
  let covered = 0;
  for (let i = 0; i < samples; i++) {
    const { interval } = signFlip(
      Array.from({ length: 20 }, () => 3 + random.normal()),
      1,
    )!;
    if (interval[0] <= 3 && interval[1] >= 3) covered += 1;
  }
  expect(covered / samples).toBeGreaterThan(0.93);
  expect(covered / samples).toBeLessThan(0.97);
});

it.each([
  { title: 'test groups', folds: null },
  { title: 'the groups of five folds', folds: 5 },
])(
  'an interval over $title covers the truth where seeds alone do not: 40 data sets, 8 seeds, 48 sequences',
  ({ folds }) => {
    const random = stream(1, 'coverage on a fixed test part');
    const [sets, sequences] = [40, 48];
    const testPart: TestPart = { file: 'a.csv', sequences, groups: sequences, folds, per: 'sequence' };
    const covered = { overSeeds: 0, overBoth: 0 };
    for (let i = 0; i < sets; i++) {
      const { pairs, truth } = simulatedDataSet(random, {
        seeds: 8,
        sequences,
        abilities: [1, 0.9],
        folds: folds ?? 1,
      });
      const estimate = estimator({ testPart: testPart }, 'accuracy');
      const { interval, intervalOverSeeds } = estimate(
        pairs.map(([run, baselineRun]) => ({
          value: run.metrics!.accuracy! - baselineRun.metrics!.accuracy!,
          run,
          baselineRun,
        })),
        1,
      );
      if (interval![0] <= truth && truth <= interval![1]) covered.overBoth += 1;
      if (intervalOverSeeds![0] <= truth && truth <= intervalOverSeeds![1]) covered.overSeeds += 1;
    }
    // docs/statistics.md: 98 % and 44 %. Of 40, fewer than 34 of the first or more than 27 of the second is no chance
    expect(covered.overBoth).toBeGreaterThanOrEqual(34);
    expect(covered.overSeeds).toBeLessThanOrEqual(27);
  },
);

it.each([
  { mean: 1.2, comparisons: 1, smallestEffect: 0 },
  { mean: 1, comparisons: 1, smallestEffect: 0 },
  { mean: 0.8, comparisons: 5, smallestEffect: 0 },
  { mean: 0, comparisons: 1, smallestEffect: 1 },
  { mean: 0.2, comparisons: 2, smallestEffect: 1 },
  { mean: 0.3, comparisons: 5, smallestEffect: 1.3 },
])(
  'seedsToSettle settles 75 to 90 of 100: mean $mean, $comparisons comparisons, smallest effect $smallestEffect',
  (about) => {
    const { mean, ...terms } = about;
    const seeds = seedsToSettle(sampleOf(mean), terms)!;
    const random = stream(1, 'settled', mean, terms.comparisons, terms.smallestEffect);
    const tries = seeds <= 16 ? 1000 : 300; // beyond 16 seeds each takes 65,535 subsets
    let settled = 0;
    for (let i = 0; i < tries; i++) {
      const values = Array.from({ length: seeds }, () => mean + random.normal());
      const { interval } = signFlip(values, terms.comparisons)!;
      const verdict = verdictOf({ interval, better: 'higher', ...terms, lost: { level: 0, baseline: 0 } });
      if (verdict !== 'undecided') settled += 1;
    }
    expect(settled / tries).toBeGreaterThan(0.75);
    expect(settled / tries).toBeLessThan(0.9);
  },
);

/** Eight values with that mean and a standard deviation of 1. */
function sampleOf(mean: number): number[] {
  const values = [-1.5, -1, -0.5, -0.2, 0.2, 0.5, 1, 1.5];
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / (values.length - 1));
  return values.map((value) => mean + value / deviation);
}
