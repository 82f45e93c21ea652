/** What a search promises, on stored results of real runs: see simulated.ts. `npm run bench -- search` prints a table. */
import { describe, expect, it } from 'vitest';
import { signFlip } from '../../src/comparison/interval.ts';
import { stream } from '../../src/random.ts';
import { race } from '../../src/search/race.ts';
import { CONFIRMING_SEEDS, grid, NAMES, raceOver, SHIPPED, simulate } from '../search/simulated.ts';

const SEARCHES = 1000;
const GRID_OF_TEN = 10 * NAMES.length;

describe('a search over 22 configurations of the experiments that ship', () => {
  const searched = simulate(raceOver(14), { searches: SEARCHES, random: stream(1, 'simulated search') });
  const tried = simulate(grid(10), { searches: SEARCHES, random: stream(1, 'simulated grid') });

  it('takes at most 65 % of the runs of a grid with ten seeds, and finds the best more often', () => {
    expect(searched.runs / GRID_OF_TEN).toBeLessThanOrEqual(0.65);
    expect(searched.found).toBeGreaterThan(tried.found);
    expect(searched.regret).toBeLessThan(tried.regret);
  });

  it('drops the best in at most 3 % of the races', () => {
    expect(searched.dropped).toBeLessThanOrEqual(0.03);
  });

  it("thinks too well of its winner in the race, and is right about it within 0.1 points on the confirmation's seeds", () => {
    expect(searched.optimism).toBeGreaterThan(0.1);
    expect(Math.abs(searched.bias)).toBeLessThanOrEqual(0.1);
  });
});

it('a table after a search claims a difference in at most 5.5 % where there is none', () => {
  const random = stream(1, 'search without a difference');
  const candidates = ['a', 'b', 'c', 'd', 'e', 'f'];
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const searches = 4000;
  let claims = 0;
  for (let n = 0; n < searches; n++) {
    // Both levels and all candidates are one configuration: every result is one of its hundred
    const results = SHIPPED[NAMES[random.below(NAMES.length)]];
    const drawn = () => results[random.below(results.length)];
    const winners = ['forward', 'backward'].map((level) => {
      const found = new Map(candidates.flatMap((candidate) => seeds.map((seed) => [`${candidate} ${seed}`, drawn()])));
      const { racing } = race(
        { candidates, seeds, better: 'higher' },
        ({ candidate, seed }) => found.get(`${candidate} ${seed}`) ?? null,
      );
      return { level, winner: racing[0], confirmed: Array.from({ length: CONFIRMING_SEEDS }, drawn) };
    });
    const [one, other] = winners.map(({ confirmed }) => confirmed);
    const test = signFlip(
      one.map((value, i) => value - other[i]),
      1,
    );
    if (test !== null && (test.interval[0] > 0 || test.interval[1] < 0)) claims += 1;
  }
  expect(claims / searches).toBeLessThanOrEqual(0.055);
  expect(claims / searches).toBeGreaterThan(0.03); // it is a test of something
});
