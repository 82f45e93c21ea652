/** `bothways run`: trains what is missing and prints the comparison. */
import { availableParallelism } from 'node:os';
import { engineBackend } from '../engines/engines.ts';
import { openStore, type Store } from '../store/store.ts';
import { execute } from '../training/execute.ts';
import type { Experiment, Run } from '../vocabulary.ts';
import { trainAgain } from './again.ts';
import { answered, answeredJson, answeredText } from './comparing.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { checkEngines, type EngineChecks, engineCheckJson } from './engine-checks.ts';
import { currentEnvironment } from './environment.ts';
import { UsageError } from './errors.ts';
import { loadExperiments } from './experiments.ts';
import { topologyOf } from './models.ts';
import { configurationsOf, runsOf, updatesIn } from './plan.ts';
import { predictSingle } from './predict.ts';
import { count, startProgress } from './progress.ts';

export interface RunOptions {
  readonly jobs?: string;
  readonly failFast?: boolean;
  readonly again?: boolean;
}

/** An experiment on its way through. */
export interface Session {
  readonly context: Context;
  readonly store: Store;
  readonly experiment: Experiment;
  readonly file: string;
  readonly jobs: number;
  readonly failFast: boolean;
}

/** What is left to tell of it. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly json: Record<string, unknown>;
}

export async function run(context: Context, args: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const jobs = jobsFrom(options.jobs);
  const loaded = loadExperiments(context, args);
  const store = openStore(context.database, { mode: 'write' });
  try {
    for (const warning of store.warnings) context.err.print(`bothways: warning: ${warning}`);
    const outcomes: Outcome[] = [];
    for (const { experiment, file } of loaded) {
      if (outcomes.length > 0 && !context.json) context.out.print('');
      const session = { context, store, experiment, file, jobs, failFast: options.failFast === true };
      outcomes.push(await (options.again ? trainAgain(session) : runExperiment(session)));
    }
    if (context.json)
      printJson(context, outcomes.length === 1 ? outcomes[0].json : { files: outcomes.map((o) => o.json) });
    return outcomes.every(({ succeeded }) => succeeded) ? 0 : 1;
  } finally {
    store.close();
  }
}

/** Plan, skip what is done, train and save one by one, compare, print. */
async function runExperiment(session: Session): Promise<Outcome> {
  const { context, store, experiment } = session;
  const started = context.clock();
  const planned = runsOf(experiment);
  store.saveExperiment(experiment, context.now());
  const missing = store.missing(planned);
  sayWhatIsOutdated(session, missing);

  const checking = checkEngines({ store, signal: context.signal }, configurationsOf(experiment), experiment.seeds[0]);
  checking.catch(() => {}); // awaited below, unless the training ends in an error of its own
  const trained = await trainAndSave(session, missing);
  const runs = { planned: planned.length, done_before: planned.length - missing.length, ...trained };
  sayWhatFailed(session, runs);

  const { comparison, prediction } = await answer(session, checking);
  const { worst, failure } = await checking;
  return {
    succeeded: runs.failed === 0 && failure === null,
    json: {
      experiment: experiment.name,
      database: context.database,
      runs,
      seconds: (context.clock() - started) / 1000,
      engine_check: engineCheckJson(worst),
      comparison,
      prediction,
    },
  };
}

interface Counts {
  readonly trained: number;
  readonly diverged: number;
  readonly failed: number;
}

/** Each result is in the database before the next one is waited for. */
async function trainAndSave(session: Session, missing: readonly Run[]): Promise<Counts> {
  const { context, store, experiment, jobs } = session;
  const counts = { trained: 0, diverged: 0, failed: 0 };
  if (missing.length === 0) return counts;

  const environment = await currentEnvironment();
  const progress = startProgress(context, { runs: missing.length, updates: updatesIn(missing) });
  const { clock, signal } = context;
  try {
    for await (const { run, result } of execute(missing, { jobs, clock, signal, onProgress: progress.updates })) {
      const keepsWeights = run.seed === Math.min(...experiment.seeds) || run.planned.configuration.engine === 'tfjs';
      store.saveRun(run, result, {
        environment: { ...environment, backend: engineBackend(run.planned.configuration.engine) },
        finishedAt: context.now(),
        topology: keepsWeights ? topologyOf(run.planned.configuration) : null,
      });
      progress.runFinished();
      counts[result.status === 'completed' ? 'trained' : result.status] += 1;
      if (result.status === 'failed') {
        context.err.print(`${runName(run)} failed: ${result.error}`);
        if (session.failFast) break;
      }
    }
  } catch (error) {
    if (signal.aborted) saySaved(session, missing);
    throw error;
  } finally {
    progress.stop();
  }
  return counts;
}

/** What ends a run: the comparison, once the engine is checked; for a single run the article's last step. */
async function answer({ context, store, experiment, file }: Session, checking: Promise<EngineChecks>) {
  const results = store.results(experiment.name, experiment.points);
  if (results === null) throw new Error(`${experiment.name} is not in the database any more`);
  const comparison = answered(results, {}, file);
  const isSingle = results.points.length === 1 && results.points[0].runs.length === 1;
  const prediction = isSingle ? await predictSingle(context, store, results) : null;

  const checks = await checking;
  if (checks.failure !== null) {
    context.err.print(`bothways: ${checks.failure}`);
    return { comparison: null, prediction: prediction?.json ?? null };
  }
  if (!context.json)
    context.out.print(answeredText(comparison, context.out, { checks, between: prediction?.text ?? null }));
  return {
    comparison: experiment.compare === null ? null : answeredJson(comparison),
    prediction: prediction?.json ?? null,
  };
}

/** '30 runs were made by fused-1; training them again with fused-2'. */
function sayWhatIsOutdated({ context, store, experiment }: Session, missing: readonly Run[]): void {
  const versions = [...new Set(missing.map(({ engineVersion }) => engineVersion))].join(', ');
  for (const [engineVersion, runs] of store.olderVersions(missing)) {
    context.err.print(
      `${experiment.name}: ${count(runs, 'run')} ${runs === 1 ? 'was' : 'were'} made by ${engineVersion}; ` +
        `training ${runs === 1 ? 'it' : 'them'} again with ${versions}`,
    );
  }
}

function sayWhatFailed({ context }: Session, { diverged, failed }: Counts): void {
  if (diverged > 0) context.err.print(`${count(diverged, 'run')} diverged: counted and shown, not part of the means`);
  if (failed > 0) context.err.print(`${count(failed, 'run')} failed; the same command tries again`);
}

function saySaved({ context, store, experiment }: Session, asked: readonly Run[]): void {
  const left = store.missing(asked).length;
  context.err.print(
    `${experiment.name}: ${asked.length - left} of ${count(asked.length, 'run')} finished and kept; ` +
      'the same command goes on from there',
  );
}

function runName({ planned, seed }: Run): string {
  const { task, direction, units, engine } = planned.configuration;
  return `${task}, ${direction}, ${count(units, 'unit')}, seed ${seed}, ${engine}`;
}

const MOST_JOBS = 256;

function jobsFrom(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new UsageError(`--jobs: expected a whole number from 1 to ${MOST_JOBS}, found "${text}"`);
}
