/** As many decimals for all numbers of a column: what differs should be seen to differ, and line up. */
import type { Comparison, ComparisonRow } from '../vocabulary.ts';
import { differenceDecimals, formatFixed, formatSigned, isShare, metricDecimals, scaled } from './numbers.ts';

/** Of shares: more would tell apart what no test sequence can. */
const MOST_OF_SHARES = 4;

/** What formats the means of a table and the halves of their intervals. */
export function formatMeans({ rows, metric }: Comparison): (value: number) => string {
  const decimals = Math.max(
    ...rows.map(({ mean, interval }) => (mean === null ? 0 : metricDecimals(metric, mean, interval))),
  );
  const shown = isShare(metric) ? Math.min(decimals, MOST_OF_SHARES) : decimals;
  return (value) => formatFixed(value, shown);
}

/** What formats the differences of a table, in points for shares, with their signs. */
export function formatDifferences({ rows, metric }: Comparison): (difference: number) => string {
  const intervals = rows.flatMap(({ againstBaseline }) =>
    againstBaseline?.interval ? [againstBaseline.interval] : [],
  );
  const usual = differenceDecimals(metric, null);
  const wanted = intervals.map((interval) => differenceDecimals(metric, interval));
  // As fine as the coarsest, with two decimals of points where any has them, and a digit of every bound beside 0
  const fine = Math.max(Math.min(...wanted), Math.min(usual, Math.max(...wanted)));
  const decimals = Math.max(fine, ...rows.map((row) => decimalsBesideZero(row, metric)));
  return (difference) => formatSigned(scaled(metric, difference), Number.isFinite(decimals) ? decimals : usual);
}

/** How many show a digit of the bound that is nearest to 0, where an interval lies on one side of it; else 0. */
function decimalsBesideZero({ againstBaseline }: ComparisonRow, metric: Comparison['metric']): number {
  const interval = againstBaseline?.interval ?? null;
  if (interval === null) return 0;
  const [low, high] = interval.map((bound) => scaled(metric, bound));
  const nearest = low > 0 ? low : high < 0 ? -high : 1;
  let decimals = 0;
  while (decimals < 6 && Number(nearest.toFixed(decimals)) === 0) decimals += 1;
  return decimals;
}

/** Half the width of the interval of a mean; null without one. */
export function halfWidth({ interval }: ComparisonRow): number | null {
  return interval === null ? null : (interval[1] - interval[0]) / 2;
}
