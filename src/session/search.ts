/** A search on its way: what the stored runs decide in its race, and the experiment that confirms the winners. */
import { engineVersion } from '../engines/engines.ts';
import { type Race, type Result, type RunWanted, race } from '../search/race.ts';
import type { Store } from '../store/store.ts';
import {
  BETTER,
  type Block,
  type Contestant,
  type Experiment,
  type LevelOutcome,
  type Point,
  type Run,
  type Search,
  type SearchOutcome,
  type StoredRun,
  type Value,
} from '../vocabulary.ts';
import { runsOf } from './plan.ts';

/** The race of one level. */
export interface LevelRace {
  readonly level: Value | null;
  /** In the order of the draws. */
  readonly candidates: readonly Point[];
  readonly race: Race;
  readonly resultOf: (run: RunWanted) => Result;
}

/** What is known of the races of a search. */
export interface Races {
  readonly levels: readonly LevelRace[];
  readonly seeds: readonly number[];
  readonly isOver: boolean;
}

/** Of the store, what a race depends on. */
type Stored = Pick<Store, 'runsWith'>;

/** Of an experiment, the same. */
export type Searched = Pick<Experiment, 'metric'> & { readonly search: Search | null };

/** Whether a stored run counts: only those of one engine version do. */
type Counts = (run: StoredRun, point: Point) => boolean;

/**
 * How far the stored runs bring the race of each level; null where the experiment is no search.
 *
 * @param triedNow the failed runs that count as lost; the others are tried again before anything is decided on them
 */
export function racesToRun(store: Stored, experiment: Searched, triedNow: ReadonlySet<string>): Races | null {
  return races(store, experiment, (run, { planned }) => {
    const isOfThisVersion = run.engineVersion === engineVersion(planned.configuration.engine);
    return isOfThisVersion && (run.status !== 'failed' || triedNow.has(nameOfRun(planned.key, run.seed)));
  });
}

/** The same as it was run last, whatever has trained it: for those who only look. */
export function storedRaces(store: Stored, experiment: Searched): Races | null {
  const latest = new Map<string, StoredRun>();
  for (const { run, point } of storedRuns(store, experiment)) {
    const { engine } = point.planned.configuration;
    const other = latest.get(engine);
    if (other === undefined || run.finishedAt > other.finishedAt) latest.set(engine, run);
  }
  return races(
    store,
    experiment,
    (run, { planned }) => run.engineVersion === latest.get(planned.configuration.engine)?.engineVersion,
  );
}

function races(store: Stored, experiment: Searched, counts: Counts): Races | null {
  const { search, metric } = experiment;
  if (search === null) return null;
  const results = new Map<string, Result>();
  for (const { run, point } of storedRuns(store, experiment)) {
    if (!counts(run, point)) continue;
    results.set(nameOfRun(point.planned.key, run.seed), run.metrics?.[metric] ?? 'lost');
  }
  const resultOf = ({ candidate, seed }: RunWanted) => results.get(nameOfRun(candidate, seed)) ?? null;
  const levels = [...new Set(search.candidates.map(({ level }) => level))].map((level): LevelRace => {
    const candidates = search.candidates.filter((point) => point.level === level);
    const terms = {
      candidates: candidates.map(({ planned }) => planned.key),
      seeds: search.seeds,
      better: BETTER[metric],
    };
    return { level, candidates, race: race(terms, resultOf), resultOf };
  });
  return { levels, seeds: search.seeds, isOver: levels.every((each) => each.race.next.length === 0) };
}

function storedRuns(store: Stored, { search }: Searched): { run: StoredRun; point: Point }[] {
  if (search === null) return [];
  const points = new Map(search.candidates.map((point) => [point.planned.key, point]));
  const stored = store.runsWith({ keys: [...points.keys()], seeds: search.seeds });
  return [...points].flatMap(([key, point]) => (stored.get(key) ?? []).map((run) => ({ run, point })));
}

/** A run of a race, as a text. */
export function nameOfRun(key: string, seed: number): string {
  return `${key} ${seed}`;
}

/** The runs that are to be made before more can be decided, seed by seed, over all levels. */
export function nextRuns({ levels, seeds }: Races): Run[] {
  const wanted = levels.flatMap((level) => level.race.next.map((run) => ({ ...run, level })));
  return seeds.flatMap((seed) =>
    wanted
      .filter((run) => run.seed === seed)
      .map(({ candidate, level }): Run => {
        const { planned } = pointOf(level, candidate);
        return { planned, seed, engineVersion: engineVersion(planned.configuration.engine) };
      }),
  );
}

