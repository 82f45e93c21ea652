/** What a cell of a file says: a number in the C locale, a moment, a label, or nothing. */

/** Not counted as a label. */
export const UNCOUNTED = '_';

/**
 * The number of a cell; NaN for a cell that says that there is none (empty, NaN, NA, null, none), null for what is
 * neither.
 *
 * A model computes in float32: a number beyond 3.4e38 is none for it.
 *
 * @example numberIn('1e-3') is 0.001, numberIn('NA') is NaN, numberIn('1,5') and numberIn('0x10') are null
 */
export function numberIn(cell: string): number | null {
  const number = Number(cell);
  if (Math.abs(number) <= LARGEST) {
    // Number() also takes blanks for 0 and reads 0x, 0o and 0b
    if (number !== 0 || cell.length === 1) return cell.length > 1 && isPrefixed(cell) ? null : number;
    if (isPrefixed(cell)) return null;
    return cell.trim() === '' ? Number.NaN : number;
  }
  return /^\s*(nan|na|null|none)\s*$/i.test(cell) ? Number.NaN : null;
}

/** Of float32. */
export const LARGEST = (2 - 2 ** -23) * 2 ** 127;

function isPrefixed(cell: string): boolean {
  return /^\s*0[xob]/i.test(cell);
}

/** What is to be said of a cell that is no number, behind what was found; '' where that says it all. */
export function whyNoNumber(cell: string): string {
  return Math.abs(Number(cell)) > LARGEST && /\d/.test(cell) ? ' A model computes with numbers up to 3.4e38.' : '';
}

/** What to write in place of what is no number; null where it cannot be told. */
export function numberMeant(cell: string): string | null {
  const text = cell.trim();
  return /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(text) ? text.replace(',', '.') : null;
}

const ISO = /^\d{4}-\d\d(-\d\d)?([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** The place of a step in its sequence: a number, or a moment in ISO 8601 (without a zone, UTC); null for neither. */
export function momentIn(cell: string): number | null {
  const text = cell.trim();
  const number = numberIn(text);
  if (number !== null) return Number.isNaN(number) ? null : number;
  if (!ISO.test(text)) return null;
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  const moment = Date.parse(text.length <= 10 || hasZone ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment) ? null : moment;
}

/** Pieces of a cell or a text: its words, or its letters. */
export function piecesOf(cell: string, { letters }: { letters: boolean }): string[] {
  if (letters) return [...cell].filter((letter) => !/\s/.test(letter));
  return words(cell);
}

/** What stands between blanks. */
export function words(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  // Single spaces or tabs are the rule, and cutting at them takes half the time of cutting at a pattern
  if (!/[^\S ]| {2}/.test(trimmed)) return trimmed.split(' ');
  return /[^\S\t]|\t{2}/.test(trimmed) ? trimmed.split(/\s+/) : trimmed.split('\t');
}
