/**
 * The keys of a configuration: all that is to be known of one, said once. Schema, configurations, identity, store,
 * tables, suggestions and documentation go through this table; a key that is not in it does not compile.
 *
 * Its parts are in keys/. The order is that of `show` and of the documentation.
 */
import { DATA_KEYS } from './keys/data.ts';
import type { Entries, Key, KeyName, Values, WrittenValues } from './keys/key.ts';
import { MODEL_KEYS } from './keys/model.ts';
import { TRAINING_KEYS } from './keys/training.ts';
import type { Configuration, Value } from './vocabulary.ts';
import { alternatives, grouped } from './words.ts';

export type { InLists, Key, KeyName, Values, WrittenValues } from './keys/key.ts';

export const KEYS = { ...DATA_KEYS, ...MODEL_KEYS, ...TRAINING_KEYS } as const satisfies Entries;

export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];

/** What is known of a key, whichever it is. */
export function keyNamed(name: KeyName): Key {
  return KEYS[name];
}

type Table = typeof KEYS;

/** The keys that a file gives. */
export type FileKey = { [K in KeyName]: Table[K]['file'] extends null ? never : K }[KeyName];
export const FILE_KEYS = KEY_NAMES.filter((name) => KEYS[name].file !== null) as readonly FileKey[];

export function isFileKey(name: string): name is FileKey {
  return FILE_KEYS.some((key) => key === name);
}

/** The keys of which a task says whether it has them. */
export type TaskKey = { [K in KeyName]: Table[K]['decidedBy'] extends { key: 'task' } ? K : never }[KeyName];

/** A value of a key as the file has it. */
export type Written<K extends FileKey> = Table[K]['file'] extends { written: { kind: 'number or percentage' } }
  ? Value
  : NonNullable<Configuration[K]>;

/** What a file may say for a key. */
export function writtenValues(name: FileKey): WrittenValues {
  const { file, values } = keyNamed(name);
  return file?.written ?? values;
}

/** The value that stored text means for a key; the text itself where the key is not known or has words. */
export function valueFrom(name: string, text: string): Value {
  if (!isKeyName(name)) return text;
  const { file, values } = keyNamed(name);
  const { kind } = file?.written ?? values;
  const isOfNumbers = kind === 'whole' || kind === 'number' || kind === 'number or percentage';
  return isOfNumbers && NUMBER.test(text) ? Number(text) : text;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

export function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(KEYS, name);
}

/** Whether a key's value is a number of what it names, as units are: '16 units', but 'batch size 16'. */
export function isCount(name: string): boolean {
  if (!isKeyName(name)) return false;
  const { values } = keyNamed(name);
  return values.kind === 'whole' && values.isCount;
}

/** Whether a configuration may hold the value. */
export function isValueOf(name: KeyName, value: unknown): value is Value {
  const { values } = keyNamed(name);
  switch (values.kind) {
    case 'whole':
      return Number.isSafeInteger(value) && Number(value) >= values.from && Number(value) <= values.to;
    case 'number':
    case 'number or percentage':
      return typeof value === 'number' && Number.isFinite(value) && isWithin(value, values);
    case 'words':
      return typeof value === 'string' && values.words.includes(value);
    case 'task':
    case 'text':
      return typeof value === 'string';
    default:
      return values satisfies never;
  }
}

function isWithin(number: number, range: Extract<Values, { kind: 'number' | 'number or percentage' }>): boolean {
  if ('above' in range) return number > range.above;
  return number >= range.from && number < (range.below ?? Number.POSITIVE_INFINITY);
}

/** What a configuration may hold, in words: 'a whole number from 1 to 1 024'. */
export function valuesInWords(name: KeyName): string {
  const { values } = keyNamed(name);
  switch (values.kind) {
    case 'whole':
      return `a whole number from ${grouped(values.from)} to ${grouped(values.to)}`;
    case 'number':
    case 'number or percentage':
      if ('above' in values) return `a number above ${values.above}`;
      return `a number of at least ${values.from}${values.below === undefined ? '' : ` and below ${values.below}`}`;
    case 'words':
      return alternatives(values.words);
    case 'task':
    case 'text':
      return 'text';
    default:
      return values satisfies never;
  }
}

/** Whether every configuration has the key, or only some: those of a task, those with a data file. */
export function isAlwaysThere(name: KeyName): boolean {
  const { decidedBy, default: otherwise } = keyNamed(name);
  return decidedBy === null && otherwise !== null;
}

/** What a heading says of a configuration's keys that are constant, in its order: '1 000 epochs', '20 units'. */
export function headingPhrases(constant: Partial<Configuration>): string[] {
  return KEY_NAMES.filter((name) => constant[name] !== undefined)
    .toSorted((a, b) => KEYS[a].heading.place - KEYS[b].heading.place)
    .map((name) => keyNamed(name).heading.phrase(constant[name] as never, constant)) // the table pairs them
    .filter((phrase) => phrase !== null);
}

/** The same text for two configurations exactly when an engine has the same code for both. */
export function kindOfModel(configuration: Configuration): string {
  return JSON.stringify(
    KEY_NAMES.map((name) => {
      const { kindOfModel: kind } = keyNamed(name);
      const value = configuration[name];
      return kind === null || value === undefined ? null : kind(value as never); // the table pairs them
    }),
  );
}

/** Words of a file that a sentence spells as they are, also where it begins: 'sum', 'fused'. */
export const NAMES_IN_FILES: readonly string[] = KEY_NAMES.flatMap((name) => {
  const { values } = keyNamed(name);
  return values.kind === 'words' && values.spelling === 'name' ? values.words : [];
});
