/** The answer where some runs of a level have learnt and others have not: how often, and what is left where both did. */
import { BETTER, type Comparison, type ComparisonRow } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import { hasLearntNothing } from './best-rows.ts';
import { baselineOf, type Compared, comparedRows, isWithoutBlock, rowsByBlock } from './compared-rows.ts';
import { formatFixed } from './numbers.ts';
import {
  type Amount,
  boundsOfSize,
  MOST_ROWS_NAMED,
  nameOf,
  opening,
  scope,
  signedAmount,
  signedBounds,
  sizes,
  whereabouts,
} from './phrases.ts';
import { coverageInBrackets } from './test-part.ts';

type AtFloor = NonNullable<ComparisonRow['atFloor']>;

const FELL_BACK = 'fell back to the floor';

/**
 * Whether the mean difference of a compared row is one of gains and of failures: some runs of it, or of its baseline, end
 * at the floor and others do not, and not on the same seeds. Not of the loss during training, in which every run was at the floor once.
 */
export function isPartlyLearnt(row: ComparisonRow, comparison: Comparison): boolean {
  if (comparison.metric === 'training_loss' || !(row.againstBaseline && row.againstBaseline.pairs > 0)) return false;
  const baseline = baselineOf(row, comparison);
  const both = baseline === null ? [row] : [row, baseline];
  const isNothing = both.every((each) => hasLearntNothing(each, comparison.metric)); // and is told so
  return !isNothing && both.some(hasBoth) && (baseline === null || !failsOnTheSame(row, baseline));
}

/**
 * Whether the mean difference of such a row says neither how often it learns nor what it gains where it does: it is off
 * the difference where both learnt by more than counts as none. Then it is no headline.
 */
export function isMixture(row: Compared, comparison: Comparison): boolean {
  if (!isPartlyLearnt(row, comparison)) return false;
  const { difference, whereBothLearnt } = row.againstBaseline;
  const learnt = whereBothLearnt?.difference ?? null;
  return difference === null || learnt === null || Math.abs(difference - learnt) > comparison.smallestEffect;
}

/** The rows of which `learntSentences` says how many of their runs end at the floor. */
export function rowsToldByRate(comparison: Comparison): ComparisonRow[] {
  const partly = new Set(comparedRows(comparison).filter((row) => isPartlyLearnt(row, comparison)));
  const heldAgainst = new Set([...partly].map((row) => baselineOf(row, comparison)));
  return comparison.rows.filter((row) => partly.has(row as Compared) || heldAgainst.has(row));
}

/** Those of them of which it says that all those runs fell back to the floor. */
export function rowsToldToFallBack(comparison: Comparison): ComparisonRow[] {
  const rows = rowsToldByRate(comparison);
  const blocks = rowsByBlock({ rows });
  const together = blocks.length > MOST_ROWS_NAMED ? [rows] : blocks;
  return together.filter((some) => failing(some) === FELL_BACK).flat();
}

/** Then no difference is one between who learnt and who did not. */
function failsOnTheSame(a: ComparisonRow, b: ComparisonRow): boolean {
  const [ofA, ofB] = [new Set(a.atFloor?.seeds), new Set(b.atFloor?.seeds)];
  return ofA.size === ofB.size && [...ofA].every((seed) => ofB.has(seed));
}

function hasBoth({ atFloor, bySeed }: ComparisonRow): boolean {
  return atFloor !== null && atFloor.runs > 0 && atFloor.runs < bySeed.size;
}

/** A sentence for each block of such rows; of many, one for all. */
export function learntSentences(rows: readonly Compared[], comparison: Comparison): string[] {
  const blocks = rowsByBlock({ rows });
  const all = rowsByBlock(comparison);
  if (blocks.length > MOST_ROWS_NAMED) return [inManyBlocks(blocks, comparison)];
  return blocks.map((block) => sentence(block, { comparison, blocks: all.map(([{ block: each }]) => each) }));
}

/**
 * 'Forward never learnt on 5 of 10 seeds (95 % 19 to 81 %), bidirectional on 1 of 10 (0 to 45 %); where both learnt, on 5
 * seeds, bidirectional is ahead of forward by 0.4 points, too few for an interval.'
 */
