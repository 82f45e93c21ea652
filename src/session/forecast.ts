/** How far the runs of an experiment are, and how long they will still take: weighted by what each is expected to cost. */
import type { Expectations } from '../training/estimate.ts';
import { updatesOf } from '../training/train.ts';
import type { Run } from '../vocabulary.ts';

export interface Forecast {
  /** Updates made so far of a run under way; 0 when it is handed out. */
  updates(run: Run, made: number): void;
  /** @param trainMs null where it says nothing of others: the run failed or diverged half way */
  finished(run: Run, trainMs: number | null): void;
  /** 0…1 of the whole cost. */
  share(): number;
  /** Milliseconds; null while a guess would be worth nothing. */
  leftMs(): number | null;
  /** The runs under way, the one begun first first. */
  underWay(): readonly Run[];
}

/** So long a run has to be watched until its speed says something. */
const TELLING_MS = 1000;
/** Of the whole cost; or, of a plan of hours, so long. */
const TELLING_SHARE = 0.1;
const TELLING_OF_HOURS_MS = 60_000;

/** What comes before the last so many runs is taken to keep all places busy. */
const LAST_RUNS = 200;

interface UnderWay {
  readonly since: number;
  share: number;
  /** When it first was a piece further: what came before was loading and compiling. */
  first: { readonly at: number; readonly share: number } | null;
}

/**
 * The work that is left, handed out to the places in its order, at the speed at which such work has been done so far.
 * Work and speed are reckoned in what runs cost on this machine, as far as it is known, so neither a mixture of sizes
 * nor several processes nor a busy machine mislead it for long.
 *
 * @param places runs that are done at once: more or fewer as workers come and go
 */
export function forecast(
  runs: readonly Run[],
  { expected, places, clock }: { expected: Expectations; places: () => number; clock: () => number },
): Forecast {
  const startedAt = clock();
  const isRemembered = expected.isMeasured;
  const waiting = new Set(runs);
  const current = new Map<Run, UnderWay>();
  const finished = new Map<string, { readonly planned: Run['planned']; count: number }>();
  let busyMs = 0; // of all places together, without the runs under way

  const costOf = (some: Iterable<Run>) => [...some].reduce((sum, { planned }) => sum + expected.ms(planned), 0);
  const doneOf = () =>
    [...finished.values()].reduce((sum, { planned, count }) => sum + count * expected.ms(planned), 0) +
    [...current].reduce((sum, [{ planned }, { share }]) => sum + share * expected.ms(planned), 0);

  return {
    updates(run, made) {
      const share = made / updatesOf(run.planned.configuration);
      const known = current.get(run) ?? { since: clock(), share, first: null };
      waiting.delete(run);
      current.set(run, known);
      known.share = share;
      if (share === 0) return;
      known.first ??= { at: clock(), share };
      const watched = clock() - known.first.at;
      const more = share - known.first.share;
      if (watched >= TELLING_MS && more > 0) expected.learn(run.planned, watched / more);
    },
    finished(run, trainMs) {
      const { planned } = run;
      busyMs += clock() - (current.get(run)?.since ?? clock());
      current.delete(run);
      finished.set(planned.key, { planned, count: (finished.get(planned.key)?.count ?? 0) + 1 });
      if (trainMs !== null) expected.learn(planned, trainMs);
    },
    share() {
      const done = doneOf();
      return done / (done + leftOf(current, expected) + costOf(waiting));
    },
    leftMs() {
      const now = clock();
      const done = doneOf();
      const whole = done + leftOf(current, expected) + costOf(waiting);
      const isTelling =
        expected.isMeasured && (done >= TELLING_SHARE * whole || now - startedAt >= TELLING_OF_HOURS_MS);
      if (!isRemembered && !isTelling) return null;
      const busy = busyMs + [...current.values()].reduce((sum, { since }) => sum + now - since, 0);
      const speed = busy >= TELLING_MS && done > 0 ? done / busy : 1;
      return handedOut([...waiting], { current, expected, places: places() }) / speed;
    },
    underWay: () => [...current.keys()],
  };
}

/** What is left of the runs under way. */
function leftOf(current: ReadonlyMap<Run, UnderWay>, expected: Expectations): number {
  return [...current].reduce((sum, [{ planned }, { share }]) => sum + (1 - share) * expected.ms(planned), 0);
}

/** When the last place is done with the runs under way and those that wait. */
function handedOut(
  waiting: readonly Run[],
  { current, expected, places }: { current: ReadonlyMap<Run, UnderWay>; expected: Expectations; places: number },
): number {
  const freeAt = [...current].map(([{ planned }, { share }]) => (1 - share) * expected.ms(planned));
  while (freeAt.length < places) freeAt.push(0);
  return lastDone(
    waiting.map(({ planned }) => expected.ms(planned)),
    { freeAt, places },
  );
}

/** When the last place is done, each piece of work going to the place that is free first. */
export function lastDone(
  work: readonly number[],
  { freeAt, places }: { freeAt: readonly number[]; places: number },
): number {
  const bulk = work.slice(0, -LAST_RUNS).reduce((sum, ms) => sum + ms, 0) / places;
  const ends = freeAt.map((ms) => bulk + ms);
  for (const ms of work.slice(-LAST_RUNS)) {
    const free = ends.indexOf(Math.min(...ends));
    ends[free] += ms;
  }
  return Math.max(...ends);
}
