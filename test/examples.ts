/** Configurations for tests, so that a new key is written in one place. */
import { applies } from '../src/experiment/configuration.ts';
import { isFileKey, keyNamed } from '../src/keys.ts';
import type { Model } from '../src/model/model.ts';
import { isTask } from '../src/tasks/tasks.ts';
import type { Configuration } from '../src/vocabulary.ts';

/** What a file means that says nothing. */
export const ARTICLE = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 2.5,
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  merge_mode: 'concat',
  epochs: 1000,
  sequences_per_epoch: 1,
  batch_size: 1,
  optimizer: 'adam',
  learning_rate: 0.001,
  dropout: 0,
  test_sequences: 2000,
  engine: 'fused',
} as const satisfies Configuration;

/** Its model. */
export const ARTICLE_MODEL: Model = {
  input: { kind: 'numbers', features: 1 },
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  mergeMode: 'concat',
  dropout: 0,
  output: { kind: 'sigmoid', per: 'step' },
};

/** The article's configuration with changes, without the keys that then do not apply. */
export function configured(changes: Partial<Configuration>): Configuration {
  const all = { ...ARTICLE, ...changes };
  const isKnown = isTask(all.task);
  const isKept = (key: string) =>
    !isFileKey(key) || (keyNamed(key).decidedBy?.key === 'task' && !isKnown) || applies(key, all);
  const kept = Object.entries(all).filter(([key]) => isKept(key));
  return Object.fromEntries(kept) as unknown as Configuration; // of `all`, but for keys that may be absent
}
