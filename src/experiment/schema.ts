/**
 * The experiment file, defined once: the types, ajv's validator, the JSON Schema for editors and the table in the
 * documentation all come from `EXPERIMENT_SCHEMA`. It offers only what works.
 */
import { type TSchema, Type } from 'typebox';
import { FILE_KEYS, type FileKey, keyNamed, type Values, type Written, writtenValues } from '../keys.ts';
import { TASK_NAMES } from '../tasks/tasks.ts';
import { METRICS, type Metric, MOST_CONFIGURATIONS, MOST_SEEDS } from '../vocabulary.ts';
import { DATA_SCHEMA } from './data-schema.ts';
import { rangeSchema } from './range-schema.ts';
import { searchSchema } from './search-schema.ts';
import { seedsSchema } from './seeds-schema.ts';

/** Letters that are not capitals, of any script, with their marks, and digits. */
const WORD = '[\\p{Ll}\\p{Lo}\\p{Lm}\\p{N}][\\p{Ll}\\p{Lo}\\p{Lm}\\p{N}\\p{M}]*';
/** A name: lower-case words and digits with hyphens. Needs the flag `u`, which JSON Schema's patterns have. */
export const NAME_PATTERN = `^${WORD}(-${WORD})*$`;
export const LONGEST_NAME = 100;

const MOST_EXTRA_POINTS = 1000;

/** The parts of a schema that wording needs. `title` completes "expected …" where the type alone does not say it. */
export interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
}

const PERCENTAGE = Type.String({
  pattern: '^(?!0+(\\.0+)?%$)\\d{1,2}(\\.\\d{1,12})?%$',
  title: 'per cent of the sequence length above 0 and below 100, as in 25%',
});

/** The keys of a configuration: what a sweep may try. */
const CONFIGURATION_KEYS = Object.fromEntries(FILE_KEYS.map((key) => [key, schemaOf(key)])) as Record<
  FileKey,
  TSchema & Described
>;

/** Values of the configuration keys as a file gives them. */
export type Settings = { readonly [K in FileKey]?: Written<K> };

export const DEFAULT_SEEDS = 10;
export const DEFAULT_METRIC: Metric = 'accuracy';
const POINT = Type.Partial(Type.Object(CONFIGURATION_KEYS), { additionalProperties: false, minProperties: 1 });

const WITH_DEFAULTS = Object.fromEntries(
  FILE_KEYS.map((key) => {
    const { default: value } = keyNamed(key);
    const isPlain = value !== null && typeof value !== 'object';
    return [key, Type.Optional({ ...withSwitch(key), ...(isPlain && { default: value }) })];
  }),
);

/** At the top of a file some keys also take true, for what is meant by it, and false, for nothing. */
function withSwitch(key: FileKey): TSchema & Described {
  const { description, examples, ...values } = CONFIGURATION_KEYS[key];
  if (keyNamed(key).file?.whereTrue === undefined) return CONFIGURATION_KEYS[key];
  return Type.Union([Type.Boolean({ title: 'true or false' }), values], {
    description: description ?? '',
    examples: [true, ...(examples ?? [])],
    default: false,
  });
}

const LISTS: Record<string, TSchema> = Object.fromEntries(
  Object.entries(CONFIGURATION_KEYS).map(([key, schema]) => {
    const { description, examples } = schema;
    const notes = { description: `Values to try. ${description}`, examples: [examples] };
    const list = Type.Array(schema, { minItems: 1, maxItems: MOST_CONFIGURATIONS });
    const isOfNumbers = writtenValues(key as FileKey).kind !== 'words' && writtenValues(key as FileKey).kind !== 'task';
    const range = isOfNumbers ? [rangeSchema(schema, { mostPoints: MOST_CONFIGURATIONS })] : [];
    return [key, Type.Optional(range.length === 0 ? { ...list, ...notes } : Type.Union([list, ...range], notes))];
  }),
);

