/** The `data` map and the beginning of its file → what the map means, every default written out. */
import { numberIn, piecesOf } from './cells.ts';
import type { Findings } from './problems.ts';
import {
  type ColumnName,
  type DataSettings,
  DEFAULT_MIN_COUNT,
  DEFAULT_SHARE,
  type Format,
  type TestPart,
  testPartOf,
  type WrittenData,
} from './settings.ts';

/** What the beginning of a file shows. */
export type Beginning =
  | { readonly format: 'csv'; readonly columns: readonly string[]; readonly firstRow: readonly string[] }
  | { readonly format: 'jsonl'; readonly columns: readonly string[]; readonly first: Readonly<Record<string, unknown>> }
  | { readonly format: 'conll' | 'conllu'; readonly columns: readonly string[] };

export const CONLLU_COLUMNS = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc'];

/** null where the map cannot mean anything for this file; then there are findings. */
export function resolve(
  written: WrittenData,
  beginning: Beginning,
  { findings, testFile }: { findings: Findings; testFile: string | null },
): DataSettings | null {
  const refuse = (key: string, message: string, rest: { index?: number; found?: string } = {}) => {
    const { index, found } = rest;
    const place = index === undefined ? { key } : { key, index };
    const unknown = found === undefined ? {} : { unknown: { found, known: beginning.columns } };
    findings.add(`${key} ${message}`, { severity: 'error', place, message, ...unknown });
    return null;
  };
  /** The name of a column, null where there is none such. */
  const column = (key: string, name: ColumnName, index?: number): string | null => {
    const known = beginning.columns;
    if (beginning.format === 'conll' || (beginning.format === 'conllu' && typeof name === 'number')) {
      const number = Number(name);
      if (Number.isInteger(number) && number >= 1 && number <= known.length) return known[number - 1];
    } else if (known.includes(String(name))) return String(name);
    const found = typeof name === 'number' ? String(name) : JSON.stringify(name);
    const elsewhere = key === 'label' || key === 'target' ? ` ${IN_ANOTHER_FILE}` : '';
    const message = `expected ${kindOfColumn(beginning.format)}: ${listed(known)}; found ${found}.${elsewhere}`;
    return refuse(key, message, { found: String(name), ...(index !== undefined && { index }) });
  };
  const optional = (key: 'sequence' | 'step' | 'group') => {
    const name = written[key];
    return name === undefined ? null : column(key, name);
  };

  const row = rowOf(written, beginning);
  const inputs = inputColumns(written, beginning, { column, refuse, row });
  const answer = answerColumn(written, beginning, { column, refuse });
  if (inputs === null || answer === null) return null;
  const names = {
    sequence: optional('sequence'),
    step: optional('step'),
    group: groupOf(written, beginning, optional),
  };
  const kind = kindOfInputs(written, beginning, { input: inputs, row });
  const { windows, ahead = 0 } = written;
  const per = written.per ?? defaultPer(beginning, { row, answer: answer.name });
  const isOne = beginning.format === 'csv' && row === 'step' && names.sequence === null;
  const test = testOf(written, beginning, { column, refuse, isOne, testFile });
  if (findings.hasErrors() || test === null) return null;

  refuseWhatDoesNotApply(written, { format: beginning.format, kind, row, refuse });
  if (row === 'sequence' && beginning.format === 'csv' && kind === 'numbers' && inputs.length === 1) {
    const [cell] = cellsOf(beginning, inputs);
    if (piecesOf(cell, { letters: false }).length === 1) refuse('windows', ONE_RECORDING);
  }
  if (isOne && test.kind === 'share') {
    refuse('test', 'windows of one recording overlap, so that random ones leak. Take its end: test: last 20%.');
  }
  const validation = written.validation === undefined ? null : testPartOf(written.validation);
  if (validation !== null && test.kind === 'column') {
    refuse(
      'validation',
      `does not apply where ${JSON.stringify(test.column)} says which sequences are for validation.`,
    );
  }
  if (ahead > 0 && (windows === undefined || per !== 'sequence')) {
    const missing = windows === undefined ? 'windows' : 'per: sequence';
    refuse('ahead', `is the value so many steps after the end of a window, which needs ${missing}.`);
  }
  if (ahead === 0 && inputs.includes(answer.name)) {
    const message = `the answer is among the inputs: ${JSON.stringify(answer.name)} is the ${answer.key}, too.`;
    refuse('input', `${message} Take it out, or predict it ahead.`);
  }
  if (findings.hasErrors()) return null;

  return {
    format: beginning.format,
    ...(beginning.format === 'csv' && { separator: separatorOf(written) }),
    row,
    ...present(names),
    input: inputs,
    inputs: kind,
    [answer.key]: answer.name,
    per,
    ...(windows !== undefined && { windows: { length: windows.length, every: windows.every ?? windows.length } }),
    ...(ahead > 0 && { ahead }),
    test,
    ...(validation?.kind === 'share' && { validation: validation.share }),
    ...(kind === 'numbers'
      ? { standardise: written.standardise ?? true, missing: written.missing ?? 'error' }
      : { split_letters: written.split_letters ?? false, min_count: written.min_count ?? DEFAULT_MIN_COUNT }),
  };
}

