/** `bothways run`: trains what is missing and prints the comparison. */
import { availableParallelism } from 'node:os';
import { openStore, type Store } from '../store/store.ts';
import { execute } from '../training/execute.ts';
import type { Experiment, Run } from '../vocabulary.ts';
import { againSentence, trainAgain } from './again.ts';
import { type Context, type ExitStatus, Interrupted, printJson } from './context.ts';
import { checkEngines, type EngineChecks } from './engine-checks.ts';
import { currentEnvironment, environmentOf } from './environment.ts';
import { UsageError } from './errors.ts';
import { loadExperiments } from './experiments.ts';
import { configurationsOf, runsOf, updatesIn } from './plan.ts';
import { predictionOfRun } from './predictions.ts';
import { count, startProgress } from './progress.ts';
import { comparisonJson, comparisonText, comparisonView } from './views.ts';

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
    const reports: Report[] = [];
    for (const { file, experiment } of loaded) {
      const session: Session = { context, store, experiment, file, jobs, failFast: options.failFast === true };
      reports.push(await (options.again ? repeated(session) : answered(session)));
    }
    if (context.json)
      printJson(context, reports.length === 1 ? reports[0].json : { files: reports.map((r) => r.json) });
    return reports.some(({ succeeded }) => !succeeded) ? 1 : 0;
  } finally {
    store.close();
  }
}

/** One experiment on its way through. */
export interface Session {
  readonly context: Context;
  readonly store: Store;
  readonly experiment: Experiment;
  readonly file: string;
  readonly jobs: number;
  readonly failFast: boolean;
}

interface Report {
  readonly succeeded: boolean;
  readonly json: Record<string, unknown>;
}

/** Plans, skips what is done, trains and saves one by one, compares, prints. */
async function answered(session: Session): Promise<Report> {
  const { context, store, experiment } = session;
  const started = context.clock();
  const planned = runsOf(experiment);
  store.saveExperiment(experiment, context.now());
  const missing = store.missing(planned);
  sayWhatIsOutdated(session, missing);

  const checking = checkEngines(session);
  const trained = await trainAndSave(session, missing);
  const counts = { planned: planned.length, done_before: planned.length - missing.length, ...trained };
  sayWhatFailed(session, counts);
  const { comparison, prediction } = await answer(session, checking);
  const checks = await checking;
  return {
    succeeded: counts.failed === 0 && checks.failure === null,
    json: {
      experiment: experiment.name,
      database: context.database,
      runs: counts,
      seconds: (context.clock() - started) / 1000,
      engine_check: checks.json,
      comparison,
      prediction,
    },
  };
}

/** What ends a run: the comparison once the engine has been checked, or the article's last step. */
async function answer(session: Session, checking: Promise<EngineChecks>) {
  const { context, store, experiment, file } = session;
  const print = (text: string) => {
    if (!context.json) context.out.print(text);
  };
  if (runsOf(experiment).length === 1) {
    const { text, json } = await predictionOfRun(session);
    print(text);
    const { sentence } = await checking;
    if (sentence !== null) print(sentence);
    return { comparison: null, prediction: json };
  }
  const checks = await checking;
  const view = comparisonView({ results: store.results(experiment.name, experiment.points), choice: {}, file });
  if (view === null || checks.failure !== null) {
    if (checks.failure !== null) context.err.print(`bothways: ${checks.failure}`);
    return { comparison: null, prediction: null };
  }
  print(comparisonText(view, { output: context.out, engines: checks.sentence }));
  return { comparison: comparisonJson(view), prediction: null };
}
