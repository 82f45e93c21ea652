/** Written settings → a configuration: every default written out, what does not apply left out. */
import { decimal, decimalOf, percentOf, toNumber } from '../decimal.ts';
import { FILE_KEYS, type FileKey, isFileKey, KEY_NAMES, type KeyName, keyNamed } from '../keys.ts';
import { countParameters, modelOf } from '../model/model.ts';
import { openDataset, taskNamed } from '../tasks/tasks.ts';
import type { Configuration, Value } from '../vocabulary.ts';
import { alternatives } from '../words.ts';
import type { OpenedOwnData } from './own-data.ts';
import { plainScalar } from './plain-scalar.ts';
import type { Settings } from './schema.ts';

/** Every key with a value: the file's, or the default. */
export type CompleteSettings = Required<Settings>;

/** With data of the user's own an epoch is a pass, and there are fewer of them, in larger batches. */
const DEFAULTS_OF_OWN_DATA = { epochs: 30, batch_size: 32 } as const;

/** @param own data of the user's own, where the file has them */
export function withDefaults(written: Settings, own: OpenedOwnData | null): CompleteSettings {
  const settings =
    own === null ? written : { ...DEFAULTS_OF_OWN_DATA, sequences_per_epoch: own.trainingSequences, ...written };
  return Object.fromEntries(FILE_KEYS.map((key) => [key, meant(key, settings)])) as CompleteSettings; // as keys.ts has them
}

/** What a key comes to: what is said, else its default; null where it has none and is then absent. */
export function meant(key: KeyName, settings: Partial<Record<KeyName, Value>>): Value | null {
  const { default: otherwise } = keyNamed(key);
  const said = settings[key];
  if (said !== undefined) return said;
  if (typeof otherwise !== 'object' || otherwise === null) return otherwise;
  if ('sameAs' in otherwise) return meant(otherwise.sameAs, settings);
  return otherwise.values[String(meant(otherwise.dependsOn, settings))];
}

/** The keys that another one decides about. */
export const CONDITIONAL_KEYS = FILE_KEYS.filter((key) => keyNamed(key).decidedBy !== null);

/** The key whose value decides whether a conditional one means anything. */
export function deciderOf(key: FileKey): FileKey {
  const decider = keyNamed(key).decidedBy?.key;
  if (decider === undefined || !isFileKey(decider)) throw new Error(`no key of a file decides about ${key}`);
  return decider;
}

/** To what a key does not apply, by the values of its decider: 'to forward', 'without patience'; and why, where it helps. */
export function appliesNot(key: FileKey, values: readonly (Value | null)[]): string {
  const decider = deciderOf(key);
  const told = [...new Set(values.map((value) => (value === null ? null : String(value))))];
  if (told.includes(null)) return `does not apply without ${decider}`;
  return `does not apply to ${alternatives(told.map(String))}${reasonFor(key, told.map(String))}`;
}

/** Why a key does not apply to some tasks, where that is not plain to see. */
function reasonFor(key: FileKey, tasks: readonly string[]): string {
  if (key === 'patience') return withoutValidation(tasks);
  const isMeasured = key === 'validation' && tasks.every((task) => taskNamed(task).keys.includes('patience'));
  return isMeasured ? ': its validation part is measured with patience' : '';
}

function withoutValidation(tasks: readonly string[]): string {
  const areFresh = tasks.every((task) => taskNamed(task).keys.includes('test_sequences'));
  return areFresh ? ', where every sequence is fresh and none is learnt by heart' : ', which has no validation part';
}

/** Whether a key means anything under these settings. */
export function applies(key: FileKey, settings: Settings): boolean {
  const { decidedBy } = keyNamed(key);
  if (decidedBy === null) return true;
  const decider = meant(decidedBy.key, settings);
  if ('values' in decidedBy) {
    return decider !== null && (decidedBy.values === 'any' || decidedBy.values.includes(decider));
  }
  return taskNamed(String(decider)).keys.some((taskKey) => taskKey === key);
}

/** The sum to reach: '25%' of 10 steps is 2.5, and 2.5 is 2.5. */
export function absoluteThreshold(threshold: string | number, sequenceLength: number): number {
  if (typeof threshold === 'number') return threshold;
  return toNumber(percentOf(decimal(threshold.slice(0, -1)), decimalOf(sequenceLength)));
}

/**
 * What a value of a key comes to, however it is written: `1e-3` and `0.001` are one value, `02` is 2, and 25 % of ten
 * steps is 2.5. Text is read as YAML reads it; what is no value of the key comes back as it is.
 */
export function valueInForce(
  key: string,
  written: string | number,
  { sequence_length }: Pick<Configuration, 'sequence_length'>,
): string | number | boolean | null {
  const value = typeof written === 'string' ? plainScalar(written.trim()) : written;
  const isPercent = key === 'threshold' && typeof value === 'string' && PERCENT.test(value);
  return isPercent && sequence_length !== undefined ? absoluteThreshold(value, sequence_length) : value;
}

const PERCENT = /^\d+(\.\d+)?%$/;

/** The configuration that settings mean. With `matched`, one-way models get the units that match parameters. */
export function configurationOf(
  settings: CompleteSettings,
  { matched, own }: { matched: boolean; own: OpenedOwnData | null },
): Configuration {
  const values = KEY_NAMES.map((name) => {
    if (!isFileKey(name)) return [name, keyNamed(name).default];
    return [name, applies(name, settings) ? settings[name] : null];
  });
  // keys.ts has the types, but for a threshold in per cent
  const written = Object.fromEntries(values.filter(([, value]) => value !== null)) as unknown as Configuration;
  const { threshold, sequence_length } = settings;
  const configuration = {
    ...written,
    ...own?.identity,
    ...(written.threshold !== undefined && { threshold: absoluteThreshold(threshold, sequence_length) }),
  };
  const isRaised = matched && settings.direction !== 'bidirectional';
  return isRaised ? { ...configuration, units: matchedUnits(settings, openDataset(configuration)) } : configuration;
}

/**
 * The least units of a one-way model that has no fewer parameters than the bidirectional one with the same settings.
 * At most twice the written units: a recurrent kernel of (2U, 2GU) has twice the weights of two of (U, GU), and the
 * kernels of a further layer, (2U, 2GU), as many as two of (2U, GU), which concat asks for.
 *
 * @example 29 for 20 units, concat, the article's task: 3626 parameters against 3561
 */
export function matchedUnits(
  { units, merge_mode, cell, layers }: Pick<CompleteSettings, 'units' | 'merge_mode' | 'cell' | 'layers'>,
  dataset: Parameters<typeof modelOf>[1],
): number {
  const parameters = (configuration: Pick<Configuration, 'units' | 'direction' | 'merge_mode'>) =>
    countParameters(modelOf({ ...configuration, cell, layers, dropout: 0 }, dataset));
  const wanted = parameters({ units, direction: 'bidirectional', merge_mode });

  let [tooFew, enough] = [units - 1, 2 * units];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (parameters({ units: middle, direction: 'forward' }) < wanted) tooFew = middle;
    else enough = middle;
  }
  return enough;
}
