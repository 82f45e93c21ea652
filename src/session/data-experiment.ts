/** A data file → an experiment file for it, with a comment for each guess. */
import { statSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { bytesOnDisk, fingerprint, UnreadableData } from '../tasks/own-data/bytes.ts';
import { type GuessedKey, guessTable } from '../tasks/own-data/guess.ts';
import { collectFindings } from '../tasks/own-data/problems.ts';
import { separatorOf } from '../tasks/own-data/resolve.ts';
import { formatOf } from '../tasks/own-data/settings.ts';
import { UsageError } from './errors.ts';

export interface NewExperiment {
  readonly name: string;
  /** The experiment file, in the folder of which the schema lies. */
  readonly file: string;
  readonly schema: string;
}

/** Throws a UsageError where nothing can be made of the file. */
export async function dataExperimentText(data: string, { name, file, schema }: NewExperiment): Promise<string> {
  const format = formatOf(data);
  if (format === null) {
    throw new UsageError(`--data: expected a file that ends in .csv, .tsv, .jsonl, .conll or .conllu; found "${data}"`);
  }
  await refuseUnreadable(data);
  const path = relative(dirname(file), data).split(sep).join('/');
  const map =
    format === 'csv'
      ? await tableMap(data, path)
      : `data: ${yamlText(path)}             # says by itself what it holds\n`;
  return `# yaml-language-server: $schema=./${schema}
name: ${name}
description: Does reading both ways help on ${basename(data)}?

# Guessed from the file: look at each line, and at what bothways check says.
${map}
units: 16
epochs: 30                  # passes over the training part
batch_size: 32
learning_rate: 0.003
seeds: 10

sweep:
  direction: [forward, backward, bidirectional]
`;
}

async function refuseUnreadable(data: string): Promise<void> {
  try {
    if (statSync(data).isDirectory()) throw new UnreadableData('expected a file; found a folder.');
    await fingerprint(bytesOnDisk(data, data));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new UsageError(`--data: there is no file ${data}`);
    if (error instanceof UnreadableData) throw new UsageError(`--data: ${data}: ${error.message}`);
    throw error;
  }
}

async function tableMap(data: string, path: string): Promise<string> {
  const bytes = bytesOnDisk(data, data);
  const separators = [undefined, ';', 'tab'] as const;
  const problems: string[] = [];
  for (const separator of separators) {
    const written = { file: data, ...(separator !== undefined && { separator }) };
    const findings = collectFindings();
    const guessed = await guessTable(bytes, { separator: separatorOf(written), findings });
    problems.push(...findings.all().map(({ message }) => message));
    if (guessed === null || guessed.length < 2) continue;
    const keys: GuessedKey[] =
      separator === undefined
        ? []
        : [{ key: 'separator', value: `"${separator}"`, reason: 'stands between the cells' }];
    return `data:\n  file: ${yamlText(path)}\n${[...keys, ...guessed].map(line).join('')}`;
  }
  const told = problems
    .find((message) => !message.startsWith('expected columns; found a single one'))
    ?.replace(/\.$/, '');
  throw new UsageError(
    `--data: ${data}: ${told ?? 'expected a header with the names of at least two columns, and rows below it. Put a first line with names'}`,
  );
}

function line({ key, value, reason }: GuessedKey): string {
  return `${`  ${key}: ${value}`.padEnd(27)} # ${reason.replace(/[\r\n]/g, ' ')}\n`;
}

function yamlText(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : JSON.stringify(text);
}
