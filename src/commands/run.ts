/** `bothways run`: trains what is missing and prints the comparison. */
import { type Requirement, unmetRows } from '../comparison/requirement.ts';
import { endSoon } from '../machine/end-soon.ts';
import type { QueueAddress } from '../queue/connect.ts';
import type { QueueWorkers } from '../queue/runner.ts';
import { answerText, closingText } from '../report/answer-text.ts';
import { comparisonJson } from '../report/comparison-json.ts';
import { engineCheckJson, engineFailure, engineSentence } from '../report/engine-check-text.ts';
import { type Prediction, predictionJson } from '../report/prediction.ts';
import { predictionText } from '../report/prediction-text.ts';
import { searchJson } from '../report/search-json.ts';
import { terminalText } from '../report/terminal-text.ts';
import { type Agreements, trainAgain } from '../session/again.ts';
import { answered } from '../session/answer.ts';
import { UsageError } from '../session/errors.ts';
import { type LoadedExperiment, loadExperiments } from '../session/load.ts';
import { openQueue } from '../session/open-queue.ts';
import { openToWrite } from '../session/open-results.ts';
import { keepFiles, preparedFolder } from '../session/own-data.ts';
import { predictionOf } from '../session/predict.ts';
import { type RanExperiment, type RunExperimentOptions, runExperiment } from '../session/run-experiment.ts';
import { confirmed } from '../session/search.ts';
import type { Session } from '../session/session.ts';
import type { Shard } from '../session/shard.ts';
import type { Comparison, EngineChecks, ExperimentResults, SearchOutcome } from '../vocabulary.ts';
import { plural } from '../words.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';
import { secondDatabase } from './database-path.ts';
import { refuseWithoutComparison, requirementFrom, unmetText } from './fail-unless.ts';
import { jobsFrom } from './jobs.ts';
import { startProgress } from './progress.ts';
import { type WhereOptions, whereFrom } from './where.ts';

export interface RunOptions extends WhereOptions {
  readonly failFast?: boolean;
  readonly failUnless?: string;
  readonly report?: boolean;
  readonly verbose?: boolean;
}

/** What is left to tell of an experiment. */
interface Ending {
  readonly succeeded: boolean;
  readonly json: Record<string, unknown>;
}

export async function run(context: Context, args: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const jobs = jobsFrom(options.jobs);
  if (options.again && options.report) throw new UsageError('--report: expected without --again, which has no answer');
  const where = whereFrom(options);
  // Loaded before the training, which another file under the report's name should not follow
  const pages = options.report ? await import('./report.ts') : null;
  const outside = surroundings(context);
  const verbose = options.verbose === true;
  const required = requirementFrom(options.failUnless);
  const loaded = await loadExperiments(outside, args, { preparedIn: preparedFolder(context.database) });
  if (required !== null) refuseWithoutComparison(loaded);
  if (where.shard !== null) refuseSearches(loaded);
  const second = secondDatabase(
    context.database,
    loaded.map(({ file }) => file),
  );
  const store = await openToWrite(context.database, outside);
  if (second !== null) outside.note(`bothways: ${second}`);
  const queues: QueueWorkers[] = [];
  try {
    const endings: Ending[] = [];
    for (const { experiment, words, data } of loaded) {
      if (data !== null) keepFiles(store, data);
      if (endings.length > 0 && !context.json) context.out.print('');
      const session: Session = {
        surroundings: outside,
        store,
        experiment: options.again ? confirmed(store, experiment) : experiment,
        jobs,
        startProgress: (waiting) => startProgress(context, waiting),
      };
      const { shard, queue } = where;
      const open = async (address: QueueAddress) => {
        const opened = await openQueue(address, { store, database: context.database, data, surroundings: outside });
        queues.push(opened);
        return opened;
      };
      const workers = queue && (() => open(queue));
      const training = { failFast: options.failFast === true, shard, workers };
      if (options.again) endings.push(await runAgain(context, session));
      else if (shard !== null) endings.push(await runPart(context, session, { ...training, shard }));
      else endings.push(await runAndAnswer(context, session, { ...training, words, required, pages, verbose }));
    }
    if (context.json)
      printJson(context, endings.length === 1 ? endings[0].json : { files: endings.map(({ json }) => json) });
    return endings.every(({ succeeded }) => succeeded) ? 0 : 1;
  } finally {
    store.close();
    for (const queue of queues) queue.stop();
    if (queues.length > 0) void Promise.all(queues.map(({ closed }) => closed)).then(endSoon); // as in worker.ts
  }
}

/** What leaves a race is decided on the runs of all. */
function refuseSearches(loaded: readonly LoadedExperiment[]): void {
  const search = loaded.find(({ experiment }) => experiment.search !== null);
  if (search === undefined) return;
  throw new UsageError(
    `--shard: expected an experiment without search; found one in ${search.file}. Who leaves its race is decided on the ` +
      'runs of all parts together: share it out over a queue, --queue redis://host',
  );
}

interface RunningOptions extends Pick<LoadedExperiment, 'words'>, RunExperimentOptions {
  /** What the comparison must show, or null. */
  readonly required: Requirement | null;
  /** What writes the report; null where none is asked for. */
  readonly pages: typeof import('./report.ts') | null;
  readonly verbose: boolean;
}

