/** Stored runs → what an experiment says, composed once for the terminal, `--json` and a page. */
import { type Choice, ChoiceError, compareLevels } from '../comparison/comparison.ts';
import { compareSteps, gainsBySteps } from '../comparison/steps.ts';
import { adviceOf, freshSeeds, missingRuns } from '../report/advice.ts';
import { answerOf, bestLevel, detailSentences, headlineSentences } from '../report/answer.ts';
import type { Store } from '../store/store.ts';
import { metricsOf } from '../tasks/dataset.ts';
import { openDataset, taskNamed } from '../tasks/tasks.ts';
import type { Answered, Comparison, ExperimentResults, Metric, SearchOutcome, Verdict } from '../vocabulary.ts';
import { UsageError } from './errors.ts';
import { runsAtFloor } from './runs-at-floor.ts';
import { searchOutcome } from './search.ts';

export interface AnswerOptions {
  /** What is compared, where it is not what the file says. */
  readonly choice?: Omit<Choice, 'atFloor'>;
  /** The file and overrides that it was run with, where they are known. */
  readonly words?: readonly string[];
  /** Whether the accuracy of each step is shown beside the answer. */
  readonly withSteps?: boolean;
  /** 'engine: fused-1, checked against …'; null while that is not known. */
  readonly engine?: string | null;
}

/** Compares the runs of an experiment; a key or level that it does not have is a UsageError. */
export function answered(store: Store, results: ExperimentResults, options: AnswerOptions = {}): Answered {
  const { choice = {}, engine = null } = options;
  refuseMetric(results, choice.metric ?? results.metric);
  try {
    const comparison = compareLevels(results, { ...choice, atFloor: runsAtFloor(store, results) });
    const best = bestLevel(comparison);
    const gains = best === null ? null : gainsBySteps(results, choice, best);
    const search = searchOutcome(store, results.name);
    return {
      comparison,
      steps: compareSteps(results, choice),
      gains,
      needs: needsOf(comparison),
      answer: answerOf(comparison, gains),
      search,
      headline: headlineSentences(comparison).join(' '),
      details: detailSentences(comparison, gains).join(' '),
      advice: adviceOf(comparison, { race: search?.seeds ?? null }),
      engine,
      next: [
        ...winnersAgain(search, comparison, options),
        ...nextCommands(comparison, options),
        ...onFreshSeeds(search, comparison, options),
      ],
    };
  } catch (error) {
    if (error instanceof ChoiceError) throw new UsageError(error.message.replace(/^(?=(by|baseline): )/, '--'));
    throw error;
  }
}

/** A metric that none of the runs has. */
function refuseMetric({ points }: ExperimentResults, metric: Metric): void {
  for (const { planned } of points) {
    const metrics = metricsOf(openDataset(planned.configuration));
    if (metrics.includes(metric)) continue;
    const { task } = planned.configuration;
    throw new UsageError(`--metric: ${task} has no ${metric}; expected one of ${metrics.join(', ')}`);
  }
}

/** Which side each task needs, in its own words. */
function needsOf({ rows }: Comparison): string[] {
  const tasks = [...new Set(rows.map(({ planned }) => planned.configuration.task))].map(taskNamed);
  return tasks
    .filter(({ needs }) => needs !== '')
    .map(({ name, needs }) => (tasks.length === 1 ? needs : `${name}: ${needs}`));
}

/** What trains the winners of a search by themselves: plain overrides of its file, the best level first. */
function winnersAgain(search: SearchOutcome | null, { by }: Comparison, { words = [] }: AnswerOptions): string[] {
  if (search === null || !search.isOver || words.length === 0) return [];
  return search.levels.map(({ level, racing: [winner] }) => {
    const settings = { ...(by !== null && level !== null && { [by]: level }), ...winner.settings };
    const changes = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    return `bothways run ${[...words, ...changes].map(shellWord).join(' ')}`;
  });
}

function nextCommands(comparison: Comparison, { words = [], withSteps }: AnswerOptions): string[] {
  const { experiment, metric, by, testPart } = comparison;
  const name = shellWord(experiment);
  if (missingRuns(comparison) > 0) {
    const file = shellWord(`${experiment}.yaml`);
    return [
      words.length > 0
        ? `bothways run ${words.map(shellWord).join(' ')}`
        : `bothways show ${name} --yaml > ${file} && bothways run ${file}`,
    ];
  }
  if (by === null && words.length > 0) {
    const kept = words.filter((word) => !/^(direction|seeds)=/.test(word)).map(shellWord);
    return [`bothways run ${kept.join(' ')} direction=forward,bidirectional seeds=10`];
  }
  const bySteps =
    metric === 'accuracy' && testPart?.per !== 'sequence' && !withSteps ? [`bothways compare ${name} --steps`] : [];
  const byClass = metric === 'accuracy' && testPart?.per === 'sequence' ? [`bothways compare ${name} --classes`] : [];
  return [...bySteps, ...byClass, `bothways runs ${name}`];
}

/** What holds a verdict against seeds that had no part in it. */
function onFreshSeeds(search: SearchOutcome | null, comparison: Comparison, { words = [] }: AnswerOptions): string[] {
  const isDecided = comparison.rows.some(({ againstBaseline }) => VERDICTS.includes(againstBaseline?.verdict ?? ''));
  const fresh = freshSeeds({ ...comparison, race: search?.seeds ?? null }, comparison.seeds.length);
  if (words.length === 0 || fresh === null || !isDecided) return [];
  const kept = words.filter((word) => !/^(search\.confirm|seeds)=/.test(word));
  return [`bothways run ${[...kept, fresh].map(shellWord).join(' ')}`];
}

/** That claim something. */
const VERDICTS: readonly string[] = ['better', 'worse', 'same'] satisfies Verdict[];

/** @example shellWord('hidden-sizes epochs=200') is "'hidden-sizes epochs=200'" */
export function shellWord(text: string): string {
  return /^[\p{L}\p{M}\p{N}_.,=%/:-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
