/** Runs as a table: what all of them share stands once above it. */
import { formatMetric } from './numbers.ts';
import { renderTable, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

type Cell = string | number | null;

export interface RunsTableOptions {
  /** In their order. */
  readonly columns: readonly string[];
  /** Whether the user has named the columns: then all of them stay in the table, and in full. */
  readonly isChosen: boolean;
  readonly width: number;
}

/** Left out unless asked for by name: they say little, or the same as another column. */
const QUIET: readonly string[] = [
  'configuration',
  'position',
  'block',
  'level',
  'written_units',
  'data_sha256',
  'cell',
  'layers',
  'optimizer',
  'dropout',
  'floor',
  'ceiling',
  'sequences_per_epoch',
  'f1_macro',
  'mae',
  'r2',
  'epochs_made',
  'train_ms',
  'finished_at',
];
/** Never taken out of the table, though they may be the same everywhere. */
const TELLING: readonly string[] = ['run', 'seed', 'accuracy', 'loss'];
/** Given up where the width is short, the first ones early. */
const WHEN_NARROW: Readonly<Record<string, 'left out early' | 'left out late'>> = {
  parameters: 'left out early',
  loss: 'left out early',
  sequence_accuracy: 'left out early',
  training_loss: 'left out early',
  merge_mode: 'left out early',
  sequence_length: 'left out late',
  threshold: 'left out late',
  batch_size: 'left out late',
  learning_rate: 'left out late',
  test_sequences: 'left out late',
  engine: 'left out late',
  error: 'left out late',
  diverged_at: 'left out late',
};

export function runsTable(
  rows: readonly Readonly<Record<string, Cell>>[],
  { columns, isChosen, width }: RunsTableOptions,
): string {
  const wanted = isChosen ? columns : columns.filter((column) => !QUIET.includes(column));
  const isConstant = (column: string) =>
    !isChosen && rows.length > 1 && !TELLING.includes(column) && rows.every((row) => row[column] === rows[0][column]);
  const constant = wanted.filter((column) => isConstant(column) && rows[0][column] !== null);
  const shown = wanted.filter((column) => !isConstant(column));
  const isNumeric = shown.map((column) => rows.every((row) => typeof row[column] !== 'string'));
  const table = renderTable(
    shown.map((title, c) => ({
      title,
      narrowTitle: title.replace('_', '\n'),
      recordTitle: title,
      align: isNumeric[c] ? 'right' : 'left',
      ...(!isChosen && title in WHEN_NARROW && { whenNarrow: WHEN_NARROW[title] }),
    })),
    rows.map((row) => shown.map((column) => cell(column, row[column]))),
    { width },
  );
  if (constant.length === 0) return table;
  const facts = constant.map((column) => `${column} ${cell(column, rows[0][column])}`);
  return `${wrap(facts.join(' · '), width, 2)}\n\n${table}`;
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
