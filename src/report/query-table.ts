/** The answer to a query as a table, short enough to be read and quick enough to be made, whatever was asked. */
import { withoutNoise } from './numbers.ts';
import { renderTable } from './table.ts';
import { terminalText } from './terminal-text.ts';

type Cell = string | number | null;

export interface QueryTable {
  readonly text: string;
  /** Cells that are longer than a table shows. */
  readonly cut: number;
}

/** UTF-16 units of a cell that are shown. */
const LONGEST_CELL = 2000;

export function queryTable(
  { columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] },
  { width }: { width: number },
): QueryTable {
  if (rows.length === 0) return { text: '(no rows)', cut: 0 };
  const isNumeric = columns.map((_, c) => rows.every((row) => row[c] === null || typeof row[c] === 'number'));
  const text = renderTable(
    columns.map((title, c) => ({ title: terminalText(shortened(title)), align: isNumeric[c] ? 'right' : 'left' })),
    rows.map((row) => row.map(shown)),
    { width },
  );
  return { text, cut: rows.reduce((sum, row) => sum + row.filter(isLong).length, 0) };
}

function shown(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(withoutNoise(value)) : terminalText(shortened(value));
}

function isLong(value: Cell): boolean {
  return typeof value === 'string' && value.length > LONGEST_CELL;
}

function shortened(text: string): string {
  return isLong(text) ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
