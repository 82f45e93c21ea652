/** A comparison as a table: what is constant above it, rows in the order of the file, floor and ceiling under it. */
import pc from 'picocolors';
import type { Comparison, ComparisonRow, Value } from '../vocabulary.ts';
import { grouped, spaced } from '../words.ts';
import { bestFirst, bestRows } from './best-rows.ts';
import { formatDifferences, formatMeans, halfWidth } from './column-decimals.ts';
import { isBaseline, rowsByBlock, toldVerdict } from './compared-rows.ts';
import {
  bound,
  boundsPhrase,
  comparisonFacts,
  keysOfBlocks,
  smallestEffectPhrase,
  togetherPhrase,
  unitPhrase,
} from './comparison-facts.ts';
import { commonCeilings, commonFloor } from './comparison-json.ts';
import { intervalPictures } from './interval-picture.ts';
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

/** Where a picture of the interval stands: narrower terminals have other uses for their columns. */
const WIDE = 120;

/**
 * The whole table. With two levels and other swept keys, a row holds both levels of a block beside each other; else
 * every level has a row of its own, under its block.
 */
export function comparisonTable(comparison: Comparison, style: TableStyle): string {
  const levels = new Set(comparison.rows.map(({ level }) => level));
  const hasBlocks = comparison.rows.some(({ block }) => Object.keys(block).length > 0);
  const sideBySide = hasBlocks && levels.size === 2 && levels.has(comparison.baseline);
  const { columns, rows, hasStar } = sideBySide ? blockTable(comparison, style) : levelTable(comparison, style);
  const footer = [...(hasStar ? ['★ best mean'] : []), boundsPhrase(comparison)].filter((part) => part !== '');
  return [
    wrap(`${terminalText(comparison.experiment)}   ${comparisonFacts(comparison).join(' · ')}`, style.width, 2),
    ...(style.notes ?? []).map((note) => wrap(`  ${terminalText(note)}`, style.width, 2)),
    '',
    renderTable(columns, rows, { width: style.width, indent: 1 }),
    ...(footer.length === 0 ? [] : [wrap(` ${footer.join(' · ')}`, style.width, 1)]),
  ].join('\n');
}

interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly hasStar: boolean;
}

/** One row per level. */
function levelTable(comparison: Comparison, style: TableStyle): Table {
  const blockKeys = keysOfBlocks(comparison);
  const [floor, ceilings] = [commonFloor(comparison.rows), commonCeilings(comparison.rows)];
  const isAccuracy = comparison.metric === 'accuracy';
  const isCompared = comparison.comparisons > 0;
  const best = bestRows(comparison);
  const mean = formatMeans(comparison);
  const text = differences(comparison);
  const picture = intervalPictures(comparison);
  const rows = rowsByBlock(comparison).flatMap((block) =>
    block.map((row, i) => [
      ...blockKeys.map((key) => (i === 0 ? terminalText(String(row.block[key] ?? '–')) : '')),
      comparison.by === null ? '' : `${best.has(row) ? '★' : ' '} ${terminalText(levelText(row.level, comparison))}`,
      grouped(row.planned.parameters),
      row.mean === null ? '–' : mean(row.mean),
      isCompared && row.interval !== null ? mean(halfWidth(row) ?? 0) : '',
      isCompared ? text(row) : (row.interval?.map(mean).join(' … ') ?? ''),
      picture(row),
      betterIn(row),
      verdict(row, style),
      row.diverged === 0 ? '' : `${row.diverged} of ${comparison.seeds.length}`,
      row.failed === 0 ? '' : `${row.failed} of ${comparison.seeds.length}`,
      isAccuracy && floor === null ? bound(row.planned.floor) : '',
      isAccuracy && ceilings === null && row.planned.ceiling !== null ? bound(row.planned.ceiling) : '',
    ]),
  );
  const columns: Column[] = [
    ...blockKeys.map((key): Column => {
      const values = comparison.rows.map(({ block }) => block[key]);
      return { ...numericColumn(key, values), whenNarrow: 'above' };
    }),
    levelColumn(comparison),
    { ...right('params'), whenNarrow: 'left out early' },
    right(spaced(comparison.metric)),
    { ...right('± 95 %'), whenNarrow: 'left out early' },
    isCompared
      ? differenceColumn(comparison, `against ${terminalText(nameOf(comparison.by, comparison.baseline))}`)
      : left('95 %'),
    pictureColumn(comparison, style),
    { ...right('better in'), whenNarrow: 'left out late' },
    left('verdict'),
    right('diverged'),
    right('failed'),
    { ...right('floor'), whenNarrow: 'left out late' },
    right('ceiling'),
  ];
  return { columns, rows, hasStar: best.size > 0 };
}

