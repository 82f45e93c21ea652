import { describe, expect, it } from 'vitest';
import { updatesIn } from '../../src/engines/engine.ts';
import { adam, EXAMPLES, exampleSequences, STEPS } from './examples.ts';

describe('updatesIn', () => {
  const settings = { optimizer: adam(0.001), batchSize: 4, steps: STEPS };

  it('is one update per batch', () => {
    expect(updatesIn(exampleSequences(EXAMPLES[1], 12), settings)).toBe(3);
    expect(updatesIn(exampleSequences(EXAMPLES[1], 0), settings)).toBe(0);
  });

  it('refuses sequences that do not fill their batches or are longer than was said', () => {
    const sequences = exampleSequences(EXAMPLES[1], 6);
    expect(() => updatesIn(sequences, settings)).toThrow('expected a multiple of 4 sequences, found 6');
    expect(() => updatesIn(sequences, { ...settings, batchSize: 3, steps: 4 })).toThrow(
      'expected at most 4 time steps, found 5',
    );
  });
});
