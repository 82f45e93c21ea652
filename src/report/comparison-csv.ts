/** A comparison for a spreadsheet: the rows of the table, a column per field. */
import type { Comparison } from '../vocabulary.ts';
import { toldVerdict } from './compared-rows.ts';
import { keysOfBlocks } from './comparison-facts.ts';
import { type CsvDialect, toCsv } from './csv.ts';
import { withoutNoise } from './numbers.ts';
import { levelText } from './phrases.ts';

export function comparisonCsv(comparison: Comparison, dialect: CsvDialect = 'plain'): string {
  const keys = keysOfBlocks(comparison);
  const columns = [
    ...keys,
    comparison.by ?? 'level',
    'parameters',
    comparison.metric,
    'mean_low',
    'mean_high',
    'sd',
    'median',
    'difference',
    'low',
    'high',
    'median_difference',
    'median_low',
    'median_high',
    'pairs',
    'better_in',
    'p',
    'verdict',
    'diverged',
    'failed',
    'at_floor',
    'floor',
    'ceiling',
    'both_learnt',
    'both_learnt_difference',
    'both_learnt_low',
    'both_learnt_high',
  ];
  const rows = comparison.rows.map((row) => {
    const against = row.againstBaseline;
    return [
      ...keys.map((key) => row.block[key] ?? null),
      levelText(row.level, comparison),
      row.planned.parameters,
      row.mean,
      row.interval?.[0] ?? null,
      row.interval?.[1] ?? null,
      row.sd,
      row.median,
      against?.difference ?? null,
      against?.interval?.[0] ?? null,
      against?.interval?.[1] ?? null,
      against?.median ?? null,
      against?.medianInterval?.[0] ?? null,
      against?.medianInterval?.[1] ?? null,
      against?.pairs ?? null,
      against?.betterIn ?? null,
      against?.p ?? null,
      against && toldVerdict(against.verdict),
      row.diverged,
      row.failed,
      row.atFloor?.runs ?? null,
      row.planned.floor,
      row.planned.ceiling,
      against?.whereBothLearnt?.pairs ?? null,
      against?.whereBothLearnt?.difference ?? null,
      against?.whereBothLearnt?.interval?.[0] ?? null,
      against?.whereBothLearnt?.interval?.[1] ?? null,
    ];
  });
  return toCsv(
    columns,
    rows.map((row) => row.map((cell) => (typeof cell === 'number' ? withoutNoise(cell) : cell))),
    dialect,
  );
}
