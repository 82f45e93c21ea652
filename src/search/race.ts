/**
 * A race of candidates over paired seeds: what the results so far decide, and which runs are needed next. A function of
 * the results alone, so that it comes out the same whenever, wherever and in however many pieces the runs are made.
 *
 * All candidates are trained with the first five seeds, then seed by seed those that nothing tells apart from the leader.
 * After each round the exact one-sided p of the leader's lead, on the seeds that both have, decides about every other: at
 * most 0.05, it leaves; at most 0.15, it waits, until the lead passes to one that it trails by less than that; else it goes
 * on. So seeds are spent on those that may be the best.
 *
 * Racing against the best so far is that of: M. López-Ibáñez et al. (2016), The irace package, Operations Research
 * Perspectives 3, 43–58; here with an exact paired test, and over seeds alone: early epochs say little of late ones.
 */
import { oneSidedP } from './one-sided.ts';

/** The least with which a p of 0.05 can be had: who trails the leader on all five leaves. */
const FIRST_SEEDS = 5;
const LEAVES_AT = 0.05;
/** The seeds that this saves tell the last ones apart, and fewer of the best leave: measured in docs/log.md. */
const WAITS_AT = 0.15;

/** A metric; `lost` where the run diverged or failed, which is worse than any; null while there is none. */
export type Result = number | 'lost' | null;

export interface RaceTerms {
  /** Names of the candidates, each once; of two that are equally good the earlier one leads. */
  readonly candidates: readonly string[];
  /** In the order in which they are run; 5 to 30. */
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

/** One that has not left, with the first so many seeds. */
export interface Racer {
  readonly candidate: string;
  readonly seedsRun: number;
  /** Whether it trails the leader too clearly to go on, though not clearly enough to leave. */
  readonly waits: boolean;
}

export interface RunWanted {
  readonly candidate: string;
  readonly seed: number;
}

export interface Race {
  /** In the order in which they left. */
  readonly left: readonly Left[];
  /** Those that have not left, the leader first, then in their order. */
  readonly racing: readonly Racer[];
  /** How often it has been decided who leaves. */
  readonly rounds: number;
  /** The runs of the round that is to be decided on, seed by seed; empty once the race is over. */
  readonly next: readonly RunWanted[];
  /** Runs that it has taken so far. */
  readonly made: number;
}

/**
 * How far the results bring a race. It is over when all others trail the leader clearly enough to leave or to wait, or when
 * the leader and whoever does not have been run with all seeds.
 */
export function race({ candidates, seeds, better }: RaceTerms, resultOf: (run: RunWanted) => Result): Race {
  const left: Left[] = [];
  let racing = candidates.map((candidate): Racer => ({ candidate, seedsRun: 0, waits: false }));
  let going = candidates.length > 1 ? racing : [];
  let rounds = 0;
  const trailing = trailingOf({ seeds, better, resultOf });
  for (let seedsEach = Math.min(FIRST_SEEDS, seeds.length); going.length > 0; seedsEach = 1) {
    const runs = wantedBy(going, { seeds, seedsEach });
    const missing = runs.filter((run) => resultOf(run) === null);
    if (missing.length > 0) {
      return { left, racing, rounds, next: missing, made: runsOf(left, racing) + runs.length - missing.length };
    }
    const gone = new Set(going);
    racing = racing.map((racer) => (gone.has(racer) ? { ...racer, seedsRun: racer.seedsRun + seedsEach } : racer));
    rounds += 1;

    const { leader, behind } = trailing(racing);
    racing = [{ ...leader, waits: false }];
    for (const { racer, p } of behind) {
      if (p <= LEAVES_AT) left.push({ candidate: racer.candidate, afterSeeds: racer.seedsRun, p });
      else racing.push({ ...racer, waits: p <= WAITS_AT });
    }
    going = nextToGo(racing, seeds.length);
  }
  return { left, racing, rounds, next: [], made: runsOf(left, racing) };
}

/** Those with fewer seeds than the leader catch up with it first, seed by seed. */
function nextToGo([leader, ...others]: readonly Racer[], mostSeeds: number): Racer[] {
  const contending = others.filter(({ waits }) => !waits);
  const late = contending.filter(({ seedsRun }) => seedsRun < leader.seedsRun);
  if (late.length > 0) return late;
  return contending.length > 0 && leader.seedsRun < mostSeeds ? [leader, ...contending] : [];
}

/** Their next `seedsEach` seeds, seed by seed. */
function wantedBy(
  going: readonly Racer[],
  { seeds, seedsEach }: { seeds: readonly number[]; seedsEach: number },
): RunWanted[] {
  return Array.from({ length: seedsEach }, (_, i) =>
    going.map(({ candidate, seedsRun }) => ({ candidate, seed: seeds[seedsRun + i] })),
  ).flat();
}

function runsOf(left: readonly Left[], racing: readonly Racer[]): number {
  return [...left.map(({ afterSeeds }) => afterSeeds), ...racing.map(({ seedsRun }) => seedsRun)].reduce(
    (sum, runs) => sum + runs,
    0,
  );
}

/** Of those in a race: who leads, and the p of the lead over each other one, in their order. */
interface Trailing {
  readonly leader: Racer;
  readonly behind: readonly { readonly racer: Racer; readonly p: number }[];
}

/** What tells who leads among those with the most seeds. A p is had once, however often it is looked at. */
function trailingOf({
  seeds,
  better,
  resultOf,
}: Pick<RaceTerms, 'seeds' | 'better'> & { resultOf: (run: RunWanted) => Result }): (
  racing: readonly Racer[],
) => Trailing {
  const known = new Map<string, number>();
  const sign = better === 'higher' ? 1 : -1;
  return (racing) => {
    const found = new Map(
      racing.map(({ candidate, seedsRun }) => [
        candidate,
        seeds.slice(0, seedsRun).map((seed) => resultOf({ candidate, seed })),
      ]),
    );
    const ofLost = worseThanAll([...found.values()].flat(), sign);
    const valuesOf = ({ candidate }: Racer) =>
      (found.get(candidate) ?? []).map((value) => (typeof value === 'number' ? sign * value : ofLost));
    const lostBy = ({ candidate }: Racer) => (found.get(candidate) ?? []).filter((value) => value === 'lost').length;

    const most = Math.max(...racing.map(({ seedsRun }) => seedsRun));
    const [leader] = racing
      .filter(({ seedsRun }) => seedsRun === most)
      .toSorted((a, b) => lostBy(a) - lostBy(b) || meanOf(valuesOf(b)) - meanOf(valuesOf(a)));
    const leads = valuesOf(leader);
    const behind = racing
      .filter((racer) => racer !== leader)
      .map((racer) => {
        const name = JSON.stringify([leader.candidate, racer.candidate, racer.seedsRun, ofLost]);
        const p = known.get(name) ?? oneSidedP(valuesOf(racer).map((value, i) => leads[i] - value));
        known.set(name, p);
        return { racer, p };
      });
    return { leader, behind };
  };
}

/**
 * What a lost run counts as: worse than the worst by as much as that is worse than the best, so that it outweighs whatever
 * a seed may do; whoever lost fewer runs leads.
 */
function worseThanAll(results: readonly Result[], sign: 1 | -1): number {
  const completed = results.filter((value) => typeof value === 'number').map((value) => sign * value);
  if (completed.length === 0) return 0;
  const [worst, best] = [Math.min(...completed), Math.max(...completed)];
  return worst - (best - worst || 1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
