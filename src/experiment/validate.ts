/** The tree of a file held against the schema: its valid values with their places, and a finding for every other. */
import type { ErrorObject } from 'ajv';
import type { TSchema } from 'typebox';
import { decimalOf, times, toNumber } from '../decimal.ts';
import { isFileKey } from '../keys.ts';
import type { Metric } from '../vocabulary.ts';
import { grouped, listing, terminalText } from '../words.ts';
import { type Entry, type MapValue, plainOf, shown, type Value } from './document.ts';
import { expectation } from './expectation.ts';
import { seedsMeant, wrongWithSeeds } from './given-seeds.ts';
import { validName } from './name.ts';
import { notOffered } from './not-offered.ts';
import { numberFor, otherNotations } from './notations.ts';
import { cutByComma } from './number-meant.ts';
import { type Finding, lineOf, type Place, textAt } from './problems.ts';
import { type GivenRange, rangesIn } from './ranges.ts';
import type { Described } from './schema.ts';
import { DEFAULT_METRIC, EXPERIMENT_SCHEMA, NAME_PATTERN } from './schema.ts';
import { type Statements, statementsOf } from './statements.ts';
import { suggestKey, suggestValue } from './suggestions.ts';
import { validator } from './validator.ts';

/** Places and keys beyond these are counted as wrong without a message of their own: none would be shown. */
const MOST_WORDED = 1000;

/** All that is wrong with a file by itself, and what its sound parts say, so that these can be looked at further. */
export function validate(root: MapValue): { readonly statements: Statements; readonly findings: readonly Finding[] } {
  const validated = validator();
  validated(plainOf(root));
  const errors = groupByPath(validated.errors ?? []);
  const worded = [...errors].slice(0, MOST_WORDED);
  const invalid = new Set(errors.keys());
  const findings = worded.flatMap(([path, group]) => findingsAt({ path, errors: group, root, invalid }));
  const ranges = rangesIn(root, invalid);
  const statements = statementsOf(root, { invalid, ranges });
  return {
    statements,
    findings: [
      ...findings,
      ...otherNotations(root, invalid),
      ...(root.entries.has('search') ? [] : setAndSwept(root)), // there the value at the top is the first that races
      ...[...ranges.values()].flatMap((range) => wrongWith(range, { isDrawnFrom: root.entries.has('search') })),
      ...wrongWithSeeds('seeds', statements.seeds),
      ...wrongWithSeeds('search.seeds', statements.search?.seeds ?? null),
      ...wrongWithSeeds('search.confirm', statements.search?.confirm ?? null),
      ...hugeEffect(statements),
    ],
  };
}

/** Errors by JSON pointer; of a union's errors only those remain that lie deeper, if any do. */
function groupByPath(errors: readonly ErrorObject[]): Map<string, ErrorObject[]> {
  const groups = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const group = groups.get(error.instancePath);
    if (group === undefined) groups.set(error.instancePath, [error]);
    else group.push(error);
  }
  const outer = new Set([...groups.keys()].map((path) => path.slice(0, path.lastIndexOf('/'))));
  for (const [path, group] of groups) {
    if (!outer.has(path) || !group.some(({ keyword }) => keyword === 'anyOf')) continue;
    const ofTheWhole = group.filter(({ keyword }) => keyword === 'additionalProperties' || keyword === 'maxItems');
    if (ofTheWhole.length === 0) groups.delete(path);
    else groups.set(path, ofTheWhole);
  }
  return groups;
}

/** Where a JSON pointer leads. */
interface Target {
  /** `sweep.units`; null for the file itself. */
  readonly key: string | null;
  readonly names: readonly string[];
  readonly keyPlace: Place;
  readonly value: Value;
}

function locate(root: MapValue, pointer: string): Target {
  let target: Target = { key: null, names: [], keyPlace: root.place, value: root };
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const { key, names, value } = target;
    if (value.kind === 'list') {
      const item = value.items[Number(name)];
      target = { key, names, keyPlace: item.place, value: item };
    } else {
      const entry = value.kind === 'map' ? value.entries.get(name) : undefined;
      if (entry === undefined) throw new Error(`no ${pointer} in the file`);
      target = { key: key === null ? name : `${key}.${name}`, names: [...names, name], ...entry };
    }
  }
  return target;
}

