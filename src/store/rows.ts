/** Values of a row by the name and type of their column. A value that its column never holds means a damaged file. */
import type { Row, SqlValue } from './connection.ts';
import { DamagedRow } from './store-error.ts';

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw unexpected(column, 'a number', value);
  return value;
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unexpected(column, 'text', value);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw unexpected(column, 'bytes', value);
  return value;
}

/** One of a closed set of words. */
export function word<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = row[column];
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) throw unexpected(column, words.join(', '), value);
  return known;
}

/** A list of numbers that is kept as JSON text. */
export function numbers(row: Row, column: string): number[] {
  const value = text(row, column);
  try {
    const list: unknown = JSON.parse(value);
    if (Array.isArray(list) && list.every((item) => typeof item === 'number')) return list;
  } catch {
    // Falls through to the same answer as JSON of another kind
  }
  throw unexpected(column, 'a list of numbers', value);
}

export function unexpected(column: string, expected: string, found: SqlValue | undefined): DamagedRow {
  return new DamagedRow(`${column}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 40)}`);
}
