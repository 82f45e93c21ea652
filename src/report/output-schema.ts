/**
 * What `--json` prints, command by command: the promise made to scripts. A field may come in addition; none changes or
 * goes without `format` being raised.
 */

import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { METRICS } from '../vocabulary.ts';
import {
  BY_DIRECTION,
  INTERVAL,
  KEY,
  listOf,
  mapOf,
  maybe,
  NOTHING,
  NUMBER,
  object,
  orNull,
  SCALAR,
  SHARE,
  TEXT,
  WHOLE,
  YES_OR_NO,
} from './output-words.ts';
import { RUN_ROW, SHOWN, VERIFICATION } from './run-schema.ts';

const PART = object({
  name: Type.Enum(['training', 'test', 'validation']),
  sequences: WHOLE,
  groups: WHOLE,
  answers: WHOLE,
});

/** What was read of a file of the user's own, or of a task with real data. */
const DATA = object({
  recordings: WHOLE,
  sequences: WHOLE,
  steps: object({ least: WHOLE, median: NUMBER, most: WHOLE }),
  columns: listOf(object({ name: TEXT, mean: NUMBER, sd: NUMBER, missing: WHOLE })),
  tokens: orNull(WHOLE),
  unknown_tokens: orNull(SHARE),
  classes: listOf(object({ name: TEXT, answers: WHOLE, share: SHARE, sequences: WHOLE })),
  target: orNull(object({ mean: NUMBER, sd: NUMBER })),
  parts: listOf(PART),
  folds: orNull(listOf(PART)),
  split: TEXT,
  unanswered: WHOLE,
  between: WHOLE,
  identical: WHOLE,
  floor: Type.Union([
    object({ accuracy: SHARE, commonest_class: SHARE }),
    object({ mae_of_mean: NUMBER, mae_of_persistence: orNull(NUMBER) }),
  ]),
});

const CHECK = {
  experiment: TEXT,
  valid: Type.Literal(true),
  configurations: WHOLE,
  runs: object({ planned: WHOLE, done_before: WHOLE }),
  updates: WHOLE,
  seconds_estimated: NUMBER,
  warnings: listOf(TEXT),
  data: maybe(DATA),
  search: maybe(object({ configurations: mapOf(WHOLE), seeds: WHOLE, confirm: WHOLE, runs_at_most: WHOLE })),
};

const ROW = object({
  block: mapOf(SCALAR),
  level: TEXT,
  configuration: KEY,
  parameters: WHOLE,
  mean: orNull(NUMBER),
  interval: orNull(INTERVAL),
  sd: orNull(NUMBER),
  median: orNull(NUMBER),
  by_seed: mapOf(NUMBER),
  diverged: WHOLE,
  failed: WHOLE,
  at_floor: orNull(object({ runs: WHOLE, interval: orNull(INTERVAL) })),
  against_baseline: orNull(
    object({
      difference: orNull(NUMBER),
      interval: orNull(INTERVAL),
      interval_over_seeds: orNull(INTERVAL),
      median_difference: orNull(NUMBER),
      median_interval: orNull(INTERVAL),
      pairs: WHOLE,
      better_in: WHOLE,
      ties: WHOLE,
      worse_in: WHOLE,
      p: orNull(SHARE),
      verdict: Type.Enum(['better', 'worse', 'same', 'undecided', 'too-few-seeds']),
      where_both_learnt: orNull(object({ difference: orNull(NUMBER), interval: orNull(INTERVAL), pairs: WHOLE })),
      seeds_suggested: orNull(WHOLE),
    }),
  ),
});

const SEARCH = object({
  is_over: YES_OR_NO,
  seeds: listOf(WHOLE),
  confirming_seeds: listOf(WHOLE),
  runs: object({ made: WHOLE, of_all: WHOLE }),
  rounds: WHOLE,
  left: listOf(
    object({
      level: TEXT,
      configuration: KEY,
      settings: mapOf(SCALAR),
      after_seeds: WHOLE,
      p: SHARE,
      mean: orNull(NUMBER),
    }),
  ),
  survivors: mapOf(listOf(KEY)),
  waiting: mapOf(listOf(KEY)),
  winner: mapOf(object({ configuration: KEY, settings: mapOf(SCALAR), mean: orNull(NUMBER) })),
});

const COMPARISON = {
  experiment: TEXT,
  metric: object({
    name: Type.Enum([...METRICS]),
    better: Type.Enum(['higher', 'lower']),
  }),
  by: orNull(TEXT),
  baseline: orNull(TEXT),
  seeds: listOf(WHOLE),
  constant: mapOf(SCALAR),
  smallest_effect: NUMBER,
  comparisons: WHOLE,
  folds: maybe(WHOLE),
  floor: orNull(SHARE),
  ceiling: orNull(BY_DIRECTION),
  rows: listOf(ROW),
  answer: TEXT,
  next: listOf(TEXT),
  search: maybe(SEARCH),
};

const STEPS = listOf(
  object({
    block: maybe(mapOf(SCALAR)),
    step: WHOLE,
    levels: mapOf(orNull(SHARE)),
    floor: orNull(SHARE),
    ceiling: orNull(mapOf(orNull(SHARE))),
  }),
);

const CURVES = listOf(
  object({
    block: maybe(mapOf(SCALAR)),
    level: TEXT,
    epochs: listOf(WHOLE),
    loss: listOf(NUMBER),
    accuracy: listOf(orNull(SHARE)),
    validation_loss: listOf(orNull(NUMBER)),
  }),
);

