/** The parts that answers and advice are made of: names of levels and blocks, lists, amounts. */

import { isCount, NAMES_IN_FILES } from '../keys.ts';
import type { Block, Comparison, ComparisonRow, Interval, Metric, PairedDifference, Value } from '../vocabulary.ts';
import { listing, plural, spaced } from '../words.ts';
import { decimalsOfInterval, formatFixed, formatSigned, isShare, scaled } from './numbers.ts';

/** How many rows a sentence names before it counts them. */
export const MOST_ROWS_NAMED = 3;

/** The same for the values of a key, for blocks of several keys, and for amounts. */
const MOST_LISTED = 6;
const MOST_LISTED_OF_SEVERAL_KEYS = 3;
const MOST_AMOUNTS = 3;

export const MOST_SEEDS_SUGGESTED = 1000;

/** 'about 65 seeds', and no number that nobody would train: 'more than 1 000 seeds' */
export function aboutSeeds(seeds: number): string {
  const isTooMany = seeds > MOST_SEEDS_SUGGESTED;
  return isTooMany ? `more than ${plural(MOST_SEEDS_SUGGESTED, 'seed')}` : `about ${plural(seeds, 'seed')}`;
}

/**
 * A value with its key where it is a number, alone where it speaks for itself: '16 units', 'threshold 2.5', 'sum'. '–'
 * for a level where the compared key does not apply, or none is compared.
 */
export function nameOf(key: string | null, value: Value | null): string {
  if (value === null) return NO_LEVEL;
  if (key === null || !isNumeric(value)) return String(value);
  return isCount(key) ? `${value} ${noun(key, value)}` : `${spaced(key)} ${value}`;
}

/** @example noun('units', 1) is 'unit' */
function noun(key: string, count: Value | null): string {
  return Number(count) === 1 ? spaced(key).replace(/s\b/, '') : spaced(key);
}

/** A level in a cell, in CSV and in JSON: '–' where the compared key does not apply, nothing where none is compared. */
export function levelText(level: Value | null, { by }: Pick<Comparison, 'by'>): string {
  return level === null ? (by === null ? '' : NO_LEVEL) : String(level);
}

const NO_LEVEL = '–';

/** Several values of one key: '8 and 16 units', 'threshold 2 and 3', 'sum and ave'. */
export function namesOf(key: string | null, values: readonly (Value | null)[]): string {
  const list = listing(values.map((value) => (value === null ? NO_LEVEL : String(value))));
  if (key === null || !values.every(isNumeric)) return list;
  return isCount(key) ? `${list} ${noun(key, values.length === 1 ? values[0] : 0)}` : `${spaced(key)} ${list}`;
}

