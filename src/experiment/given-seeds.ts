/** Seeds as a file gives them → the seeds, and what is wrong with them that no schema can say. */
import { LARGEST_SEED } from '../vocabulary.ts';
import type { Value } from './document.ts';
import type { Finding, Place } from './problems.ts';
import type { Described } from './schema.ts';

/** A count; a list, with the place of each; or a first seed and a count. */
export interface GivenSeeds {
  readonly value: number | readonly GivenSeed[] | { readonly from: number; readonly count: number };
  readonly place: Place;
}

interface GivenSeed {
  readonly value: number;
  readonly place: Place;
}

/** What stands at a pointer, without the invalid seeds of a list; null where nothing stands there, or nothing valid. */
export function givenSeeds(value: Value | undefined, pointer: string, invalid: ReadonlySet<string>): GivenSeeds | null {
  const isInvalid = (part: string | number) => invalid.has(`${pointer}/${part}`);
  if (value === undefined || invalid.has(pointer)) return null;
  const { place } = value;
  switch (value.kind) {
    case 'scalar':
      return { value: value.value as number, place };
    case 'list': {
      const seeds = value.items.flatMap((item, i) =>
        item.kind === 'scalar' && !isInvalid(i) ? [{ value: item.value as number, place: item.place }] : [],
      );
      return { value: seeds, place };
    }
    case 'map': {
      const [from, count] = ['from', 'count'].map((key) => value.entries.get(key)?.value);
      if (from?.kind !== 'scalar' || count?.kind !== 'scalar' || isInvalid('from') || isInvalid('count')) return null;
      return { value: { from: from.value as number, count: count.value as number }, place };
    }
    case 'refused':
      return null;
    default:
      return value satisfies never;
  }
}

/** The seeds: a count has them from `first` on. */
export function seedsOf({ value }: Pick<GivenSeeds, 'value'>, { first }: { first: number }): number[] {
  if (typeof value === 'number') return consecutive(first, value);
  if ('from' in value) return consecutive(value.from, value.count);
  return value.map((seed) => seed.value);
}

/** '{from: 11, count: 10}' for 11..20 and 11-20, where that is what is wanted; else null. */
export function seedsMeant({ anyOf = [] }: Described, text: string): string | null {
  const [, from, to] = /^(\d+)(?:\.\.+|…|–|-|:)(\d+)$/.exec(text) ?? [];
  const isWanted = anyOf.some(({ properties }) => properties !== undefined && 'count' in properties);
  if (!isWanted || from === undefined || Number(to) < Number(from)) return null;
  return `{from: ${from}, count: ${Number(to) - Number(from) + 1}}`;
}

function consecutive(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** A seed that stands in a list twice, and seeds that run beyond the largest. */
export function wrongWithSeeds(key: string, given: GivenSeeds | null): Finding[] {
  if (given === null || typeof given.value === 'number') return [];
  if ('from' in given.value) return beyondLargest(key, given.value, given.place);
  const seen = new Set<number>();
  return given.value.flatMap(({ value, place }): Finding[] => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    const message = `expected every seed once; ${value} stands in the list already. Remove one.`;
    return [{ severity: 'error', place, key, message }];
  });
}

function beyondLargest(key: string, { from, count }: { from: number; count: number }, place: Place): Finding[] {
  const last = from + count - 1;
  if (last <= LARGEST_SEED) return [];
  const message =
    `expected seeds up to ${LARGEST_SEED}; ${count} from ${from} on end at ${last}. ` +
    `Begin at ${LARGEST_SEED - count + 1} or before.`;
  return [{ severity: 'error', place, key, message }];
}
