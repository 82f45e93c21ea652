/** A comparison as a table: what is constant above it, best first, floor and ceiling under it. */
import pc from 'picocolors';
import { BETTER, type Comparison, type ComparisonRow, DIRECTIONS, type Metric, type Value } from '../vocabulary.ts';
import { grouped, spaced } from '../words.ts';
import { toldVerdict } from './compared-rows.ts';
import { commonCeilings, commonFloor } from './comparison-json.ts';
import { constantPhrases, constants } from './constants.ts';
import { formatDifference, formatInterval, formatMetric, isShare } from './numbers.ts';
import { isNumeric, levelText, nameOf } from './phrases.ts';
import { type Column, left, renderTable, right, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

export interface TableStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Lines that stand under the header, such as what a task needs. */
  readonly notes?: readonly string[];
}

const VERDICT_COLOURS: Readonly<Record<ReturnType<typeof toldVerdict>, (text: string) => string>> = {
  better: (text) => colours.green(text),
  worse: (text) => colours.red(text),
  same: (text) => colours.cyan(text),
  undecided: (text) => colours.yellow(text),
  'too-few-seeds': (text) => colours.yellow(text),
};
const colours = pc.createColors(true);

/**
 * The whole table. With two levels and other swept keys, a row holds both levels of a block beside each other; else
 * every level has a row of its own, under its block.
 */
export function comparisonTable(comparison: Comparison, style: TableStyle): string {
  const levels = new Set(comparison.rows.map(({ level }) => level));
  const hasBlocks = comparison.rows.some(({ block }) => Object.keys(block).length > 0);
  const sideBySide = hasBlocks && levels.size === 2 && levels.has(comparison.baseline);
  const { columns, rows } = sideBySide ? blockTable(comparison, style) : levelTable(comparison, style);
  return [
    header(comparison, style),
    ...(style.notes ?? []).map((note) => wrap(`  ${terminalText(note)}`, style.width, 2)),
    '',
    renderTable(columns, rows, { width: style.width, indent: 1 }),
    ...footer(comparison, style),
  ].join('\n');
}

function header(comparison: Comparison, { width }: TableStyle): string {
  return wrap(`${terminalText(comparison.experiment)}   ${comparisonFacts(comparison).join(' · ')}`, width, 2);
}

/** What all rows share: the metric, the seeds, the constant keys. */
export function comparisonFacts(comparison: Comparison): string[] {
  const configurations = comparison.rows.map(({ planned }) => planned.configuration);
  const { test_sequences } = constants(configurations);
  const name = spaced(comparison.metric);
  const seeds = comparison.seeds.length;
  return [
    comparison.metric === 'training_loss'
      ? `${name}, the mean over all training sequences before their update`
      : `${name} on ${testedOn(comparison, test_sequences)}`,
    seeds === 1 ? '1 seed' : `${seeds} ${comparison.comparisons > 0 ? 'paired seeds' : 'seeds'}`,
    ...constantPhrases(configurations),
  ];
}

/** One row per level, best first within its block. */
function levelTable(comparison: Comparison, style: TableStyle): { columns: Column[]; rows: string[][] } {
  const { metric } = comparison;
  const blockKeys = keysOfBlocks(comparison);
  const blocks = groupByBlock(comparison.rows);
  const widest = widestDifference(comparison);
  const floor = commonFloor(comparison.rows);
  const ceilings = commonCeilings(comparison.rows);
  const isAccuracy = metric === 'accuracy';
  const rows = blocks.flatMap((block) => {
    const best = bestFirst(block, metric);
    return best.map((row, i) => [
      ...blockKeys.map((key) => (i === 0 ? terminalText(String(row.block[key] ?? '–')) : '')),
      comparison.by === ''
        ? ''
        : `${i === 0 && row.mean !== null ? '★' : ' '} ${terminalText(levelText(row.level, comparison))}`,
      grouped(row.planned.parameters),
      row.mean === null ? '–' : formatMetric(metric, row.mean, row.interval),
      comparison.comparisons > 0 ? difference(row, comparison, widest) : plainInterval(row, metric),
      betterIn(row),
      verdict(row, style),
      row.diverged === 0 ? '' : `${row.diverged} of ${comparison.seeds.length}`,
      row.failed === 0 ? '' : `${row.failed} of ${comparison.seeds.length}`,
      isAccuracy && floor === null ? bound(row.planned.floor) : '',
      isAccuracy && ceilings === null && row.planned.ceiling !== null ? bound(row.planned.ceiling) : '',
    ]);
  });
  const columns: Column[] = [
    ...blockKeys.map((key): Column => {
      const values = comparison.rows.map(({ block }) => block[key]);
      return { ...numericColumn(key, values), whenNarrow: 'above' };
    }),
    levelColumn(comparison),
    { ...right('params'), whenNarrow: 'left out early' },
    right(spaced(metric)),
    comparison.comparisons > 0
      ? differenceColumn(comparison, `against ${terminalText(nameOf(comparison.by, comparison.baseline))}`)
      : left('95 %'),
    { ...right('better in'), whenNarrow: 'left out late' },
    left('verdict'),
    right('diverged'),
    right('failed'),
    { ...right('floor'), whenNarrow: 'left out late' },
    right('ceiling'),
  ];
  return { columns, rows };
}