/** A capital where a sentence begins, except on the names that the file spells without one: 'sum', 'fused'. */
export function opening(text: string): string {
  const [word] = text.split(/[ ,]/);
  const isCode = word.includes('-') || NAMES_IN_FILES.includes(word);
  return isCode ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether a value is a number or a percentage, which says little without its key. */
export function isNumeric(value: Value | null): boolean {
  return typeof value === 'number' || (value !== null && /^\d+(\.\d+)?%$/.test(value));
}

/**
 * Where in the sweep: 'with 16 and 32 units', 'at threshold 2', 'for sum and ave'; many blocks are counted: 'at 7 of 12
 * values of units'.
 *
 * @param known whether the sentence has named the key before: 'with 2, 4 and 8'
 */
export function whereabouts(
  blocks: readonly Block[],
  { all, known = false }: { readonly all: readonly Block[]; readonly known?: boolean },
): string {
  const keys = [...new Set(all.flatMap((block) => Object.keys(block)))];
  const share = blocks.length === all.length ? `all ${all.length}` : `${blocks.length} of ${all.length}`;
  if (keys.length > 1) {
    if (blocks.length > MOST_LISTED_OF_SEVERAL_KEYS) return `at ${share} combinations of ${listing(keys.map(spaced))}`;
    return `at ${listing(blocks.map((block) => `(${blockName(block)})`))}`;
  }
  const [key] = keys;
  if (blocks.length > MOST_LISTED) return `at ${share} values of ${spaced(key)}`;
  const values = blocks.map((block) => block[key]);
  if (!values.every(isNumeric)) return `for ${listing(values.map(String))}`;
  return `${isCount(key) ? 'with' : 'at'} ${known ? listing(values.map(String)) : namesOf(key, values)}`;
}

/** @example blockName({ units: 16, threshold: 3 }) is '16 units, threshold 3' */
function blockName(block: Block): string {
  return Object.entries(block)
    .map(([key, value]) => nameOf(key, value))
    .join(', ');
}

/** A row by its level and its block, as far as it has them. */
export function rowName({ block, level }: ComparisonRow, by: string | null): string {
  const name = level === null ? '' : nameOf(by, level);
  const joint = isCount(Object.keys(block)[0]) ? ' with ' : ' at ';
  return [name, blockName(block)].filter((part) => part !== '').join(joint);
}

/** What the answer is about, where not the accuracy: ' in training loss'. */
export function scope({ metric }: Comparison): string {
  return metric === 'accuracy' ? '' : ` in ${spaced(metric)}`;
}

/** What a verdict takes: '2 comparisons need 7' seeds. */
export function need({ comparisons, seedsNeeded }: Comparison): string {
  const count = plural(comparisons, 'comparison');
  if (seedsNeeded === null) return `${count} are too many for any number of seeds`;
  return `${count} ${comparisons === 1 ? 'needs' : 'need'} ${seedsNeeded}`;
}

/** A difference as it is told, with the interval that says how precisely. */
export interface Amount {
  readonly difference: number;
  readonly interval: Interval | null;
}

/** Throws where there are no pairs to take a difference of. */
export function amountOf({ difference, interval }: PairedDifference): Amount {
  if (difference === null) throw new Error('a difference without pairs has no size');
  return { difference, interval };
}

/** One amount without its sign: '1.1 points'; several: '1.1, 0.8 and 0.5 points', many: '0.5 to 1.1 points'. */
export function sizes(amounts: readonly Amount[], metric: Metric): string {
  const all = amounts.map(({ difference }) => Math.abs(scaled(metric, difference)));
  const decimals = amounts.map(({ interval }) => sentenceDecimals(metric, interval));
  // As coarse as the coarsest, unless that would make one nothing
  const coarsest = Math.min(...decimals);
  const hidesOne = all.some((size) => size > 0 && Number(size.toFixed(coarsest)) === 0);
  const told = (values: readonly number[]) =>
    values.map((value) => formatFixed(value, hidesOne ? Math.max(...decimals) : coarsest));
  if (new Set(told(all)).size === 1) return `${told(all)[0]}${unit(metric)}`;
  if (all.length <= MOST_AMOUNTS) return `${listing(told(all))}${unit(metric)}`;
  return `${told([Math.min(...all), Math.max(...all)]).join(' to ')}${unit(metric)}`;
}

/** The bounds of a difference whose direction has been said, the smaller first: '0.7 to 1.5'. */
export function boundsOfSize(interval: Interval, metric: Metric): string {
  const decimals = sentenceDecimals(metric, interval);
  const [from, to] = interval.map((bound) => Math.abs(scaled(metric, bound))).toSorted((a, b) => a - b);
  return `${formatFixed(from, decimals)} to ${formatFixed(to, decimals)}`;
}

/** The bounds with their signs and unit: '−0.9 and +1.6 points'. */
export function signedBounds(interval: Interval, metric: Metric): string {
  const decimals = sentenceDecimals(metric, interval);
  return `${interval.map((bound) => formatSigned(scaled(metric, bound), decimals)).join(' and ')}${unit(metric)}`;
}

/** A difference with its sign and unit, and its bounds: '+1.0 points (95 % +0.6 to +1.6)'. */
export function signedAmount({ difference, interval }: Amount, metric: Metric): string {
  const decimals = sentenceDecimals(metric, interval);
  const told = (value: number) => formatSigned(scaled(metric, value), decimals);
  const bounds = interval === null ? '' : ` (95 % ${interval.map(told).join(' to ')})`;
  return `${told(difference)}${unit(metric)}${bounds}`;
}

/** From the lowest bound of several intervals to the highest. */
export function hull(intervals: readonly Interval[]): Interval {
  return [Math.min(...intervals.map(([low]) => low)), Math.max(...intervals.map(([, high]) => high))];
}

/** @example smallest effect 0.005 of an accuracy is '0.5' */
export function effectSize(effect: number, metric: Metric): string {
  return String(Number(scaled(metric, effect).toPrecision(4)));
}

const unit = (metric: Metric) => (isShare(metric) ? ' points' : '');

/** One digit of the half-width (a constant difference: one more than else), but one decimal of points and two of losses at least. */
function sentenceDecimals(metric: Metric, interval: Interval | null): number {
  const least = isShare(metric) ? 1 : 2;
  if (interval === null) return least;
  const [low, high] = interval.map((bound) => scaled(metric, bound));
  return Math.max(least, decimalsOfInterval([low, high], 1) ?? least + 1);
}