const CLASSES = listOf(
  object({
    block: maybe(mapOf(SCALAR)),
    level: TEXT,
    runs: WHOLE,
    classes: listOf(
      object({ class: TEXT, support: NUMBER, precision: orNull(SHARE), recall: orNull(SHARE), f1: orNull(SHARE) }),
    ),
    confusion: listOf(listOf(WHOLE)),
  }),
);

const PREDICTION = {
  run: WHOLE,
  task: TEXT,
  accuracy: orNull(SHARE),
  mae: maybe(NUMBER),
  steps: listOf(
    object({
      step: WHOLE,
      input: Type.Union([SCALAR, listOf(Type.Union([SCALAR, listOf(orNull(NUMBER))]))]),
      sum: maybe(NUMBER),
      expected: SCALAR,
      predicted: Type.Union([Type.Number(), Type.String()]),
      probability: maybe(SHARE),
      probabilities: maybe(mapOf(SHARE)),
      counted: YES_OR_NO,
    }),
  ),
};

const RUN = {
  experiment: TEXT,
  database: TEXT,
  runs: object({ planned: WHOLE, done_before: WHOLE, trained: WHOLE, diverged: WHOLE, failed: WHOLE }),
  seconds: NUMBER,
  engine_check: orNull(
    object({ against: TEXT, updates: WHOLE, loss_difference: NUMBER, weight_difference: NUMBER, passed: YES_OR_NO }),
  ),
  comparison: orNull(object(COMPARISON)),
  prediction: orNull(object(PREDICTION)),
  search: maybe(SEARCH),
  report: maybe(object({ file: TEXT, bytes: WHOLE })),
};

const PROBLEM = object({
  file: TEXT,
  line: WHOLE,
  column: WHOLE,
  key: orNull(TEXT),
  message: TEXT,
  suggestion: orNull(TEXT),
});

/** By command, and by what it was asked for where that changes the output. */
const OUTPUTS = {
  check: CHECK,
  'check of several files': { files: listOf(object(CHECK)) },
  run: RUN,
  'run of several files': { files: listOf(object(RUN)) },
  'run --again': {
    experiment: TEXT,
    database: TEXT,
    again: object({ same: WHOLE, differs: WHOLE, not_stored: WHOLE, failed: WHOLE }),
    seconds: NUMBER,
  },
  compare: COMPARISON,
  'compare --steps': { ...COMPARISON, steps: STEPS },
  'compare --curves': { ...COMPARISON, curves: CURVES },
  'compare --classes': { ...COMPARISON, classes: CLASSES },
  experiments: {
    experiments: listOf(
      object({
        name: TEXT,
        description: TEXT,
        runs: object({ planned: WHOLE, stored: WHOLE, lost: WHOLE }),
        updated_at: TEXT,
        answer: TEXT,
      }),
    ),
  },
  runs: {
    runs: listOf(
      object({
        experiment: TEXT,
        position: NOTHING,
        block: NOTHING,
        level: NOTHING,
        written_units: NOTHING,
        ...RUN_ROW,
      }),
    ),
  },
  'runs NAME': {
    runs: listOf(
      object({ experiment: TEXT, position: WHOLE, block: TEXT, level: TEXT, written_units: WHOLE, ...RUN_ROW }),
    ),
  },
  show: SHOWN,
  'show of two': { runs: listOf(object(SHOWN)) },
  'show --save': { run: WHOLE, written: listOf(TEXT) },
  predict: PREDICTION,
  'predict of several': { predictions: listOf(object(PREDICTION)) },
  'show --yaml': { experiment: TEXT, yaml: TEXT },
  bundle: { file: TEXT, bytes: WHOLE, experiment: TEXT },
  merge: {
    database: TEXT,
    files: listOf(object({ file: TEXT, runs: object({ added: WHOLE, equal: WHOLE, different: WHOLE }) })),
  },
  verify: VERIFICATION,
  'verify of several': { verifications: listOf(object(VERIFICATION)) },
  query: { columns: listOf(TEXT), rows: listOf(listOf(SCALAR)), truncated: YES_OR_NO },
  'query without SQL': {
    tables: listOf(
      object({
        name: TEXT,
        kind: Type.Enum(['table', 'view']),
        meaning: TEXT,
        columns: listOf(object({ name: TEXT, type: TEXT, meaning: TEXT })),
      }),
    ),
    examples: listOf(object({ question: TEXT, sql: TEXT })),
  },
  report: { file: TEXT, bytes: WHOLE },
  serve: { url: TEXT },
  forget: { experiment: TEXT, deleted: object({ runs: WHOLE, configurations: WHOLE }) },
  init: { written: listOf(TEXT) },
  version: {
    bothways: TEXT,
    node: TEXT,
    sqlite: TEXT,
    engines: object({ fused: TEXT, tfjs: TEXT, reference: TEXT }),
    kernel: TEXT,
  },
  error: { error: object({ code: TEXT, message: TEXT, problems: listOf(PROBLEM) }) },
};

export type OutputName = keyof typeof OUTPUTS;

/** The object that a command prints with `--json`. */
export type Output<Name extends OutputName> = { readonly format: 1 } & Static<TObject<(typeof OUTPUTS)[Name]>>;

/** JSON Schema of one output. */
export function outputSchema(name: OutputName): TSchema {
  return object({ format: Type.Literal(1), ...OUTPUTS[name] });
}

/** JSON Schema of all outputs, each under `$defs` by its name; what ships with the package. */
export function outputSchemas(): Record<string, unknown> {
  const names = Object.keys(OUTPUTS) as OutputName[];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What Bothways prints with --json',
    $defs: Object.fromEntries(names.map((name) => [name, outputSchema(name)])),
    anyOf: names.map((name) => ({ $ref: `#/$defs/${encodeURIComponent(name)}` })),
  };
}
