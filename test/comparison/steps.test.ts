import { describe, expect, it } from 'vitest';
import { compareSteps, shortestHalf } from '../../src/comparison/steps.ts';
import { resultsOf } from './results.ts';

describe('shortestHalf', () => {
  it('is one step where one holds half', () => {
    expect(shortestHalf([0, 1, 5, 2, 1])).toEqual({ from: 3, to: 3 });
  });

  it('is the shortest stretch, and of several as short the richest', () => {
    expect(shortestHalf([1, 1, 4, 4, 3, 1, 1])).toEqual({ from: 3, to: 4 });
    expect(shortestHalf([2, 2, 2, 2])).toEqual({ from: 1, to: 2 });
  });

  it('counts what is lost elsewhere', () => {
    // Together 4: the 3 alone holds half of it
    expect(shortestHalf([3, -2, 1.5, 1.5])).toEqual({ from: 1, to: 1 });
  });

  it('is nowhere without a gain', () => {
    expect(shortestHalf([0, 0, 0])).toBeNull();
    expect(shortestHalf([1, -2, 0])).toBeNull();
    expect(shortestHalf([])).toBeNull();
  });
});

describe('compareSteps', () => {
  it('averages each level over its completed runs and finds the gain over the pairs', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.9, 0.9, 'diverged'], steps: [0.9, 0.8, 0.7] },
      { level: 'bidirectional', runs: [0.9, 'failed', 0.9], steps: [0.9, 0.9, 0.7] },
    ]);
    expect(compareSteps(results)).toEqual([
      { block: {}, level: 'forward', accuracy: [0.9, 0.8, 0.7], gain: null },
      { block: {}, level: 'bidirectional', accuracy: [0.9, 0.9, 0.7], gain: { from: 2, to: 2 } },
    ]);
  });

  it('has null where no sequence counts a step', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.4], steps: [Number.NaN, 0.4, Number.NaN] },
      { level: 'bidirectional', runs: [0.6], steps: [Number.NaN, 0.6, Number.NaN] },
    ]);
    expect(compareSteps(results)[1]).toMatchObject({ accuracy: [null, 0.6, null], gain: { from: 2, to: 2 } });
  });

  it('has no gain without a pair or a baseline in the block', () => {
    const results = resultsOf([
      { level: 'forward', runs: ['diverged'], steps: [0.8] },
      { level: 'bidirectional', runs: [0.9], steps: [0.9] },
      { level: 'bidirectional', block: { units: 8 }, runs: [0.9], steps: [0.9] },
    ]);
    expect(compareSteps(results).map(({ gain }) => gain)).toEqual([null, null, null]);
  });
});
