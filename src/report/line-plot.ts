/** Lines drawn with signs, one sign for each, with axes that have numbers. */
import { grouped } from '../words.ts';
import { formatFixed } from './numbers.ts';
import { wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

export interface PlottedLine {
  readonly name: string;
  /** By x, ascending. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** In ASCII: told apart without colours, and everywhere. */
const SIGNS = '*o+x#@%&';
/** More lines than signs would not be told apart. */
export const MOST_LINES = SIGNS.length;

const HEIGHT = 12;
/** Lines with their number at the left: first, last, and two between. */
const LABELLED = [0, 4, 7, HEIGHT - 1];
const MOST_COLUMNS = 100;

/**
 * Each line at every column between its first and last x, straight from point to point; a later one stands over an
 * earlier one. Below are the x of both ends and what the signs mean. '' where there is no point.
 */
export function linePlot(lines: readonly PlottedLine[], { width, of }: { width: number; of: string }): string {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return '';
  const [left, right] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const [bottom, top] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  const numbers = LABELLED.map((row) => label(top - (row / (HEIGHT - 1)) * (top - bottom), top - bottom));
  const margin = Math.max(...numbers.map(({ length }) => length)) + 1;
  const columns = Math.max(10, Math.min(MOST_COLUMNS, width - margin - 3));

  const grid = Array.from({ length: HEIGHT }, () => Array.from({ length: columns }, () => ' '));
  for (const [i, { points }] of drawn.entries()) {
    for (let c = 0; c < columns; c++) {
      const y = valueAt(points, left + (c / (columns - 1)) * (right - left));
      if (y === null) continue;
      const row = top === bottom ? 0 : Math.round(((top - y) / (top - bottom)) * (HEIGHT - 1));
      grid[row][c] = SIGNS[i % SIGNS.length];
    }
  }
  const rows = grid.map((cells, row) => {
    const at = LABELLED.indexOf(row);
    const axis = at < 0 ? `${' '.repeat(margin)} │` : `${numbers[at].padStart(margin)} ┤`;
    return `${axis}${cells.join('')}`.trimEnd();
  });
  const [from, to] = [`${of} ${grouped(left)}`, grouped(right)];
  const ends = `${from}${to.padStart(Math.max(to.length + 1, columns - from.length))}`;
  const legend = drawn.map(({ name }, i) => `${SIGNS[i % SIGNS.length]} ${terminalText(name)}`).join('   ');
  return [
    ...rows,
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}${ends}`,
    ...(drawn.length < 2 ? [] : [wrap(`${' '.repeat(margin + 2)}${legend}`, width, margin + 2)]),
  ].join('\n');
}

/** Between two points; null before the first and after the last. */
function valueAt(points: PlottedLine['points'], x: number): number | null {
  const next = points.findIndex((point) => point.x >= x);
  if (next < 0) return null;
  const [b, a] = [points[next], points[next - 1]];
  if (a === undefined) return b.x === x ? b.y : null;
  return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
}

/** As many decimals as show three digits of the range. */
function label(value: number, range: number): string {
  const decimals = range === 0 ? 3 : Math.min(Math.max(2 - Math.floor(Math.log10(range)), 0), 6);
  return formatFixed(value, decimals);
}
