import { describe, expect, it } from 'vitest';
import { visibleDifference } from '../../src/comparison/visible.ts';
import { comparisonsIn, tooFewSeeds, whatSeedsSee } from '../../src/session/seeds.ts';
import { read } from '../experiment/reading.ts';

const experiment = (text: string) => read(text).experiment;

describe('what seeds can see', () => {
  it('counts the rows that will be held against a baseline', () => {
    expect(comparisonsIn(experiment('{}'))).toBe(0);
    expect(comparisonsIn(experiment('sweep: {direction: [forward, backward, bidirectional]}'))).toBe(2);
    expect(comparisonsIn(experiment('sweep: {units: [2, 4, 8], direction: [forward, bidirectional]}'))).toBe(3);
    // A block without the baseline has nothing to be held against
    const uneven = 'sweep: {units: [2, 4], direction: [forward, backward], exclude: [{units: 2, direction: forward}]}';
    expect(comparisonsIn(experiment(uneven))).toBe(1);
  });

  it.each([
    [
      'seeds: 3\nsweep: {direction: [forward, backward, bidirectional]}',
      '2 comparisons need 7 seeds for any verdict; there are 3. Set seeds=7.',
    ],
    [
      'seeds: 1\nsweep: {direction: [forward, bidirectional]}',
      '1 comparison needs 6 seeds for any verdict; there is 1. Set seeds=6.',
    ],
    ['seeds: 6\nsweep: {direction: [forward, bidirectional]}', null],
    ['seeds: 1', null],
  ])('%j is told: %s', (text, said) => {
    expect(tooFewSeeds(experiment(text))).toBe(said);
  });

  it('is the difference that a paired t-test sees with a power of 80 %', () => {
    // From SciPy 1.17's noncentral t at 0.05 / m; the formula stays within 1.2 % of it
    const exact = [
      [10, 1, 0.996],
      [40, 1, 0.4543],
      [20, 5, 0.8384],
      [10, 5, 1.332],
    ] as const;
    for (const [seeds, comparisons, difference] of exact) {
      const found = visibleDifference({ seeds, comparisons, deviation: 2 }) ?? 0;
      expect(Math.abs(found / (2 * difference) - 1), `${seeds} seeds`).toBeLessThan(0.012);
    }
    expect(visibleDifference({ seeds: 2, comparisons: 5, deviation: 1 })).toBe(null);
  });

  it('is said in points where accuracies are compared', () => {
    expect(whatSeedsSee(experiment('sweep: {direction: [forward, backward, bidirectional]}'))).toBe(
      '10 seeds will see differences from about 0.6 points on, where they vary as in does-direction-matter; 40 seeds from 0.3',
    );
    expect(whatSeedsSee(experiment('seeds: 3\nsweep: {direction: [forward, bidirectional]}'))).toBe(null);
    expect(whatSeedsSee(experiment('sweep: {direction: [forward, bidirectional]}\ncompare: {metric: loss}'))).toBe(
      null,
    );
  });
});
