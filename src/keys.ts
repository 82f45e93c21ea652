/** What is to be known of a key of a configuration, wherever it turns up. */
import type { Configuration, Value } from './vocabulary.ts';

/**
 * What a value of the key is: a number; a word; or either, as the threshold is a number or the text of a percentage.
 * With it, text from the command line or the database is read without guessing.
 */
export const VALUES: Readonly<Record<keyof Configuration, 'number' | 'word' | 'number or percentage'>> = {
  task: 'word',
  data_sha256: 'word',
  data: 'word',
  sequence_length: 'number',
  threshold: 'number or percentage',
  units: 'number',
  layers: 'number',
  direction: 'word',
  merge_mode: 'word',
  epochs: 'number',
  sequences_per_epoch: 'number',
  batch_size: 'number',
  learning_rate: 'number',
  test_sequences: 'number',
  engine: 'word',
};

/** The value that a text means for a key; text as it is where the key is not known or the text is no value of it. */
export function valueFrom(key: string, text: string): Value {
  if (!Object.hasOwn(VALUES, key) || VALUES[key as keyof Configuration] === 'word') return text;
  return NUMBER.test(text) ? Number(text) : text;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
