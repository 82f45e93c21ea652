/** The rows of a comparison as sentences see them: what came out, and how many runs there were. */
import { BETTER, type Comparison, type ComparisonRow, type Interval } from '../vocabulary.ts';

/** How a row compares; `lost` is undecided because whoever is ahead lost more runs. */
export type Outcome = 'better' | 'worse' | 'same' | 'lost' | 'undecided' | 'too-few-seeds';

/** In the order in which an answer tells them. */
export const OUTCOMES: readonly Outcome[] = ['better', 'worse', 'same', 'lost', 'undecided', 'too-few-seeds'];

/** A row that was held against a baseline. */
export interface Compared extends ComparisonRow {
  readonly againstBaseline: NonNullable<ComparisonRow['againstBaseline']>;
  readonly outcome: Outcome;
}

export function comparedRows({ rows }: Comparison): Compared[] {
  return rows.flatMap((row) => {
    const { againstBaseline } = row;
    return againstBaseline === null ? [] : [{ ...row, againstBaseline, outcome: outcomeOf(againstBaseline) }];
  });
}

/** An interval that excludes 0 would have decided, had the runs not been lost. */
function outcomeOf({ verdict, interval }: Compared['againstBaseline']): Outcome {
  const excludesZero = interval !== null && (interval[0] > ROUNDING || interval[1] < -ROUNDING);
  return verdict === 'undecided' && excludesZero ? 'lost' : verdict;
}

/** The best first; of like outcome, the one that gains most. */
export function inOrderOfOutcome(rows: readonly Compared[], { metric }: Comparison): Compared[] {
  const sign = BETTER[metric] === 'higher' ? 1 : -1;
  const gain = ({ againstBaseline: { difference } }: Compared) => sign * (difference ?? 0);
  return rows.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || gain(b) - gain(a));
}

/** Far below any difference of metrics, and far above the rounding of their sums. */
const ROUNDING = 1e-12;

/** Whether the values are the same on every seed: then so are all their means. */
export function isConstant([low, high]: Interval): boolean {
  return high - low <= ROUNDING;
}

/** The fewest seeds that would settle one of the rows; null where no number is suggested. */
export function fewestSeedsSuggested(rows: readonly Compared[]): number | null {
  const suggestions = rows.flatMap(({ againstBaseline: { seedsSuggested } }) => seedsSuggested ?? []);
  return suggestions.length === 0 ? null : Math.min(...suggestions);
}

/** Runs that diverged or failed. */
export function lostRuns({ diverged, failed }: ComparisonRow): number {
  return diverged + failed;
}

/** Runs that ended, in whatever way. */
export function endedRuns(row: ComparisonRow): number {
  return row.bySeed.size + lostRuns(row);
}

/** A count over the configurations of rows: one that stands in several blocks has its runs once. */
export function total(rows: readonly ComparisonRow[], count: (row: ComparisonRow) => number): number {
  const configurations = new Map(rows.map((row) => [row.planned.key, row]));
  return [...configurations.values()].reduce((sum, row) => sum + count(row), 0);
}

/** Whether the compared key is the only one that is swept. */
export function isWithoutBlock({ block }: ComparisonRow): boolean {
  return Object.keys(block).length === 0;
}
