/** A whole experiment: what is missing is trained and saved, engines are checked beside it, results come back. */
import { terminalText } from '../report/terminal-text.ts';
import type { Workers } from '../training/workers/workers.ts';
import type { EngineChecks, ExperimentResults } from '../vocabulary.ts';
import { checkEngines } from './engine-checks.ts';
import { configurationsOf, runsOf } from './plan.ts';
import { whatIsReplaced } from './replaced.ts';
import { tooFewSeeds } from './seeds.ts';
import type { Session } from './session.ts';
import { runsOfShard, type Shard } from './shard.ts';
import { type Counts, trainAndSave } from './train-and-save.ts';

export interface RanExperiment {
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

/** Plan, skip what is done, train and save one by one. Rejects with the signal's reason; what is saved stays. */
export async function runExperiment(
  session: Session,
  { failFast, shard = null, workers = null }: RunExperimentOptions,
): Promise<RanExperiment> {
  const { store, experiment, surroundings } = session;
  const whole = runsOf(experiment);
  const planned = shard === null ? whole : runsOfShard(whole, shard);
  const replaced = whatIsReplaced(store, experiment);
  if (replaced !== null) surroundings.note(terminalText(replaced));
  store.saveExperiment(experiment, surroundings.now());
  const queue = workers && (await workers()); // it stores what has arrived meanwhile
  const missing = store.missing(planned);
  const few = missing.length === 0 ? null : tooFewSeeds(experiment);
  if (few !== null) surroundings.note(`${experiment.name}: ${few}`);

  const checking = checkEngines(
    { store, clock: surroundings.clock, signal: surroundings.signal },
    configurationsOf(experiment),
    Math.min(...experiment.seeds),
  );
  checking.catch(() => {}); // awaited by the caller, unless the training ends in an error of its own
  const counts = await trainAndSave(session, missing, { failFast, doneBefore: planned.length - missing.length, queue });

  const results = store.results(experiment.name);
  if (results === null) throw new Error(`${experiment.name} is not in the database any more`);
  return {
    runs: { planned: planned.length, doneBefore: planned.length - missing.length, ...counts },
    results,
    checking,
  };
}
