/** FILE… [key=value…] → validated experiments, or every problem of every file. */
import { existsSync } from 'node:fs';
import type { Reading } from '../experiment/experiment.ts';
import { loadExperiment } from '../experiment/load-experiment.ts';
import { renderProblem } from '../report/problem-text.ts';
import { formatOf } from '../tasks/own-data/settings.ts';
import type { Experiment, Problem } from '../vocabulary.ts';
import { InvalidFiles, UsageError } from './errors.ts';
import { type ExperimentData, openExperimentData } from './own-data.ts';
import type { Surroundings } from './session.ts';

/** A valid file with what is to be said about it. */
export interface LoadedExperiment {
  readonly file: string;
  /** What a command line says to mean the same again: the file and the overrides. */
  readonly words: readonly string[];
  readonly experiment: Experiment;
  /** null where every sequence is fresh. */
  readonly data: ExperimentData | null;
  /** In plain words, for --json. */
  readonly warnings: readonly string[];
}

/** Splits the arguments into files and overrides; a file whose name has a `=` counts as a file where it exists. */
function splitArguments(args: readonly string[]): { files: string[]; overrides: string[] } {
  const isOverride = (argument: string) => /^[^/\\]*=/.test(argument) && !existsSync(argument);
  return { files: args.filter((a) => !isOverride(a)), overrides: args.filter(isOverride) };
}

/**
 * Reads all files and the data that they name, says warnings and notes, and throws `InvalidFiles` with all problems of
 * all files.
 *
 * @param preparedIn the folder where prepared data are kept; null to keep nothing
 */
export async function loadExperiments(
  { note }: Pick<Surroundings, 'note'>,
  args: readonly string[],
  { preparedIn }: { preparedIn: string | null },
): Promise<LoadedExperiment[]> {
  const { files, overrides } = splitArguments(args);
  if (files.length === 0) {
    throw new UsageError('expected an experiment file, found none. Try: bothways run experiments/article.yaml');
  }
  refuseData(files);
  const readings: { file: string; reading: Reading; data: ExperimentData | null }[] = [];
  for (const file of files) readings.push({ file, ...(await load({ file, overrides, preparedIn })) });
  const invalid = readings.flatMap(({ reading }) => (reading.kind === 'invalid' ? [reading] : []));
  if (invalid.length > 0) throw new InvalidFiles(invalid);

  const loaded = readings.flatMap(({ file, reading, data }) =>
    reading.kind === 'valid' ? [{ file, reading, data }] : [],
  );
  refuseSharedNames(loaded);
  return loaded.map(({ file, reading, data }) => {
    for (const warning of reading.warnings) note(renderProblem(warning, reading.text));
    for (const text of reading.notes) note(`${reading.experiment.name}: ${text}`);
    const warnings = [...reading.warnings.map(inWords), ...reading.notes];
    return { file, words: [file, ...overrides], experiment: reading.experiment, data, warnings };
  });
}

/** An experiment file, with its data where it names some. */
async function load({
  file,
  overrides,
  preparedIn,
}: {
  file: string;
  overrides: readonly string[];
  preparedIn: string | null;
}): Promise<{ reading: Reading; data: ExperimentData | null }> {
  const reading = loadExperiment({ file, overrides });
  if (reading.kind === 'valid' || reading.wanted === null) return { reading, data: null };
  const data = await openExperimentData(reading.wanted, { file, folder: preparedIn });
  return { reading: loadExperiment({ file, overrides, data: data.own }), data };
}

/** Data given where an experiment is expected. */
function refuseData(files: readonly string[]): void {
  const data = files.find((file) => formatOf(file) !== null);
  if (data === undefined) return;
  throw new UsageError(
    `expected an experiment file (.yaml); found data, ${data}. Write an experiment for it: bothways init --data ${data}`,
  );
}

function inWords({ key, message, suggestion }: Problem): string {
  return `${key === null ? '' : `${key}: `}${message}${suggestion === null ? '' : ` Did you mean ${suggestion}?`}`;
}

function refuseSharedNames(loaded: readonly { file: string; reading: Reading & { kind: 'valid' } }[]): void {
  const fileOf = new Map<string, string>();
  for (const { file, reading } of loaded) {
    const { name } = reading.experiment;
    const other = fileOf.get(name);
    if (other === file) throw new UsageError(`${file} is given twice. Name it once`);
    if (other !== undefined) {
      throw new UsageError(
        `${other} and ${file} are both named "${name}". Give one of them another name, or run them one after the other.`,
      );
    }
    fileOf.set(name, file);
  }
}