function findingsAt({
  path,
  errors,
  root,
  invalid,
}: {
  path: string;
  errors: readonly ErrorObject[];
  root: MapValue;
  invalid: ReadonlySet<string>;
}): Finding[] {
  const target = locate(root, path);
  if (target.value.kind === 'refused') return [];
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  if (unknown.length > 0)
    return unknown
      .slice(0, MOST_WORDED)
      .flatMap((error) => cutNumber(target, error, { path, invalid }) ?? [unknownKey(target, error)]);
  return [invalidValue(target, errors)];
}

/**
 * A key that is the rest of a number: {smallest_effect: 0,01} is 0 and a key 01. Nothing more where the number before it
 * is refused, which says what is meant; null where the key is no such rest.
 */
function cutNumber(
  map: Target,
  { params, parentSchema }: ErrorObject,
  { path, invalid }: { path: string; invalid: ReadonlySet<string> },
): Finding[] | null {
  const { entries } = map.value as MapValue;
  const { keyPlace: rest } = entries.get(params.additionalProperty) as Entry;
  const number = cutByComma(rest);
  const before = [...entries].find(([, { value }]) => value.place.end === rest.start - 1);
  if (number === '' || before === undefined) return null;
  const [name, { value }] = before;
  if (invalid.has(`${path}/${name}`)) return [];
  const schema = (parentSchema as { properties: Record<string, Described> }).properties[name];
  const place = { ...rest, start: value.place.start };
  const message = `a comma cuts ${number} in two.`;
  const suggestion = schema === undefined ? null : numberFor(schema, number);
  return [{ severity: 'error', place, key: map.key === null ? name : `${map.key}.${name}`, message, suggestion }];
}

function unknownKey(map: Target, { params, parentSchema }: ErrorObject): Finding {
  const name: string = params.additionalProperty;
  const { keyPlace, value } = (map.value as MapValue).entries.get(name) as Entry;
  const known = Object.keys((parentSchema as { properties: object }).properties);
  const isTop = map.key === null;
  const finding = { severity: 'error', place: keyPlace, key: isTop ? name : `${map.key}.${name}` } as const;
  const outside = Object.keys(EXPERIMENT_SCHEMA.properties).includes(name);
  if (map.key === 'sweep' && outside) {
    const why = name === 'seeds' ? 'seeds are repeats, not candidates' : 'it is no part of a configuration';
    return { ...finding, message: `cannot be swept: ${why}. Move it to the top of the file.` };
  }
  const absent = notOffered(name);
  if (absent !== null && !known.some((key) => key === name)) {
    const message = `there is no such key. ${absent.what}: not offered. ${absent.instead} See docs/limits.md.`;
    return { ...finding, message };
  }
  const direction = isTop ? directionMeant(name, value) : null;
  const suggestion = direction ?? suggestKey(name, isTop ? [...known, ...INNER_KEYS] : known);
  const message = `there is no such key${suggestion === null ? `; the keys here are ${known.join(', ')}` : ''}.`;
  return { ...finding, message, suggestion };
}

/** Keys of inner maps that are sought at the top. */
const INNER_KEYS = [
  ...['include', 'exclude'].map((key) => `sweep.${key}`),
  ...Object.keys(EXPERIMENT_SCHEMA.properties.compare.properties).map((key) => `compare.${key}`),
];

/** Keras's switches as our key: `bidirectional: true`, `go_backwards: true`. */
function directionMeant(name: string, value: Value): string | null {
  const switches: ReadonlyMap<string, string> = new Map([
    ['bidirectional', 'bidirectional'],
    ['go_backwards', 'backward'],
  ]);
  const direction = switches.get(name);
  if (direction === undefined || value.kind !== 'scalar' || typeof value.value !== 'boolean') return null;
  return `direction: ${value.value ? direction : 'forward'}`;
}

