/** `bothways predict`: the article's last step, on a fresh sequence or on the one given. */
import { type Prediction, predictionJson } from '../report/prediction.ts';
import { answerLine, predictionText, rightSteps } from '../report/prediction-text.ts';
import { wrap } from '../report/table.ts';
import { type ChosenRun, chooseRuns, onlyRun } from '../session/choose-runs.ts';
import { UsageError } from '../session/errors.ts';
import { labelFile } from '../session/label-file.ts';
import { openToRead } from '../session/open-results.ts';
import { openStoredData } from '../session/own-data.ts';
import { areComparable, predictionOf } from '../session/predict.ts';
import type { Store } from '../store/store.ts';
import { hasFile } from '../tasks/own-data/opened.ts';
import { formatOf } from '../tasks/own-data/settings.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';

/** Models side by side in one table at most. */
const MOST_MODELS = 4;

export async function predict(context: Context, words: readonly string[]): Promise<ExitStatus> {
  const store = await openToRead(context.database);
  try {
    const { groups, rest } = chooseRuns(store, words, { most: 1 });
    const [{ runs }] = groups;
    if (rest.length === 1 && formatOf(rest[0]) !== null && hasFile(runs[0].planned.configuration)) {
      return await predictFile(context, { store, chosen: onlyRun(groups[0]), file: rest[0] });
    }
    const chosen = runs.length <= MOST_MODELS && areComparable(runs) ? runs : [onlyRun(groups[0])];
    await openStoredData(
      store,
      chosen.map(({ planned }) => planned.configuration),
      context.database,
    );
    const prediction = await predictionOf(surroundings(context), store, chosen, rest);
    if (!context.json) {
      const example = hasFile(chosen[0].planned.configuration) ? 'a sequence of the test part' : 'a fresh sequence';
      context.out.print(`${rest.length === 0 ? example : 'the sequence given'}\n`);
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

/** The file with its answers, for another file: nothing else is printed. */
async function predictFile(
  context: Context,
  { store, chosen, file }: { store: Store; chosen: ChosenRun; file: string },
): Promise<ExitStatus> {
  if (context.json) throw new UsageError('predict prints the file that it is given with its answers; leave --json out');
  await openStoredData(store, [chosen.planned.configuration], context.database);
  await labelFile(surroundings(context), store, { chosen, file }, (text) => context.out.write(text));
  await context.out.drained();
  return 0;
}

function textOf(prediction: Prediction, { out }: Context): string {
  const lines = prediction.answers.map((answer) => {
    const right = rightSteps(prediction, answer);
    return wrap(` ${answerLine(answer)}${right === null ? '' : `; this sequence: ${right}`}`, out.width, 1);
  });
  return [predictionText(prediction, out), '', ...lines].join('\n');
}
