/** A row of a comparison as the page has it: its numbers, and the text that the terminal prints for them. */
import type { Comparison, ComparisonRow } from '../vocabulary.ts';
import { bestRows } from './best-rows.ts';
import { formatDifferences, formatMeans } from './column-decimals.ts';
import { endedRuns, isBaseline, toldVerdict } from './compared-rows.ts';
import { betterIn } from './comparison-table.ts';
import type { DocumentRow } from './experiment-document.ts';

export interface DocumentRowOptions {
  readonly comparison: Comparison;
  /** Whether differences may be told: not while runs are missing. */
  readonly isDecided: boolean;
  /** How many seeds, from the first, have their value in the row. */
  readonly seeds: number;
}

/** Everything but the curve. */
export function documentRow(
  row: ComparisonRow,
  { comparison, isDecided, seeds: drawn }: DocumentRowOptions,
): Omit<DocumentRow, 'curve'> {
  const { seeds } = comparison;
  const [mean, difference] = [formatMeans(comparison), formatDifferences(comparison)];
  const against = isDecided ? row.againstBaseline : null;
  return {
    block: row.block,
    level: row.level,
    isBaseline: isBaseline(row, comparison),
    isBest: isDecided && bestRows(comparison).has(row),
    parameters: row.planned.parameters,
    floor: row.planned.floor,
    ceiling: row.planned.ceiling,
    mean: row.mean,
    interval: row.interval,
    values: seeds.slice(0, drawn).map((seed) => row.bySeed.get(seed) ?? null),
    done: endedRuns(row),
    diverged: row.diverged,
    failed: row.failed,
    atFloor: row.atFloor?.runs ?? 0,
    seedsAtFloor: row.atFloor?.seeds ?? [],
    against: against && {
      difference: against.difference,
      interval: against.interval,
      verdict: toldVerdict(against.verdict),
    },
    text: {
      mean: row.mean === null ? '–' : mean(row.mean),
      difference: against === null || against.difference === null ? '' : difference(against.difference),
      interval: against?.interval?.map(difference).join(' … ') ?? '',
      betterIn: against === null ? '' : betterIn(row),
      verdict: against === null ? '' : toldVerdict(against.verdict).replaceAll('-', ' '),
    },
  };
}
