/** A point of the sweep as text in `plan.block` and `plan.level`, and the order of points that only the text is left of. */
import { type Block, DIRECTIONS, ENGINES, MERGE_MODES, type Point } from '../vocabulary.ts';
import { DamagedRow } from './store-error.ts';

/**
 * `units=16 threshold=25%`, in the order of the sweep. Text that would read as something else (with a space or a quote
 * in it, or like a number) stands in quotes, as in JSON, so that `parseBlock` gives back what went in.
 */
export function blockText(block: Block): string {
  return Object.entries(block)
    .map(([key, value]) => `${key}=${typeof value === 'number' || isPlain(value) ? value : JSON.stringify(value)}`)
    .join(' ');
}

function isPlain(value: string): boolean {
  return /^[^\s"=]+$/.test(value) && !NUMBER.test(value);
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

export function parseBlock(text: string): Block {
  const entries: [string, string | number][] = [];
  const entry = /([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;
  while (entry.lastIndex < text.length) {
    const match = entry.exec(text);
    if (match === null) throw new DamagedRow(`block: expected key=value, found ${JSON.stringify(text.slice(0, 40))}`);
    const [, key, value] = match;
    entries.push([key, value.startsWith('"') ? JSON.parse(value) : NUMBER.test(value) ? Number(value) : value]);
  }
  return Object.fromEntries(entries);
}

/**
 * Numbers and percentages ascend, the closed sets stand as the vocabulary has them (forward, backward, bidirectional),
 * other words by the alphabet. The database does not keep the order of the file; this is the nearest to it that needs
 * no file.
 */
export function comparePlaces(a: Pick<Point, 'block' | 'level'>, b: Pick<Point, 'block' | 'level'>): number {
  const [blockA, blockB] = [Object.values(a.block), Object.values(b.block)];
  for (let i = 0; i < Math.min(blockA.length, blockB.length); i++) {
    const order = compareValues(String(blockA[i]), String(blockB[i]));
    if (order !== 0) return order;
  }
  return blockA.length - blockB.length || compareValues(a.level, b.level);
}

const WORDS: readonly string[] = [...DIRECTIONS, ...MERGE_MODES, ...ENGINES];

function compareValues(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  for (let i = 0; i < rankA.length; i++) if (rankA[i] !== rankB[i]) return rankA[i] - rankB[i];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Numbers before percentages before known words before others; then by value. */
function rank(value: string): readonly [number, number] {
  if (NUMBER.test(value)) return [0, Number(value)];
  if (value.endsWith('%') && NUMBER.test(value.slice(0, -1))) return [1, Number(value.slice(0, -1))];
  const place = WORDS.indexOf(value);
  return place >= 0 ? [2, place] : [3, 0];
}
