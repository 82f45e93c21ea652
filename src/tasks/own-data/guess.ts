/** A first `data` map for a table, guessed from its columns, with the reason for each key. Nobody is bound by it. */

import { plural } from '../../words.ts';
import type { DataBytes } from './bytes.ts';
import { momentIn, numberIn, numberMeant } from './cells.ts';
import { readCsv } from './csv.ts';
import type { Findings } from './problems.ts';

/** One line of a map, as YAML, and why. */
export interface GuessedKey {
  readonly key: string;
  readonly value: string;
  readonly reason: string;
}

/** Rows that are looked at. */
const MOST_ROWS = 20_000;
const MOST_VALUES = 1000;

interface ColumnLook {
  readonly name: string;
  readonly cells: string[];
  readonly values: ReadonlySet<string>;
  /** Of numbers, a decimal comma among them too: it is told when the file is read. */
  readonly isNumber: boolean;
  /** Of times, or of dates however they are written. */
  readonly isTime: boolean;
}

const NAMES = {
  sequence: /^(id|seq(uence)?|series|rec(ording)?|trial|session|sample|track|window)([_ -]?(id|nr|no|number))?$/i,
  step: /^(t|time(stamp)?|step|date(time)?|index|idx|frame|hour|minute|second|time_idx|measurement_number)$/i,
  group: /^(person|subject|patient|user|participant|writer|speaker|machine|device|animal|group|document)([_ -]?id)?$/i,
  part: /^(split|part|fold|set)$/i,
  answer: /^(label|class|target|activity|state|category|outcome|tag|opinion|alarm|phase)$/i,
} as const;

/** 31/12/2024, 31.12.24: no time that can be told, but no text either. */
const DATE = /^\s*\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})\b/;

/** null where there is nothing to be guessed from, no header or no rows: there may be findings. */
export async function guessTable(
  file: DataBytes,
  { separator, findings }: { separator: string; findings: Findings },
): Promise<readonly GuessedKey[] | null> {
  const columns = await lookAt(file, { separator, findings });
  if (columns.length === 0 || columns[0].cells.length === 0) return null;
  const named = (pattern: RegExp) => columns.find(({ name }) => pattern.test(name)) ?? null;
  const part = partOf(named(NAMES.part));
  const group = named(NAMES.group);
  const series = rangeOf(columns);
  const sequence = series === null ? sequenceOf(columns, named(NAMES.sequence)) : null;
  const hasSteps = series === null && (sequence !== null || !isText(columns));
  const isTimes = ({ isTime, cells }: ColumnLook) => isTime && cells.every((cell) => momentIn(cell) !== null);
  const step = hasSteps ? (named(NAMES.step) ?? columns.find(isTimes) ?? null) : null;
  const taken = new Set([part, group, sequence, step].filter((column) => column !== null));
  const free = columns.filter((column) => !taken.has(column) && !(series ?? []).includes(column));
  const last = free.at(-1) ?? null;
  // Of one recording of numbers the first column is as likely as the last to be the one that is forecast
  const isSeries = hasSteps && sequence === null && last?.isNumber && last.values.size > MOST_CLASSES;
  const answer = named(NAMES.answer) ?? (isSeries ? (free.find(({ isNumber }) => isNumber) ?? last) : last);
  if (answer === null) return null;
  const inputs = free.filter((column) => column !== answer);
  const common = [...groupKey(group), ...partKey(part)];
  if (series !== null) return [rangeKey(series), answerKey(answer, ['label']), ...common];
  const texts = inputs.filter(({ isNumber, isTime }) => !isNumber && !isTime);
  if (sequence === null && texts.length > 0 && step === null) return [...textKeys(texts[0], answer), ...common];
  const numbers = inputs.filter(({ isNumber }) => isNumber);
  const read = numbers.length > 0 ? numbers : texts.slice(0, 1);
  const isForecast = sequence === null && answer.isNumber && answer.values.size > MOST_CLASSES;
  const input: GuessedKey = {
    key: 'input',
    value: listOf(isForecast ? [...read, answer] : read),
    reason: numbers.length > 0 ? 'the other columns of numbers' : 'a token at every step',
  };
  const steps =
    step === null ? [] : [{ key: 'step', value: quoted(step.name), reason: 'puts the rows of a sequence in order' }];
  if (sequence !== null)
    return [...sequenceKeys(sequence), ...steps, input, ...answerKeys(answer, sequence), ...common];
  return [...steps, input, ...recordingKeys(answer, { rows: answer.cells.length, isForecast }), ...common];
}

