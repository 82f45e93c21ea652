/** Ranges of numbers under `sweep`: from the file to the values of a grid. */
import { compareDecimals, decimalOf, plus, times, toNumber } from '../decimal.ts';
import { exponential, logarithm } from '../elementary.ts';
import { type FileKey, isFileKey, writtenValues } from '../keys.ts';
import { MOST_CONFIGURATIONS } from '../vocabulary.ts';
import { grouped, listing } from '../words.ts';
import type { MapValue } from './document.ts';
import type { Finding, Place } from './problems.ts';
import type { Scale } from './range-schema.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Per cents are calculated with as the numbers before their sign. */
  readonly unit: '' | '%';
  readonly scale: Scale;
  /** Whether the key has whole numbers only. */
  readonly whole: boolean;
  /** So many values, or the distance between two; at most one of them. */
  readonly points: number | null;
  readonly step: number | null;
}

/** A range of the file with what is wrong with it, if anything. */
export interface GivenRange {
  readonly keyPlace: Place;
  readonly place: Place;
  readonly range: Range;
  /** Of the grid; null where the range says no points and no step. */
  readonly values: readonly (number | string)[] | null;
  readonly findings: readonly Finding[];
}

/** The ranges under `sweep` whose parts are all valid; `invalid` holds the JSON pointers of what is not. */
export function rangesIn(root: MapValue, invalid: ReadonlySet<string>): ReadonlyMap<FileKey, GivenRange> {
  const ranges = new Map<FileKey, GivenRange>();
  const sweep = root.entries.get('sweep')?.value;
  for (const [key, { keyPlace, value }] of sweep?.kind === 'map' ? sweep.entries : []) {
    const pointer = `/sweep/${key}`;
    const isValid = ![...invalid].some((each) => each === pointer || each.startsWith(`${pointer}/`));
    if (value.kind !== 'map' || !isFileKey(key) || !isValid) continue;
    const range = rangeOf(key, value);
    const refused = unitsThatDiffer(value) ?? contradictions(range);
    const values = refused === null ? gridOf(range) : null;
    const message = refused ?? (values === null ? null : repetition(range, values));
    const finding = { severity: 'error', place: value.place, key: `sweep.${key}` } as const;
    ranges.set(key, {
      keyPlace,
      place: value.place,
      range,
      values: message === null && values !== null ? values.map((each) => written(range, each)) : null,
      findings: message === null ? [] : [{ ...finding, message }],
    });
  }
  return ranges;
}

/** A number of a range as a file has it: 25 of per cents is '25%'. */
export function written({ unit }: Pick<Range, 'unit'>, value: number): number | string {
  return unit === '' ? value : `${value}${unit}`;
}

function part({ entries }: MapValue, name: string): unknown {
  const value = entries.get(name)?.value;
  return value?.kind === 'scalar' ? value.value : null;
}

function isPerCent(value: unknown): boolean {
  return String(value).endsWith('%');
}

/** 10% to 20 */
function unitsThatDiffer(map: MapValue): string | null {
  const given = ['from', 'to', 'step'].map((name) => part(map, name)).filter((value) => value !== null);
  const isMixed = given.some(isPerCent) && !given.every(isPerCent);
  return isMixed ? `expected numbers or per cents; found ${listing(given.map(String))}.` : null;
}

/** The schema has seen to the types of its parts. */
function rangeOf(key: FileKey, map: MapValue): Range {
  const number = (name: string) => Number.parseFloat(String(part(map, name)));
  return {
    from: number('from'),
    to: number('to'),
    unit: isPerCent(part(map, 'from')) ? '%' : '',
    scale: (part(map, 'scale') ?? 'linear') as Scale,
    whole: writtenValues(key).kind === 'whole',
    points: part(map, 'points') as number | null,
    step: part(map, 'step') === null ? null : number('step'),
  };
}

/** What makes a range none, in a sentence. */
function contradictions({ from, to, scale, whole, points, step }: Range): string | null {
  if (from >= to) return `expected from below to; found ${from} and ${to}.`;
  if (points !== null && step !== null) return 'expected points or step; found both. Remove one of them.';
  if (step !== null && scale === 'log') return 'step does not apply to scale: log. Give points.';
  if (step !== null && whole && !Number.isInteger(step)) return `expected a whole number as step; found ${step}.`;
  if (scale === 'log' && from <= 0) return `expected from above 0 with scale: log; found ${from}.`;
  if (step === null || (to - from) / step <= MOST_CONFIGURATIONS) return null;
  return `expected at most ${grouped(MOST_CONFIGURATIONS)} values; a step of ${step} makes more. Make it longer.`;
}

/** Rounding has made two values one. */
function repetition({ from, to, points }: Range, values: readonly number[]): string | null {
  const twice = values.find((value, i) => value === values[i - 1]);
  if (twice === undefined) return null;
  return `expected values that differ; ${points} points from ${from} to ${to} have ${twice} twice. Give fewer points.`;
}

/**
 * The values of a range in ascending order: both ends as they are written, the others rounded to three digits that tell
 * them apart, or to whole numbers. null without points or step.
 *
 * @example {from: 0.001, to: 0.1, points: 3, scale: log} is 0.001, 0.01 and 0.1
 */
export function gridOf(range: Range): readonly number[] | null {
  const { from, to, points, step } = range;
  if (step !== null) return steps(from, to, step);
  if (points === null) return null;
  return Array.from({ length: points }, (_, i) => valueAt(range, i / (points - 1), points - 1));
}

/**
 * The value at a share of the way through a range, 0 … 1, rounded so that the range has room for so many different
 * ones: three digits more than they need on a linear scale, three digits of the value on a logarithmic one.
 */
export function valueAt({ from, to, scale, whole }: Range, share: number, intervals: number): number {
  if (share === 0) return from;
  if (share === 1) return to;
  // A logarithm of at most 1 is had with the same bits on every machine
  const value = scale === 'log' ? from * exponential(-logarithm(from / to) * share) : from + (to - from) * share;
  const rounded = whole
    ? Math.round(value)
    : scale === 'log'
      ? Number(value.toPrecision(3))
      : Number(value.toFixed(decimals((to - from) / intervals)));
  return Math.min(to, Math.max(from, rounded));
}

/** Decimals that show a distance with three digits. */
function decimals(distance: number): number {
  const exponent = Number(distance.toExponential().split('e')[1]);
  return Math.min(100, Math.max(0, 2 - exponent));
}

/** from, from + step, … up to `to`, calculated in decimals: 0.1 three times is 0.3. */
function steps(from: number, to: number, step: number): number[] {
  const [first, last, distance] = [from, to, step].map(decimalOf);
  const values: number[] = [];
  for (let i = 0; i <= MOST_CONFIGURATIONS; i++) {
    const value = plus(first, times(distance, decimalOf(i)));
    if (compareDecimals(value, last) > 0) break;
    values.push(toNumber(value));
  }
  return values;
}
