/** The `data` key as a file gives it: a valid map, with the place of every key. */
import { OWN_DATA } from '../tasks/own-data/opened.ts';
import type { WrittenData } from '../tasks/own-data/settings.ts';
import { type Entry, type MapValue, plainOf } from './document.ts';
import type { Place } from './problems.ts';

export interface GivenData {
  /** `own-data`, or the task whose real data these are. */
  readonly task: string;
  readonly written: WrittenData;
  readonly keyPlace: Place;
  readonly place: Place;
  /** Of a key of the map, 'test.file' too, or of an entry of its list; of the whole where there is none. */
  placeOf(key: string, index?: number): Place;
}

/** null where the file has no data, or none that are valid. */
export function dataStatement(root: MapValue, invalid: ReadonlySet<string>): GivenData | null {
  const entry = root.entries.get('data');
  if (entry === undefined || [...invalid].some((pointer) => pointer === '/data' || pointer.startsWith('/data/'))) {
    return null;
  }
  const { keyPlace, value } = entry;
  const written = value.kind === 'scalar' ? { file: String(value.value) } : plainOf(value);
  return {
    task: OWN_DATA,
    written: written as WrittenData, // the schema has looked at it
    keyPlace,
    place: value.place,
    placeOf(key, index) {
      let found: Entry = entry;
      for (const name of key.split('.')) {
        if (found.value.kind !== 'map') break;
        const inner = found.value.entries.get(name);
        if (inner === undefined) break;
        found = inner;
      }
      if (index !== undefined && found.value.kind === 'list')
        return found.value.items[index]?.place ?? found.value.place;
      return found.value.kind === 'map' ? found.keyPlace : found.value.place;
    },
  };
}
