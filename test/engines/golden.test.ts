/**
 * The bits of the reference, on any machine. A hash that changes means new results for every stored run: raise
 * REFERENCE_VERSION together with the hashes.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REFERENCE_VERSION, reference } from '../../src/engines/reference.ts';
import { EXAMPLES, type Example, exampleSequences, exampleWeights, STEPS } from './examples.ts';

/** The first 16 hex digits of the SHA-256 of weights and losses. */
const GOLDEN: Readonly<Record<string, string>> = {
  'forward, one number, sigmoid, batches of 1': '1be60b0508669111',
  'forward, 3 numbers, softmax, batches of 4': '5ebe6cb6394f4f09',
  'forward, tokens, sigmoid, batches of 4': '5e0ec93fab7df44c',
  'backward, one number, sigmoid, batches of 1': 'c1fc22536d65e4fd',
  'backward, 3 numbers, softmax, batches of 4': '299f9bd5ae76fed3',
  'backward, tokens, sigmoid, batches of 4': '2303b1e1d58add7d',
  'concat, one number, sigmoid, batches of 1': '8bf366d6bd6848a2',
  'concat, 3 numbers, softmax, batches of 4': 'fc8940627bc697ca',
  'concat, tokens, sigmoid, batches of 4': '603cdf265dfa6c2f',
  'sum, one number, sigmoid, batches of 1': 'ede4ad9dc42a8459',
  'sum, 3 numbers, softmax, batches of 4': '776bd363e8b73d13',
  'sum, tokens, sigmoid, batches of 4': '919420aa839046f0',
  'mul, one number, sigmoid, batches of 1': 'a32f6f1e79f54885',
  'mul, 3 numbers, softmax, batches of 4': '5828b5f96f0b31e4',
  'mul, tokens, sigmoid, batches of 4': '9ce799270843a8a1',
  'ave, one number, sigmoid, batches of 1': '1e9245a7c55f109b',
  'ave, 3 numbers, softmax, batches of 4': 'af823b32259d52b5',
  'ave, tokens, sigmoid, batches of 4': '3be8f17f232fecba',
};

async function hashAfter50Updates(example: Example): Promise<string> {
  const { model, batchSize } = example;
  const settings = { learningRate: 0.01, batchSize, steps: STEPS };
  const trainer = await reference.createTrainer(model, exampleWeights(model), settings);
  const { losses } = await trainer.train(exampleSequences(example, 50 * batchSize));
  return createHash('sha256').update(trainer.weights()).update(losses).digest('hex').slice(0, 16);
}

describe('reference-1', () => {
  it('is the version of these hashes', () => {
    expect(REFERENCE_VERSION).toBe('reference-1');
  });

  it.each(EXAMPLES)('gives these weights and losses after 50 updates: $name', async (example) => {
    expect(await hashAfter50Updates(example)).toBe(GOLDEN[example.name]);
  });
});