async function lookAt(
  file: DataBytes,
  { separator, findings }: { separator: string; findings: Findings },
): Promise<ColumnLook[]> {
  let columns: { name: string; cells: string[]; values: Set<string>; isNumber: boolean; isTime: boolean }[] = [];
  await readCsv(
    file,
    { separator, index: 0, findings },
    {
      header(names) {
        columns = names.map((name) => ({ name, cells: [], values: new Set(), isNumber: true, isTime: true }));
        return true;
      },
      row(cells, record) {
        for (const [i, column] of columns.entries()) {
          column.cells.push(cells[i]);
          if (column.values.size <= MOST_VALUES) column.values.add(cells[i]);
          const isNumber = numberIn(cells[i]) !== null;
          if (!isNumber && numberMeant(cells[i]) === null) column.isNumber = false;
          if (isNumber || (momentIn(cells[i]) === null && !DATE.test(cells[i]))) column.isTime = false;
        }
        return record < MOST_ROWS;
      },
    },
  );
  return columns;
}

/** The named column, else the first whose values stand in stretches of several rows each. */
function sequenceOf(columns: readonly ColumnLook[], named: ColumnLook | null): ColumnLook | null {
  const isRepeated = ({ cells, values }: ColumnLook) => values.size > 1 && cells.length >= 2 * values.size;
  if (named !== null && isRepeated(named)) return named;
  const inStretches = (column: ColumnLook) => {
    const stretches = column.cells.filter((cell, i) => i === 0 || cell !== column.cells[i - 1]).length;
    const isFirst = column === columns[0]; // where a name stands, and seldom a class
    return isRepeated(column) && stretches === column.values.size && (isFirst || column.values.size > MOST_CLASSES);
  };
  return (
    columns.find(
      (column) => !NAMES.group.test(column.name) && !NAMES.answer.test(column.name) && inStretches(column),
    ) ?? null
  );
}

/** More different values than this are numbers to be predicted rather than classes. */
const MOST_CLASSES = 20;

/** Several columns of numbers in a row whose names count up: t1, t2, t3. */
function rangeOf(columns: readonly ColumnLook[]): readonly ColumnLook[] | null {
  const numberOf = ({ name }: ColumnLook, prefix: string) =>
    name.startsWith(prefix) ? Number(name.slice(prefix.length) || Number.NaN) : Number.NaN;
  for (let from = 0; from < columns.length; from++) {
    const prefix = columns[from].name.replace(/\d+$/, '');
    let to = from + 1;
    while (
      to < columns.length &&
      columns[to].isNumber &&
      numberOf(columns[to], prefix) === numberOf(columns[to - 1], prefix) + 1
    )
      to++;
    if (to - from >= 8) return columns.slice(from, to);
  }
  return null;
}

/** A text and its label, or letters and a label for each. */
function textKeys(text: ColumnLook, answer: ColumnLook): GuessedKey[] {
  const areLetters = text.cells.every((cell, i) => !/\s/.test(cell) && cell.length === answer.cells[i].length);
  // Many different ones without a blank among them: strings, or a language that needs none
  const isUnspaced = 2 * text.values.size > text.cells.length && text.cells.every((cell) => !/\s/.test(cell));
  if (!areLetters && isUnspaced)
    return [
      { key: 'input', value: quoted(text.name), reason: 'its letters are the steps' },
      { key: 'split_letters', value: 'true', reason: 'there are no blanks to cut words at' },
      answerKey(answer, ['label']),
    ];
  if (!areLetters)
    return [
      { key: 'input', value: quoted(text.name), reason: 'its words are the steps' },
      answerKey(answer, ['label']),
    ];
  return [
    { key: 'input', value: quoted(text.name), reason: 'its letters are the steps' },
    { key: 'split_letters', value: 'true', reason: 'words would be cut at blanks' },
    { key: 'label', value: quoted(answer.name), reason: 'as long as the input: a letter for each' },
    { key: 'per', value: 'step', reason: 'there is one for each letter' },
  ];
}

