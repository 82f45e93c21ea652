/** The files of a `data` map → what they hold, or every problem of them with its place. */
import type { DataBytes } from './bytes.ts';
import { piecesOf } from './cells.ts';
import { collectSequences, type ReadSequence, type Sequences } from './collect-sequences.ts';
import { collectSteps, type StepRows } from './collect-steps.ts';
import { readConll, sequenceOfSentence } from './conll.ts';
import { missingColumns, readCsv } from './csv.ts';
import { numberReader } from './inputs.ts';
import { featuresOf, type JsonObject, readJsonLines, sequenceOfJson } from './json-lines.ts';
import { type LikelyGroup, type UnusedColumns, watchUnused } from './likely-groups.ts';
import type { FilePlace, Findings } from './problems.ts';
import type { Raw } from './raw.ts';
import { CONLLU_COLUMNS, listed, resolve, separatorOf } from './resolve.ts';
import { type DataSettings, type Format, formatOf, MOST_NUMBERS, type WrittenData } from './settings.ts';

/** The file, and the one of the test part where it is another. */
export type Files = readonly [DataBytes] | readonly [DataBytes, DataBytes];

export interface ReadData {
  readonly settings: DataSettings;
  readonly raw: Raw;
  /** Columns that are not read and look like a group, where none is named. */
  readonly likelyGroups: readonly LikelyGroup[];
}

/**
 * Reads the files once, from front to back.
 *
 * @param testFile SHA-256 of the second file
 * @param known what the map means, where that has been found out from another file
 * @returns null where nothing can be made of them; then there are findings
 */
export async function readData(
  written: WrittenData,
  files: Files,
  { findings, testFile, known = null }: { findings: Findings; testFile: string | null; known?: DataSettings | null },
): Promise<ReadData | null> {
  const reading = readers[formatNamed(written)]({ written, findings, testFile, known, isBeginning: false });
  for (const [index, file] of files.entries()) {
    if (index === 1) reading.startTestFile();
    await reading.read(file, index);
    if (findings.hasErrors()) return null;
  }
  const read = reading.end();
  return findings.hasErrors() ? null : read;
}

/** What the map means, from the first lines of the file; null where it cannot mean anything: then there are findings. */
export async function beginningOf(
  written: WrittenData,
  [file]: Files,
  { findings, testFile }: { findings: Findings; testFile: string | null },
): Promise<DataSettings | null> {
  const reading = readers[formatNamed(written)]({ written, findings, testFile, known: null, isBeginning: true });
  await reading.read(file, 0);
  if (!findings.hasErrors() && reading.settings() === null) {
    findings.add('nothing', { severity: 'error', place: { key: 'file' }, message: 'expected sequences; found none.' });
  }
  return findings.hasErrors() ? null : reading.settings();
}

function formatNamed({ file }: WrittenData): Format {
  const format = formatOf(file);
  if (format === null) throw new Error(`no data file: ${file}`);
  return format;
}

interface Reading {
  settings(): DataSettings | null;
  read(file: DataBytes, index: number): Promise<void>;
  startTestFile(): void;
  end(): ReadData | null;
}

interface Task {
  readonly written: WrittenData;
  readonly findings: Findings;
  readonly testFile: string | null;
  readonly known: DataSettings | null;
  /** Whether to stop once the settings are known. */
  readonly isBeginning: boolean;
}

const readers: Readonly<Record<Format, (task: Task) => Reading>> = {
  csv: readTable,
  jsonl: readJson,
  conll: (task) => readSentences('conll', task),
  conllu: (task) => readSentences('conllu', task),
};

function refuseTooMany(findings: Findings): void {
  const message = `expected at most ${MOST_NUMBERS} input numbers (steps × columns, 268 MB); the file has more. Take a part of it.`;
  findings.add('too many', { severity: 'error', place: { key: 'file' }, message });
}

