import { describe, expect, it } from 'vitest';
import { estimator } from '../../src/comparison/estimate.ts';
import { metricOnSubsets, signFlipOverGroups } from '../../src/comparison/test-groups.ts';
import { stream } from '../../src/random.ts';
import type { StoredRun, TestPart } from '../../src/vocabulary.ts';
import { simulatedDataSet, storedRun } from './simulated-data-sets.ts';

const testPart = (groups: number): TestPart => ({
  file: 'a.csv',
  sequences: groups,
  groups,
  folds: null,
  per: 'sequence',
});

const valuesOf = (pairs: readonly (readonly [StoredRun, StoredRun])[]) =>
  pairs.map(([run, baselineRun]) => ({
    value: run.metrics!.accuracy! - baselineRun.metrics!.accuracy!,
    run,
    baselineRun,
  }));

/** The mean over every subset of the seeds and every subset of the groups, one by one, in order. */
function allMeans(rights: readonly (readonly number[])[]): number[] {
  const groups = rights[0].length;
  const means: number[] = [];
  for (let s = 1; s < 2 ** rights.length; s++) {
    const rows = rights.filter((_, i) => (s >> i) & 1);
    for (let g = 1; g < 2 ** groups; g++) {
      let [sum, count] = [0, 0];
      for (const row of rows) {
        row.forEach((value, i) => {
          if (((g >> i) & 1) === 0) return;
          sum += value;
          count += 1;
        });
      }
      means.push(sum / count);
    }
  }
  return means.sort((a, b) => a - b);
}

describe('signFlipOverGroups', () => {
  const random = stream(1, 'a few groups');
  const ease = Array.from({ length: 10 }, () => random.normal());
  const rights = Array.from({ length: 6 }, () => ease.map((of) => (of + random.normal() > -0.5 ? 1 : 0)));
  const onSubsets = metricOnSubsets('accuracy');
  const seeds = rights.map((right, i) => ({ level: onSubsets(storedRun(i, right))!, baseline: null }));

  it('comes as close to all subsets of seeds and groups as 65,535 of them allow', () => {
    const means = allMeans(rights); // 63 × 1,023
    const { interval } = signFlipOverGroups(seeds, 1)!;
    // Between what 2.3 and 2.7 % of the means leave out: 2.5 % ± 3 standard errors of a share of 65,535
    const at = (share: number) => means[Math.round(share * means.length)];
    expect(interval[0]).toBeGreaterThanOrEqual(at(0.023));
    expect(interval[0]).toBeLessThanOrEqual(at(0.027));
    expect(interval[1]).toBeGreaterThanOrEqual(at(0.973));
    expect(interval[1]).toBeLessThanOrEqual(at(0.977));
  });

  it('knows how much of the error more seeds would leave', () => {
    // With all seeds, the mean over a random half of the groups: the standard error of a mean of 10, nearly
    const byGroup = ease.map((_, g) => rights.reduce((sum, right) => sum + right[g] / 6, 0));
    const mean = byGroup.reduce((sum, value) => sum + value / 10, 0);
    const error = Math.sqrt(byGroup.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 10;
    expect(signFlipOverGroups(seeds, 1)!.groupError / error).toBeGreaterThan(1);
    expect(signFlipOverGroups(seeds, 1)!.groupError / error).toBeLessThan(1.3);
  });

  it('is null without seeds, and where there are more comparisons than it can tell apart', () => {
    expect(signFlipOverGroups([], 1)).toBeNull();
    expect(signFlipOverGroups(seeds, 1639)).toBeNull();
  });

  it('takes more groups than 1,024 together, which changes its width by a few per cent', () => {
    const widths = [1024, 2048].map((sequences) => {
      const { pairs } = simulatedDataSet(stream(1, 'many groups'), { seeds: 2, sequences, abilities: [1, 0.9] });
      const summed = metricOnSubsets('accuracy');
      const test = signFlipOverGroups(
        pairs.map(([level, baseline]) => ({ level: summed(level)!, baseline: summed(baseline)! })),
        1,
      )!;
      return (test.interval[1] - test.interval[0]) * Math.sqrt(sequences);
    });
    expect(widths[1] / widths[0]).toBeGreaterThan(0.8);
    expect(widths[1] / widths[0]).toBeLessThan(1.25);
  });
});

describe('an interval on a fixed test part', () => {
  const { pairs } = simulatedDataSet(stream(1, 'a test part'), { seeds: 8, sequences: 30, abilities: [1, 0.9] });

  it('is the wider of both', () => {
    const estimate = estimator({ testPart: testPart(30) }, 'accuracy')(valuesOf(pairs), 1);
    const width = ([low, high]: readonly [number, number]) => high - low;
    expect(width(estimate.interval!)).toBeGreaterThan(width(estimate.intervalOverSeeds!));
    expect(estimate.lastingError).toBeGreaterThan(0);
  });

  it('is over seeds alone where every sequence is fresh, and of the loss in training', () => {
    for (const estimate of [
      estimator({ testPart: null }, 'accuracy'),
      estimator({ testPart: testPart(30) }, 'training_loss'),
    ]) {
      const { interval, intervalOverSeeds, hasFewGroups } = estimate(valuesOf(pairs), 1);
      expect(interval).toEqual(intervalOverSeeds);
      expect([interval === null, hasFewGroups]).toEqual([false, false]);
    }
  });

  it('says nothing of fewer than 10 test groups', () => {
    const few = simulatedDataSet(stream(1, 'few'), { seeds: 8, sequences: 9, abilities: [2, 0] });
    const estimate = estimator({ testPart: testPart(9) }, 'accuracy')(valuesOf(few.pairs), 1);
    expect(estimate).toMatchObject({ interval: null, p: null, hasFewGroups: true });
    expect(estimate.intervalOverSeeds).not.toBeNull();
  });

  it('says nothing with too few seeds, however many groups there are', () => {
    const estimate = estimator({ testPart: testPart(30) }, 'accuracy')(valuesOf(pairs.slice(0, 5)), 1);
    expect(estimate).toMatchObject({ interval: null, intervalOverSeeds: null, hasFewGroups: false });
  });
});
