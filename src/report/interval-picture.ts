/** Intervals drawn with signs, all on one scale: '┊ │ ┊  ├──●──┤'. */
import type { Comparison, ComparisonRow } from '../vocabulary.ts';

/** Signs from the lowest number to the highest. */
const WIDTH = 24;

/**
 * Draws the interval of a difference, with 0 and ± the smallest effect in every row; '' for a row without one. Beyond
 * both ends of the scale there is nothing: it holds all intervals of the table.
 */
export function intervalPictures({ rows, smallestEffect }: Comparison): (row: ComparisonRow) => string {
  const intervals = rows.flatMap(({ againstBaseline }) =>
    againstBaseline?.interval ? [againstBaseline.interval] : [],
  );
  const bounds = [...intervals.flat(), -smallestEffect, smallestEffect];
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  const place = (value: number) => Math.round(((value - low) / (high - low)) * (WIDTH - 1));
  return ({ againstBaseline }) => {
    const interval = againstBaseline?.interval ?? null;
    if (interval === null || againstBaseline?.difference == null || high === low) return '';
    const signs = Array.from({ length: WIDTH }, () => ' ');
    for (const effect of [-smallestEffect, smallestEffect]) signs[place(effect)] = '┊';
    signs[place(0)] = '│';
    const [from, to] = interval.map(place);
    signs.fill('─', from, to + 1);
    signs[from] = '├';
    signs[to] = '┤';
    signs[Math.min(Math.max(place(againstBaseline.difference), from), to)] = '●';
    return signs.join('');
  };
}
