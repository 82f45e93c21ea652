import { describe, expect, it } from 'vitest';
import { compareSteps, gainsBySteps, losses, mostOfTheGain } from '../../src/comparison/steps.ts';
import { resultsOf } from './results.ts';

/** Ten pairs with these mean differences by step, and a little noise of their own at each. */
function steps(...means: readonly (number | null)[]) {
  const noise = [0.004, -0.006, 0.003, -0.002, 0.005, -0.004, 0.001, -0.003, 0.006, -0.004];
  return means.flatMap((mean, t) =>
    mean === null ? [] : [{ step: t + 1, differences: noise.map((_, i) => mean + noise[(i + 3 * t) % noise.length]) }],
  );
}

describe('mostOfTheGain', () => {
  it('is the shortest stretch that holds more than half, by more than noise', () => {
    expect(mostOfTheGain(steps(0, 0, 0.01, 0.1, 0.02, 0, 0, 0))).toEqual({ from: 4, to: 4 });
    expect(mostOfTheGain(steps(0, 0, 0.01, 0.05, 0.05, 0.01, 0, 0))).toEqual({ from: 4, to: 5 });
  });

  it('is nowhere where the gain is the same at all steps', () => {
    expect(mostOfTheGain(steps(0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05))).toBeNull();
  });

  it('takes a step more where one holds half and no more', () => {
    expect(mostOfTheGain(steps(0.1, 0.02, 0.02, 0.02, 0.02, 0.02, 0, 0))).toEqual({ from: 1, to: 2 });
  });

  it('takes a step more where chance may have made more of half', () => {
    // Step 1 holds 0.030 of 0.056
    expect(mostOfTheGain(steps(0.03, 0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.002))).toEqual({ from: 1, to: 2 });
  });

  it('is nowhere without a gain, or with too few pairs to tell it from noise', () => {
    expect(mostOfTheGain(steps(0, 0.1, -0.2, 0))).toBeNull();
    expect(mostOfTheGain([])).toBeNull();
    const few = steps(0, 0, 0.1, 0).map(({ step, differences }) => ({ step, differences: differences.slice(0, 7) }));
    expect(mostOfTheGain(few)).toBeNull(); // four steps need eight pairs, as four comparisons do
  });

  it('has the numbers of the steps that count', () => {
    expect(mostOfTheGain(steps(null, 0, 0, null, 0.1, 0))).toEqual({ from: 5, to: 5 });
  });
});

describe('losses', () => {
  it('are steps that are worse by more than noise and the smallest effect, the worst first', () => {
    const found = losses(steps(0, -0.05, 0.29, 0, -0.2, -0.1, 0), 0.005);
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [5, 6],
      [2, 2],
    ]);
    expect(found[0].difference).toBeCloseTo(-0.2, 3);
  });

  it('are none where the level is worse by chance or by next to nothing', () => {
    expect(losses(steps(0.1, -0.001, -0.004), 0.005)).toEqual([]);
  });
});

describe('compareSteps', () => {
  it('averages each level over its completed runs', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.9, 0.9, 'diverged'], steps: [0.9, 0.8, 0.7] },
      { level: 'bidirectional', runs: [0.9, 'failed', 0.9], steps: [0.9, 0.9, 0.7] },
    ]);
    expect(compareSteps(results)).toEqual([
      { block: {}, level: 'forward', accuracy: [0.9, 0.8, 0.7] },
      { block: {}, level: 'bidirectional', accuracy: [0.9, 0.9, 0.7] },
    ]);
  });

  it('has null where no sequence counts a step', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.4], steps: [Number.NaN, 0.4, Number.NaN] },
      { level: 'bidirectional', runs: [0.6], steps: [Number.NaN, 0.6, Number.NaN] },
    ]);
    expect(compareSteps(results)[1]).toMatchObject({ accuracy: [null, 0.6, null] });
  });
});

describe('gainsBySteps', () => {
  it('takes the pairs that both completed: +29 points at step 5, −20 at step 7', () => {
    const runs = [...Array(10).fill(0.9), 'diverged'] as const;
    const results = resultsOf([
      { level: 'forward', runs, steps: [1, 1, 0.9, 0.8, 0.5, 0.7, 0.8, 0.9] },
      { level: 'bidirectional', runs: ['failed', ...runs.slice(1)], steps: [1, 1, 0.9, 0.8, 0.79, 0.7, 0.6, 0.9] },
    ]);
    const { most, losses: lost } = gainsBySteps(results, {}, 'bidirectional');
    expect(most).toEqual({ from: 5, to: 5 });
    expect(lost.map(({ from, to }) => [from, to])).toEqual([[7, 7]]);
    expect(lost[0].difference).toBeCloseTo(-0.2, 12);
  });
});