/** One row per block with both levels beside each other, best first. */
function blockTable(comparison: Comparison, style: TableStyle): { columns: Column[]; rows: string[][] } {
  const { metric, baseline } = comparison;
  const blockKeys = keysOfBlocks(comparison);
  const levels = [...new Set(comparison.rows.map(({ level }) => level))];
  const best = bestFirst(comparison.rows, metric)[0];
  const widest = widestDifference(comparison);
  const floor = commonFloor(comparison.rows);
  const ceilings = commonCeilings(comparison.rows);
  const isAccuracy = metric === 'accuracy';
  const blocks = groupByBlock(comparison.rows).toSorted((a, b) =>
    compareMeans(bestFirst(a, metric)[0].mean, bestFirst(b, metric)[0].mean, metric),
  );
  const rows = blocks.map((block) => {
    const at = (level: Value | null) => block.find((row) => row.level === level);
    const other = block.find(({ level }) => level !== baseline);
    const cell = (row: ComparisonRow | undefined) => {
      if (row === undefined || row.mean === null) return '–';
      return `${row === best ? '★ ' : ''}${formatMetric(metric, row.mean, row.interval)}`;
    };
    return [
      ...blockKeys.map((key) => terminalText(String(block[0].block[key] ?? '–'))),
      ...levels.map((level) => cell(at(level))),
      other === undefined ? '–' : difference(other, comparison, widest),
      other === undefined ? '' : betterIn(other),
      other === undefined ? '' : verdict(other, style),
      lost(block, 'diverged', comparison),
      lost(block, 'failed', comparison),
      isAccuracy && floor === null ? bound(block[0].planned.floor) : '',
      isAccuracy && ceilings === null
        ? [...new Set(block.map(({ planned }) => bound(planned.ceiling)))].join(' / ')
        : '',
    ];
  });
  const columns: Column[] = [
    ...blockKeys.map((key) =>
      numericColumn(
        key,
        comparison.rows.map(({ block }) => block[key]),
      ),
    ),
    ...levels.map((level) => right(terminalText(nameOf(comparison.by, level)))),
    differenceColumn(comparison, 'difference'),
    { ...right('better in'), whenNarrow: 'left out late' },
    left('verdict'),
    left('diverged'),
    left('failed'),
    right('floor'),
    right('ceiling'),
  ];
  return { columns, rows };
}

function numericColumn(title: string, values: readonly (Value | null | undefined)[]): Column {
  const isOfNumbers = values.every((value) => value === undefined || value === null || isNumeric(value));
  return isOfNumbers ? right(title) : left(title);
}

/** Its cells have room for a star. */
function levelColumn({ by, rows }: Comparison): Column {
  const { title, align } = numericColumn(
    by,
    rows.map(({ level }) => level),
  );
  return { title: align === 'left' ? `  ${title}` : title, align };
}

export function keysOfBlocks({ rows }: Comparison): string[] {
  return [...new Set(rows.flatMap(({ block }) => Object.keys(block)))];
}

function groupByBlock(rows: readonly ComparisonRow[]): ComparisonRow[][] {
  const blocks = new Map<string, ComparisonRow[]>();
  for (const row of rows) {
    const block = JSON.stringify(row.block);
    blocks.set(block, [...(blocks.get(block) ?? []), row]);
  }
  return [...blocks.values()];
}

function bestFirst(rows: readonly ComparisonRow[], metric: Metric): ComparisonRow[] {
  return rows.toSorted((a, b) => compareMeans(a.mean, b.mean, metric));
}

/** Negative where a is the better one; what has no mean comes last. */
function compareMeans(a: number | null, b: number | null, metric: Metric): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return BETTER[metric] === 'higher' ? b - a : a - b;
}

