import { describe, expect, it } from 'vitest';
import { expectedSeconds } from '../../src/session/expected.ts';
import { runsOf } from '../../src/session/plan.ts';
import { read } from '../experiment/reading.ts';

/** So many runs that take so many milliseconds each. */
function secondsOf(count: number, ms: number, { cores, checksMs = 0 }: { cores: number; checksMs?: number }): number {
  const runs = count === 0 ? [] : runsOf(read(`seeds: ${count}\n`).experiment);
  const expected = { ms: () => ms, isMeasured: true, learn() {} };
  return expectedSeconds(runs, { expected, cores, checksMs });
}

describe('expectedSeconds', () => {
  it('is 0 where nothing is left to do', () => {
    expect(secondsOf(0, 100, { cores: 2 })).toBe(0);
  });

  it('counts the start of the command beside a short run', () => {
    expect(secondsOf(1, 99, { cores: 2 })).toBeCloseTo(0.3005 + 0.1, 6);
  });

  it('waits for the engine checks beside the runs, and after them where there is one core', () => {
    expect(secondsOf(1, 99, { cores: 2, checksMs: 900 })).toBeCloseTo(0.3005 + 0.9, 6);
    expect(secondsOf(1, 99, { cores: 1, checksMs: 900 })).toBeCloseTo(0.3005 + 0.1 + 0.9, 6);
    // All three processes have work to the end
    expect(secondsOf(20, 199, { cores: 2, checksMs: 900 })).toBeCloseTo(0.31 + (2 * 0.1 + 20 * 0.2 + 0.9) / 2, 6);
  });

  it('counts the start of the processes of a longer plan, and a last round that is not full', () => {
    expect(secondsOf(20, 199, { cores: 2 })).toBeCloseTo(0.31 + 0.1 + 2, 6);
    expect(secondsOf(3, 999, { cores: 2 })).toBeCloseTo(0.3015 + 0.1 + 2, 6);
    expect(secondsOf(2, 999, { cores: 8 })).toBeCloseTo(0.301 + 0.1 + 1, 6);
  });
});
