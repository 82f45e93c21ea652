/** A comparison in sentences: the answer that ends a table. */
import type { Comparison, ComparisonRow, StepRow } from '../vocabulary.ts';
import { blockSentences } from './block-sentences.ts';
import { comparedRows, endedRuns, inOrderOfVerdict, isWithoutBlock, total } from './compared-rows.ts';
import { levelSentences } from './level-sentences.ts';
import { formatMetric } from './numbers.ts';
import { MOST_ROWS_NAMED, nameOf, opening, plural, rowName, spaced } from './phrases.ts';

/** The verdicts, then where the gain is, then what became of runs that say nothing. */
export function answerOf(comparison: Comparison, steps: readonly StepRow[] = []): string {
  return [
    ...verdicts(comparison),
    ...whereTheGainIs(comparison, steps),
    ...countedRuns(comparison, ({ diverged }) => diverged, 'diverged'),
    ...countedRuns(comparison, ({ failed }) => failed, 'failed'),
    ...(comparison.metric === 'accuracy'
      ? [
          ...countedRuns(comparison, ({ atFloor }) => atFloor?.neverLeft ?? 0, 'never left the floor'),
          ...countedRuns(comparison, ({ atFloor }) => atFloor?.fellBack ?? 0, 'left the floor and fell back to it'),
          ...countedRuns(comparison, endedOnly, 'ended at the floor'),
        ]
      : []),
  ].join(' ');
}

function verdicts(comparison: Comparison): string[] {
  const rows = comparedRows(comparison);
  if (rows.length === 0) return [withoutComparison(comparison)];
  return rows.every(isWithoutBlock) ? levelSentences(rows, comparison) : blockSentences(rows, comparison);
}

function withoutComparison({ rows, metric, by, baseline }: Comparison): string {
  if (rows.length > 1) return `Nothing to compare: ${nameOf(by, baseline)} stands beside no other level.`;
  const [{ mean, interval, bySeed }] = rows;
  if (mean === null) return 'No run was completed.';
  const value = opening(`${spaced(metric)} ${formatMetric(metric, mean, interval)}`);
  if (interval === null) return `${value}, ${bySeed.size === 1 ? 'on one seed' : `the mean of ${bySeed.size} seeds`}.`;
  const bounds = interval.map((bound) => formatMetric(metric, bound, interval)).join(' to ');
  return `${value} (95 % ${bounds}), the mean of ${bySeed.size} seeds.`;
}

/** Of the level that gains most, where accuracies are compared and half the sequence or less holds the gain. */
function whereTheGainIs(comparison: Comparison, steps: readonly StepRow[]): string[] {
  const [best] = inOrderOfVerdict(comparedRows(comparison), comparison);
  if (comparison.metric !== 'accuracy' || best?.againstBaseline.verdict !== 'better' || !isWithoutBlock(best))
    return [];
  const row = steps.find(({ level }) => level === best.level);
  if (row === undefined || row.gain === null) return [];
  const { from, to } = row.gain;
  const counted = row.accuracy.filter((accuracy) => accuracy !== null).length;
  if (to - from + 1 > counted / 2) return [];
  if (from === to) return [`Most of the gain is at step ${from}.`];
  return [`Most of the gain is at steps ${from} ${to === from + 1 ? 'and' : 'to'} ${to}.`];
}

/** Runs at the floor of which their curves do not say how they came to it. */
function endedOnly({ atFloor }: ComparisonRow): number {
  return atFloor === null ? 0 : atFloor.runs - atFloor.neverLeft - atFloor.fellBack;
}

/** 'Backward: 3 of 10 runs never left the floor.'; of many rows, all together. */
function countedRuns({ rows, by }: Comparison, count: (row: ComparisonRow) => number, says: string): string[] {
  const concerned = rows.filter((row) => count(row) > 0);
  const sentence = (some: readonly ComparisonRow[]) =>
    `${total(some, count)} of ${plural(total(some, endedRuns), 'run')} ${says}.`;
  if (concerned.length > MOST_ROWS_NAMED) return [sentence(rows)];
  return concerned.map((row) => (by === '' ? sentence([row]) : `${opening(rowName(row, by))}: ${sentence([row])}`));
}
