/** The rows of a comparison as sentences see them: what came out, and how many runs there were. */
import { BETTER, type Comparison, type ComparisonRow, type PairedDifference, type Verdict } from '../vocabulary.ts';

/** In the order in which an answer tells them. */
const VERDICTS: readonly Verdict[] = [
  'better',
  'worse',
  'same',
  'lost',
  'undecided',
  'too-few-groups',
  'too-few-seeds',
];

/** A verdict as tables, CSV and JSON tell it. */
export type ToldVerdict = Exclude<Verdict, 'lost' | 'too-few-groups'>;

/** A verdict in tables, CSV and JSON, which have five words: why it is undecided stands in the answer. */
export function toldVerdict(verdict: Verdict): ToldVerdict {
  return verdict === 'lost' || verdict === 'too-few-groups' ? 'undecided' : verdict;
}

/** A row that was held against a baseline. */
export interface Compared extends ComparisonRow {
  readonly againstBaseline: PairedDifference;
}

/** Whether a row is what those of its block are held against; where nothing is compared, none is. */
export function isBaseline({ level }: ComparisonRow, { by, baseline }: Pick<Comparison, 'by' | 'baseline'>): boolean {
  return by !== null && level === baseline;
}

/** The rows that were held against one. */
export function comparedRows({ rows }: Comparison): Compared[] {
  return rows.filter((row): row is Compared => row.againstBaseline !== null);
}

/** The rows of each verdict that there is, in the order in which an answer tells them. */
export function groupByVerdict(rows: readonly Compared[]): Compared[][] {
  return VERDICTS.map((verdict) => rows.filter(({ againstBaseline }) => againstBaseline.verdict === verdict)).filter(
    (group) => group.length > 0,
  );
}

/** The best first; of like verdict, the one that gains most. */
export function inOrderOfVerdict(rows: readonly Compared[], { metric }: Comparison): Compared[] {
  const sign = BETTER[metric] === 'higher' ? 1 : -1;
  const gain = ({ againstBaseline: { difference } }: Compared) => sign * (difference ?? 0);
  return groupByVerdict(rows).flatMap((group) => group.toSorted((a, b) => gain(b) - gain(a)));
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

/** The rows of each block, in their order. */
export function rowsByBlock<Row extends ComparisonRow>({ rows }: { readonly rows: readonly Row[] }): Row[][] {
  const blocks = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.block);
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [row]);
    else block.push(row);
  }
  return [...blocks.values()];
}

/** What rows of a block are held against; one that is named again for every row of thousands, so it is looked for once. */
export function baselineOf({ block }: ComparisonRow, comparison: Comparison): ComparisonRow | null {
  let known = baselines.get(comparison);
  if (known === undefined) {
    const rows = comparison.rows.filter((row) => isBaseline(row, comparison));
    known = new Map(rows.map((row) => [JSON.stringify(row.block), row]));
    baselines.set(comparison, known);
  }
  return known.get(JSON.stringify(block)) ?? null;
}

const baselines = new WeakMap<Comparison, ReadonlyMap<string, ComparisonRow>>();
