/** What `--json` prints of runs: a row of a list, one with all that is kept of it, and whether it comes out the same again. */
import { type TSchema, type TUnsafe, Type } from 'typebox';
import { isAlwaysThere, KEY_NAMES, type KeyName, keyNamed, type Values } from '../keys.ts';
import type { Configuration } from '../vocabulary.ts';
import {
  KEY,
  listOf,
  mapOf,
  maybe,
  NUMBER,
  object,
  orNull,
  SCALAR,
  SHA256,
  SHARE,
  TEXT,
  WHOLE,
  YES_OR_NO,
} from './output-words.ts';

/** `data` says at length what `data_sha256` stands for: no list has it. */
type ListedKey = Exclude<KeyName, 'data'>;

/** The keys of a configuration; null where one does not apply. */
const KEY_FIELDS = Object.fromEntries(
  KEY_NAMES.filter((name) => name !== 'data').map((name) => [name, fieldOf(name)]),
) as unknown as { [K in ListedKey]: TUnsafe<InJson<Configuration[K]>> }; // keys.ts pairs them

type InJson<T> = undefined extends T ? NonNullable<T> | null : T;

function fieldOf(name: KeyName): TSchema {
  const values = valuesOf(keyNamed(name).values);
  return isAlwaysThere(name) ? values : orNull(values);
}

/** Wider than what a file may say: a later version may allow more. */
function valuesOf(values: Values): TSchema {
  switch (values.kind) {
    case 'whole':
      return WHOLE;
    case 'number':
      return 'below' in values ? SHARE : NUMBER;
    case 'number or percentage':
      return NUMBER;
    case 'words':
      return Type.Enum([...values.words]);
    case 'task':
    case 'text':
      return TEXT;
    default:
      return values satisfies never;
  }
}

/** A row of the view experiment_results; without a name, what an experiment says of it is null. */
export const RUN_ROW = {
  run: WHOLE,
  configuration: KEY,
  seed: WHOLE,
  status: Type.Enum(['completed', 'diverged', 'failed']),
  ...KEY_FIELDS,
  parameters: WHOLE,
  loss: orNull(NUMBER),
  accuracy: orNull(SHARE),
  sequence_accuracy: orNull(SHARE),
  training_loss: orNull(NUMBER),
  f1_macro: orNull(SHARE),
  mae: orNull(NUMBER),
  r2: orNull(NUMBER),
  epochs_made: orNull(WHOLE),
  kept_epoch: orNull(WHOLE),
  floor: orNull(SHARE),
  ceiling: orNull(SHARE),
  train_ms: NUMBER,
  error: orNull(TEXT),
  diverged_at: orNull(WHOLE),
  finished_at: TEXT,
};

export const SHOWN = {
  run: WHOLE,
  seed: WHOLE,
  status: Type.Enum(['completed', 'diverged', 'failed']),
  superseded: YES_OR_NO,
  configuration: mapOf(SCALAR),
  parameters: WHOLE,
  floor: orNull(SHARE),
  ceiling: orNull(SHARE),
  metrics: orNull(
    object({
      accuracy: orNull(SHARE),
      loss: NUMBER,
      sequence_accuracy: orNull(SHARE),
      training_loss: NUMBER,
      f1_macro: maybe(orNull(SHARE)),
      mae: maybe(orNull(NUMBER)),
      mse: maybe(orNull(NUMBER)),
      r2: maybe(orNull(NUMBER)),
    }),
  ),
  diverged_at: orNull(WHOLE),
  error: orNull(TEXT),
  curve: listOf(object({ epoch: WHOLE, loss: NUMBER, accuracy: orNull(SHARE), validation_loss: maybe(NUMBER) })),
  kept_epoch: maybe(WHOLE),
  engine_version: TEXT,
  environment: object({
    version: TEXT,
    git_commit: orNull(TEXT),
    git_dirty: orNull(YES_OR_NO),
    node: TEXT,
    os: TEXT,
    cpu: TEXT,
    backend: TEXT,
  }),
  train_ms: NUMBER,
  finished_at: TEXT,
  weights_sha256: orNull(SHA256),
};

export const VERIFICATION = {
  run: WHOLE,
  verdict: Type.Enum(['bit-identical', 'differs', 'not comparable']),
  reason: orNull(TEXT),
  first_difference: orNull(object({ epoch: WHOLE, loss_recorded: NUMBER, loss_now: orNull(NUMBER) })),
  weights_sha256: object({ recorded: orNull(SHA256), now: orNull(SHA256) }),
  tfjs: orNull(object({ backend: TEXT, largest_difference: NUMBER, passed: YES_OR_NO })),
};