/** The first row of a table decides what the rows are; from there they go to one of two collectors. */
function readTable({ written, findings, testFile, known, isBeginning }: Task): Reading {
  let settings: DataSettings | null = null;
  let first: readonly string[] = [];
  let steps: StepRows | null = null;
  let unused: UnusedColumns | null = null;
  let sequences: {
    readonly collector: Sequences;
    readonly add: (cells: readonly string[], record: number, index: number) => boolean;
  } | null = null;

  return {
    settings: () => settings,
    async read(file, index) {
      let columns: readonly string[] = [];
      let toFirst: readonly number[] | null = null; // columns of the test file in the order of the first file
      const separator = separatorOf(written);
      await readCsv(
        file,
        { separator, index, findings },
        {
          header(names) {
            columns = names;
            if (index === 0) {
              first = names;
              return true;
            }
            const missing = missingColumns(needed(settings as DataSettings), names);
            if (missing !== null) {
              findings.add('columns', {
                severity: 'error',
                place: { file: index, record: 0, field: null },
                message: missing,
              });
              return false;
            }
            toFirst = first.map((name) => names.indexOf(name));
            return true;
          },
          row(cells, record) {
            if (settings === null) {
              const beginning = { format: 'csv', columns, firstRow: cells } as const;
              settings =
                known === null
                  ? resolve(written, beginning, { findings, testFile })
                  : foundIn(known, columns, findings);
              if (settings === null || isBeginning) return false;
              if (settings.row === 'step') steps = collectSteps(settings, columns, findings);
              else sequences = rowSequences(settings, { columns, findings });
              if (settings.group === undefined && (settings.row === 'sequence' || settings.sequence !== undefined)) {
                unused = watchUnused(columns, new Set([...needed(settings), ...partColumn(settings)]));
              }
            }
            const ordered = toFirst === null ? cells : toFirst.map((at) => cells[at] ?? '');
            unused?.add(
              ordered,
              settings.sequence === undefined ? String(record) : ordered[first.indexOf(settings.sequence)],
            );
            const goesOn = steps?.add(ordered, record) ?? sequences?.add(ordered, record, index) ?? false;
            if (!goesOn) refuseTooMany(findings);
            return goesOn;
          },
        },
      );
    },
    startTestFile: () => (steps ?? sequences?.collector)?.startTestFile(),
    end: () => finished(settings, steps ?? sequences?.collector ?? null, unused?.likelyGroups()),
  };
}

/** Settings that are known, where the file has the columns; null where it has not: then there are findings. */
function foundIn(known: DataSettings, columns: readonly string[], findings: Findings): DataSettings | null {
  const missing = needed(known).filter((name) => !columns.includes(name));
  if (missing.length === 0) return known;
  const message = `expected ${listed(missing)}, which the model was trained on; found ${listed(columns)}.`;
  findings.add('columns', { severity: 'error', place: { file: 0, record: 0, field: null }, message });
  return null;
}

function needed({ input, label, target, sequence, step, group }: DataSettings): string[] {
  return [...input, label, target, sequence, step, group].filter((name) => name !== undefined);
}

function partColumn({ test }: DataSettings): string[] {
  return test.kind === 'column' ? [test.column] : [];
}

