import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { answerOf } from '../../src/report/answer.ts';
import { comparisonJson } from '../../src/report/comparison-json.ts';
import type { ExperimentResults } from '../../src/vocabulary.ts';
import { type Level, resultsOf } from '../comparison/results.ts';
import { storedRun } from '../comparison/simulated-data-sets.ts';

/** Levels whose runs are right on the first so many of the test sequences, seed by seed. */
function onTestPart(levels: Readonly<Record<string, readonly number[]>>, sequences: number): ExperimentResults {
  const right = (count: number) => Array.from({ length: sequences }, (_, i) => (i < count ? 1 : 0));
  const all = Object.entries(levels);
  const results = resultsOf(all.map(([level, counts]): Level => ({ level, runs: counts.map((n) => n / sequences) })));
  return {
    ...results,
    testPart: { file: 'walks.csv', sequences, groups: sequences, folds: null, per: 'sequence' },
    points: results.points.map((point, l) => ({
      ...point,
      runs: point.runs.map((run, i) => ({ ...run, testGroups: storedRun(run.id, right(all[l][1][i])).testGroups })),
    })),
  };
}

const FORWARD = [50, 51, 52, 50, 51, 52, 50, 51];
const plus = (more: number) => FORWARD.map((count, i) => count + more + (i % 2));

const withPlus20 = onTestPart({ forward: FORWARD, bidirectional: plus(20) }, 100);

const CASES: Readonly<Record<string, ExperimentResults>> = {
  better: withPlus20,
  'better on every seed, undecided on other sequences': onTestPart({ forward: FORWARD, bidirectional: plus(1) }, 100),
  'too few test sequences': onTestPart({ forward: [3, 4, 3, 4, 3, 4], bidirectional: [7, 8, 7, 8, 7, 7] }, 9),
  'too few seeds': onTestPart({ forward: [30, 40, 30], bidirectional: [70, 80, 70] }, 100),
  'nothing compared': { ...onTestPart({ forward: FORWARD }, 100), compare: null },
  'in folds': {
    ...withPlus20,
    testPart: { file: 'walks.csv', sequences: 120, groups: 100, folds: 5, per: 'sequence' },
  },
  'groups of sequences, in blocks': {
    ...withPlus20,
    testPart: { file: 'walks.csv', sequences: 300, groups: 100, folds: null, per: 'step' },
    points: [16, 32].flatMap((units) => withPlus20.points.map((point) => ({ ...point, block: { units } }))),
  },
};

describe('the answer on a fixed test part', () => {
  it('says what its intervals are over', async () => {
    const text = Object.entries(CASES).map(([title, results]) => `${title}\n  ${answerOf(compareLevels(results))}\n`);
    await expect(text.join('\n')).toMatchFileSnapshot('answers-on-a-test-part.txt');
  });

  it('says that where the gain is was found over seeds alone', () => {
    const gains = { most: { from: 5, to: 6 }, losses: [] };
    expect(answerOf(compareLevels(withPlus20), gains)).toMatch(
      / On these test sequences, over seeds alone, most of the gain is at steps 5 and 6\.$/,
    );
  });

  it('has both intervals in --json, the wider as the interval', () => {
    const comparison = compareLevels(onTestPart({ forward: FORWARD, bidirectional: plus(1) }, 100));
    const { rows } = comparisonJson(comparison, { answer: '', next: [] }) as { rows: { against_baseline: unknown }[] };
    expect(rows[1].against_baseline).toMatchObject({ verdict: 'undecided', seeds_suggested: null });
    const { interval, interval_over_seeds } = rows[1].against_baseline as Record<string, [number, number]>;
    // The lead is 1 of 100 on four seeds and 2 on the others: of the 255 subsets of seeds, 15 have each alone
    expect(interval_over_seeds).toEqual([0.01, 0.02].map((bound) => expect.closeTo(bound, 12)));
    // A quarter of the subsets of sequences have neither of the two that make the lead; an eighth, half of it on all
    expect(interval).toEqual([0, expect.closeTo(0.034, 2)]);
  });
});
