/** Runs as a table: what all of them share stands once above it. */
import { isKeyName, keyNamed } from '../keys.ts';
import { FOLD } from '../vocabulary.ts';
import { formatMetric } from './numbers.ts';
import { type Column, renderTable, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

type Cell = string | number | null;

export interface RunsTableOptions {
  /** In their order. */
  readonly columns: readonly string[];
  /** Whether the user has named the columns: then all of them stay in the table, and in full. */
  readonly isChosen: boolean;
  readonly width: number;
}

/** Of the columns that are no keys of a configuration: those that say little, or the same as another one. */
const WHEN_ASKED_FOR: readonly string[] = [
  ...['configuration', 'position', 'block', 'level', 'written_units', 'floor', 'ceiling', 'train_ms', 'finished_at'],
  ...['epochs_made', 'kept_epoch', 'f1_macro', 'mae', 'r2'],
];
/** Of the same: those given up where the width is short. */
const WHEN_NARROW: Readonly<Record<string, 'left out early' | 'left out late'>> = {
  parameters: 'left out early',
  loss: 'left out early',
  sequence_accuracy: 'left out early',
  training_loss: 'left out early',
  error: 'left out late',
  diverged_at: 'left out late',
};

/** Never taken out of the table, though they may be the same everywhere. */
const TELLING: readonly string[] = ['run', 'seed', 'accuracy', 'loss'];

export function runsTable(
  rows: readonly Readonly<Record<string, Cell>>[],
  { columns, isChosen, width }: RunsTableOptions,
): string {
  const differing = new Set(columns.filter((column) => takesSeveral(rows, column)));
  const differs = (column: string) => differing.has(column);
  const wanted = isChosen
    ? columns
    : columns.filter((column) => isShown(column, { differs }) || (column === 'block' && hasFolds(rows)));
  const isConstant = (column: string) => !isChosen && rows.length > 1 && !TELLING.includes(column) && !differs(column);
  const constant = wanted.filter((column) => isConstant(column) && rows[0][column] !== null);
  const shown = wanted.filter((column) => !isConstant(column));
  const isNumeric = shown.map((column) => rows.every((row) => typeof row[column] !== 'string'));
  const table = renderTable(
    shown.map((title, c) => ({
      title,
      narrowTitle: title.replace('_', '\n'),
      recordTitle: title,
      align: isNumeric[c] ? 'right' : 'left',
      ...(!isChosen && whenNarrow(title)),
    })),
    rows.map((row) => shown.map((column) => cell(column, row[column]))),
    { width },
  );
  if (constant.length === 0) return table;
  const facts = constant.map((column) => `${column} ${cell(column, rows[0][column])}`);
  return `${wrap(facts.join(' · '), width, 2)}\n\n${table}`;
}

/** Of the columns that there are, those that a table of which the user has named none may need. */
export function columnsOfTable(available: readonly string[]): string[] {
  return available.filter((column) => column === 'block' || isKeyName(column) || !WHEN_ASKED_FOR.includes(column));
}

function takesSeveral(rows: readonly Readonly<Record<string, Cell>>[], column: string): boolean {
  const first = rows[0][column];
  return rows.some((row) => row[column] !== first);
}

function isShown(column: string, { differs }: { differs: (column: string) => boolean }): boolean {
  if (!isKeyName(column)) return !WHEN_ASKED_FOR.includes(column);
  return keyNamed(column).inLists !== 'where they differ' || differs(column);
}

/** Runs of different folds differ in nothing else that is shown. */
function hasFolds(rows: readonly Readonly<Record<string, Cell>>[]): boolean {
  return rows.some(({ block }) => typeof block === 'string' && new RegExp(`\\b${FOLD}=`).test(block));
}

function whenNarrow(column: string): Pick<Column, 'whenNarrow'> {
  const becomes = isKeyName(column) ? keyNamed(column).inLists : WHEN_NARROW[column];
  return becomes === 'left out early' || becomes === 'left out late' ? { whenNarrow: becomes } : {};
}

function cell(column: string, value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'string') return terminalText(value);
  switch (column) {
    case 'accuracy':
    case 'sequence_accuracy':
    case 'floor':
    case 'ceiling':
      return formatMetric('accuracy', value, null);
    case 'loss':
    case 'training_loss':
      return formatMetric('loss', value, null);
    case 'train_ms':
      return value.toFixed(0);
    default:
      return String(value);
  }
}