export const EXPERIMENT_SCHEMA = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: NAME_PATTERN,
        maxLength: LONGEST_NAME,
        title: 'a name of lower-case words with hyphens',
        description: "The experiment's name in commands and in the database; the name of the file where not given.",
        examples: ['hidden-sizes'],
      }),
    ),
    description: Type.Optional(
      Type.String({
        title: 'text',
        description: 'The question, for readers.',
        examples: ['How many units does each direction need?'],
      }),
    ),
    data: Type.Optional(DATA_SCHEMA),
    ...WITH_DEFAULTS,
    seeds: Type.Optional(
      seedsSchema(
        { least: 1, most: MOST_SEEDS },
        {
          description:
            'Repeats of every configuration: a count n for the seeds 1 … n, a list of seeds, or a first seed and a ' +
            'count. Other seeds than before confirm an answer.',
          default: DEFAULT_SEEDS,
          examples: [10, [1, 2, 3], { from: 11, count: 10 }],
        },
      ),
    ),
    match: Type.Optional(
      Type.Enum(['parameters'], {
        description:
          'parameters: units of forward and backward are raised to the least number that has no fewer parameters ' +
          'than the bidirectional model of the same block; tables still show the written units.',
        examples: ['parameters'],
      }),
    ),
    sweep: Type.Optional(
      Type.Object(
        {
          ...LISTS,
          include: Type.Optional(
            Type.Array(POINT, {
              maxItems: MOST_EXTRA_POINTS,
              title: 'a list of points, as in "- {units: 64}"',
              description: 'Points besides the combinations; keys that they do not give come from the file.',
              examples: [[{ units: 64, direction: 'forward' }]],
            }),
          ),
          exclude: Type.Optional(
            Type.Array(POINT, {
              maxItems: MOST_EXTRA_POINTS,
              title: 'a list of points, as in "- {units: 64}"',
              description: 'Drops the combinations that have all the given values.',
              examples: [[{ units: 32, direction: 'backward' }]],
            }),
          ),
        },
        {
          additionalProperties: false,
          description:
            'Key → list or range of values. Every combination is a configuration; the last key varies fastest.',
          examples: [{ units: [4, 16], direction: ['forward', 'bidirectional'] }],
        },
      ),
    ),
    search: Type.Optional(searchSchema({ mostConfigurations: MOST_EXTRA_POINTS })),
    compare: Type.Optional(
      Type.Object(
        {
          by: Type.Optional(
            Type.Enum([...FILE_KEYS], {
              description: 'The swept key whose levels are compared: direction where it is swept, else the first one.',
              examples: ['direction'],
            }),
          ),
          baseline: Type.Optional(
            Type.Union([Type.String({ title: 'a value' }), Type.Number({ title: 'a value' })], {
              description: 'The level that the others are compared with: forward, else the first value listed.',
              examples: ['forward'],
            }),
          ),
          metric: Type.Optional(
            Type.Enum(METRICS, {
              description: 'What is compared.',
              default: DEFAULT_METRIC,
              examples: ['training_loss'],
            }),
          ),
          smallest_effect: Type.Optional(
            Type.Number({
              minimum: 0,
              description: 'Differences below count as none: 0.005 for accuracies, 0.01 for losses where not given.',
              examples: [0.005],
            }),
          ),
        },
        {
          additionalProperties: false,
          description: 'What the table answers.',
          examples: [{ by: 'direction', baseline: 'forward', metric: 'accuracy' }],
        },
      ),
    ),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A Bothways experiment',
    description: 'Bidirectional against one-way recurrent networks: what to train and what to compare.',
    additionalProperties: false,
  },
);

/** The schema of a key's values, as `keys.ts` has them. */
function schemaOf(key: FileKey): TSchema & Described {
  const { file } = keyNamed(key);
  const notes = { description: file?.description ?? '', examples: [...(file?.examples ?? [])] };
  const values = writtenValues(key);
  switch (values.kind) {
    case 'whole':
      return Type.Integer({ minimum: values.from, maximum: values.to, ...notes });
    case 'number':
      return Type.Number({ ...bounds(values), ...notes });
    case 'number or percentage':
      return Type.Union([Type.Number({ exclusiveMinimum: values.above }), PERCENTAGE], notes);
    case 'words':
      return Type.Enum([...values.words], notes);
    case 'task':
      return Type.Enum(TASK_NAMES as string[], notes); // the list itself: it grows
    case 'text':
      return Type.String(notes);
    default:
      return values satisfies never;
  }
}

function bounds(range: Extract<Values, { kind: 'number' }>) {
  if ('above' in range) return { exclusiveMinimum: range.above };
  return { minimum: range.from, ...(range.below !== undefined && { exclusiveMaximum: range.below }) };
}
