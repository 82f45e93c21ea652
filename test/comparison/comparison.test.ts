import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChoiceError, compareLevels } from '../../src/comparison/comparison.ts';
import { stream } from '../../src/random.ts';
import type { ExperimentResults } from '../../src/vocabulary.ts';
import { atFloor, type Level, plus, resultsOf } from './results.ts';

const FORWARD = [0.93, 0.94, 0.95, 0.92, 0.91, 0.96];
const GAIN = [0.01, 0.02, 0.03, 0.01, 0, 0.02];

function against(results: ExperimentResults, level = 'bidirectional') {
  return compareLevels(results).rows.find((row) => row.level === level)?.againstBaseline;
}

describe('compareLevels', () => {
  it('pairs by seed: mean, range of six differences, signs', () => {
    const results = resultsOf([
      { level: 'forward', runs: FORWARD },
      { level: 'bidirectional', runs: plus(FORWARD, GAIN) },
    ]);
    const compared = against(results);
    expect(compared?.difference).toBeCloseTo(0.015, 12);
    expect(compared?.interval?.[0]).toBeCloseTo(0, 12);
    expect(compared?.interval?.[1]).toBeCloseTo(0.03, 12);
    expect(compared).toMatchObject({ pairs: 6, betterIn: 5, ties: 1, worseIn: 0, verdict: 'undecided' });
    expect(compared?.p).toBe(4 / 64); // the empty subset and the one with the 0, on either side
  });

  it("keeps the metric's own sign, and knows that a lower loss is better", () => {
    const results = resultsOf(
      [
        { level: 'forward', runs: [0.5, 0.6, 0.5, 0.6, 0.5, 0.6] },
        { level: 'bidirectional', runs: [0.4, 0.4, 0.3, 0.5, 0.4, 0.3] },
      ],
      { metric: 'training_loss', smallestEffect: 0.01 },
    );
    const compared = against(results);
    expect(compared).toMatchObject({ betterIn: 6, worseIn: 0, verdict: 'better' });
    expect(compared?.difference).toBeCloseTo(-1 / 6, 12);
    expect(compared?.interval?.[0]).toBeCloseTo(-0.3, 12);
    expect(compared?.interval?.[1]).toBeCloseTo(-0.1, 12);
  });

  it('takes only the seeds that both completed, and counts what each lost', () => {
    const results = resultsOf([
      { level: 'forward', runs: ['diverged', ...FORWARD, 'failed', 0.9] },
      { level: 'bidirectional', runs: [0.99, ...plus(FORWARD, GAIN), 0.99, 'diverged'] },
    ]);
    const { rows } = compareLevels(results);
    expect(rows[1].againstBaseline).toMatchObject({ pairs: 6, betterIn: 5 });
    expect(rows.map(({ diverged, failed }) => ({ diverged, failed }))).toEqual([
      { diverged: 1, failed: 1 },
      { diverged: 1, failed: 0 },
    ]);
    expect([...rows[0].bySeed.keys()]).toEqual([2, 3, 4, 5, 6, 7, 9]);
  });

  it('suggests no seeds where lost runs, not chance, leave the verdict open', () => {
    const results = resultsOf([
      { level: 'forward', runs: [...FORWARD, 0.9] },
      { level: 'bidirectional', runs: [...plus(FORWARD, [0.01, 0.02, 0.01, 0.02, 0.01, 0.02]), 'diverged'] },
    ]);
    expect(against(results)).toMatchObject({ verdict: 'lost', seedsSuggested: null });
  });

  it('suggests more seeds than there are where chance leaves it open', () => {
    const results = resultsOf([
      { level: 'forward', runs: FORWARD },
      { level: 'bidirectional', runs: plus(FORWARD, GAIN) },
    ]);
    expect(against(results)?.seedsSuggested).toBe(7);
  });

  it('has no interval and no p-value with too few seeds, but a mean', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.9, 0.9] },
      { level: 'bidirectional', runs: [0.95, 0.95] },
    ]);
    expect(against(results)).toMatchObject({ interval: null, p: null, verdict: 'too-few-seeds', seedsSuggested: null });
    expect(against(results)?.difference).toBeCloseTo(0.05, 12);
  });

  it('has no difference without a pair', () => {
    const results = resultsOf([
      { level: 'forward', runs: ['failed', 0.9] },
      { level: 'bidirectional', runs: [0.95, 'diverged'] },
    ]);
    expect(against(results)).toMatchObject({ difference: null, interval: null, pairs: 0, verdict: 'too-few-seeds' });
  });

  it('counts the completed runs at the floor, with the exact interval of their rate', () => {
    const results = resultsOf([
      { level: 'forward', runs: [0.89, 0.88, 0.9, 'diverged'], floor: 0.89 },
      { level: 'bidirectional', runs: [0.8, 0.8, 0.8, 0.8] },
    ]);
    const floors = new Map([
      ...atFloor(results, { forward: [1] }),
      ...atFloor(results, { forward: [2, 4], bidirectional: [1] }, 'fell-back'),
    ]);
    const [forward, bidirectional] = compareLevels(results, { atFloor: floors }).rows.map(({ atFloor }) => atFloor);
    expect(forward).toMatchObject({ runs: 2, neverLeft: 1, fellBack: 1 });
    // scipy.stats.binomtest(2, 3).proportion_ci(method='exact'), SciPy 1.17.1
    expect(forward?.interval?.[0]).toBeCloseTo(0.0942993, 6);
    expect(forward?.interval?.[1]).toBeCloseTo(0.9915962, 6);
    expect(bidirectional).toBeNull(); // its floor is not known
  });

  it('gives each mean an interval of its own, for that row alone', () => {
    const { rows } = compareLevels(resultsOf([{ level: 'forward', runs: FORWARD }]));
    expect(rows[0].interval).toEqual([0.91, 0.96]);
    expect(rows[0].mean).toBeCloseTo(0.935, 12);
  });

  it('widens the intervals for all comparisons of the table', () => {
    const level = (name: string): Level => ({ level: name, runs: plus([...FORWARD, 0.95], [...GAIN, 0.04]) });
    const forward = { level: 'forward', runs: [...FORWARD, 0.95] };
    const one = compareLevels(resultsOf([forward, level('bidirectional')]));
    const two = compareLevels(resultsOf([forward, level('bidirectional'), level('backward')]));
    expect([one.comparisons, two.comparisons, one.seedsNeeded, two.seedsNeeded]).toEqual([1, 2, 6, 7]);
    // n = 7: ⌊0.025 · 128⌋ = 3 subset means are left out on either side, or ⌊0.0125 · 128⌋ = 1
    expect(one.rows[1].againstBaseline?.interval?.[1]).toBeCloseTo(0.03, 12); // 0.04, 0.035, then 0.03
    expect(two.rows[1].againstBaseline?.interval?.[1]).toBeCloseTo(0.04, 12);
    expect(two.rows[1].againstBaseline?.p).toBe(2 * one.rows[1].againstBaseline!.p!);
  });

  it('compares a single configuration with nothing', () => {
    const results = { ...resultsOf([{ level: null, runs: FORWARD }]), compare: null };
    expect(compareLevels(results)).toMatchObject({ by: null, baseline: null, comparisons: 0 });
    expect(compareLevels(results).rows[0].againstBaseline).toBeNull();
  });

  it('takes the smallest effect of the file for its metric, and the usual one for another', () => {
    const results = resultsOf([{ level: 'forward', runs: FORWARD }], { smallestEffect: 0.02 });
    expect(compareLevels(results).smallestEffect).toBe(0.02);
    expect(compareLevels(results, { metric: 'loss' }).smallestEffect).toBe(0.01);
    expect(compareLevels(results, { metric: 'sequence_accuracy' }).smallestEffect).toBe(0.005);
    expect(compareLevels(results, { metric: 'loss', smallestEffect: 0.1 }).smallestEffect).toBe(0.1);
  });
});

