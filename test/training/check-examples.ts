/** Configurations whose engine is checked. */
import type { Configuration } from '../../src/vocabulary.ts';
import { configured } from '../examples.ts';

/** Small, so that a check takes some milliseconds. */
export function configurationOf(changes: Partial<Configuration> = {}): Configuration {
  return configured({ sequence_length: 6, threshold: 1.5, units: 5, epochs: 100, test_sequences: 100, ...changes });
}