/** One row per block with both levels beside each other. */
function blockTable(comparison: Comparison, style: TableStyle): Table {
  const { baseline } = comparison;
  const blockKeys = keysOfBlocks(comparison);
  const levels = [...new Set(comparison.rows.map(({ level }) => level))];
  const [bestOfAll] = bestFirst(comparison.rows, comparison);
  const hasStar = bestRows(comparison).has(bestOfAll);
  const [floor, ceilings] = [commonFloor(comparison.rows), commonCeilings(comparison.rows)];
  const isAccuracy = comparison.metric === 'accuracy';
  const mean = formatMeans(comparison);
  const text = differences(comparison);
  const picture = intervalPictures(comparison);
  const rows = rowsByBlock(comparison).map((block) => {
    const at = (level: Value | null) => block.find((row) => row.level === level);
    const other = block.find(({ level }) => level !== baseline);
    const cells = (row: ComparisonRow | undefined) => {
      if (row === undefined || row.mean === null) return ['–', ''];
      const half = halfWidth(row);
      return [`${hasStar && row === bestOfAll ? '★ ' : ''}${mean(row.mean)}`, half === null ? '' : mean(half)];
    };
    return [
      ...blockKeys.map((key) => terminalText(String(block[0].block[key] ?? '–'))),
      ...levels.flatMap((level) => cells(at(level))),
      ...(other === undefined
        ? ['–', '', '', '']
        : [text(other), picture(other), betterIn(other), verdict(other, style)]),
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
    ...levels.flatMap((level): Column[] => [
      right(terminalText(nameOf(comparison.by, level))),
      { ...right('± 95 %'), whenNarrow: 'left out early' },
    ]),
    differenceColumn(comparison, 'difference'),
    pictureColumn(comparison, style),
    { ...right('better in'), whenNarrow: 'left out late' },
    left('verdict'),
    left('diverged'),
    left('failed'),
    right('floor'),
    right('ceiling'),
  ];
  return { columns, rows, hasStar };
}

function numericColumn(title: string, values: readonly (Value | null | undefined)[]): Column {
  const isOfNumbers = values.every((value) => value === undefined || value === null || isNumeric(value));
  return isOfNumbers ? right(title) : left(title);
}

/** Its cells have room for a star. */
function levelColumn({ by, rows }: Comparison): Column {
  const { title, align } = numericColumn(
    by ?? '',
    rows.map(({ level }) => level),
  );
  return { title: align === 'left' ? `  ${title}` : title, align };
}

function differenceColumn(comparison: Comparison, what: string): Column {
  const [unit, together] = [unitPhrase(comparison), togetherPhrase(comparison)];
  return { ...left(`${what}${unit} (${together})`), narrowTitle: `${what}${unit}\n(${together})` };
}

/** Its title says what the two kinds of upright lines are. */
function pictureColumn(comparison: Comparison, { width }: TableStyle): Column {
  const title = `│ 0   ┊ ±${smallestEffectPhrase(comparison)}`;
  return { ...left(title), whenNarrow: width < WIDE ? 'left out at once' : 'left out first' };
}

/** '+1.13  (+0.73 … +1.51)', the brackets below each other. */
function differences(comparison: Comparison): (row: ComparisonRow) => string {
  const format = formatDifferences(comparison);
  const mean = ({ againstBaseline }: ComparisonRow) =>
    againstBaseline === null || againstBaseline.difference === null ? '' : format(againstBaseline.difference);
  const widest = Math.max(0, ...comparison.rows.map((row) => mean(row).length));
  return (row) => {
    const against = row.againstBaseline;
    if (against === null) return isBaseline(row, comparison) ? 'baseline' : 'no baseline in this block';
    if (against.difference === null) return 'no pairs';
    if (against.interval === null) return mean(row);
    return `${mean(row).padEnd(widest)}  (${against.interval.map(format).join(' … ')})`;
  };
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