export function separatorOf({ file, separator }: Pick<WrittenData, 'file' | 'separator'>): string {
  if (separator === 'tab') return '\t';
  return separator ?? (/\.tsv$/i.test(file) ? '\t' : ',');
}

const IN_ANOTHER_FILE = 'If it stands in another file, join the two first: join --header -t, x.csv y.csv.';

const ONE_RECORDING =
  'without sequence the file is one recording: say which rows are one sequence (sequence: COLUMN), or cut it ' +
  '(windows: {length: 100}). With a row for each sequence, input is a range ("t1 … t24") or a column of several values.';

type Column = (key: string, name: ColumnName, index?: number) => string | null;
type Refuse = (key: string, message: string, rest?: { index?: number; found?: string }) => null;

function rowOf({ sequence, windows }: WrittenData, { format }: Beginning): 'step' | 'sequence' {
  if (format !== 'csv') return 'sequence';
  return sequence !== undefined || windows !== undefined ? 'step' : 'sequence';
}

const RANGE = /^\s*(.+?)\s*(?:…|\.\.\.)\s*(.+?)\s*$/;

function inputColumns(
  { input }: WrittenData,
  beginning: Beginning,
  { column, refuse, row }: { column: Column; refuse: Refuse; row: 'step' | 'sequence' },
): string[] | null {
  const { format, columns } = beginning;
  if (input === undefined) {
    if (format === 'conllu') return ['form'];
    if (format === 'conll') return [columns[0]];
    if (format === 'jsonl') return columnList(['input'], column);
    return refuse('input', `expected the column or columns that are read; the file has ${listed(columns)}.`);
  }
  if (typeof input === 'object') {
    if (format !== 'csv') return refuse('input', 'expected one column: lists of columns are for csv files.');
    if (row === 'sequence') return refuse('input', ONE_RECORDING);
    const twice = input.findIndex((name, i) => input.indexOf(name) !== i);
    if (twice >= 0) return refuse('input', `expected every column once; found ${JSON.stringify(input[twice])} again.`);
    return columnList(input, column);
  }
  const range = typeof input === 'string' && !columns.includes(input) && format === 'csv' ? RANGE.exec(input) : null;
  if (range === null) return columnList([input], column);
  const ends = columnList([range[1], range[2]], column);
  if (ends === null) return null;
  const [from, to] = ends.map((name) => columns.indexOf(name));
  if (from >= to) return refuse('input', `expected a range from left to right; ${ends[0]} stands right of ${ends[1]}.`);
  return columns.slice(from, to + 1);
}

function columnList(names: readonly ColumnName[], column: Column): string[] | null {
  const found = names.map((name, i) => column('input', name, names.length > 1 ? i : undefined));
  return found.some((name) => name === null) ? null : (found as string[]);
}

interface Answer {
  readonly key: 'label' | 'target';
  readonly name: string;
}

function answerColumn(
  { label, target }: WrittenData,
  { format, columns }: Beginning,
  { column, refuse }: { column: Column; refuse: Refuse },
): Answer | null {
  if (label !== undefined && target !== undefined) {
    return refuse('target', 'expected a label (a class) or a target (a number); found both. Remove one.');
  }
  const named = (key: Answer['key'], name: ColumnName): Answer | null => {
    const found = column(key, name);
    return found === null ? null : { key, name: found };
  };
  if (target !== undefined) return named('target', target);
  if (label !== undefined) return named('label', label);
  if (format === 'conllu') return { key: 'label', name: 'upos' };
  if (format === 'conll') return { key: 'label', name: columns[columns.length - 1] };
  if (format === 'jsonl') {
    if (columns.includes('label')) return { key: 'label', name: 'label' };
    if (columns.includes('target')) return { key: 'target', name: 'target' };
  }
  return refuse('label', `expected the column of the label (a class), or target (a number); found neither.`);
}

