/** Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet. */

import { terminalText } from './terminal-text.ts';

type CsvCell = string | number | null;

/** A header and rows, each line ended by CR LF; null is an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map(csvLine).join('');
}

/** One line, with its end. */
export function csvLine(row: readonly CsvCell[]): string {
  return `${row.map(cell).join(',')}\r\n`;
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
