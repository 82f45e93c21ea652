/** Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet. */

export type CsvCell = string | number | bigint | null;

/** A header and rows, each line ended by CR LF; null is an empty cell. */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Text that a spreadsheet would run as a formula gets a `'` before it (CWE-1236). */
function cell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
