/** Plain tables: columns apart by spaces, numbers to the right, and records below each other where the width is short. */
import CliTable3 from 'cli-table3';
import { terminalWidth } from './terminal-text.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align: 'left' | 'right';
}

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Spaces before each line. */
  readonly indent?: number;
}

const BETWEEN = 3;
const NO_LINES = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
] as const;

/**
 * A table that fits the width, or, where it does not, one record per row with a line per column.
 *
 * Cells may carry colours of ours; text from elsewhere goes through `terminalText` first. A column whose cells are
 * all empty is left out.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, indent = 0 }: TableOptions,
): string {
  const kept = columns.map((_, c) => c).filter((c) => rows.length === 0 || rows.some((row) => row[c] !== ''));
  const shownColumns = kept.map((c) => columns[c]);
  const shownRows = rows.map((row) => kept.map((c) => row[c]));
  const lines = gridLines(shownColumns, shownRows).map((line) => ' '.repeat(indent) + line);
  if (lines.every((line) => terminalWidth(line) <= width)) return lines.join('\n');
  return records(shownColumns, shownRows, indent);
}

/** cli-table3 takes 8 s for 10 000 rows of 8 columns; beyond this many, lines are padded here, to the same text. */
export const MOST_ROWS_FOR_CLI_TABLE = 200;

function gridLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = rows.length <= MOST_ROWS_FOR_CLI_TABLE ? cliTableLines(columns, rows) : paddedLines(columns, rows);
  return lines.map((line) => line.trimEnd());
}

function cliTableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const table = new CliTable3({
    chars: Object.fromEntries(NO_LINES.map((name) => [name, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': BETWEEN },
    colAligns: columns.map(({ align }) => align),
    head: columns.map(({ title }) => title),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().split('\n');
}

function paddedLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, c) => all.reduce((most, row) => Math.max(most, terminalWidth(row[c])), 0));
  const pad = (text: string, c: number) => {
    const spaces = ' '.repeat(widths[c] - terminalWidth(text));
    return columns[c].align === 'right' ? spaces + text : text + spaces;
  };
  return all.map((row) => row.map(pad).join(' '.repeat(BETWEEN)));
}

function records(columns: readonly Column[], rows: readonly (readonly string[])[], indent: number): string {
  const margin = ' '.repeat(indent);
  const widest = Math.max(...columns.map(({ title }) => terminalWidth(title)));
  return rows
    .map((row) =>
      columns
        .map(({ title }, c) => ({ title, cell: row[c] }))
        .filter(({ cell }) => cell !== '')
        .map(({ title, cell }) => `${margin}${title}${' '.repeat(widest - terminalWidth(title))}  ${cell}`)
        .join('\n'),
    )
    .join(`\n${margin}${'-'.repeat(4)}\n`);
}

/**
 * Whole words on lines of at most `width` columns; a word that is longer stands on a line of its own.
 *
 * @param hanging spaces before every line but the first
 */
export function wrap(text: string, width: number, hanging = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() === '' || terminalWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = ' '.repeat(hanging) + word;
    }
  }
  return [...lines, line].join('\n');
}
