/**
 * The bits of the reference, on any machine. A hash that changes means new results for every stored run: raise
 * REFERENCE_VERSION together with the hashes.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REFERENCE_VERSION, reference } from '../../src/engines/reference.ts';
import { adam, EXAMPLES, type Example, exampleSequences, exampleWeights, STEPS } from './examples.ts';

/** The first 16 hex digits of the SHA-256 of weights and losses. */
const GOLDEN: Readonly<Record<string, string>> = {
  'forward, one number, sigmoid, batches of 1': '176fdfea45cb6ced',
  'forward, 3 numbers, softmax, batches of 4': 'dde00f034322b7ff',
  'forward, tokens, sigmoid, batches of 4': '040b790959c87562',
  'backward, one number, sigmoid, batches of 1': '0d296e82ef94ee5a',
  'backward, 3 numbers, softmax, batches of 4': 'ae5e0e79c46d0ef7',
  'backward, tokens, sigmoid, batches of 4': '52a322c0b5385843',
  'concat, one number, sigmoid, batches of 1': 'd651e782aa4e7584',
  'concat, 3 numbers, softmax, batches of 4': '4b88ee3dee3cacee',
  'concat, tokens, sigmoid, batches of 4': '6606df3c9b599800',
  'sum, one number, sigmoid, batches of 1': '86c8dbcb322f1a39',
  'sum, 3 numbers, softmax, batches of 4': 'af883790b22b516e',
  'sum, tokens, sigmoid, batches of 4': '4abdedca1b96f8a0',
  'mul, one number, sigmoid, batches of 1': 'ee87666204838571',
  'mul, 3 numbers, softmax, batches of 4': 'b5bba86bdb4f6397',
  'mul, tokens, sigmoid, batches of 4': 'a1d0d8417356e5e3',
  'ave, one number, sigmoid, batches of 1': 'aa3f34a0a0e970b9',
  'ave, 3 numbers, softmax, batches of 4': '6a6cc9154217414f',
  'ave, tokens, sigmoid, batches of 4': '279491ad672ed6f7',
};

async function hashAfter50Updates(example: Example): Promise<string> {
  const { model, batchSize } = example;
  const settings = { optimizer: adam(0.01), batchSize, steps: STEPS };
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
