/**
 * Values of a row by the name and type of their column: what is read is held to what is ever written. A value that its
 * column never holds means a damaged file, or one that somebody else has changed.
 */
import { LARGEST_SEED, MOST_SEEDS } from '../vocabulary.ts';
import { grouped } from '../words.ts';
import type { Row, SqlValue } from './connection.ts';
import { DamagedRow } from './store-error.ts';

/** Finite: SQLite keeps infinities too. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw unexpected(column, 'a number', value);
  return value;
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

/** A difference of an engine check, which may be infinite. */
export function difference(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || value < 0) throw unexpected(column, 'a number of at least 0', value);
  return value;
}

/** A number of at least 0: a loss, a time, an error. */
export function positive(row: Row, column: string): number {
  const value = number(row, column);
  if (value < 0) throw unexpected(column, 'a number of at least 0', value);
  return value;
}

export function positiveOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : positive(row, column);
}

/** A number from 0 to 1: an accuracy, a bound of one. */
export function share(row: Row, column: string): number {
  const value = number(row, column);
  if (value < 0 || value > 1) throw unexpected(column, 'a number from 0 to 1', value);
  return value;
}

export function shareOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : share(row, column);
}

/** A whole number of at least `from`. */
export function whole(row: Row, column: string, from: number): number {
  const value = number(row, column);
  if (!Number.isSafeInteger(value) || value < from) throw unexpected(column, `a whole number from ${from} on`, value);
  return value;
}

export function wholeOrNull(row: Row, column: string, from: number): number | null {
  return row[column] === null ? null : whole(row, column, from);
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

/** The seeds of an experiment, as JSON text: as many and as large as a file may say, each once. */
export function seedsIn(row: Row, column: string): number[] {
  const value = text(row, column);
  const seeds = parsed(value);
  const isOne = (seed: unknown) => Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= LARGEST_SEED;
  const isList = Array.isArray(seeds) && seeds.length >= 1 && seeds.length <= MOST_SEEDS && seeds.every(isOne);
  if (isList && new Set(seeds).size === seeds.length) return seeds;
  throw unexpected(column, `a list of 1 to ${grouped(MOST_SEEDS)} different seeds`, value);
}

/** undefined where the text is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error of a column that holds what it never should, to be thrown. */
export function unexpected(column: string, expected: string, found: SqlValue | undefined): DamagedRow {
  return new DamagedRow(`${column}: expected ${expected}, found ${shown(found)}`);
}

/** JSON has no word for what is infinite. */
function shown(value: SqlValue | undefined): string {
  if (typeof value === 'number') return String(value);
  return value === null ? 'NULL' : String(JSON.stringify(value)?.slice(0, 40));
}
