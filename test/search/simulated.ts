/**
 * Searches over stored results: 22 configurations of the article's task, all that the experiments which ship compare at
 * 1,000 epochs (directions, units, learning rates, merge modes), with 100 seeds each, trained by fused-1. Seeds are drawn
 * anew for each search; the mean over all 100 is what a configuration is worth.
 */
import { readFileSync } from 'node:fs';
import type { RandomStream } from '../../src/random.ts';
import { race } from '../../src/search/race.ts';

/** So many counted steps: 2,000 sequences of ten. */
const STEPS = 20_000;
const SEEDS = 100;
export const CONFIRMING_SEEDS = 10;

/** Accuracy by seed. */
type Results = Readonly<Record<string, readonly number[]>>;

/** In the file stands how many of the steps were right. */
export const SHIPPED: Results = Object.fromEntries(
  Object.entries(
    JSON.parse(readFileSync(new URL('../fixtures/search/shipped.json', import.meta.url), 'utf8')) as Results,
  ).map(([name, right]) => [name, right.map((count) => count / STEPS)]),
);
export const NAMES = Object.keys(SHIPPED);

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const WORTH: Readonly<Record<string, number>> = Object.fromEntries(NAMES.map((name) => [name, mean(SHIPPED[name])]));
const BEST = NAMES.reduce((best, name) => (WORTH[name] > WORTH[best] ? name : best));

/** What a strategy came to. */
interface Chosen {
  readonly winner: string;
  readonly runs: number;
  /** In which the winner was chosen. */
  readonly mean: number;
  readonly droppedBest: boolean;
}

export type Strategy = (seeds: readonly number[]) => Chosen;

/** Every configuration with the first so many seeds; the best mean wins. */
export function grid(count: number): Strategy {
  return (seeds) => {
    const means = NAMES.map((name) => mean(seeds.slice(0, count).map((seed) => SHIPPED[name][seed])));
    const most = Math.max(...means);
    return { winner: NAMES[means.indexOf(most)], runs: count * NAMES.length, mean: most, droppedBest: false };
  };
}

/** As a search of so many seeds races. */
export function raceOver(count: number): Strategy {
  return (drawn) => {
    const seeds = drawn.slice(0, count);
    const terms = { candidates: NAMES, seeds, better: 'higher' } as const;
    const { racing, left, made, seedsRun } = race(terms, ({ candidate, seed }) => SHIPPED[candidate][seed]);
    const [winner] = racing;
    return {
      winner,
      runs: made,
      mean: mean(seeds.slice(0, seedsRun).map((seed) => SHIPPED[winner][seed])),
      droppedBest: left.some(({ candidate }) => candidate === BEST),
    };
  };
}

export interface Simulated {
  readonly runs: number;
  /** Shares of the searches. */
  readonly found: number;
  readonly dropped: number;
  /** In points: how far the winner is from the best, and its mean in the race and when confirmed from what it is worth. */
  readonly regret: number;
  readonly optimism: number;
  readonly bias: number;
}

/** Means over so many searches, each over seeds of its own and confirmed on others. */
export function simulate(
  strategy: Strategy,
  { searches, random }: { searches: number; random: RandomStream },
): Simulated {
  const all = Array.from({ length: searches }, () => {
    const seeds = shuffled(random);
    const chosen = strategy(seeds.slice(0, SEEDS - CONFIRMING_SEEDS));
    const confirmed = mean(seeds.slice(SEEDS - CONFIRMING_SEEDS).map((seed) => SHIPPED[chosen.winner][seed]));
    return { ...chosen, confirmed, worth: WORTH[chosen.winner] };
  });
  return {
    runs: mean(all.map(({ runs }) => runs)),
    found: mean(all.map(({ winner }) => Number(winner === BEST))),
    dropped: mean(all.map(({ droppedBest }) => Number(droppedBest))),
    regret: 100 * (WORTH[BEST] - mean(all.map(({ worth }) => worth))),
    optimism: 100 * mean(all.map((each) => each.mean - each.worth)),
    bias: 100 * mean(all.map(({ confirmed, worth }) => confirmed - worth)),
  };
}

/** 0 … 99 in any order. */
function shuffled(random: RandomStream): number[] {
  const seeds = Array.from({ length: SEEDS }, (_, i) => i);
  for (let i = SEEDS - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [seeds[i], seeds[j]] = [seeds[j], seeds[i]];
  }
  return seeds;
}
