/** Configurations whose engine is checked. */
import type { Configuration } from '../../src/vocabulary.ts';

/** Small, so that a check takes some milliseconds. */
export function configurationOf(changes: Partial<Configuration> = {}): Configuration {
  const direction = changes.direction ?? 'bidirectional';
  const task = changes.task ?? 'cumulative-sum';
  return {
    task,
    ...(task !== 'fill-in-the-blank' && { sequence_length: 6 }),
    ...(/sum$/.test(task) && { threshold: 1.5 }),
    cell: 'lstm',
    units: 5,
    layers: 1,
    direction,
    ...(direction === 'bidirectional' && { merge_mode: 'concat' }),
    epochs: 100,
    sequences_per_epoch: 1,
    batch_size: 1,
    optimizer: 'adam',
    learning_rate: 0.001,
    dropout: 0,
    test_sequences: 100,
    engine: 'fused',
    ...changes,
  };
}
