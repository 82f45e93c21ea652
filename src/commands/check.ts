/** `bothways check`: validates, and prints the plan. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dataJson, dataText } from '../report/data-text.ts';
import { levelText } from '../report/phrases.ts';
import { wrap } from '../report/table.ts';
import { terminalText } from '../report/terminal-text.ts';
import { shellWord } from '../session/answer.ts';
import { calibrate } from '../session/calibrate.ts';
import { estimatedChecksMs } from '../session/engine-checks.ts';
import { expectedHere, expectedSeconds } from '../session/expected.ts';
import { type LoadedExperiment, loadExperiments } from '../session/load.ts';
import { configurationsOf, updatesIn } from '../session/plan.ts';
import { runsAtMost } from '../session/search.ts';
import { tooFewSeeds, whatSeedsSee } from '../session/seeds.ts';
import { OWN_DATA } from '../tasks/own-data/opened.ts';
import { summaryOfFolds } from '../tasks/own-data/summary.ts';
import { taskNamed } from '../tasks/tasks.ts';
import { type Experiment, FOLD, type Run, type Search } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';
import { duration } from './progress.ts';

export async function check(context: Context, args: readonly string[]): Promise<ExitStatus> {
  const plans: Plan[] = [];
  const loaded = await loadExperiments(surroundings(context), args, { preparedIn: null });
  for (const one of loaded) plans.push(await planned(context, one));
  if (context.json) {
    const objects = plans.map(json);
    printJson(context, objects.length === 1 ? objects[0] : { files: objects });
  } else {
    context.out.print(plans.map((plan) => text(plan, context.out.width)).join('\n\n'));
  }
  return 0;
}

interface Plan {
  readonly loaded: LoadedExperiment;
  readonly runs: readonly Run[];
  readonly missing: readonly Run[];
  readonly seconds: number;
}

async function planned(context: Context, { warnings, ...loaded }: LoadedExperiment): Promise<Plan> {
  const few = tooFewSeeds(loaded.experiment);
  if (few !== null) context.err.print(`${loaded.experiment.name}: ${few}`);
  const { runs, missing, expected, checksMs } = await leftToDo(context, loaded.experiment);
  await calibrate(expected, missing, context.clock);
  const seconds = expectedSeconds(missing, { expected, cores: availableParallelism(), checksMs });
  const allWarnings = few === null ? warnings : [...warnings, few];
  return { loaded: { ...loaded, warnings: allWarnings }, runs, missing, seconds };
}

/** All runs and engine checks, and nothing known, where there is no database yet: a check writes nothing. */
async function leftToDo(context: Context, experiment: Experiment) {
  const configurations = configurationsOf(experiment);
  if (!existsSync(context.database)) {
    const runs = runsAtMost(null, experiment);
    return { runs, missing: runs, expected: expectedHere(null), checksMs: estimatedChecksMs(null, configurations) };
  }
  // Loaded only where there is one: SQLite is a tenth of all that check takes
  const { openToRead } = await import('../session/open-results.ts');
  const store = await openToRead(context.database);
  try {
    const checksMs = estimatedChecksMs(store, configurations);
    const runs = runsAtMost(store, experiment);
    return { runs, missing: store.missing(runs), expected: expectedHere(store), checksMs };
  } finally {
    store.close();
  }
}

function json({ loaded: { experiment, data, warnings }, runs, missing, seconds }: Plan): Record<string, unknown> {
  return {
    experiment: experiment.name,
    valid: true,
    configurations: configurationsIn(experiment),
    runs: { planned: runs.length, done_before: runs.length - missing.length },
    updates: updatesIn(runs),
    seconds_estimated: seconds,
    warnings,
    ...(experiment.search !== null && { search: searchBudget(experiment, experiment.search, runs.length) }),
    ...(data !== null && data.prepared.length > 0 && { data: dataJson(summaryOfFolds(data.prepared)) }),
  };
}

/** Those of a search are its candidates. */
function configurationsIn({ search, points }: Experiment): number {
  return configurationsOf({ points: search?.candidates ?? points }).length;
}

function searchBudget({ seeds, compare }: Experiment, search: Search, runsPlanned: number) {
  const configurations: Record<string, number> = {};
  for (const { level } of search.candidates) {
    const name = levelText(level, { by: compare?.by ?? '' });
    configurations[name] = (configurations[name] ?? 0) + 1;
  }
  return { configurations, seeds: search.seeds.length, confirm: seeds.length, runs_at_most: runsPlanned };
}

/** Runs of a race for each configuration, as simulated on three sorts of them: 6.0 to 7.3, see docs/log.md. */
const USUAL_SEEDS = 6.5;

/** What is to be trained, in a line or two. */
function planText(experiment: Experiment, runs: readonly Run[], width: number): string[] {
  const { search, seeds } = experiment;
  const total = `${plural(runs.length, 'run')}, ${plural(updatesIn(runs), 'update')}`;
  if (search === null) {
    const folds = experiment.points.reduce((most, { block }) => Math.max(most, Number(block[FOLD] ?? 1)), 1);
    const configurations = plural(configurationsIn(experiment) / folds, 'configuration');
    return [
      `  ${configurations}${folds === 1 ? '' : ` in ${folds} folds`} with ${plural(seeds.length, 'seed')}: ${total}`,
    ];
  }
  const { configurations } = searchBudget(experiment, search, runs.length);
  const counts = Object.entries(configurations).map(([level, count]) => `${count}${level === '' ? '' : ` ${level}`}`);
  const racing = Object.values(configurations).reduce((sum, count) => sum + count, 0);
  const expected = Math.round(racing * Math.min(search.seeds.length, USUAL_SEEDS));
  const lines = [
    `search: ${listing(counts)} configurations race over ${plural(search.seeds.length, 'seed')}, and the winners are ` +
      `trained again with ${plural(seeds.length, 'other seed')}`,
    `at most ${total}; as a rule the race takes about ${plural(expected, 'run')}`,
  ];
  return lines.map((line) => wrap(`  ${line}`, width, 4));
}

function text({ loaded: { file, words, experiment, data: own }, runs, missing, seconds }: Plan, width: number): string {
  const done = runs.length - missing.length;
  const isSearch = experiment.search !== null;
  const configurations = configurationsOf(experiment);
  const data = own === null || own.prepared.length === 0 ? null : summaryOfFolds(own.prepared);
  const tasks = [...new Set(configurations.map(({ configuration }) => configuration.task))].map(taskNamed);
  return [
    wrap(`${terminalText(experiment.name)}   ${terminalText(file)} is valid`, width, 2),
    ...tasks
      .filter(({ name }) => name !== OWN_DATA)
      .map(({ name, label, needs }) => wrap(`  ${name}: ${label}. ${needs}`, width, 4)),
    ...(data === null ? [] : [dataText(data, { width })]),
    ...planText(experiment, runs, width),
    missing.length === 0
      ? '  all done: a run trains nothing and prints the comparison'
      : `  ${done === 0 ? 'none' : plural(done, 'run')} done, ${isSearch ? 'at most ' : ''}${plural(missing.length, 'run')} to train, about ${duration(1000 * seconds)}`,
    ...[whatSeedsSee(experiment)].flatMap((line) => (line === null ? [] : [wrap(`  ${line}`, width, 4)])),
    `next: bothways run ${words.map(shellWord).join(' ')}`,
  ].join('\n');
}