function sentence(
  rows: readonly Compared[],
  { comparison, blocks }: { comparison: Comparison; blocks: readonly ComparisonRow['block'][] },
): string {
  const { by } = comparison;
  const levels = withBaseline(rows, comparison).toSorted((a, b) => runsAtFloor(b) - runsAtFloor(a));
  const where = isWithoutBlock(rows[0]) ? '' : `${whereabouts([rows[0].block], { all: blocks })}, `;
  const [first, ...others] = levels.map(
    (row) => `${runsAtFloor(row)} of ${row.bySeed.size}${rateOf(row, row === levels[0])}`,
  );
  const rates = [
    `${nameOf(by, levels[0].level)} ${failing(levels)} on ${first.replace(/^(\d+ of \d+)/, '$1 seeds')}`,
    ...others.map((rate, i) => `${nameOf(by, levels[i + 1].level)} on ${rate}`),
  ].join(', ');
  return `${opening(`${where}${rates}`)}; ${whereBothLearnt(rows, comparison)}.`;
}

/** What has become of the runs at the floor: all that is true of each of them. */
function failing(rows: readonly ComparisonRow[]): string {
  const isTrueOfAll = (count: (atFloor: AtFloor) => number) =>
    rows.every(({ atFloor }) => atFloor === null || count(atFloor) === atFloor.runs);
  if (isTrueOfAll(({ neverLeft }) => neverLeft)) return 'never learnt';
  return isTrueOfAll(({ fellBack }) => fellBack) ? FELL_BACK : 'ended at the floor';
}

/** Rows of one block, and what they are held against. */
function withBaseline(rows: readonly Compared[], comparison: Comparison): ComparisonRow[] {
  const baseline = baselineOf(rows[0], comparison);
  return baseline === null ? [...rows] : [baseline, ...rows];
}

function runsAtFloor({ atFloor }: ComparisonRow): number {
  return atFloor?.runs ?? 0;
}

function rateOf({ atFloor }: ComparisonRow, isFirst: boolean): string {
  const interval = atFloor?.interval ?? null;
  if (interval === null) return '';
  return ` (${isFirst ? '95 % ' : ''}${interval.map((rate) => formatFixed(100 * rate, 0)).join(' to ')} %)`;
}

/** 'where both learnt, on 7 seeds, bidirectional is ahead of forward by 1.1 points (95 % 0.7 to 1.6)'; of several, of each. */
function whereBothLearnt(rows: readonly Compared[], comparison: Comparison): string {
  const { by, baseline, metric } = comparison;
  const told = rows.flatMap(({ level, againstBaseline: { whereBothLearnt: both } }) =>
    both === null || both.difference === null ? [] : [{ level, ...both, difference: both.difference }],
  );
  if (told.length === 0) return 'on no seed have both learnt';
  const covers = coverageInBrackets(comparison);
  if (rows.length === 1) {
    const [{ level, pairs, ...amount }] = told;
    return `where both learnt, on ${plural(pairs, 'seed')}, ${standing(nameOf(by, level), amount, comparison)}${covers}`;
  }
  const each = told.map(
    ({ level, pairs, ...amount }) =>
      `${signedAmount(amount, metric)} for ${nameOf(by, level)} on ${plural(pairs, 'seed')}`,
  );
  return `where both learnt, the difference from ${nameOf(by, baseline)}${scope(comparison)} is ${listing(each)}${covers}`;
}

/** How a level stands to the baseline, as far as the interval says. */
function standing(level: string, { difference, interval }: Amount, comparison: Comparison): string {
  const { by, baseline, metric } = comparison;
  if (interval !== null && interval[0] <= 0 && interval[1] >= 0)
    return `the difference${scope(comparison)} lies between ${signedBounds(interval, metric)}`;
  const ahead = (BETTER[metric] === 'higher') === difference > 0 ? 'ahead of' : 'behind';
  const size = sizes([{ difference, interval }], metric);
  const bounds = interval === null ? ', too few for an interval' : ` (95 % ${boundsOfSize(interval, metric)})`;
  return `${level} is ${ahead} ${nameOf(by, baseline)}${scope(comparison)} by ${size}${bounds}`;
}

/** 'Runs end at the floor in 5 of 8 blocks: forward on 23 of 50 seeds, bidirectional on 3 of 50; …' */
function inManyBlocks(blocks: readonly (readonly Compared[])[], comparison: Comparison): string {
  const rows = blocks.flatMap((block) => withBaseline(block, comparison));
  const levels = [...new Set(rows.map(({ level }) => level))];
  const rates = levels.map((level, i) => {
    const of = rows.filter((row) => row.level === level);
    const sum = (count: (row: ComparisonRow) => number) => of.reduce((total, row) => total + count(row), 0);
    const seeds = i === 0 ? ' seeds' : '';
    return `${nameOf(comparison.by, level)} on ${sum(runsAtFloor)} of ${sum(({ bySeed }) => bySeed.size)}${seeds}`;
  });
  return (
    `Some runs ${failing(rows)} in ${blocks.length} of ${rowsByBlock(comparison).length} blocks: ${listing(rates)}; the ` +
    'differences where both learnt are in --csv and --json.'
  );
}
