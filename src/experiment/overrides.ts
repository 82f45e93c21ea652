/** `key=value` and `key=value,value` of the command line, written over the file. */
import { isFileKey } from '../keys.ts';
import { type Entry, type MapValue, plainOf, type Value } from './document.ts';
import { plainScalar } from './plain-scalar.ts';
import { type Finding, type Place, type Source, textAt } from './problems.ts';
import { quoted } from './quoted.ts';

/** One override as typed, its value read. */
export interface Override {
  /** `units`, `seeds`, `compare.metric`. */
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Value;
}

export interface Overrides {
  readonly overrides: readonly Override[];
  readonly sources: readonly Source[];
  readonly findings: readonly Finding[];
}

/** Whose value is text, commas included. */
const TEXT_KEYS: readonly string[] = ['name', 'description'];

/** Reads overrides in the order given; what cannot be one is a finding, and left out. */
export function readOverrides(typed: readonly string[]): Overrides {
  const overrides = new Map<string, Override>();
  const sources: Source[] = [];
  const findings: Finding[] = [];
  for (const text of typed) {
    const source = { file: `override ${JSON.stringify(text)}`, text, override: text };
    sources.push(source);
    const equals = text.indexOf('=');
    const key = text.slice(0, Math.max(0, equals));
    const keyPlace = { source, start: 0, end: key.length };
    const refuse = (place: Place, message: string, suggestion: string | null = null) =>
      findings.push({ severity: 'error', place, key: key || null, message, suggestion });
    const whole = { source, start: 0, end: text.length };
    const place = { source, start: equals + 1, end: text.length };
    const value = TEXT_KEYS.includes(key) ? textValue(place) : readValue(place);

    if (key.trim() === '') {
      refuse(whole, `expected key=value, as in units=4,8; found ${quoted(text)}.`);
    } else if (key === 'sweep' || key.startsWith('sweep.')) {
      const swept = key.slice('sweep.'.length);
      refuse(whole, 'an override with several values is a sweep by itself.', `${swept || 'units'}=4,8`);
    } else if (overrides.has(key)) {
      refuse(keyPlace, 'expected every key once; it is overridden twice. Put several values into one: key=a,b.');
    } else {
      overrides.set(key, { key, keyPlace, value });
    }
  }
  return { overrides: [...overrides.values()], sources, findings };
}

/** Whatever stands there: a name may have commas and brackets. */
function textValue(place: Place): Value {
  return { kind: 'scalar', value: textAt(place), place };
}

/** `4`, `4,8`, `[4]`, `{from: 11, count: 10}`. A single value in brackets is a list. */
function readValue(place: Place): Value {
  const text = textAt(place);
  if (/^\s*\{.*\}\s*$/s.test(text)) return mapAt(place);
  const brackets = /^\s*\[(.*)\]\s*$/s.exec(text);
  if (brackets === null && !text.includes(',')) return scalarAt(place);
  const inner = brackets === null ? text : brackets[1];
  let start = place.start + (brackets === null ? 0 : text.indexOf('[') + 1);
  const items = inner.split(',').map((item) => {
    const value = scalarAt({ ...place, start, end: start + item.length });
    start += item.length + 1;
    return value;
  });
  return { kind: 'list', items: inner.trim() === '' ? [] : items, place };
}

/** `{from: 11, count: 10}`, also without the spaces that YAML wants: `{from:11,count:10}`. Of a key said twice, the last. */
function mapAt(place: Place): MapValue {
  const { source } = place;
  const entries = new Map<string, Entry>();
  const open = source.text.indexOf('{', place.start) + 1;
  const inner = source.text.slice(open, source.text.lastIndexOf('}'));
  let start = open;
  for (const entry of inner.trim() === '' ? [] : inner.split(',')) {
    const end = start + entry.length;
    const colon = entry.includes(':') ? start + entry.indexOf(':') : end;
    const keyPlace = trimmed({ source, start, end: colon });
    const value = scalarAt({ source, start: Math.min(colon + 1, end), end });
    entries.set(textAt(keyPlace), { keyPlace, value });
    start = end + 1;
  }
  return { kind: 'map', entries, place: trimmed(place) };
}

