import { describe, expect, it } from 'vitest';
import { longestLastRunsFirst, runsOf } from '../../src/session/plan.ts';
import { expectations } from '../../src/training/estimate.ts';
import type { Run } from '../../src/vocabulary.ts';
import { read } from '../experiment/reading.ts';

describe('longestLastRunsFirst', () => {
  const runs = runsOf(
    read('seeds: 10\nsweep: {units: [4, 8, 16, 32, 64], direction: [forward, bidirectional]}').experiment,
  );
  const expected = expectations([]);
  const inOrder = (places: number) => longestLastRunsFirst(runs, { expected, places });
  const ms = ({ planned }: Run) => expected.ms(planned);

  it('leaves the order of one place as it is', () => {
    expect(inOrder(1)).toEqual(runs);
    expect(longestLastRunsFirst([], { expected, places: 2 })).toEqual([]);
  });

  it('puts whole seeds at the end in the order of their length, and leaves those before alone', () => {
    const ordered = inOrder(4); // 16 runs, so two seeds
    expect(ordered.slice(0, 80)).toEqual(runs.slice(0, 80));
    expect(new Set(ordered.slice(80))).toEqual(new Set(runs.slice(80)));
    expect(ordered.slice(80).map(ms)).toEqual(
      runs
        .slice(80)
        .map(ms)
        .toSorted((a, b) => b - a),
    );
    expect(inOrder(100).map(ms)).toEqual(runs.map(ms).toSorted((a, b) => b - a));
  });

  it.each([2, 4, 8])('keeps %i places busy to the end, which the order of the file does not', (places) => {
    const shortest = runs.reduce((sum, run) => sum + ms(run), 0) / places;
    expect(endOf(inOrder(places).map(ms), places)).toBeLessThan(1.01 * shortest);
    expect(endOf(runs.map(ms), places)).toBeGreaterThan(1.02 * shortest);
  });
});

/** When the last place is done, each run going to the place that is free first. */
function endOf(lengths: readonly number[], places: number): number {
  const ends = new Array<number>(places).fill(0);
  for (const length of lengths) ends[ends.indexOf(Math.min(...ends))] += length;
  return Math.max(...ends);
}