/** Plan, skip what is done, train and save one by one, compare, print. */
async function runAndAnswer(context: Context, session: Session, options: RunningOptions): Promise<Ending> {
  const { words, required, pages, verbose } = options;
  const { store, experiment, surroundings } = session;
  const page = pages?.reportFile(experiment.name, null) ?? null;
  const started = surroundings.clock();
  const { runs, results, checking } = await runExperiment(session, options);
  const prediction = isSingle(results) ? await lastStep(session, results) : null;
  const comparison = await printAnswer(context, session, results, { words, prediction, checking, verbose });
  const checks = await checking;
  const unmet = required === null ? [] : unmetRows(comparison.of, required);
  if (unmet.length > 0) surroundings.note(`bothways: ${unmetText(unmet, comparison.of, required)}`);
  const report =
    pages === null || page === null
      ? null
      : await pages.writeReport(store, experiment.name, { now: context.now(), file: page });
  if (report !== null && !context.json) context.out.print(pages?.writtenText(report) ?? '');
  return {
    succeeded: runs.failed === 0 && engineFailure(checks) === null && unmet.length === 0,
    json: {
      experiment: experiment.name,
      database: context.database,
      runs: runsJson(runs),
      seconds: (surroundings.clock() - started) / 1000,
      engine_check: engineCheckJson(checks),
      comparison: experiment.compare === null ? null : comparison.json,
      prediction: prediction && predictionJson(prediction)[0],
      ...(comparison.search !== null && { search: searchJson(comparison.search, comparison.of.by) }),
      ...(report !== null && { report: { file: report.file, bytes: report.bytes } }),
    },
  };
}

/** One part of a plan. It decides nothing: what it needs is the others. */
async function runPart(
  context: Context,
  session: Session,
  options: RunExperimentOptions & { readonly shard: Shard },
): Promise<Ending> {
  const { experiment, surroundings } = session;
  const { out, err, json, database } = context;
  const { part, of } = options.shard;
  const started = surroundings.clock();
  const { runs, checking } = await runExperiment(session, options);
  const checks = await checking;
  const failure = engineFailure(checks);
  if (failure !== null) err.print(`bothways: warning: ${terminalText(failure)}`);
  if (!json) {
    const lines = [
      `${experiment.name}, part ${part} of ${of}: ${plural(runs.planned, 'run')}, in ${database}`,
      'next, when all parts are done: bothways merge and the files of the parts',
    ];
    out.print(lines.map(terminalText).join('\n'));
  }
  return {
    succeeded: runs.failed === 0 && failure === null,
    json: {
      experiment: experiment.name,
      database,
      runs: runsJson(runs),
      seconds: (surroundings.clock() - started) / 1000,
      engine_check: engineCheckJson(checks),
      comparison: null,
      prediction: null,
    },
  };
}

function runsJson({ planned, doneBefore, completed, diverged, failed }: RanExperiment['runs']) {
  return { planned, done_before: doneBefore, trained: completed, diverged, failed };
}

/** A single run decides nothing: it ends in the article's last step, and need not wait for the engine check. */
function isSingle({ points }: ExperimentResults): boolean {
  return points.length === 1 && points[0].runs.length === 1;
}

/** null where the run has no model. */
async function lastStep({ surroundings, store }: Session, { points: [point] }: ExperimentResults) {
  const [run] = point.runs;
  if (run.status !== 'completed') return null;
  return await predictionOf(surroundings, store, [{ run, planned: point.planned, point }], []);
}

interface PrintedWith {
  readonly words: readonly string[];
  readonly prediction: Prediction | null;
  readonly verbose: boolean;
  readonly checking: Promise<EngineChecks>;
}

/** Prints the answer once the engine is checked, with a warning where it has failed, and gives it for `--json`. */
async function printAnswer(
  context: Context,
  { store }: Session,
  results: ExperimentResults,
  { words, prediction, checking, verbose }: PrintedWith,
): Promise<{ of: Comparison; search: SearchOutcome | null; json: Record<string, unknown> }> {
  const { out, err } = context;
  const print = (text: string) => {
    if (!context.json) out.print(text);
  };
  const answer = answered(store, results, { words });
  const style = { width: out.width, colour: out.colour, verbose };
  const text = () => answerText(answer, { ...style, between: prediction && predictionText(prediction, out) });

  if (isSingle(results)) print(text());
  const checks = await checking;
  if (!isSingle(results)) print(text());
  const failure = engineFailure(checks);
  print(closingText({ ...answer, engine: engineSentence(checks) }, { ...style, hasFailed: failure !== null }));
  if (failure !== null) err.print(`bothways: warning: ${terminalText(failure)}`);
  const { comparison, search } = answer;
  return { of: comparison, search, json: comparisonJson(comparison, answer) };
}

/** `--again`: every run that is stored has to come out with the same bits. */
async function runAgain(context: Context, session: Session): Promise<Ending> {
  const { experiment } = session;
  const started = context.clock();
  const found = await trainAgain(session);
  if (!context.json) context.out.print(`${experiment.name}: ${agreementText(found)}; nothing was replaced`);
  return {
    succeeded: found.differs === 0 && found.failed === 0,
    json: {
      experiment: experiment.name,
      database: context.database,
      again: { same: found.same, differs: found.differs, not_stored: found['not stored'], failed: found.failed },
      seconds: (context.clock() - started) / 1000,
    },
  };
}

/** @example 'trained 20 runs again: 19 bit-identical, 1 differs' */
function agreementText(found: Agreements): string {
  const runs = Object.values(found).reduce((sum, n) => sum + n, 0);
  const parts = Object.entries(found).filter(([, n]) => n > 0);
  return (
    `trained ${plural(runs, 'run')} again: ` +
    parts.map(([agreement, n]) => `${n} ${agreement === 'same' ? 'bit-identical' : agreement}`).join(', ')
  );
}
