/** A whole experiment: what is missing is trained and saved, engines are checked beside it, results come back. */
import { terminalText } from '../report/terminal-text.ts';
import type { Workers } from '../training/workers/workers.ts';
import type { EngineChecks, Experiment, ExperimentResults } from '../vocabulary.ts';
import { checkEngines } from './engine-checks.ts';
import { configurationsOf, runsOf } from './plan.ts';
import { whatIsReplaced } from './replaced.ts';
import { runSearch } from './run-search.ts';
import { confirmed } from './search.ts';
import { tooFewSeeds } from './seeds.ts';
import type { Session } from './session.ts';
import { runsOfShard, type Shard } from './shard.ts';
import { type Counts, trainAndSave } from './train-and-save.ts';

export interface RanExperiment {
  /** As it was compared: with the winners of its search for points, where it is one. */
  readonly experiment: Experiment;
  readonly runs: { readonly planned: number; readonly doneBefore: number } & Counts;
  readonly results: ExperimentResults;
  /** Settled after the training, as a rule; a single run need not wait for it. */
  readonly checking: Promise<EngineChecks>;
}

export interface RunExperimentOptions {
  /** Ends at the first run that fails. */
  readonly failFast: boolean;
  /** One part of the plan; null: all of it. */
  readonly shard?: Shard | null;
  /** Where the runs are done; null: on this machine. */
  readonly workers?: (() => Promise<Workers>) | null;
}

/**
 * Plan, skip what is done, train and save one by one; of a search the race first, and then its winners. Rejects with the
 * signal's reason; what is saved stays.
 */
export async function runExperiment(session: Session, options: RunExperimentOptions): Promise<RanExperiment> {
  const { store, surroundings } = session;
  const { failFast, shard = null, workers = null } = options;
  const replaced = whatIsReplaced(store, session.experiment);
  if (replaced !== null) surroundings.note(terminalText(replaced));
  // As far as its race has come: nobody should find less in the database than was there before
  store.saveExperiment(confirmed(store, session.experiment), surroundings.now());
  const queue = workers && (await workers()); // it stores what has arrived meanwhile
  const searched = await runSearch(session, { failFast, queue });
  const experiment = searched?.experiment ?? session.experiment;
  if (searched !== null) store.saveExperiment(experiment, surroundings.now());

  const whole = searched?.races.isOver === false ? [] : runsOf(experiment);
  const planned = shard === null ? whole : runsOfShard(whole, shard);
  const missing = store.missing(planned);
  const few = missing.length === 0 ? null : tooFewSeeds(experiment);
  if (few !== null) surroundings.note(`${experiment.name}: ${few}`);

  const checking = checkEngines(
    { store, clock: surroundings.clock, signal: surroundings.signal },
    configurationsOf(experiment),
    Math.min(...experiment.seeds),
  );
  checking.catch(() => {}); // awaited by the caller, unless the training ends in an error of its own
  const doneBefore = planned.length - missing.length;
  const counts = await trainAndSave({ ...session, experiment }, missing, { failFast, doneBefore, queue });

  const results = store.results(experiment.name);
  if (results === null) throw new Error(`${experiment.name} is not in the database any more`);
  return {
    experiment,
    runs: {
      planned: planned.length + (searched?.planned ?? 0),
      doneBefore: doneBefore + (searched?.doneBefore ?? 0),
      completed: counts.completed + (searched?.counts.completed ?? 0),
      diverged: counts.diverged + (searched?.counts.diverged ?? 0),
      failed: counts.failed + (searched?.counts.failed ?? 0),
    },
    results,
    checking,
  };
}
