/**
 * A race of candidates over paired seeds: what the results so far decide, and which runs are needed next. A function of
 * the results alone, so that it comes out the same whenever, wherever and in however many pieces the runs are made.
 *
 * All candidates are trained with the first five seeds, then those that are still in it seed by seed. After each whole
 * row of seeds a candidate leaves where the exact one-sided p of the leader's lead over it is at most 1/32.
 *
 * Racing against the best so far is that of: M. López-Ibáñez et al. (2016), The irace package, Operations Research
 * Perspectives 3, 43–58; here with an exact paired test, and over seeds alone: early epochs say little of late ones.
 */
import { oneSidedP } from './one-sided.ts';

/** The least seeds with which a p below 0.05 can be had, and that p: who trails the leader on all five leaves. */
const FIRST_SEEDS = 5;
/** Not 0.05: there are up to ten looks, and with 0.05 twice as many races drop the best; measured in docs/log.md. */
const LEAVES_AT = 2 ** -FIRST_SEEDS;

/** A metric; `lost` where the run diverged or failed, which is worse than any; null while there is none. */
export type Result = number | 'lost' | null;

export interface RaceTerms {
  /** Names of the candidates, each once; of two that are equally good the earlier one leads. */
  readonly candidates: readonly string[];
  /** In the order in which they are run; 5 to 20. */
  readonly seeds: readonly number[];
  readonly better: 'higher' | 'lower';
}

export interface Left {
  readonly candidate: string;
  /** The seeds that it was run with. */
  readonly afterSeeds: number;
  /** Of the lead over it, one-sided. */
  readonly p: number;
}

export interface RunWanted {
  readonly candidate: string;
  readonly seed: number;
}

export interface Race {
  /** In the order in which they left. */
  readonly left: readonly Left[];
  /** Those that are still in it, the leader first, then in their order. */
  readonly racing: readonly string[];
  /** Rows of seeds that have been decided on. */
  readonly rounds: number;
  /** The seeds that all who are still in it have been run with. */
  readonly seedsRun: number;
  /** The runs of the row that is to be decided on, seed by seed; empty once the race is over. */
  readonly next: readonly RunWanted[];
  /** Runs that it has taken so far. */
  readonly made: number;
}

/** How far the results bring a race. It is over when one candidate is left or all seeds have been run. */
export function race({ candidates, seeds, better }: RaceTerms, resultOf: (run: RunWanted) => Result): Race {
  const left: Left[] = [];
  let racing = [...candidates];
  let [rounds, seedsRun] = [0, 0];
  for (let row = Math.min(FIRST_SEEDS, seeds.length); row <= seeds.length && racing.length > 1; row++) {
    const rowSeeds = seeds.slice(0, row);
    const runs = rowSeeds.flatMap((seed) => racing.map((candidate) => ({ candidate, seed })));
    const missing = runs.filter((run) => resultOf(run) === null);
    if (missing.length > 0)
      return { left, racing, rounds, seedsRun, next: missing, made: gone(left) + runs.length - missing.length };

    const scores = scored(racing, { rowSeeds, better, resultOf });
    const [leader] = racing.toSorted((a, b) => compareScores(scores.get(a), scores.get(b)));
    const leads = scores.get(leader)?.values ?? [];
    const staying = [leader];
    for (const candidate of racing) {
      if (candidate === leader) continue;
      const values = scores.get(candidate)?.values ?? [];
      const p = oneSidedP(leads.map((value, i) => value - values[i]));
      if (p <= LEAVES_AT) left.push({ candidate, afterSeeds: row, p });
      else staying.push(candidate);
    }
    racing = staying;
    rounds += 1;
    seedsRun = row;
  }
  return { left, racing, rounds, seedsRun, next: [], made: gone(left) + racing.length * seedsRun };
}

/** Runs of those that have left. */
function gone(left: readonly Left[]): number {
  return left.reduce((runs, { afterSeeds }) => runs + afterSeeds, 0);
}

/** What a candidate has on the seeds of a row; higher is better. */
interface Score {
  readonly values: readonly number[];
  readonly lost: number;
  readonly mean: number;
}

/**
 * A lost run counts as a result that is worse than the worst by as much as that is worse than the best, so that it
 * outweighs whatever a seed may do; whoever lost fewer runs leads.
 */
function scored(
  racing: readonly string[],
  {
    rowSeeds,
    better,
    resultOf,
  }: { rowSeeds: readonly number[]; better: RaceTerms['better']; resultOf: (run: RunWanted) => Result },
): ReadonlyMap<string, Score> {
  const sign = better === 'higher' ? 1 : -1;
  const results = racing.map((candidate) => ({
    candidate,
    found: rowSeeds.map((seed) => resultOf({ candidate, seed })),
  }));
  const completed = results.flatMap(({ found }) => found.filter((value) => typeof value === 'number'));
  const signed = completed.map((value) => sign * value);
  const [worst, best] = [Math.min(...signed), Math.max(...signed)];
  const ofLost = completed.length === 0 ? 0 : worst - (best - worst || 1);
  return new Map(
    results.map(({ candidate, found }) => {
      const values = found.map((value) => (typeof value === 'number' ? sign * value : ofLost));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [candidate, { values, mean, lost: found.filter((value) => value === 'lost').length }];
    }),
  );
}

/** Negative where the first one leads. */
function compareScores(a: Score | undefined, b: Score | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.lost === b.lost ? b.mean - a.mean : a.lost - b.lost;
}
