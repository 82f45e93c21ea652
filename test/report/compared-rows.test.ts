import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { comparedRows, groupByVerdict, total } from '../../src/report/compared-rows.ts';
import { comparisonCsv } from '../../src/report/comparison-csv.ts';
import { comparisonJson } from '../../src/report/comparison-json.ts';
import { comparisonTable } from '../../src/report/comparison-table.ts';
import type { ComparisonRow } from '../../src/vocabulary.ts';
import { resultsOf } from '../comparison/results.ts';

it('counts the runs of a configuration once, though it stands in several blocks', () => {
  const row = (key: string, diverged: number) => ({ planned: { key }, diverged }) as unknown as ComparisonRow;
  expect(total([row('a', 2), row('b', 1), row('a', 2)], ({ diverged }) => diverged)).toBe(3);
});

describe('a level that is ahead on the seeds it did not lose', () => {
  const comparison = compareLevels(
    resultsOf([
      { level: 'forward', runs: [0.91, 0.92, 0.93, 0.92, 0.91, 0.92, 0.93, 0.91] },
      { level: 'bidirectional', runs: [0.95, 0.96, 0.97, 0.95, 0.96, 0.95, 0.97, 'diverged'] },
    ]),
  );

  it('has lost its verdict, and sentences know it apart from those that are open', () => {
    expect(groupByVerdict(comparedRows(comparison))).toMatchObject([
      [{ level: 'bidirectional', againstBaseline: { verdict: 'lost' } }],
    ]);
  });

  it('is undecided in the table, in CSV and in JSON', () => {
    const told = { rows: [{ against_baseline: null }, { against_baseline: { verdict: 'undecided' } }] };
    expect(comparisonJson(comparison, { answer: '', next: [] })).toMatchObject(told);
    expect(comparisonCsv(comparison)).toContain(',undecided,');
    expect(comparisonTable(comparison, { width: 120, colour: false })).toContain('undecided');
  });
});
