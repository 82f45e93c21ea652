/** A comparison as `--json` prints it. Shares are 0…1; what is not known is null, never NaN. */
import { BETTER, type Comparison, type ComparisonRow, type Direction } from '../vocabulary.ts';
import { toldVerdict } from './compared-rows.ts';
import { constants } from './constants.ts';
import { levelText } from './phrases.ts';

/** Field names do not change; a removal raises `format`. */
export function comparisonJson(
  comparison: Comparison,
  { answer, next }: { answer: string; next: readonly string[] },
): Record<string, unknown> {
  const { rows } = comparison;
  return {
    experiment: comparison.experiment,
    metric: { name: comparison.metric, better: BETTER[comparison.metric] },
    by: comparison.by,
    baseline: comparison.by === null ? null : String(comparison.baseline),
    seeds: comparison.seeds,
    constant: constants(rows.map(({ planned }) => planned.configuration)),
    smallest_effect: comparison.smallestEffect,
    comparisons: comparison.comparisons,
    ...(comparison.testPart?.folds != null && { folds: comparison.testPart.folds }),
    floor: commonFloor(rows),
    ceiling: commonCeilings(rows),
    rows: rows.map((row) => rowJson(row, comparison)),
    answer,
    next,
  };
}

function rowJson(row: ComparisonRow, comparison: Comparison): Record<string, unknown> {
  const against = row.againstBaseline;
  return {
    block: row.block,
    level: levelText(row.level, comparison),
    configuration: row.planned.key,
    parameters: row.planned.parameters,
    mean: row.mean,
    interval: row.interval,
    sd: row.sd,
    median: row.median,
    by_seed: Object.fromEntries(row.bySeed),
    diverged: row.diverged,
    failed: row.failed,
    at_floor: row.atFloor && { runs: row.atFloor.runs, interval: row.atFloor.interval },
    against_baseline: against && {
      difference: against.difference,
      interval: against.interval,
      interval_over_seeds: against.intervalOverSeeds,
      median_difference: against.median,
      median_interval: against.medianInterval,
      pairs: against.pairs,
      better_in: against.betterIn,
      ties: against.ties,
      worse_in: against.worseIn,
      p: against.p,
      verdict: toldVerdict(against.verdict),
      where_both_learnt: against.whereBothLearnt,
      seeds_suggested: against.seedsSuggested,
    },
  };
}

/** The floor of all rows; null where it differs from row to row or is not known. */
export function commonFloor(rows: readonly ComparisonRow[]): number | null {
  const floors = new Set(rows.map(({ planned }) => planned.floor));
  return floors.size === 1 ? (rows[0].planned.floor ?? null) : null;
}

/** The ceiling of each direction; null where one differs from row to row or is not known. */
export function commonCeilings(rows: readonly ComparisonRow[]): Partial<Record<Direction, number>> | null {
  const ceilings: Partial<Record<Direction, number>> = {};
  for (const { planned } of rows) {
    const { direction } = planned.configuration;
    const known = ceilings[direction];
    if (planned.ceiling === null || (known !== undefined && known !== planned.ceiling)) return null;
    ceilings[direction] = planned.ceiling;
  }
  return rows.length === 0 ? null : ceilings;
}
