/** Written settings → a configuration: every default written out, what does not apply left out. */
import { decimal, decimalOf, percentOf, toNumber } from '../decimal.ts';
import { countParameters, modelOf } from '../model/model.ts';
import { TASK_KEYS } from '../tasks/task.ts';
import { openDataset, taskNamed } from '../tasks/tasks.ts';
import type { Configuration } from '../vocabulary.ts';
import { plainScalar } from './plain-scalar.ts';
import { type ConfigurationKey, DEFAULTS, type Settings } from './schema.ts';

/** What a key's place in a configuration depends on. */
export const DECIDED_BY = { merge_mode: 'direction', sequence_length: 'task', threshold: 'task' } as const;
export type ConditionalKey = keyof typeof DECIDED_BY;
export const CONDITIONAL_KEYS = Object.keys(DECIDED_BY) as readonly ConditionalKey[];

/** Every key with a value: the file's, or the default. */
export type CompleteSettings = Required<Settings>;

export function withDefaults(settings: Settings): CompleteSettings {
  return { ...DEFAULTS, sequences_per_epoch: settings.batch_size ?? DEFAULTS.batch_size, ...settings };
}

/** Whether a key means anything under these settings. */
export function applies(key: ConfigurationKey, { task, direction }: Pick<Settings, 'task' | 'direction'>): boolean {
  if (key === 'merge_mode') return (direction ?? DEFAULTS.direction) === 'bidirectional';
  const taskKey = TASK_KEYS.find((name) => name === key);
  return taskKey === undefined || taskNamed(task ?? DEFAULTS.task).keys.includes(taskKey);
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
export function configurationOf(settings: CompleteSettings, { matched }: { matched: boolean }): Configuration {
  const { task, direction, sequence_length, threshold, merge_mode } = settings;
  const data = {
    task,
    ...(applies('sequence_length', settings) ? { sequence_length } : {}),
    ...(applies('threshold', settings) ? { threshold: absoluteThreshold(threshold, sequence_length) } : {}),
  };
  const raised = matched && direction !== 'bidirectional';
  return {
    ...data,
    units: raised ? matchedUnits(settings, openDataset(data)) : settings.units,
    layers: 1,
    direction,
    ...(applies('merge_mode', settings) ? { merge_mode } : {}),
    epochs: settings.epochs,
    sequences_per_epoch: settings.sequences_per_epoch,
    batch_size: settings.batch_size,
    learning_rate: settings.learning_rate,
    test_sequences: settings.test_sequences,
    engine: settings.engine,
  };
}

/**
 * The least units of a one-way model that has no fewer parameters than the bidirectional one with the same settings.
 * At most twice the written units: a kernel of (2U, 8U) has twice the weights of two of (U, 4U).
 *
 * @example 29 for 20 units, concat, the article's task: 3626 parameters against 3561
 */
export function matchedUnits(
  { units, merge_mode }: Pick<CompleteSettings, 'units' | 'merge_mode'>,
  dataset: Parameters<typeof modelOf>[1],
): number {
  const parameters = (configuration: Pick<Configuration, 'units' | 'direction' | 'merge_mode'>) =>
    countParameters(modelOf({ ...configuration, layers: 1 }, dataset));
  const wanted = parameters({ units, direction: 'bidirectional', merge_mode });

  let [tooFew, enough] = [units - 1, 2 * units];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (parameters({ units: middle, direction: 'forward' }) < wanted) tooFew = middle;
    else enough = middle;
  }
  return enough;
}
