/** A point of the sweep as text, in `plan.block` and `plan.level`, and back. */
import { valueFrom } from '../keys.ts';
import { type Block, type Compare, FOLD, type Value } from '../vocabulary.ts';
import { DamagedRow } from './store-error.ts';

/** `units=16 threshold=25%`, in the order of the sweep. Text with a space, a quote or a = in it stands in quotes, as in JSON. */
export function blockText(block: Block): string {
  return Object.entries(block)
    .map(([key, value]) => `${key}=${typeof value === 'number' || isPlain(value) ? value : JSON.stringify(value)}`)
    .join(' ');
}

function isPlain(value: string): boolean {
  return /^[^\s"=]+$/.test(value);
}

/** What `blockText` was made from: numbers are numbers again for the keys that have numbers. */
export function parseBlock(text: string): Block {
  const entries: [string, Value][] = [];
  const entry = /([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;
  while (entry.lastIndex < text.length) {
    const match = entry.exec(text);
    if (match === null) throw new DamagedRow(`block: expected key=value, found ${JSON.stringify(text.slice(0, 40))}`);
    const [, key, value] = match;
    entries.push([
      key,
      value.startsWith('"') ? JSON.parse(value) : key === FOLD ? Number(value) : valueFrom(key, value),
    ]);
  }
  return Object.fromEntries(entries);
}

/** The level of a point to which the compared key does not apply; where nothing is compared, it is empty. */
const NO_LEVEL = '–';

/** A level as the plan keeps it. */
export function levelText({ level }: { readonly level: Value | null }, compare: Compare | null): string {
  return level === null ? (compare === null ? '' : NO_LEVEL) : String(level);
}

/** A level as it was before `levelText`: a number again where its key has numbers. */
export function parseLevel(text: string, compare: Compare | null): Value | null {
  return compare === null || text === NO_LEVEL ? null : valueFrom(compare.by, text);
}
