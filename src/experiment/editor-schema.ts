/**
 * The schema as it is published for editors: EXPERIMENT_SCHEMA with what only they need. They mark what `check` refuses
 * for a key, a list, or a key beside the one that decides about it, in its words; they show a key by its name and every
 * word with its meaning; and what they insert is valid. Held to yaml-language-server by test/editor.
 */
import { FILE_KEYS, type FileKey, keyNamed } from '../keys.ts';
import { TASK_NAMES } from '../tasks/tasks.ts';
import type { Value } from '../vocabulary.ts';
import { applies, CONDITIONAL_KEYS, deciderOf, meant } from './configuration.ts';
import { expectation } from './expectation.ts';
import { type Described, EXPERIMENT_SCHEMA } from './schema.ts';
import { meaningOf } from './word-meanings.ts';

/** A word of JSON Schema. As a plain key it would be taken for a promise's. */
const THEN = 'then';

type Schema = { readonly [key: string]: unknown };

/** The published JSON Schema, draft-07 with the additions of yaml-language-server. */
export function schemaText(): string {
  return `${JSON.stringify(editorSchema(), null, 2)}\n`;
}

function editorSchema(): Schema {
  // Without its title, which would be shown over every key
  const { title: _, properties, ...rest }: Described = EXPERIMENT_SCHEMA;
  return { ...rest, properties: named(properties ?? {}), allOf: [...undecided(), ...setAndSwept()] };
}

function named(properties: Readonly<Record<string, Described>>): Schema {
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, keySchema(key, schema)]));
}

/** A key: its name as the title of what is shown, and one value to be inserted. */
function keySchema(key: string, schema: Described): Schema {
  const { description, default: otherwise, examples, ...values } = schema;
  const inserted = SNIPPETS[key] ?? otherwise ?? exampleOf(schema) ?? examples?.[0];
  return {
    title: key,
    ...(description !== undefined && { description: described(description, otherwise) }),
    ...(inserted !== undefined && { default: inserted }),
    ...(examples !== undefined && isTold(schema) && { examples }),
    // Beside its values the language server would leave the place of the default empty
    allOf: [valuesSchema(values, key)],
  };
}

/** What a list under `sweep` begins with, and the maps; the rest inserts its default or its first example. */
const SNIPPETS: Readonly<Record<string, unknown>> = {
  sweep: { direction: ['forward', 'bidirectional'] },
  compare: { metric: 'accuracy' },
};

/** Examples say more than the default where a key may have values of several kinds. */
function isTold({ anyOf, properties, default: otherwise }: Described): boolean {
  return anyOf !== undefined && properties === undefined && otherwise === undefined;
}

/** Of a list of words: all of them. */
function exampleOf({ type, items }: Described): readonly string[] | undefined {
  return type === 'array' ? items?.enum?.slice(0, 2) : undefined;
}

function described(description: string, otherwise: unknown): string {
  return otherwise === undefined || /where not given/.test(description)
    ? description
    : `${description} ${typeof otherwise === 'string' ? otherwise : JSON.stringify(otherwise)} where not given.`;
}

/** What a key may hold, with every mistake in the words of `check`. */
function valuesSchema(schema: Described, key?: string): Schema {
  const { title: _, anyOf, items, properties, ...rest } = schema;
  const { enum: words, type } = schema;
  const meanings = words?.map((word) => meaningOf(word) ?? '');
  const isMap = properties !== undefined;
  const message = `expected ${expectation(schema)}`;
  return {
    ...rest,
    ...(!isMap && { errorMessage: message }),
    ...(schema.pattern !== undefined && { patternErrorMessage: message }),
    ...(meanings?.every((meaning) => meaning !== '') && { enumDescriptions: meanings }),
    ...(anyOf !== undefined && {
      anyOf: anyOf.map((each) => alternative(each, { message, key })),
    }),
    ...(items !== undefined && { items: valuesSchema(withoutNotes(items)) }),
    ...(type === 'array' && !isMap && { uniqueItems: true }),
    ...(isMap && { properties: named(properties) }),
  };
}

/** One of several kinds of values. The language server shows their titles beside each other, so each has the key. */
function alternative(schema: Described, { message, key }: { message: string; key: string | undefined }): Schema {
  const kind = expectation(schema);
  return { ...valuesSchema(schema), title: key === undefined ? kind : `${key}: ${kind}`, errorMessage: message };
}

function withoutNotes({ description: _, examples: __, default: ___, ...schema }: Described): Described {
  return schema;
}

/** For each key that another one decides about: it is not there where it does not apply. */
function undecided(): Schema[] {
  return CONDITIONAL_KEYS.flatMap((key) => {
    const decider = deciderOf(key);
    return valuesOf(decider)
      .filter((value) => !applies(key, { [decider]: value }))
      .map((value) => ({ if: chosen(decider, value), [THEN]: without(key, `does not apply to ${value}. Remove it.`) }));
  });
}

function valuesOf(key: FileKey): readonly Value[] {
  const { values, file } = keyNamed(key);
  if (file?.written?.kind === 'task') return TASK_NAMES;
  return values.kind === 'words' ? values.words : [];
}

/** The file says that value, or says nothing and means it: no sweep and no data of one's own may say otherwise. */
function chosen(decider: FileKey, value: Value): Schema {
  const said = { required: [decider], properties: { [decider]: { const: value } } };
  if (meant(decider, {}) !== value) return said;
  const elsewhere = [decider, 'sweep', 'data'].map((key) => ({ required: [key] }));
  return { anyOf: [said, { not: { anyOf: elsewhere } }] };
}

function without(key: FileKey, why: string): Schema {
  const message = `${key} ${why}`;
  return {
    errorMessage: message,
    properties: { [key]: false, sweep: { doNotSuggest: true, errorMessage: message, properties: { [key]: false } } },
  };
}

/** A key that is swept is not set beside it. */
function setAndSwept(): Schema[] {
  return FILE_KEYS.map((key) => ({
    if: { required: ['sweep'], properties: { sweep: { required: [key] } } },
    [THEN]: { errorMessage: `${key} is set here and swept. Remove one of them.`, properties: { [key]: false } },
  }));
}