function differenceColumn(comparison: Comparison, what: string): Column {
  const [unit, together] = [unitPhrase(comparison), togetherPhrase(comparison)];
  return { ...left(`${what}${unit} (${together})`), narrowTitle: `${what}${unit}\n(${together})` };
}

export function unitPhrase({ metric }: Comparison): string {
  return isShare(metric) ? ', in points' : '';
}

/** What the intervals of the table cover. */
export function togetherPhrase({ comparisons }: Comparison): string {
  return comparisons === 1 ? '95 %' : `95 %, ${comparisons === 2 ? 'both' : `all ${comparisons}`} together`;
}

function widestDifference({ rows, metric }: Comparison): number {
  return Math.max(0, ...rows.map(({ againstBaseline }) => plainDifference(againstBaseline, metric).length));
}

export function plainDifference(against: ComparisonRow['againstBaseline'], metric: Metric): string {
  return against === null || against.difference === null
    ? ''
    : formatDifference(metric, against.difference, against.interval);
}

function difference(row: ComparisonRow, { metric, baseline }: Comparison, widest: number): string {
  const against = row.againstBaseline;
  if (against === null) return row.level === baseline ? 'baseline' : 'no baseline in this block';
  if (against.difference === null) return 'no pairs';
  const mean = plainDifference(against, metric);
  if (against.interval === null) return mean;
  return `${mean}${' '.repeat(widest - mean.length)}  (${formatInterval(metric, against.interval)})`;
}

/** Where nothing is compared, the interval of the mean. */
function plainInterval({ interval }: ComparisonRow, metric: Metric): string {
  if (interval === null) return '';
  return interval.map((bound) => formatMetric(metric, bound, interval)).join(' … ');
}

export function betterIn({ againstBaseline }: ComparisonRow): string {
  return againstBaseline === null ? '' : `${againstBaseline.betterIn} / ${againstBaseline.pairs}`;
}

function verdict({ againstBaseline }: ComparisonRow, { colour }: TableStyle): string {
  if (againstBaseline === null) return '';
  const told = toldVerdict(againstBaseline.verdict);
  const text = told.replaceAll('-', ' ');
  return colour ? VERDICT_COLOURS[told](text) : text;
}

function lost(block: readonly ComparisonRow[], what: 'diverged' | 'failed', comparison: Comparison): string {
  return block
    .filter((row) => row[what] > 0)
    .map((row) => `${row[what]} ${terminalText(levelText(row.level, comparison))}`)
    .join(', ');
}

function bound(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function footer(comparison: Comparison, { width }: TableStyle): string[] {
  const bounds = boundsPhrase(comparison);
  return bounds === '' ? [] : [wrap(` ${bounds}`, width, 1)];
}

/** @example '2 000 fresh sequences', '370 test sequences of walks.csv' */
function testedOn({ testPart }: Comparison, fresh: number | undefined): string {
  if (testPart === null) return `${fresh === undefined ? '' : `${grouped(fresh)} `}fresh sequences`;
  const { sequences, groups, file } = testPart;
  const count = sequences === null ? '' : `${grouped(sequences)} `;
  const inGroups = groups === null || groups === sequences ? '' : ` (${grouped(groups)} groups)`;
  return `${count}test sequences${inGroups} of ${terminalText(file)}`;
}

/** Floor and ceiling of accuracies, where they are the same for the whole table; else ''. */
export function boundsPhrase(comparison: Comparison): string {
  if (comparison.metric !== 'accuracy') return '';
  const floor = commonFloor(comparison.rows);
  const ceilings = commonCeilings(comparison.rows);
  const parts = [
    floor === null
      ? null
      : `floor ${bound(floor)} (${comparison.testPart?.per === 'sequence' ? 'the commonest class' : 'knows only the time step'})`,
    ceilings === null ? null : ceilingPhrase(ceilings),
  ].filter((part) => part !== null);
  return parts.join(' · ');
}

function ceilingPhrase(ceilings: NonNullable<ReturnType<typeof commonCeilings>>): string {
  const values = new Set(Object.values(ceilings).map(bound));
  if (values.size === 1) return `ceiling ${[...values][0]}`;
  const each = DIRECTIONS.filter((direction) => ceilings[direction] !== undefined);
  return `ceiling: ${each.map((direction) => `${direction} ${bound(ceilings[direction] ?? null)}`).join(', ')}`;
}
