/** What version 1 made of a plan whose file it could not read any more. */
import { DIRECTIONS, ENGINES, MERGE_MODES } from '../../vocabulary.ts';
import { parseBlock } from '../block.ts';

/** A row of version 1's plan with its configuration's direction and units. */
export interface PlannedPlace {
  readonly block: string;
  readonly level: string;
  readonly compareBy: string | null;
  readonly direction: string;
  readonly units: number;
}

/**
 * Numbers and percentages ascend, the closed sets stand as the vocabulary has them (forward, backward, bidirectional),
 * other words by the alphabet; the block before the level.
 */
export function orderWithoutFile<Place extends PlannedPlace>(places: readonly Place[]): Place[] {
  return places
    .map((place) => ({ place, values: [...Object.values(parseBlock(place.block)).map(String), place.level] }))
    .sort((a, b) => {
      for (let i = 0; i < Math.min(a.values.length, b.values.length); i++) {
        const order = compareValues(a.values[i], b.values[i]);
        if (order !== 0) return order;
      }
      return a.values.length - b.values.length;
    })
    .map(({ place }) => place);
}

/** The units of the point's block; where they are not swept, those that `match` never raises: bidirectional's. */
export function unitsWithoutFile(place: PlannedPlace, all: readonly PlannedPlace[]): number {
  const swept = place.compareBy === 'units' ? Number(place.level) : parseBlock(place.block).units;
  if (typeof swept === 'number') return swept;
  const unraised = all.find(({ block, direction }) => block === place.block && direction === 'bidirectional');
  return (unraised ?? place).units;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
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
