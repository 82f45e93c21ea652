/** What a file says, as far as it is valid: its values with their places. */

import { type FileKey, isFileKey, keyNamed } from '../keys.ts';
import type { Metric } from '../vocabulary.ts';
import { dataStatement, type GivenData } from './data-statement.ts';
import type { Entry, MapValue, Value } from './document.ts';
import { type GivenSeeds, givenSeeds } from './given-seeds.ts';
import type { Place } from './problems.ts';
import type { GivenRange } from './ranges.ts';

/** A valid value and where it stands. */
export interface Given<T = string | number> {
  readonly value: T;
  readonly place: Place;
}

/** A key with its valid values. */
export interface GivenKey<T> {
  readonly keyPlace: Place;
  readonly given: T;
}

export type GivenPoint = ReadonlyMap<FileKey, Given>;

/** What a file says, as far as it is valid. */
export interface Statements {
  readonly name: Given<string> | null;
  readonly description: Given<string> | null;
  readonly seeds: GivenSeeds | null;
  readonly match: GivenKey<Given> | null;
  readonly data: GivenData | null;
  readonly file: ReadonlyMap<FileKey, GivenKey<Given>>;
  readonly sweep: ReadonlyMap<FileKey, GivenKey<readonly Given[]>>;
  readonly include: readonly Given<GivenPoint>[];
  readonly exclude: readonly Given<GivenPoint>[];
  /** Ranges of which no values are given: a search draws from them. */
  readonly ranges: ReadonlyMap<FileKey, GivenRange>;
  readonly search: GivenSearch | null;
  readonly compare: {
    readonly by: Given<FileKey> | null;
    readonly baseline: Given | null;
    readonly metric: Given<Metric> | null;
    readonly smallestEffect: Given<number> | null;
  };
  /** Keys with an invalid value somewhere: what follows from their values cannot be judged. */
  readonly broken: ReadonlySet<FileKey>;
}

/** What the `search` map says; null: the default. */
export interface GivenSearch {
  readonly keyPlace: Place;
  /** Whether all of it is valid: else nothing follows from it. */
  readonly isValid: boolean;
  readonly configurations: Given<number | 'all'> | null;
  readonly seeds: GivenSeeds | null;
  readonly confirm: GivenSeeds | null;
}

/** Picks out the valid values; `invalid` holds the JSON pointers of the others, `ranges` what stands for a list. */
export function statementsOf(
  root: MapValue,
  { invalid, ranges }: { invalid: ReadonlySet<string>; ranges: ReadonlyMap<FileKey, GivenRange> },
): Statements {
  const broken = new Set<FileKey>();

  /** The scalar at a pointer, null where there is none or it is invalid. */
  function scalar(value: Value | undefined, pointer: string): Given | null {
    if (value?.kind !== 'scalar' || invalid.has(pointer)) return null;
    return { value: value.value as string | number, place: value.place };
  }

  function configurationKeys<T>(
    map: Value | undefined,
    read: (value: Value, key: FileKey) => T | null,
  ): Map<FileKey, GivenKey<T>> {
    const found = new Map<FileKey, GivenKey<T>>();
    for (const [key, { keyPlace, value }] of map?.kind === 'map' ? map.entries : []) {
      if (!isFileKey(key)) continue;
      const given = read(value, key);
      if (given === null) broken.add(key);
      else found.set(key, { keyPlace, given });
    }
    return found;
  }

  function points(key: 'include' | 'exclude'): Given<GivenPoint>[] {
    const list = inner(sweep, key);
    if (list?.kind !== 'list' || invalid.has(`/sweep/${key}`)) return [];
    return list.items.flatMap((item, i) => {
      const pointer = `/sweep/${key}/${i}`;
      const given = configurationKeys(item, (value, name) => scalar(value, `${pointer}/${name}`));
      return item.kind !== 'map' || invalid.has(pointer) ? [] : [{ value: flat(given), place: item.place }];
    });
  }

  const sweep = root.entries.get('sweep')?.value;
  const compare = root.entries.get('compare')?.value;
  const compared = (key: string) => scalar(inner(compare, key), `/compare/${key}`);
  const match = root.entries.get('match');
  const matched = scalar(match?.value, '/match');
  return {
    name: scalar(root.entries.get('name')?.value, '/name') as Given<string> | null,
    description: scalar(root.entries.get('description')?.value, '/description') as Given<string> | null,
    seeds: givenSeeds(root.entries.get('seeds')?.value, '/seeds', invalid),
    match: match === undefined || matched === null ? null : { keyPlace: match.keyPlace, given: matched },
    data: dataStatement(root, invalid),
    file: configurationKeys(switched(root), (value, key) => scalar(value, `/${key}`)),
    sweep: configurationKeys(sweep, (value, key) => {
      const range = ranges.get(key);
      if (range !== undefined) return valuesOf(range, { isDrawnFrom: root.entries.has('search') });
      if (value.kind !== 'list' || invalid.has(`/sweep/${key}`)) return null;
      const items = value.items.map((item, i) => scalar(item, `/sweep/${key}/${i}`));
      if (items.includes(null)) broken.add(key);
      return items.filter((item) => item !== null);
    }),
    include: points('include'),
    exclude: points('exclude'),
    ranges: new Map([...ranges].filter(([, { values, findings }]) => values === null && findings.length === 0)),
    search: searchOf(root, invalid),
    compare: {
      by: compared('by') as Given<FileKey> | null,
      baseline: compared('baseline'),
      metric: compared('metric') as Given<Metric> | null,
      smallestEffect: compared('smallest_effect') as Given<number> | null,
    },
    broken,
  };
}

/** The file with what `true` means for each key that takes it, and without the keys that say `false`. */
function switched(root: MapValue): MapValue {
  const entries = [...root.entries].flatMap(([key, entry]): [string, Entry][] => {
    const { value } = entry;
    const meant = isFileKey(key) ? keyNamed(key).file?.whereTrue : undefined;
    if (meant === undefined || value.kind !== 'scalar' || typeof value.value !== 'boolean') return [[key, entry]];
    return value.value ? [[key, { ...entry, value: { ...value, value: meant } }]] : [];
  });
  return { ...root, entries: new Map(entries) };
}

function inner(map: Value | undefined, key: string): Value | undefined {
  return map?.kind === 'map' ? map.entries.get(key)?.value : undefined;
}

function flat(given: ReadonlyMap<FileKey, GivenKey<Given>>): GivenPoint {
  return new Map([...given].map(([key, { given }]) => [key, given]));
}

/** Of a grid; none where a search draws them; null where the range is none. */
function valuesOf(
  { values, findings, place }: GivenRange,
  { isDrawnFrom }: { isDrawnFrom: boolean },
): readonly Given[] | null {
  if (values !== null) return values.map((value) => ({ value, place }));
  return findings.length === 0 && isDrawnFrom ? [] : null;
}

function searchOf({ entries }: MapValue, invalid: ReadonlySet<string>): GivenSearch | null {
  const entry = entries.get('search');
  if (entry?.value.kind !== 'map') return null;
  const { keyPlace, value } = entry;
  const configurations = inner(value, 'configurations');
  const isCount = configurations?.kind === 'scalar' && !invalid.has('/search/configurations');
  return {
    keyPlace,
    isValid: ![...invalid].some((pointer) => pointer === '/search' || pointer.startsWith('/search/')),
    configurations: isCount ? { value: configurations.value as number | 'all', place: configurations.place } : null,
    seeds: givenSeeds(inner(value, 'seeds'), '/search/seeds', invalid),
    confirm: givenSeeds(inner(value, 'confirm'), '/search/confirm', invalid),
  };
}