function invalidValue({ key, names, keyPlace, value }: Target, errors: readonly ErrorObject[]): Finding {
  const byKeyword = (name: string) => errors.find(({ keyword }) => keyword === name);
  const error = byKeyword('maxItems') ?? byKeyword('anyOf') ?? errors[0];
  const schema = error.parentSchema as TSchema;
  const place = value.place.end > value.place.start ? value.place : keyPlace;
  const finding = { severity: 'error', place, key } as const;
  if (error.keyword === 'maxItems' && value.kind === 'list') {
    const [most, found] = [error.params.limit, value.items.length].map(grouped);
    return { ...finding, place: keyPlace, message: `expected at most ${most} entries; found ${found}.` };
  }
  const incomplete = byKeyword('required');
  if (value.kind === 'map' && incomplete !== undefined) {
    const { required } = incomplete.parentSchema as { required: readonly string[] };
    return { ...finding, message: `expected ${listing(required)}; found ${keysOf(value)}.` };
  }
  const isListOutsideSweep = value.kind === 'list' && names.length === 1 && isFileKey(names[0]);
  const advice = isListOutsideSweep ? ' A list of values to try stands under sweep.' : '';
  return {
    ...finding,
    message: `expected ${expectation(schema)}; found ${shown(value)}.${advice}`,
    suggestion: suggestionFor(schema, value),
  };
}

function keysOf({ entries }: MapValue): string {
  return entries.size === 0 ? 'no keys' : listing([...entries.keys()].map(terminalText));
}

/** What to write instead, where it can be told. */
function suggestionFor(schema: Described, value: Value): string | null {
  const written = textAt(value.place);
  if (value.kind === 'list') return /^[^\s[]+$/.test(written) ? numberFor(schema, written) : null; // an override's
  if (value.kind !== 'scalar' || value.value === null) return null;
  const text = String(value.value);
  if (schema.enum !== undefined) return suggestValue(text, schema.enum);
  const list = schema.anyOf?.[0] ?? schema;
  if (list.type === 'array') return list.title === undefined ? `[${text}]` : null;
  if (schema.pattern === NAME_PATTERN) {
    const name = validName(text);
    return name === text ? `"${name}"` : name; // 2024 is a number, "2024" is a name
  }
  if (typeof value.value === 'string') return seedsMeant(schema, text) ?? numberFor(schema, text);
  return numberFor(schema, cutByComma(value.place)) ?? numberFor(schema, written);
}

/** A range that contradicts itself, or does not say which of its values to try. */
function wrongWith(
  { findings, keyPlace, place, range, values }: GivenRange,
  { isDrawnFrom }: { isDrawnFrom: boolean },
): readonly Finding[] {
  if (findings.length > 0 || values !== null || isDrawnFrom) return findings;
  const message = `expected points or step, for which values from ${range.from} to ${range.to} to try, or search, which draws from them; found none of them.`;
  return [{ severity: 'error', place, key: `sweep.${textAt(keyPlace)}`, message }];
}

/** A key has one value or it has several to try. */
function setAndSwept(root: MapValue): Finding[] {
  const sweep = root.entries.get('sweep');
  if (sweep?.value.kind !== 'map') return [];
  return [...sweep.value.entries].flatMap(([key, { keyPlace }]): Finding[] => {
    const set = root.entries.get(key);
    if (set === undefined || !isFileKey(key)) return [];
    const message = `is set on line ${lineOf(set.keyPlace)} and swept here. Remove one of them.`;
    return [{ severity: 'error', place: keyPlace, key: `sweep.${key}`, message }];
  });
}

/** From here on hardly a difference is large enough, and another unit was probably meant. */
const HUGE: Readonly<Record<Metric, { readonly from: number; readonly says: (effect: number) => string }>> = {
  accuracy: { from: 0.5, says: inPoints },
  sequence_accuracy: { from: 0.5, says: inPoints },
  loss: { from: 1, says: asLoss },
  training_loss: { from: 1, says: asLoss },
  f1_macro: { from: 0.5, says: inPoints },
  mae: { from: Number.POSITIVE_INFINITY, says: String }, // in a unit that is the file's own
  mse: { from: Number.POSITIVE_INFINITY, says: String },
  r2: { from: 0.5, says: inPoints },
};

function inPoints(effect: number): string {
  return `${effect} is ${toNumber(times(decimalOf(effect), decimalOf(100)))} points, and all else counts as the same; half a point is 0.005.`;
}

function asLoss(effect: number): string {
  return `${effect} is a difference of losses, and all else counts as the same; guessing between two words has a loss of 0.69.`;
}

/** A smallest effect that no metric could mean. */
function hugeEffect({ compare: { metric, smallestEffect } }: Statements): Finding[] {
  if (smallestEffect === null) return [];
  const { value, place } = smallestEffect;
  const { from, says } = HUGE[metric?.value ?? DEFAULT_METRIC];
  return value < from ? [] : [{ severity: 'warning', place, key: 'compare.smallest_effect', message: says(value) }];
}
