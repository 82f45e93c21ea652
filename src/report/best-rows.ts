/** Which levels stand out, and which have learnt nothing. */
import { BETTER, type Comparison, type ComparisonRow } from '../vocabulary.ts';
import { isBaseline, rowsByBlock } from './compared-rows.ts';

/**
 * In each block the level with the best mean, where the verdicts bear it out: it is better than the baseline, or it is
 * the baseline and all others are worse. None that is the same or undecided, and none that has learnt nothing.
 */
export function bestRows(comparison: Comparison): ReadonlySet<ComparisonRow> {
  const { metric, by } = comparison;
  return new Set(
    rowsByBlock(comparison).flatMap((block) => {
      const [best] = bestFirst(block, comparison);
      if (by === null || best.mean === null || hasLearntNothing(best, metric)) return [];
      const others = block.filter((row) => row !== best);
      const isBorneOut = isBaseline(best, comparison)
        ? others.length > 0 && others.every(({ againstBaseline }) => againstBaseline?.verdict === 'worse')
        : best.againstBaseline?.verdict === 'better';
      return isBorneOut ? [best] : [];
    }),
  );
}

/** Whether every run of a level ends at the floor, or its mean accuracy is no higher. */
export function hasLearntNothing(
  { mean, planned: { floor }, atFloor, bySeed }: ComparisonRow,
  metric: Comparison['metric'],
): boolean {
  if (floor === null || bySeed.size === 0) return false;
  return atFloor?.runs === bySeed.size || (metric === 'accuracy' && mean !== null && mean <= floor);
}

/** What has no mean comes last. */
export function bestFirst(rows: readonly ComparisonRow[], { metric }: Pick<Comparison, 'metric'>): ComparisonRow[] {
  const sign = BETTER[metric] === 'higher' ? 1 : -1;
  return rows.toSorted(({ mean: a }, { mean: b }) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : sign * (b - a),
  );
}