/** The candidate with that configuration key; throws where it is none of the level's. */
export function pointOf({ candidates }: LevelRace, key: string): Point {
  const point = candidates.find(({ planned }) => planned.key === key);
  if (point === undefined) throw new Error(`expected a candidate, found ${key}`);
  return point;
}

/** The leader of a level: once its race is over, the winner. */
export function leaderOf(level: LevelRace): Point {
  return pointOf(level, level.race.racing[0].candidate);
}

/** With the leaders for its points; before a race has begun these are what the file says itself. */
export function confirming(experiment: Experiment, { levels }: Races): Experiment {
  const { search } = experiment;
  if (search === null) return experiment;
  const points = levels.map((level) => search.compared[search.candidates.indexOf(leaderOf(level))]);
  return { ...experiment, points };
}

/** An experiment with the winners of its search, or whoever leads by what is stored; one that is no search as it is. */
export function confirmed(store: Store, experiment: Experiment): Experiment {
  const races = racesToRun(store, experiment, new Set());
  return races === null ? experiment : confirming(experiment, races);
}

/**
 * The runs that an experiment takes: of a search at most, from where the stored runs have brought its race.
 *
 * @param store null where there is none yet
 */
export function runsAtMost(store: Store | null, experiment: Experiment): Run[] {
  const races = racesToRun(store ?? NOTHING_STORED, experiment, new Set());
  if (races === null) return runsOf(experiment);
  const { levels, seeds } = races;
  const racing = levels.flatMap((level) => {
    const { left, racing: still, next } = level.race;
    const rows = [
      ...left.map(({ candidate, afterSeeds }) => ({ candidate, row: afterSeeds })),
      ...still.map(({ candidate, seedsRun }) => ({ candidate, row: next.length === 0 ? seedsRun : seeds.length })),
    ];
    return rows.flatMap((each) => {
      const { planned } = pointOf(level, each.candidate);
      const version = engineVersion(planned.configuration.engine);
      return seeds.slice(0, each.row).map((seed): Run => ({ planned, seed, engineVersion: version }));
    });
  });
  return [...racing, ...runsOf(confirming(experiment, races))];
}

const NOTHING_STORED: Stored = { runsWith: () => new Map() };

/** What a stored search has come to, as it is told; null where the experiment is none. */
export function searchOutcome(store: Store, name: string): SearchOutcome | null {
  const experiment = store.experiment(name);
  const races = experiment === null ? null : storedRaces(store, experiment);
  if (experiment === null || races === null) return null;
  const { levels, seeds, isOver } = races;
  return {
    isOver,
    seeds,
    confirmingSeeds: experiment.seeds,
    runs: {
      made: levels.reduce((sum, level) => sum + level.race.made, 0),
      ofAll:
        levels.reduce((sum, { candidates }) => sum + (candidates.length < 2 ? 0 : candidates.length), 0) * seeds.length,
    },
    levels: levels.map((level): LevelOutcome => {
      const { left, racing, rounds } = level.race;
      const contestant = (key: string): Contestant => {
        const results = seeds.map((seed) => level.resultOf({ candidate: key, seed }));
        return {
          key,
          settings: settingsOf(pointOf(level, key)),
          seeds: results.filter((result) => result !== null).length,
          mean: meanOf(results),
        };
      };
      return {
        level: level.level,
        candidates: level.candidates.length,
        rounds,
        seedsRun: racing[0].seedsRun,
        left: left.map(({ candidate, afterSeeds, p }) => ({ ...contestant(candidate), afterSeeds, p })),
        racing: racing.filter(({ waits }) => !waits).map(({ candidate }) => contestant(candidate)),
        waiting: racing.filter(({ waits }) => waits).map(({ candidate }) => contestant(candidate)),
      };
    }),
  };
}

/** What was drawn, without the keys that mean nothing to the configuration. */
function settingsOf({ block, planned: { configuration } }: Point): Block {
  return Object.fromEntries(Object.entries(block).filter(([key]) => key in configuration));
}

function meanOf(results: readonly Result[]): number | null {
  const values = results.filter((result) => typeof result === 'number');
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
