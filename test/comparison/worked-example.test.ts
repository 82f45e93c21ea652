/** The worked example of docs/statistics.md: its table goes through the code, and the text says what comes out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { resultsOf } from './results.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/statistics.md'), 'utf8').replaceAll(/\s+/g, ' ');
const rows = [...text.matchAll(/\| (\d) \| (0\.\d{3}) \| (0\.\d{3}) \| ([+−]\d\.\d) /g)].map(
  ([, seed, forward, bidirectional, difference]) => ({
    seed: Number(seed),
    forward: Number(forward),
    bidirectional: Number(bidirectional),
    points: Number(difference.replace('−', '-')),
  }),
);

function compared(extra: readonly { forward: number; bidirectional: number }[]) {
  const all = [...rows, ...extra];
  const results = resultsOf([
    { level: 'forward', runs: all.map(({ forward }) => forward) },
    { level: 'bidirectional', runs: all.map(({ bidirectional }) => bidirectional) },
  ]);
  return compareLevels(results).rows[1].againstBaseline!;
}

describe('the worked example of docs/statistics.md', () => {
  it('has six seeds whose differences are those of the accuracies', () => {
    expect(rows.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { forward, bidirectional, points } of rows) {
      expect(100 * (bidirectional - forward)).toBeCloseTo(points, 9);
    }
  });

  it('is undecided, with the mean, interval, p-value and seeds that the text says', () => {
    const { difference, interval, p, verdict, seedsSuggested } = compared([]);
    expect(verdict).toBe('undecided');
    expect(text).toContain(`The mean is 5.6 / 6 = ${(100 * difference!).toFixed(2)} points`);
    expect(text).toContain(`p = 2 · 2 / 64 = ${p}.`);
    expect(interval?.[0]).toBeCloseTo(-0.001, 12);
    expect(interval?.[1]).toBeCloseTo(0.019, 12);
    expect(text).toContain('−0.1 to +1.9 points');
    expect(text).toContain(`it says ${seedsSuggested}.`);
  });

  it('is better with a seventh seed, with the interval and p-value that the text says', () => {
    const { interval, p, verdict } = compared([{ forward: 0.93, bidirectional: 0.939 }]);
    expect(verdict).toBe('better');
    expect(text).toContain(
      `third last, ${interval!.map((bound) => `+${(100 * bound).toFixed(2)}`).join(' to ')} points`,
    );
    expect(text).toContain(`p = 2 · 2 / 128 = ${p!.toFixed(2)},`);
  });
});
