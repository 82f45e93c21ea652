/** The race of a search: row after row of seeds is trained, until the results leave nothing to be decided. */
import { nameOf } from '../report/phrases.ts';
import { workersFor } from '../training/execute.ts';
import type { Workers } from '../training/workers/workers.ts';
import type { Experiment, Run } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import { expectedHere } from './expected.ts';
import { confirming, nameOfRun, nextRuns, type Races, racesToRun } from './search.ts';
import type { Session } from './session.ts';
import { type Counts, trainAndSave } from './train-and-save.ts';

export interface RanSearch {
  /** Whose points are the winners, or the leaders of a race that was left before its end. */
  readonly experiment: Experiment;
  readonly races: Races;
  readonly counts: Counts;
  /** Runs of the race, and those of them that were stored before. */
  readonly planned: number;
  readonly doneBefore: number;
}

export interface RunSearchOptions {
  /** Leaves the race at the first run that fails. */
  readonly failFast: boolean;
  /** Where the runs are done, where that is not this machine; goes on afterwards. */
  readonly queue: Workers | null;
}

/**
 * Trains what the race needs, row by row, and saves each run. What is decided follows from the stored runs alone: stopped
 * at any moment and started again, it is the same race, run for run. null where the experiment is no search.
 */
export async function runSearch(session: Session, { failFast, queue }: RunSearchOptions): Promise<RanSearch | null> {
  const { store, experiment, surroundings } = session;
  const { search } = experiment;
  const tried = new Set<string>();
  const races = () => racesToRun(store, experiment, tried);
  let now = races();
  if (search === null || now === null) return null;

  const counts = { completed: 0, diverged: 0, failed: 0 };
  const inRace: Session = { ...session, experiment: { ...experiment, points: search.candidates, seeds: search.seeds } };
  const doneBefore = runsIn(now);
  let workers: Workers | null = queue;
  try {
    for (let next = nextRuns(now); next.length > 0; next = nextRuns(now)) {
      workers ??= workersHere(session, next);
      const missing = store.missing(next);
      const options = { failFast, doneBefore: runsIn(now), queue: lent(workers), tellsMeans: false };
      const made = await trainAndSave(inRace, missing, options);
      for (const { planned, seed } of next) tried.add(nameOfRun(planned.key, seed));
      for (const status of ['completed', 'diverged', 'failed'] as const) counts[status] += made[status];
      now = races() ?? now;
      if (failFast && made.failed > 0) break;
      surroundings.note(`${experiment.name}: ${stillRacing(experiment, now)}`);
    }
  } catch (error) {
    queue?.stop();
    throw error;
  } finally {
    if (workers !== queue) workers?.stop();
  }
  return { experiment: confirming(experiment, now), races: now, counts, planned: runsIn(now), doneBefore };
}

function workersHere({ surroundings: { clock }, store, jobs }: Session, runs: readonly Run[]): Workers {
  return workersFor(runs, { jobs, clock, expected: expectedHere(store) });
}

/** The same workers for one row after the other: whoever has done with them does not stop them. */
function lent(workers: Workers): Workers {
  return {
    places: workers.places,
    perform: (job, options) => workers.perform(job, options),
    kept: (job) => workers.kept(job),
    atWork: () => workers.atWork(),
    stop() {},
  };
}

function runsIn({ levels }: Races): number {
  return levels.reduce((sum, level) => sum + level.race.made, 0);
}

/** 'after 6 seeds 5 of 24 forward and 7 of 24 bidirectional are still in the race' */
function stillRacing({ compare }: Experiment, { levels }: Races): string {
  const seeds = Math.max(...levels.map(({ race }) => race.racing[0].seedsRun));
  const counts = levels.map(({ level, candidates, race }) => {
    const name = level === null || compare === null ? '' : ` ${nameOf(compare.by, level)}`;
    return `${race.racing.filter(({ waits }) => !waits).length} of ${candidates.length}${name}`;
  });
  return `after ${plural(seeds, 'seed')} ${listing(counts)} are still in the race`;
}
