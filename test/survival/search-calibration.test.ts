/** What a search promises, on stored results of real runs: see simulated.ts. `npm run bench -- search` prints a table. */
import { describe, expect, it } from 'vitest';
import { signFlip } from '../../src/comparison/interval.ts';
import { stream } from '../../src/random.ts';
import { race } from '../../src/search/race.ts';
import { BALANCE, CONFIRMING_SEEDS, grid, raceOver, SHIPPED, simulate } from '../search/simulated.ts';

const SEARCHES = 1000;

describe('a search over 22 configurations of the experiments that ship', () => {
  const searched = simulate(SHIPPED, raceOver(SHIPPED, 24), {
    searches: SEARCHES,
    random: stream(1, 'simulated search'),
  });
  const tried = simulate(SHIPPED, grid(SHIPPED, 10), { searches: SEARCHES, random: stream(1, 'simulated grid') });

  it('finds the best in at least 70 % with at most 65 % of the runs of a grid with ten seeds, which finds it less often', () => {
    expect(searched.runs / tried.runs).toBeLessThanOrEqual(0.65);
    expect(searched.found).toBeGreaterThanOrEqual(0.7);
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

describe('a search among configurations that are close to each other, on another task', () => {
  const searched = simulate(BALANCE, raceOver(BALANCE, 24), {
    searches: SEARCHES,
    random: stream(2, 'simulated search'),
  });
  const tried = simulate(BALANCE, grid(BALANCE, 10), { searches: SEARCHES, random: stream(2, 'simulated grid') });

  it('finds the best more often than a grid with ten seeds, with fewer runs, and seldom drops it', () => {
    expect(searched.runs / tried.runs).toBeLessThan(0.8);
    expect(searched.found).toBeGreaterThan(tried.found + 0.1);
    expect(searched.regret).toBeLessThan(tried.regret);
    expect(searched.dropped).toBeLessThanOrEqual(0.04); // about 3 %
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
    const results = SHIPPED.results[SHIPPED.names[random.below(SHIPPED.names.length)]];
    const drawn = () => results[random.below(results.length)];
    const winners = ['forward', 'backward'].map((level) => {
      const found = new Map(candidates.flatMap((candidate) => seeds.map((seed) => [`${candidate} ${seed}`, drawn()])));
      const { racing } = race(
        { candidates, seeds, better: 'higher' },
        ({ candidate, seed }) => found.get(`${candidate} ${seed}`) ?? null,
      );
      return { level, winner: racing[0].candidate, confirmed: Array.from({ length: CONFIRMING_SEEDS }, drawn) };
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
