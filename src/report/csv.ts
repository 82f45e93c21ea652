/** Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet. */

import { terminalText } from './terminal-text.ts';

type CsvCell = string | number | null;

/** `plain` is RFC 4180. `excel` opens by a double click where the comma is decimal: a byte order mark, semicolons. */
export type CsvDialect = 'plain' | 'excel';

const SEPARATOR: Readonly<Record<CsvDialect, string>> = { plain: ',', excel: ';' };
const BYTE_ORDER_MARK = '\ufeff';

/** What `--csv` asks for: alone it is plain. */
export function dialectOf(asked: boolean | CsvDialect | undefined): CsvDialect | null {
  if (asked === undefined || asked === false) return null;
  return asked === true ? 'plain' : asked;
}

/** A header and rows, each line ended by CR LF; null is an empty cell. */
export function toCsv(
  columns: readonly string[],
  rows: readonly (readonly CsvCell[])[],
  dialect: CsvDialect = 'plain',
): string {
  return csvHead(columns, dialect) + rows.map((row) => csvLine(row, dialect)).join('');
}

/** The first line, with what stands before it. */
export function csvHead(columns: readonly string[], dialect: CsvDialect): string {
  return (dialect === 'excel' ? BYTE_ORDER_MARK : '') + csvLine(columns, dialect);
}

/** One line, with its end. */
export function csvLine(row: readonly CsvCell[], dialect: CsvDialect): string {
  return `${row.map(cell).join(SEPARATOR[dialect])}\r\n`;
}

/**
 * Text that a spreadsheet would run as a formula gets a `'` before it (CWE-1236), and what would steer a terminal is
 * written out, but for the end of a line. Quotation marks stand around a semicolon too: some spreadsheets take
 * it for the end of a cell.
 */
function cell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = value.replaceAll('\r\n', '\n').split('\n').map(terminalText).join('\n');
  const guarded = FORMULA.test(value) && !NUMBER.test(value) ? `'${text}` : text;
  return /[",;\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Source: owasp.org/www-community/attacks/CSV_Injection, with the full-width forms of = + - @. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Text that is a number, as -0.001: a spreadsheet computes nothing from it, and a guard would take it out of a mean. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i;
