/** A new file with what a stored model says of each of its rows or lines. */
import { predictedClass } from '../engines/engine.ts';
import { engineNamed } from '../engines/engines.ts';
import { modelOf, outputWidth } from '../model/model.ts';
import { inUnitOfFile } from '../report/unit-of-file.ts';
import type { Store } from '../store/store.ts';
import { bytesOnDisk, sizeOnDisk } from '../tasks/own-data/bytes.ts';
import { type Labelling, type RecordAnswers, writeLabelled } from '../tasks/own-data/labelled.ts';
import { openOwnData } from '../tasks/own-data/opened.ts';
import type { Description } from '../tasks/own-data/prepared.ts';
import { type NewSequences, readNew } from '../tasks/own-data/read-new.ts';
import { formatOf } from '../tasks/own-data/settings.ts';
import { openDataset } from '../tasks/tasks.ts';
import { optimizerOf } from '../training/train.ts';
import type { PlannedConfiguration } from '../vocabulary.ts';
import type { ChosenRun } from './choose-runs.ts';
import { UsageError } from './errors.ts';
import type { Surroundings } from './session.ts';
import { weightsOf } from './weights-of-run.ts';

/** Sequences that a model is asked about at once. */
const AT_ONCE = 256;

/**
 * Writes the file with a column or field `predicted`, and `probability` for classes. Where a model gives one answer for a
 * sequence, every row of it has it; with windows, the row that a window ends at.
 *
 * @throws {UsageError} with every problem of the file
 */
export async function labelFile(
  surroundings: Surroundings,
  store: Store,
  { chosen, file }: { chosen: Pick<ChosenRun, 'run' | 'planned'>; file: string },
  write: (text: string) => void,
): Promise<void> {
  const { description } = openOwnData(chosen.planned.configuration).prepared;
  const { settings } = description;
  if (formatOf(file) !== settings.format) {
    throw new UsageError(`${file}: expected a .${settings.format} file, as the model was trained on one`);
  }
  if (sizeOnDisk(file) === null) throw new UsageError(`${file}: there is no such file`);
  const bytes = bytesOnDisk(file, file);
  const data = await readNew(bytes, description);
  if (data.kind === 'invalid') throw new UsageError(data.problems.map(problemText(file)).join('\n'));
  const weights = await weightsOf(surroundings, store, chosen);
  const said = await answersOf(chosen.planned, { weights, sequences: data.sequences, description });
  await writeLabelled(bytes, labellingOf(description, said), write);
}

function problemText(file: string) {
  return ({ place, message }: { place: { in: string; line?: number; column?: number }; message: string }) =>
    place.in === 'file' ? `${file}:${place.line}:${place.column}  ${message}` : `${file}: ${message}`;
}

/** What is said of each record: the outputs that it has, in order. */
type Said = ReadonlyMap<number, { readonly answers: number[]; readonly probabilities: number[] }>;

async function answersOf(
  { configuration }: PlannedConfiguration,
  { weights, sequences, description }: { weights: Float32Array; sequences: NewSequences; description: Description },
): Promise<Said> {
  const model = modelOf(configuration, openDataset(configuration));
  const K = outputWidth(model.output);
  const engine = await engineNamed(configuration.engine);
  const trainer = await engine.createTrainer(model, weights, {
    optimizer: optimizerOf(configuration),
    batchSize: configuration.batch_size,
    steps: Math.max(1, sequences.steps),
  });
  const said = new Map<number, { answers: number[]; probabilities: number[] }>();
  try {
    for (let from = 0; from < sequences.count; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, sequences.count);
      const batch = sequences.next(from, to);
      const outputs = await trainer.predict(batch);
      const L = model.output.per === 'sequence' ? 1 : batch.steps;
      for (let i = 0; i < to - from; i++) {
        for (let at = 0; at < L; at++) {
          for (const record of sequences.recordsOf(from + i, at)) {
            const known = said.get(record) ?? { answers: [], probabilities: [] };
            const { answer, probability } = answerAt(outputs, i * L + at, { K, description });
            known.answers.push(answer);
            known.probabilities.push(probability);
            said.set(record, known);
          }
        }
      }
    }
  } finally {
    trainer.dispose();
  }
  return said;
}

/** A class and its probability, or a number in the unit of the file. */
function answerAt(
  outputs: Float32Array,
  i: number,
  { K, description: { target } }: { K: number; description: Description },
): { answer: number; probability: number } {
  if (target !== null) return { answer: inUnitOfFile(outputs[i], target), probability: 1 };
  const answer = predictedClass(outputs, i, K);
  const probability = K > 1 ? outputs[i * K + answer] : answer === 1 ? outputs[i] : 1 - outputs[i];
  return { answer, probability };
}

function labellingOf({ settings, output, words }: Description, said: Said): Labelling {
  const isClass = output.kind !== 'linear';
  const of = (record: number): RecordAnswers | null => {
    const known = said.get(record);
    if (known === undefined) return null;
    const { answers, probabilities } = known;
    return isClass
      ? { answers: answers.map((k) => words.classes[k]), probabilities }
      : { answers, probabilities: null };
  };
  return {
    format: settings.format,
    separator: settings.separator ?? ',',
    hasProbabilities: isClass,
    isList: settings.row === 'sequence' && output.per === 'step',
    isLetters: settings.split_letters === true && words.classes.every((name) => [...name].length === 1),
    of,
  };
}