/** Rows that are whole sequences: a range of numbers, or one cell of tokens or numbers. */
function rowSequences(
  settings: DataSettings,
  { columns, findings }: { columns: readonly string[]; findings: Findings },
) {
  const at = (name: string | undefined) => (name === undefined ? null : columns.indexOf(name));
  const inputs = settings.input.map((name) => columns.indexOf(name));
  const fields = {
    input: inputs[0],
    answer: at(settings.label ?? settings.target),
    group: at(settings.group),
    part: settings.test.kind === 'column' ? at(settings.test.column) : null,
  };
  const collector = collectSequences(settings, { features: 1, columns: settings.input.slice(0, 1) }, findings);
  const { split_letters: letters = false, per } = settings;

  let place: Omit<FilePlace, 'field'> = { file: 0, record: 0 }; // of the row that is being read
  const numberAt = numberReader(settings, { columns, placeAt: (field) => ({ ...place, field }), findings });

  function numbersIn(cells: readonly string[]): number[] {
    if (inputs.length === 1) {
      return piecesOf(cells[inputs[0]], { letters: false }).map((piece) => numberAt(piece, inputs[0]));
    }
    // A series that is shorter than the header leaves its last cells empty
    const end = inputs.findLastIndex((field) => cells[field] !== '') + 1;
    return inputs.slice(0, end).map((field) => numberAt(cells[field], field));
  }

  function add(cells: readonly string[], record: number, index: number): boolean {
    place = { file: index, record };
    const answer = fields.answer === null ? '' : cells[fields.answer];
    const sequence: ReadSequence = {
      input: settings.inputs === 'numbers' ? numbersIn(cells) : piecesOf(cells[inputs[0]], { letters }),
      answers: per === 'sequence' ? [answer.trim()] : piecesOf(answer, { letters }),
      group: fields.group === null ? null : cells[fields.group],
      part: fields.part === null ? null : cells[fields.part],
      records: [record],
      fields,
    };
    return collector.add(sequence);
  }
  return { collector, add };
}

function readJson({ written, findings, testFile, known, isBeginning }: Task): Reading {
  let settings: DataSettings | null = null;
  let features = 1;
  let collector: Sequences | null = null;

  function begin(first: JsonObject): Sequences | null {
    const columns = Object.keys(first);
    settings =
      known === null
        ? resolve(written, { format: 'jsonl', columns, first }, { findings, testFile })
        : foundIn(known, columns, findings);
    if (settings === null) return null;
    const [field] = settings.input;
    features = settings.inputs === 'numbers' ? featuresOf(first[field]) : 1;
    const names = features === 1 ? [field] : Array.from({ length: features }, (_, f) => `${field} ${f + 1}`);
    return collectSequences(settings, { features, columns: names }, findings);
  }

  return {
    settings: () => settings,
    async read(file, index) {
      await readJsonLines(file, { index, findings }, (object, line) => {
        collector ??= begin(object);
        if (collector === null || settings === null || isBeginning) return false;
        const sequence = sequenceOfJson(object, { settings, features, line, index, findings });
        const goesOn = sequence === null || collector.add(sequence);
        if (!goesOn) refuseTooMany(findings);
        return goesOn;
      });
    },
    startTestFile: () => collector?.startTestFile(),
    end: () => finished(settings, collector),
  };
}

function readSentences(format: 'conll' | 'conllu', { written, findings, testFile, known, isBeginning }: Task): Reading {
  let settings: DataSettings | null = null;
  let collector: Sequences | null = null;
  let columns: readonly string[] = CONLLU_COLUMNS;
  const at = (name: string | undefined) => (name === undefined ? null : columns.indexOf(name));

  return {
    settings: () => settings,
    async read(file, index) {
      await readConll(file, { format, index, findings }, (sentence) => {
        if (settings === null || collector === null) {
          if (format === 'conll') columns = sentence.tokens[0].map((_, i) => String(i + 1));
          settings =
            known === null
              ? resolve(written, { format, columns }, { findings, testFile })
              : foundIn(known, columns, findings);
          if (settings === null || isBeginning) return false;
          collector = collectSequences(settings, { features: 1, columns: settings.input }, findings);
        }
        const goesOn = collector.add(
          sequenceOfSentence(sentence, {
            input: at(settings.input[0]) ?? 0,
            answer: at(settings.label ?? settings.target) ?? 0,
            group: at(settings.group),
            part: settings.test.kind === 'column' ? at(settings.test.column) : null,
          }),
        );
        if (!goesOn) refuseTooMany(findings);
        return goesOn;
      });
    },
    startTestFile: () => collector?.startTestFile(),
    end: () => finished(settings, collector),
  };
}

function finished(
  settings: DataSettings | null,
  collector: { raw(): Raw } | null,
  likelyGroups: readonly LikelyGroup[] = [],
): ReadData | null {
  return settings === null || collector === null ? null : { settings, raw: collector.raw(), likelyGroups };
}