/** JSON lines may have a group without saying so. */
function groupOf({ group }: WrittenData, { format, columns }: Beginning, optional: (key: 'group') => string | null) {
  return group === undefined && format === 'jsonl' && columns.includes('group') ? 'group' : optional('group');
}

function cellsOf(beginning: Beginning, input: readonly string[]): string[] {
  if (beginning.format !== 'csv') return [];
  return input.map((name) => beginning.firstRow[beginning.columns.indexOf(name)] ?? '');
}

/**
 * Numbers or tokens. CoNLL has tokens, several columns have numbers, JSON says what it has. One column of a csv file is
 * of the kind of its first cell: a number there makes every other thing in the column an error.
 */
function kindOfInputs(
  written: WrittenData,
  beginning: Beginning,
  { input, row }: { input: readonly string[]; row: 'step' | 'sequence' },
): DataSettings['inputs'] {
  if (written.min_count !== undefined || written.split_letters === true) return 'tokens';
  if (written.standardise !== undefined || written.missing !== undefined) return 'numbers';
  switch (beginning.format) {
    case 'conll':
    case 'conllu':
      return 'tokens';
    case 'jsonl': {
      const value = beginning.first[input[0]];
      const first = Array.isArray(value) ? value[0] : value;
      return typeof first === 'number' || Array.isArray(first) ? 'numbers' : 'tokens';
    }
    case 'csv': {
      if (input.length > 1) return 'numbers';
      const [cell] = cellsOf(beginning, input);
      const pieces = row === 'step' ? [cell] : piecesOf(cell, { letters: false });
      return pieces.every((piece) => numberIn(piece) !== null) ? 'numbers' : 'tokens';
    }
    default:
      return beginning satisfies never;
  }
}

function defaultPer(
  beginning: Beginning,
  { row, answer }: { row: 'step' | 'sequence'; answer: string },
): DataSettings['per'] {
  if (beginning.format === 'jsonl') return Array.isArray(beginning.first[answer]) ? 'step' : 'sequence';
  return beginning.format === 'csv' && row === 'sequence' ? 'sequence' : 'step';
}

function testOf(
  { test, folds }: WrittenData,
  { format, columns }: Beginning,
  { column, refuse, isOne, testFile }: { column: Column; refuse: Refuse; isOne: boolean; testFile: string | null },
): TestPart | null {
  if (folds !== undefined) {
    if (test !== undefined) return refuse('folds', `${EACH_IS_TESTED} Remove test or folds.`);
    if (isOne) return refuse('folds', FOLDS_OF_ONE);
    return { kind: 'fold', of: folds, fold: 1 };
  }
  if (test === undefined) {
    if (format === 'jsonl' && columns.includes('split')) return { kind: 'column', column: 'split' };
    return { kind: isOne ? 'last' : 'share', share: DEFAULT_SHARE };
  }
  if (typeof test === 'string') return testPartOf(test);
  if ('file' in test) return { kind: 'file', sha256: testFile ?? '' };
  const name = column('test', test.column);
  return name === null ? null : { kind: 'column', column: name };
}

function refuseWhatDoesNotApply(
  written: WrittenData,
  { format, kind, row, refuse }: { format: Format; kind: DataSettings['inputs']; row: string; refuse: Refuse },
): void {
  for (const key of ['sequence', 'step', 'separator'] as const) {
    if (written[key] !== undefined && format !== 'csv') refuse(key, `does not apply to a .${format} file.`);
  }
  if (written.step !== undefined && format === 'csv' && row === 'sequence') {
    refuse('step', 'does not apply where a row is a whole sequence.');
  }
  const others = kind === 'numbers' ? (['split_letters', 'min_count'] as const) : (['standardise', 'missing'] as const);
  for (const key of others) {
    const value = written[key];
    if (value !== undefined && value !== false) refuse(key, `does not apply to inputs that are ${kind}.`);
  }
}

const EACH_IS_TESTED = 'every group is in the test part of one fold, so that none is given.';
const FOLDS_OF_ONE =
  'windows of one recording overlap, and those between two others know them both. Take its end: test: last 20%.';

function present(names: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== null));
}

function kindOfColumn(format: Format): string {
  if (format === 'jsonl') return 'a field of the lines';
  return format === 'conll' ? 'the number of a column' : 'a column of the file';
}

const MOST_LISTED = 12;

/** Names of columns for a message, the first dozen. */
export function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_LISTED).join(', ');
  return columns.length > MOST_LISTED ? `${shown}, … (${columns.length} in all)` : shown;
}
