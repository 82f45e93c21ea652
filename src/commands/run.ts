/** `bothways run`: trains what is missing and prints the comparison. */
import { availableParallelism } from 'node:os';
import { openStore } from '../store/store.ts';
import { trainAgain } from './again.ts';
import { answered, answeredJson, answeredText, closingText } from './comparing.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { checkEngines, type EngineChecks, engineCheckJson } from './engine-checks.ts';
import { UsageError } from './errors.ts';
import { loadExperiments } from './experiments.ts';
import { configurationsOf, runsOf } from './plan.ts';
import { predictSingle } from './predict.ts';
import type { Ending, Session } from './session.ts';
import { trainAndSave } from './train-and-save.ts';

export interface RunOptions {
  readonly jobs?: string;
  readonly failFast?: boolean;
  readonly again?: boolean;
}

export async function run(context: Context, args: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const jobs = jobsFrom(options.jobs);
  const loaded = loadExperiments(context, args);
  const store = openStore(context.database, { mode: 'write' });
  try {
    for (const warning of store.warnings) context.err.print(`bothways: warning: ${warning}`);
    const endings: Ending[] = [];
    for (const { experiment, words } of loaded) {
      if (endings.length > 0 && !context.json) context.out.print('');
      const session = { context, store, experiment, words, jobs, failFast: options.failFast === true };
      endings.push(await (options.again ? trainAgain(session) : runExperiment(session)));
    }
    if (context.json)
      printJson(context, endings.length === 1 ? endings[0].json : { files: endings.map(({ json }) => json) });
    return endings.every(({ succeeded }) => succeeded) ? 0 : 1;
  } finally {
    store.close();
  }
}

/** Plan, skip what is done, train and save one by one, compare, print. */
async function runExperiment(session: Session): Promise<Ending> {
  const { context, store, experiment } = session;
  const started = context.clock();
  const planned = runsOf(experiment);
  store.saveExperiment(experiment, context.now());
  const missing = store.missing(planned);

  const checking = checkEngines({ store, signal: context.signal }, configurationsOf(experiment), experiment.seeds[0]);
  checking.catch(() => {}); // awaited below, unless the training ends in an error of its own
  const trained = await trainAndSave(session, missing);
  const runs = { planned: planned.length, done_before: planned.length - missing.length, ...trained };

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

/**
 * What ends a run: the comparison, once the engine is checked. A single run decides nothing, so it need not wait for
 * the check; it ends in the article's last step.
 */
async function answer({ context, store, experiment, words }: Session, checking: Promise<EngineChecks>) {
  const results = store.results(experiment.name, experiment.points);
  if (results === null) throw new Error(`${experiment.name} is not in the database any more`);
  const comparison = answered(results, {}, words);
  const isSingle = results.points.length === 1 && results.points[0].runs.length === 1;
  const prediction = isSingle ? await predictSingle(context, store, results) : null;
  const json = { comparison: null, prediction: prediction?.json ?? null };
  const print = (text: string) => {
    if (!context.json) context.out.print(text);
  };

  if (isSingle) print(answeredText(comparison, context.out, prediction?.text));
  const checks = await checking;
  if (checks.failure !== null) {
    context.err.print(`bothways: ${checks.failure}`);
    return json;
  }
  if (!isSingle) print(answeredText(comparison, context.out));
  print(closingText(comparison, context.out, checks));
  return experiment.compare === null ? json : { ...json, comparison: answeredJson(comparison) };
}

const MOST_JOBS = 256;

function jobsFrom(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new UsageError(`--jobs: expected a whole number from 1 to ${MOST_JOBS}, found "${text}"`);
}
