/**
 * Searches over stored results of real runs, trained by fused-1 with 1,000 epochs and 100 seeds each. Seeds are drawn anew
 * for each search; the mean over all 100 is what a configuration is worth.
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

/** Configurations among which one is sought. */
export interface Pool {
  readonly results: Results;
  readonly names: readonly string[];
  readonly worth: Readonly<Record<string, number>>;
  readonly best: string;
}

/** 22 of the article's task, all that the experiments which ship compare: directions, units, rates, merge modes. */
export const SHIPPED = poolIn('shipped');
/** 25 drawn at random of bidirectional models on balance-point: cells, 4 to 40 units, rates of 0.0005 to 0.02. */
export const BALANCE = poolIn('balance');
/** 25 drawn at random of forward LSTMs on the article's task: 4 to 40 units, rates of 0.0005 to 0.02. */
export const FORWARD = poolIn('forward');

/** In the file stands how many of the steps were right. */
function poolIn(file: string): Pool {
  const url = new URL(`../fixtures/search/${file}.json`, import.meta.url);
  const right = Object.entries(JSON.parse(readFileSync(url, 'utf8')) as Results);
  const results = Object.fromEntries(right.map(([name, counts]) => [name, counts.map((count) => count / STEPS)]));
  const names = Object.keys(results);
  const worth = Object.fromEntries(names.map((name) => [name, mean(results[name])]));
  return { results, names, worth, best: names.reduce((best, name) => (worth[name] > worth[best] ? name : best)) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

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
export function grid({ names, results }: Pool, count: number): Strategy {
  return (seeds) => {
    const means = names.map((name) => mean(seeds.slice(0, count).map((seed) => results[name][seed])));
    const most = Math.max(...means);
    return { winner: names[means.indexOf(most)], runs: count * names.length, mean: most, droppedBest: false };
  };
}

/** As a search of so many seeds races. */
export function raceOver({ names, results, best }: Pool, count: number): Strategy {
  return (drawn) => {
    const seeds = drawn.slice(0, count);
    const terms = { candidates: names, seeds, better: 'higher' } as const;
    const { racing, left, made } = race(terms, ({ candidate, seed }) => results[candidate][seed]);
    const [{ candidate: winner, seedsRun }] = racing;
    return {
      winner,
      runs: made,
      mean: mean(seeds.slice(0, seedsRun).map((seed) => results[winner][seed])),
      droppedBest: left.some(({ candidate }) => candidate === best),
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
  { results, worth, best }: Pool,
  strategy: Strategy,
  { searches, random }: { searches: number; random: RandomStream },
): Simulated {
  const all = Array.from({ length: searches }, () => {
    const seeds = shuffled(random);
    const chosen = strategy(seeds.slice(0, SEEDS - CONFIRMING_SEEDS));
    const confirmed = mean(seeds.slice(SEEDS - CONFIRMING_SEEDS).map((seed) => results[chosen.winner][seed]));
    return { ...chosen, confirmed, worth: worth[chosen.winner] };
  });
  return {
    runs: mean(all.map(({ runs }) => runs)),
    found: mean(all.map(({ winner }) => Number(winner === best))),
    dropped: mean(all.map(({ droppedBest }) => Number(droppedBest))),
    regret: 100 * (worth[best] - mean(all.map((each) => each.worth))),
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