/** A column with several words in its cells. */
function isText(columns: readonly ColumnLook[]): boolean {
  return columns.some(
    ({ cells, isNumber }) =>
      !isNumber && cells.slice(0, 100).filter((cell) => /\S\s+\S/.test(cell) && momentIn(cell) === null).length > 50,
  );
}

function partOf(column: ColumnLook | null): ColumnLook | null {
  return column !== null && [...column.values].every((value) => ['train', 'test', 'validation'].includes(value))
    ? column
    : null;
}

function sequenceKeys({ name, values }: ColumnLook): GuessedKey[] {
  return [
    { key: 'sequence', value: quoted(name), reason: `${values.size} values: rows with the same one are a sequence` },
  ];
}

function answerKeys(answer: ColumnLook, sequence: ColumnLook): GuessedKey[] {
  const first = new Map<string, string>();
  const isConstant = answer.cells.every((cell, i) => {
    const id = sequence.cells[i];
    if (!first.has(id)) first.set(id, cell);
    return first.get(id) === cell;
  });
  const per = isConstant ? 'sequence' : 'step';
  return [
    answerKey(answer),
    {
      key: 'per',
      value: per,
      reason: isConstant ? 'it is the same within each sequence' : 'it changes within sequences',
    },
  ];
}

function answerKey({ name, values, isNumber }: ColumnLook, only: readonly string[] = ['label', 'target']): GuessedKey {
  if (isNumber && values.size > MOST_CLASSES && only.includes('target')) {
    return { key: 'target', value: quoted(name), reason: 'a real number; a class would be a label' };
  }
  const shown = [...values]
    .filter((value) => value !== '')
    .slice(0, 3)
    .join(', ');
  return {
    key: 'label',
    value: quoted(name),
    reason: `${plural(values.size, 'value')}: ${shown}${values.size > 3 ? ', …' : ''}`,
  };
}

function recordingKeys(answer: ColumnLook, { rows, isForecast }: { rows: number; isForecast: boolean }): GuessedKey[] {
  const length = Math.max(2, Math.min(100, Math.floor(rows / 40)));
  const windows = (every: number) => ({
    key: 'windows',
    value: `{length: ${length}, every: ${every}}`,
    reason: 'one long recording, cut: choose what an answer depends on',
  });
  const test = { key: 'test', value: 'last 20%', reason: 'random windows of one recording would leak' };
  if (!isForecast) return [answerKey(answer, ['label']), windows(length), test];
  return [
    answerKey(answer),
    { key: 'per', value: 'sequence', reason: 'one forecast for each window' },
    windows(1),
    { key: 'ahead', value: '1', reason: 'so many steps after the end of the window' },
    test,
  ];
}

function groupKey(group: ColumnLook | null): GuessedKey[] {
  if (group === null) return [];
  return [
    {
      key: 'group',
      value: quoted(group.name),
      reason: `${plural(group.values.size, 'value')}, none on both sides of the split`,
    },
  ];
}

function partKey(part: ColumnLook | null): GuessedKey[] {
  return part === null
    ? []
    : [{ key: 'test', value: `{column: ${quoted(part.name)}}`, reason: 'says train, test or validation' }];
}

function rangeKey(series: readonly ColumnLook[]): GuessedKey {
  return {
    key: 'input',
    value: `"${series[0].name} … ${series.at(-1)?.name}"`,
    reason: 'a row for each sequence, its steps in these columns',
  };
}

function listOf(columns: readonly ColumnLook[]): string {
  return columns.length === 1 ? quoted(columns[0].name) : `[${columns.map(({ name }) => quoted(name)).join(', ')}]`;
}

/** A plain word, or in quotes. */
function quoted(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) && !/^(true|false|null|yes|no|on|off)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