/** As YAML reads a plain value. */
function scalarAt(around: Place): Value {
  const place = trimmed(around);
  return { kind: 'scalar', value: plainScalar(textAt(place).trim()), place };
}

/** A place without the space around what stands there; as it is where nothing does. */
function trimmed(place: Place): Place {
  const raw = textAt(place);
  const text = raw.trim();
  if (text === '') return place;
  const start = place.start + (raw.length - raw.trimStart().length);
  return { ...place, start, end: start + text.length };
}

/**
 * What overrides add to the name of an experiment, the same in whatever order and spelling they were typed: after
 * `learning_rate=1e-3 epochs=200` these are `epochs=200` and `learning_rate=0.001`.
 */
export function changesOf(overrides: readonly Override[]): string[] {
  return overrides
    .filter(({ key }) => !TEXT_KEYS.includes(key))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, value }) => `${key}=${compact(value)}`);
}

/** Whether two names of experiments say the same overrides of the same file. */
export function sameName(a: string, b: string): boolean {
  const parts = (name: string) => {
    const [base, ...typed] = name.normalize('NFC').split(/ (?=[\w.]+=)/);
    return [base, ...changesOf(readOverrides(typed).overrides)].join(' ');
  };
  return parts(a) === parts(b);
}

/** As an override says it: `4,8`, `[4]` for a list of one, and `{from:11,count:10}` in whatever order it was typed. */
function compact(value: Value): string {
  if (value.kind === 'map') {
    const keys = [...value.entries.keys()].toSorted().toSorted((a, b) => rank(a) - rank(b));
    return `{${keys.map((key) => `${key}:${compact(value.entries.get(key)?.value as Value)}`).join(',')}}`;
  }
  const plain = plainOf(value);
  if (!Array.isArray(plain)) return String(plain ?? '');
  return plain.length === 1 ? `[${plain[0]}]` : plain.join(',');
}

/** The ends of a range before what lies between them. */
function rank(key: string): number {
  return ['from', 'to'].includes(key) ? 0 : 1;
}

/** The tree with the overrides in it: a list or a range makes a key swept, a single value ends its sweep. */
export function overridden(root: MapValue, overrides: readonly Override[]): MapValue {
  return overrides.reduce((tree, { key, keyPlace, value }) => {
    const entry = { keyPlace, value };
    const inner = /^(compare|data|search)\.(.+)$/s.exec(key);
    if (inner !== null)
      return withInner(tree, { outer: inner[1] as 'compare' | 'data' | 'search', inner: inner[2], entry });
    if (!isFileKey(key)) return withEntry(tree, key, entry);
    return value.kind === 'scalar'
      ? withEntry(withoutSwept(tree, key), key, entry)
      : withInner(withoutEntry(tree, key), { outer: 'sweep', inner: key, entry });
  }, root);
}

function withEntry(map: MapValue, key: string, entry: Entry): MapValue {
  return { ...map, entries: new Map(map.entries).set(key, entry) };
}

function withoutEntry(map: MapValue, key: string): MapValue {
  const entries = new Map(map.entries);
  entries.delete(key);
  return { ...map, entries };
}

/** With a key in one of the maps of the file; what is no map there has been reported and stays. */
function withInner(
  root: MapValue,
  { outer, inner, entry }: { outer: 'sweep' | 'compare' | 'data' | 'search'; inner: string; entry: Entry },
): MapValue {
  const empty: MapValue = { kind: 'map', entries: new Map(), place: entry.value.place };
  const { keyPlace, value } = root.entries.get(outer) ?? { keyPlace: entry.keyPlace, value: empty };
  // `data: names.conll` is short for a map
  const isShort = outer === 'data' && value.kind === 'scalar';
  const map = isShort ? withEntry(empty, 'file', { keyPlace, value }) : value;
  return map.kind === 'map' ? withEntry(root, outer, { keyPlace, value: withEntry(map, inner, entry) }) : root;
}

function withoutSwept(root: MapValue, key: string): MapValue {
  const sweep = root.entries.get('sweep');
  if (sweep?.value.kind !== 'map') return root;
  return withEntry(root, 'sweep', { ...sweep, value: withoutEntry(sweep.value, key) });
}