describe('compareLevels, by another key', () => {
  const sweep = resultsOf(
    [8, 16].flatMap((units) =>
      ['25%', '50%'].flatMap((threshold) =>
        ['forward', 'bidirectional'].map((level) => ({ level, block: { units, threshold }, runs: FORWARD })),
      ),
    ),
  );
  const shape = (results: ExperimentResults, choice: Parameters<typeof compareLevels>[1]) =>
    compareLevels(results, choice).rows.map(({ block, level, againstBaseline }) => [
      ...Object.values(block),
      level,
      againstBaseline === null ? '' : 'compared',
    ]);

  it('groups the points into blocks of the other keys, levels in the order of the sweep', () => {
    expect(shape(sweep, {}).slice(0, 3)).toEqual([
      [8, '25%', 'forward', ''],
      [8, '25%', 'bidirectional', 'compared'],
      [8, '50%', 'forward', ''],
    ]);
    expect(shape(sweep, { by: 'units' })).toEqual([
      ['forward', '25%', 8, ''],
      ['forward', '25%', 16, 'compared'],
      ['bidirectional', '25%', 8, ''],
      ['bidirectional', '25%', 16, 'compared'],
      ['forward', '50%', 8, ''],
      ['forward', '50%', 16, 'compared'],
      ['bidirectional', '50%', 8, ''],
      ['bidirectional', '50%', 16, 'compared'],
    ]);
  });

  it('compares with the first value unless told otherwise', () => {
    expect(compareLevels(sweep, { by: 'threshold' }).baseline).toBe('25%');
    expect(compareLevels(sweep, { by: 'threshold', baseline: '50%' }).baseline).toBe('50%');
    expect(compareLevels(sweep, { baseline: 'bidirectional' }).baseline).toBe('bidirectional');
    expect(compareLevels(sweep, { by: 'units', baseline: 16 }).baseline).toBe(16);
  });

  it('compares with forward where direction is chosen', () => {
    const byUnits = resultsOf(
      ['bidirectional', 'forward'].flatMap((direction) =>
        [8, 16].map((level) => ({ level, block: { direction }, runs: FORWARD })),
      ),
      { by: 'units', baseline: 8 },
    );
    const comparison = compareLevels(byUnits, { by: 'direction' });
    expect(comparison.baseline).toBe('forward');
    expect(comparison.rows.map(({ block }) => block)).toEqual([
      { units: 8 },
      { units: 8 },
      { units: 16 },
      { units: 16 },
    ]);
  });

  it('leaves a block without the baseline uncompared and uncounted', () => {
    const results = resultsOf([
      { level: 'forward', block: { units: 8 }, runs: FORWARD },
      { level: 'bidirectional', block: { units: 8 }, runs: FORWARD },
      { level: 'bidirectional', block: { units: 16 }, runs: FORWARD },
    ]);
    expect(compareLevels(results).comparisons).toBe(1);
    expect(shape(results, {})).toEqual([
      [8, 'forward', ''],
      [8, 'bidirectional', 'compared'],
      [16, 'bidirectional', ''],
    ]);
  });

  it('keeps one row where the chosen key does not apply', () => {
    const results = resultsOf(
      ['concat', 'sum'].flatMap((merge_mode) =>
        ['forward', 'bidirectional'].map((level) => ({ level, block: { merge_mode }, runs: FORWARD })),
      ),
    );
    const points = results.points.map((point) =>
      point.level === 'forward' ? { ...point, planned: { ...point.planned, key: 'one forward' } } : point,
    );
    expect(shape({ ...results, points }, { by: 'merge_mode' })).toEqual([
      ['forward', null, ''],
      ['bidirectional', 'concat', ''],
      ['bidirectional', 'sum', 'compared'],
    ]);
  });

  it('puts a point without a level into every block of that key', () => {
    const results = resultsOf(
      [
        { level: null, block: { direction: 'forward' }, runs: FORWARD },
        { level: 'concat', block: { direction: 'bidirectional' }, runs: FORWARD },
        { level: 'sum', block: { direction: 'bidirectional' }, runs: FORWARD },
      ],
      { by: 'merge_mode', baseline: 'concat' },
    );
    expect(shape(results, { by: 'direction' })).toEqual([
      ['concat', 'forward', ''],
      ['concat', 'bidirectional', 'compared'],
      ['sum', 'forward', ''],
      ['sum', 'bidirectional', 'compared'],
    ]);
  });

  it('says what it expected where the key or the level is unknown', () => {
    const message = (choice: Parameters<typeof compareLevels>[1], results = sweep) => {
      try {
        return compareLevels(results, choice);
      } catch (error) {
        return error instanceof ChoiceError ? error.message : error;
      }
    };
    expect(message({ by: 'epochs' })).toBe('by: expected direction, units or threshold; found epochs');
    expect(message({ baseline: 'backward' })).toBe(
      'baseline: expected a level of direction, forward or bidirectional; found backward',
    );
    expect(message({ by: 'units', baseline: '32' })).toBe('baseline: expected a level of units, 8 or 16; found 32');
    const single = { ...resultsOf([{ level: null, runs: FORWARD }]), compare: null };
    expect(message({ by: 'units' }, single)).toBe(
      'expected a swept key, but an-experiment sweeps nothing; found units',
    );
  });
});

