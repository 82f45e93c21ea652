/** `bothways predict`: the article's last step, on a fresh sequence or on the one given. */
import { stream } from '../random.ts';
import {
  answerLine,
  type ModelAnswer,
  type Prediction,
  predictionJson,
  predictionText,
  rightSteps,
} from '../report/prediction.ts';
import { wrap } from '../report/table.ts';
import { openStore, type Store } from '../store/store.ts';
import { InputError } from '../tasks/task.ts';
import { taskNamed } from '../tasks/tasks.ts';
import type { ExperimentResults } from '../vocabulary.ts';
import { type ChosenRun, chooseRuns, onlyRun } from './choose-runs.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { UsageError } from './errors.ts';
import { predictWith, weightsOf } from './models.ts';

/** Models side by side in one table at most. */
const MOST_MODELS = 4;

type Predicting = Omit<ChosenRun, 'conditions'>;

export async function predict(context: Context, words: readonly string[]): Promise<ExitStatus> {
  const store = openStore(context.database, { mode: 'read' });
  try {
    const { groups, rest } = chooseRuns(store, words, { most: 1 });
    const [{ runs }] = groups;
    const chosen = runs.length <= MOST_MODELS && areComparable(runs) ? runs : [onlyRun(groups[0])];
    const prediction = await predictionOf(context, store, chosen, rest);
    if (!context.json) {
      context.out.print(`${rest.length === 0 ? 'a fresh sequence' : 'the sequence given'}\n`);
      context.out.print(textOf(prediction, context));
      return 0;
    }
    const objects = predictionJson(prediction);
    printJson(context, objects.length === 1 ? objects[0] : { predictions: objects });
    return 0;
  } finally {
    store.close();
  }
}

/** The last step of an experiment that is a single run; null where it has no model. */
export async function predictSingle(
  context: Context,
  store: Store,
  { points: [point] }: ExperimentResults,
): Promise<{ text: string; json: Record<string, unknown> } | null> {
  const [run] = point.runs;
  if (run.status !== 'completed') return null;
  const prediction = await predictionOf(context, store, [{ run, planned: point.planned, point }], []);
  return { text: predictionText(prediction, context.out), json: predictionJson(prediction)[0] };
}

/** One sequence means the same to all of them. */
function areComparable(runs: readonly ChosenRun[]): boolean {
  const meaning = ({ planned: { configuration: c } }: ChosenRun) =>
    JSON.stringify([c.task, c.sequence_length, c.threshold]);
  return runs.every((run) => meaning(run) === meaning(runs[0]));
}

async function predictionOf(
  context: Context,
  store: Store,
  chosen: readonly Predicting[],
  typed: readonly string[],
): Promise<Prediction> {
  const { configuration } = chosen[0].planned;
  const task = taskNamed(configuration.task);
  const sequence = typed.length === 0 ? fresh(chosen[0]) : read(typed, chosen[0]);
  const answers: ModelAnswer[] = [];
  for (const one of chosen) {
    const weights = await weightsOf(context, store, one);
    answers.push({
      run: one.run.id,
      seed: one.run.seed,
      planned: one.planned,
      accuracy: one.run.metrics?.accuracy ?? Number.NaN, // a run with weights is completed
      ...(await predictWith(one.planned, weights, sequence)),
      title: titleOf(one, chosen),
    });
  }
  return {
    task: task.name,
    sequence,
    words: task.words,
    quantities: task.quantities(configuration, sequence, 0),
    truth: task.truth(sequence, 0),
    answers,
  };
}

/** What tells a model from the others beside it; of a single one, its direction. */
function titleOf({ point: { block, level }, planned }: Predicting, all: readonly Predicting[]): string {
  const telling = Object.entries(block).filter(([key, value]) => all.some(({ point }) => point.block[key] !== value));
  const words = [...telling.map(([key, value]) => `${key}=${value}`), level].filter((word) => word !== '');
  return words.length === 0 ? planned.configuration.direction : words.join(' ');
}

/** One that no run has seen, the same each time: from the stream (seed, 'predict'). */
function fresh({ run, planned: { configuration } }: Predicting) {
  return taskNamed(configuration.task).sequences(configuration, stream(run.seed, 'predict'), 1);
}

function read(typed: readonly string[], { planned: { configuration } }: Predicting) {
  try {
    return taskNamed(configuration.task).read(configuration, typed);
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(error.problems.join('\n'));
    throw error;
  }
}

function textOf(prediction: Prediction, { out }: Context): string {
  const lines = prediction.answers.map((answer) => {
    const right = rightSteps(prediction, answer);
    return wrap(` ${answerLine(answer)}${right === null ? '' : `; this sequence: ${right}`}`, out.width, 1);
  });
  return [predictionText(prediction, out), '', ...lines].join('\n');
}
