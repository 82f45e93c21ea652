/** A file with what a model says of it: the same rows or lines, each with its answers behind it. */
import { type DataBytes, linesOf } from './bytes.ts';
import { readCsv } from './csv.ts';
import { objectIn } from './json-lines.ts';
import { collectFindings } from './problems.ts';
import type { Format } from './settings.ts';

/** What is said of one record: one answer, or one for each step of the sequence that it is. */
export interface RecordAnswers {
  readonly answers: readonly (string | number)[];
  /** Of the classes that are said; null of numbers. */
  readonly probabilities: readonly number[] | null;
}

export interface Labelling {
  readonly format: Format;
  readonly separator: string;
  /** What is added: the last of them only where classes are said. */
  readonly hasProbabilities: boolean;
  /** Whether a record is a sequence with an answer for each of its steps. */
  readonly isList: boolean;
  /** Whether the answers of such a record are letters that stand together. */
  readonly isLetters: boolean;
  /** Of a record, from 1; null where nothing is said of it. */
  of(record: number): RecordAnswers | null;
}

export const ADDED = ['predicted', 'probability'] as const;

/** Writes the file once more, piece by piece. */
export async function writeLabelled(
  file: DataBytes,
  labelling: Labelling,
  write: (text: string) => void,
): Promise<void> {
  if (labelling.format === 'csv') {
    await writeTable(file, labelling, write);
    return;
  }
  const label = labelling.format === 'jsonl' ? jsonLine : conllLine;
  let number = 0;
  for await (const lines of linesOf(file)) {
    write(lines.map((text) => `${label(text, labelling.of(++number), labelling)}\n`).join(''));
  }
}

async function writeTable(file: DataBytes, labelling: Labelling, write: (text: string) => void): Promise<void> {
  const { separator, hasProbabilities } = labelling;
  await readCsv(
    file,
    { separator, index: 0, findings: collectFindings() }, // of which there are none: it has been read before
    {
      header(columns) {
        write(line([...columns, ...ADDED.slice(0, hasProbabilities ? 2 : 1)], separator));
        return true;
      },
      row(cells, record) {
        const added = addedCells(labelling.of(record), labelling).slice(0, hasProbabilities ? 2 : 1);
        write(line([...cells, ...added], separator));
        return true;
      },
    },
  );
}

function addedCells(said: RecordAnswers | null, { isList, isLetters }: Labelling): [string, string] {
  if (said === null) return ['', ''];
  const { answers, probabilities } = said;
  const between = isList && isLetters ? '' : ' ';
  return [answers.join(between), probabilities?.map((each) => String(rounded(each))).join(' ') ?? ''];
}

function rounded(probability: number): number {
  return Number(probability.toFixed(4));
}

/** Quoted where it has to be; nothing else of a cell is changed. */
function line(cells: readonly string[], separator: string): string {
  const quoted = cells.map((cell) =>
    cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(separator)}\n`;
}

function jsonLine(text: string, said: RecordAnswers | null, { isList }: Labelling): string {
  const object = objectIn(text);
  if (object === null || said === null) return text;
  const { answers, probabilities } = said;
  const value = <T>(all: readonly T[]) => (isList ? all : all[0]);
  return JSON.stringify({
    ...object,
    predicted: value(answers),
    ...(probabilities !== null && { probability: value(probabilities.map(rounded)) }),
  });
}

function conllLine(text: string, said: RecordAnswers | null, { format }: Labelling): string {
  return said === null ? text : `${text}${format === 'conllu' ? '\t' : ' '}${said.answers[0]}`;
}