it('compareLevels claims something in at most 5.5 % of tables where there is nothing to find', () => {
  const random = stream(11, 'null tables');
  const tables = 2500; // test/survival/calibration.test.ts has several comparisons, and lopsided differences
  let claims = 0;
  for (let i = 0; i < tables; i++) {
    // What both levels share of a seed, and what each has of its own
    const shared = Array.from({ length: 10 }, () => random.normal());
    const level = (name: string) => ({ level: name, runs: shared.map((value) => value + random.normal()) });
    const { verdict } = against(resultsOf([level('forward'), level('bidirectional')]))!;
    if (verdict === 'better' || verdict === 'worse') claims += 1;
  }
  expect(claims / tables).toBeLessThanOrEqual(0.055);
  expect(claims / tables).toBeGreaterThan(0.02); // a test that never claims would be useless
});

/** Values without rounding: multiples of 1/1024. */
const values = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 1024 }), fc.integer({ min: 0, max: 1024 })).map(([a, b]) => [a / 1024, b / 1024]),
  { minLength: 6, maxLength: 12 },
);
const two = (pairs: readonly (readonly number[])[]) =>
  resultsOf([
    { level: 'forward', runs: pairs.map(([a]) => a) },
    { level: 'bidirectional', runs: pairs.map(([, b]) => b) },
  ]);

describe('compareLevels, for any results', () => {
  it('mirrors everything when level and baseline change places', () => {
    fc.assert(
      fc.property(values, (pairs) => {
        const there = against(two(pairs))!;
        const back = compareLevels(two(pairs), { baseline: 'bidirectional' }).rows[0].againstBaseline!;
        const mirrored = { better: 'worse', worse: 'better' } as Record<string, string>;
        expect(back.verdict).toBe(mirrored[there.verdict] ?? there.verdict);
        expect(back.interval).toEqual([0 - there.interval![1], 0 - there.interval![0]]);
        expect([back.betterIn, back.ties, back.worseIn]).toEqual([there.worseIn, there.ties, there.betterIn]);
        expect([back.p, back.seedsSuggested]).toEqual([there.p, there.seedsSuggested]);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('does not change when all values are shifted, or the runs come in another order', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -8, max: 8 }), (pairs, shift) => {
        const there = against(two(pairs));
        expect(against(two(pairs.map(([a, b]) => [a + shift, b + shift])))).toEqual(there);
        const { points, ...rest } = two(pairs);
        const reversed = points.map((point) => ({ ...point, runs: point.runs.toReversed() }));
        expect(against({ ...rest, points: reversed })).toEqual(there);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});
