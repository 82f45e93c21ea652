/** `bothways show`: one run with its curve and receipt, what differs between two, or its model as files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelOf } from '../model/model.ts';
import { savedModel } from '../model/saved-model.ts';
import { weightBytes } from '../model/weight-bytes.ts';
import { engineSentence } from '../report/engine-check-text.ts';
import { differencePage, type RunContext, runJson, runPage } from '../report/run-page.ts';
import { type ChosenRun, chooseRuns, onlyRun } from '../session/choose-runs.ts';
import { rememberedChecks } from '../session/engine-checks.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { openStoredData } from '../session/own-data.ts';
import { experimentNamed } from '../session/stored-results.ts';
import { weightsOf } from '../session/weights-of-run.ts';
import type { Store } from '../store/store.ts';
import { openDataset, taskNamed } from '../tasks/tasks.ts';
import type { RunRecord } from '../vocabulary.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';
import { writeNewFiles } from './new-files.ts';

export interface ShowOptions {
  readonly save?: string;
  readonly yaml?: boolean;
}

export async function show(context: Context, words: readonly string[], options: ShowOptions): Promise<ExitStatus> {
  const { save, yaml } = options;
  const store = await openToRead(context.database);
  try {
    if (yaml) {
      printFile(context, store, words);
      return 0;
    }
    const { groups, rest } = chooseRuns(store, words, { most: 2 });
    if (rest.length > 0) throw new UsageError(`expected one run or two; found more: ${rest.join(' ')}`);
    const chosen = groups.map(onlyRun);
    if (save !== undefined) {
      if (chosen.length !== 1) throw new UsageError('--save: expected one run, found two');
      await openStoredData(store, [chosen[0].planned.configuration], context.database);
      await saveModel(context, store, chosen[0], save);
      return 0;
    }
    print(
      context,
      store,
      chosen.map(({ run }) => recordOf(store, run.id)),
    );
    return 0;
  } finally {
    store.close();
  }
}

/** The file of an experiment as it was last run, overrides written in: runs that way again. */
function printFile(context: Context, store: Store, words: readonly string[]): void {
  if (words.length !== 1) throw new UsageError(`--yaml: expected the name of one experiment; found ${words.join(' ')}`);
  const name = experimentNamed(store, words[0]);
  const yaml = store.experiment(name)?.source ?? '';
  if (context.json) printJson(context, { experiment: name, yaml });
  else context.out.write(yaml.endsWith('\n') ? yaml : `${yaml}\n`);
}

function recordOf(store: Store, id: number): RunRecord {
  const record = store.run(id);
  if (record === null) throw new UsageError(`run ${id} is not there any more`);
  return record;
}

function print(context: Context, store: Store, [first, second]: readonly RunRecord[]): void {
  if (context.json) {
    printJson(context, second === undefined ? runJson(first) : { runs: [runJson(first), runJson(second)] });
  } else {
    context.out.print(
      second === undefined
        ? runPage(first, besideIt(store, first), context.out)
        : differencePage([first, second], context.out),
    );
  }
}

/** Its place among its seeds, what its task needs, and how far its engine was checked. */
function besideIt(store: Store, { planned, metrics, isSuperseded }: RunRecord): RunContext {
  const metric =
    metrics === null ? null : (['accuracy', 'mae', 'loss'] as const).find((name) => metrics[name] !== null);
  const values =
    metric === undefined || metric === null || isSuperseded
      ? []
      : store.metricOf({ key: planned.key, seeds: null, metric });
  const { needs } = taskNamed(planned.configuration.task);
  // What was checked of own data is known once they are opened, which a run can be shown without
  const isOwn = planned.configuration.data_sha256 !== undefined;
  const engine = isOwn ? null : engineSentence(rememberedChecks(store, [planned]));
  return {
    among: metric === undefined || metric === null || values.length < 2 ? null : { metric, values },
    notes: [needs, engine ?? ''].filter((note) => note !== ''),
  };
}

/** Writes model.json and weights.bin, which `tf.loadLayersModel` opens as they are. */
async function saveModel(context: Context, store: Store, chosen: ChosenRun, folder: string): Promise<void> {
  const { configuration } = chosen.planned;
  const files = { model: join(folder, 'model.json'), weights: join(folder, 'weights.bin') };
  for (const file of Object.values(files)) {
    if (existsSync(file)) throw new UsageError(`${file} exists already and is left as it is. Name another folder`);
  }
  const weights = await weightsOf(surroundings(context), store, chosen);
  const saved = savedModel(modelOf(configuration, openDataset(configuration)), weights);
  writeNewFiles([
    { path: files.weights, content: weightBytes(saved.weights) },
    { path: files.model, content: `${JSON.stringify(saved.modelJson, null, 2)}\n` },
  ]);
  if (context.json) {
    printJson(context, { run: chosen.run.id, written: [files.model, files.weights] });
  } else {
    context.out.print(
      `wrote ${files.model} and ${files.weights}\nin TensorFlow.js: await tf.loadLayersModel('file://${files.model}')`,
    );
  }
}
