/** Plain tables: columns apart by spaces, numbers to the right, and records below each other where the width is short. */
import CliTable3 from 'cli-table3';
import { terminalWidth } from './terminal-width.ts';

export interface Column {
  readonly title: string;
  /** The title where the width is short: may have several lines, of which the first says most. */
  readonly narrowTitle?: string;
  /** The title beside the value in a record. Default: the first line of the narrow one. */
  readonly recordTitle?: string;
  /** Numbers stand to the right. */
  readonly align: 'left' | 'right';
  /**
   * What becomes of the column where the width is short, before the table gives way to records: it is left out, first
   * (or at once: it is not there at all), early or late, or its cells stand on a line of their own above the rows that
   * they begin. A record has none that is left out first.
   */
  readonly whenNarrow?: 'left out at once' | 'left out first' | 'left out early' | 'left out late' | 'above';
}

export const left = (title: string): Column => ({ title, align: 'left' });
export const right = (title: string): Column => ({ title, align: 'right' });

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
 * A table that fits the width: where it is short with narrow titles, then with fewer columns as these say themselves,
 * and at last as one record per row with a line per column.
 *
 * Cells may carry colours of ours; text from elsewhere goes through `terminalText` first. A column whose cells are
 * all empty is left out.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, indent = 0 }: TableOptions,
): string {
  const margin = ' '.repeat(indent);
  const isEmpty = columns.map((_, c) => rows.length > 0 && rows.every((row) => row[c] === ''));
  const widths = columns.map((_, c) => rows.reduce((most, row) => Math.max(most, terminalWidth(row[c])), 0));
  const all = columns
    .map((column, c) => ({ ...column, c }))
    .filter(({ c, whenNarrow }) => !isEmpty[c] && whenNarrow !== 'left out at once');
  const full = all.filter(({ whenNarrow }) => whenNarrow !== 'left out first');
  const narrowed = <Some extends Column>(some: readonly Some[]) =>
    some.map((column) => ({ ...column, title: column.narrowTitle ?? column.title }));
  const narrow = narrowed(full);
  const withoutEarly = narrow.filter(({ whenNarrow }) => whenNarrow !== 'left out early');
  const withoutAbove = withoutEarly.filter(({ whenNarrow }) => whenNarrow !== 'above');
  const withoutLate = withoutAbove.filter(({ whenNarrow }) => whenNarrow !== 'left out late');
  for (const shown of [all, narrowed(all), full, narrow, withoutEarly, withoutAbove, withoutLate]) {
    const widest = shown.map(({ title, c }) => Math.max(widths[c], ...title.split('\n').map(terminalWidth)));
    if (indent + widest.reduce((sum, each) => sum + each + BETWEEN, -BETWEEN) > width) continue;
    const cells = rows.map((row) => shown.map(({ c }) => row[c]));
    const lines = gridLines(shown, cells, widest);
    const isShown = new Set(shown.map(({ c }) => c));
    const above = narrow.filter(({ whenNarrow, c }) => whenNarrow === 'above' && !isShown.has(c));
    const first = lines.length - rows.length; // below the head, which may have several lines
    const body = lines.slice(first).flatMap((line, i) => [...heading(above, rows[i]), line]);
    return [...lines.slice(0, first), ...body].map((line) => margin + line).join('\n');
  }
  return records(
    narrow.map(({ title, recordTitle }) => recordTitle ?? title.split('\n')[0].trim()),
    rows.map((row) => narrow.map(({ c }) => row[c].trim())),
    margin,
  );
}

/** What stands above a row: 'units 4, task balance-point', or nothing. */
function heading(above: readonly { readonly title: string; readonly c: number }[], row: readonly string[]): string[] {
  const cells = above.filter(({ c }) => row[c] !== '').map(({ title, c }) => `${title.trim()} ${row[c]}`);
  return cells.length === 0 ? [] : [cells.join(', ')];
}

/** cli-table3 takes 8 s for 10 000 rows of 8 columns; beyond this many, lines are padded here, to the same text. */
export const MOST_ROWS_FOR_CLI_TABLE = 200;

function gridLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string[] {
  const isShort = rows.length <= MOST_ROWS_FOR_CLI_TABLE;
  const lines = isShort ? cliTableLines(columns, rows) : paddedLines(columns, rows, widths);
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

function paddedLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string[] {
  const titles = columns.map(({ title }) => title.split('\n'));
  const height = Math.max(...titles.map(({ length }) => length));
  const head = Array.from({ length: height }, (_, line) => titles.map((lines) => lines[line] ?? ''));
  const pad = (text: string, c: number) => {
    const spaces = ' '.repeat(widths[c] - terminalWidth(text));
    return columns[c].align === 'right' ? spaces + text : text + spaces;
  };
  return [...head, ...rows].map((row) => row.map(pad).join(' '.repeat(BETWEEN)));
}

function records(titles: readonly string[], rows: readonly (readonly string[])[], margin: string): string {
  const widest = Math.max(...titles.map(terminalWidth));
  const line = (title: string, cell: string) =>
    `${margin}${title}${' '.repeat(widest - terminalWidth(title))}  ${cell}`;
  return rows
    .map((row) => titles.flatMap((title, c) => (row[c] === '' ? [] : [line(title, row[c])])).join('\n'))
    .join(`\n${margin}----\n`);
}

/** Spaces between words, not those that part a number in groups of three digits. */
const BETWEEN_WORDS = /(?<!\d) | (?!\d{3}(?!\d))/;

/**
 * Whole words on lines of at most `width` columns; a word that is longer stands on a line of its own, except beside a
 * label that the other lines hang under.
 *
 * @param hanging spaces before every line but the first, which keeps its own
 */
export function wrap(text: string, width: number, hanging = 0): string {
  const [first, ...words] = text.trimStart().split(BETWEEN_WORDS);
  const lines: string[] = [];
  let line = text.slice(0, text.length - text.trimStart().length) + first;
  for (const word of words) {
    if (terminalWidth(`${line} ${word}`) <= width || terminalWidth(line) < hanging) {
      line = `${line} ${word}`;
    } else {
      lines.push(line);
      line = ' '.repeat(hanging) + word;
    }
  }
  return [...lines, line].join('\n');
}
