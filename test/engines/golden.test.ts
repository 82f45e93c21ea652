/**
 * The bits of the reference, on any machine. A hash that changes means new results for every stored run: raise
 * REFERENCE_VERSION together with the hashes.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REFERENCE_VERSION, reference } from '../../src/engines/reference.ts';
import {
  adam,
  EXAMPLES,
  type Example,
  exampleMasks,
  exampleSequences,
  exampleWeights,
  FAMILY,
  OUTPUTS,
  STEPS,
} from './examples.ts';

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

  it('gives these weights and losses after 20 updates of the family', async () => {
    const hashes: Record<string, string> = {};
    for (const example of [...OUTPUTS, ...FAMILY]) {
      const { model, optimizer, batchSize, name } = example;
      const trainer = await reference.createTrainer(model, exampleWeights(model), {
        optimizer,
        batchSize,
        steps: STEPS,
      });
      const sequences = exampleSequences(example, 20 * batchSize);
      const { losses } = await trainer.train(sequences, exampleMasks(example, sequences));
      hashes[name] = createHash('sha256').update(trainer.weights()).update(losses).digest('hex').slice(0, 16);
    }
    expect(hashes).toMatchInlineSnapshot(`
      {
        "1 × 3 gru, backward, tokens, linear per step, rmsprop with momentum, batches of 4, dropout, ragged": "7fedbc15871d4faa",
        "1 × 3 gru, sum, 3 numbers, softmax per sequence, adamw, batches of 7": "23fd91f695ce77fc",
        "1 × 3 lstm, ave, tokens, sigmoid per step, sgd with momentum, batches of 1": "141c9b8158545429",
        "1 × 3 lstm, backward, one number, sigmoid per step, adam, batches of 7": "cc48f8e8edc4ac64",
        "1 × 3 lstm, forward, one number, sigmoid per step, adam, batches of 1": "c353fa1c220068eb",
        "1 × 3 lstm, mul, 3 numbers, sigmoid per step, sgd, batches of 1": "ae922e3f1a99e8d3",
        "1 × 3 simple_rnn, backward, 3 numbers, sigmoid per sequence, sgd, batches of 1, dropout": "c7314a2c0802068c",
        "1 × 5 gru, concat, one number, sigmoid per step, rmsprop, batches of 1, dropout, ragged": "0c7f1bbcd1038003",
        "1 × 5 gru, sum, tokens, softmax per step, sgd, batches of 4, dropout, ragged": "13b5e75bde4020c4",
        "1 × 5 lstm, ave, one number, sigmoid per sequence, rmsprop, batches of 1, dropout, ragged": "5de12dd6dd22741e",
        "1 × 5 lstm, mul, one number, sigmoid per sequence, adamw, batches of 1, dropout, ragged": "fe48e71a4e344854",
        "1 × 5 lstm, sum, one number, sigmoid per sequence, adam, batches of 7, dropout, ragged": "c6c857f7ee0245c8",
        "1 × 5 simple_rnn, forward, 3 numbers, linear per sequence, sgd with momentum, batches of 7, ragged": "32cfaa41195663e1",
        "2 × 3 gru, ave, 3 numbers, softmax per sequence, rmsprop with momentum, batches of 4": "ac0c40cde6862d1d",
        "2 × 3 gru, mul, 3 numbers, softmax per sequence, rmsprop, batches of 1": "fbbc1ba6540d6cdf",
        "2 × 3 lstm, backward, tokens, softmax per sequence, sgd with momentum, batches of 4, dropout": "1a8d50b6e23f1654",
        "2 × 3 simple_rnn, backward, one number, sigmoid per step, adamw, batches of 4": "c9b1a9eadeb1da68",
        "2 × 3 simple_rnn, concat, 3 numbers, softmax per sequence, adam, batches of 7, ragged": "c8207d2b5e7cb708",
        "2 × 3 simple_rnn, sum, 3 numbers, linear per step, sgd with momentum, batches of 1": "d1fd425bd0acdac1",
        "2 × 5 gru, ave, 3 numbers, softmax per step, adam, batches of 4, dropout, ragged": "be4e0e046d42e787",
        "2 × 5 gru, forward, 3 numbers, softmax per step, adamw, batches of 4, dropout, ragged": "5a9b996a1663e584",
        "2 × 5 gru, mul, one number, softmax per step, sgd with momentum, batches of 4, dropout, ragged": "bcbd3256de465389",
        "2 × 5 lstm, concat, tokens, linear per step, sgd, batches of 7": "00c90a817791f77c",
        "2 × 5 lstm, forward, tokens, sigmoid per sequence, rmsprop with momentum, batches of 1, ragged": "8e205e6ea84d1ca7",
        "2 × 5 simple_rnn, sum, one number, linear per sequence, rmsprop, batches of 4, ragged": "74d5466444db4372",
        "4 × 3 lstm, concat, tokens, linear per sequence, adamw, batches of 1, dropout, ragged": "8d4495c3967b423e",
        "4 × 3 lstm, sum, one number, sigmoid per step, rmsprop with momentum, batches of 7": "0cc288c13d087219",
        "4 × 3 simple_rnn, ave, one number, linear per step, adamw, batches of 7": "8999f389cd4e2dd7",
        "4 × 3 simple_rnn, concat, 3 numbers, softmax per step, rmsprop with momentum, batches of 7": "99ad1382cd8e0fd6",
        "4 × 3 simple_rnn, forward, tokens, linear per step, rmsprop, batches of 7, dropout": "3deea40b318bea26",
        "4 × 3 simple_rnn, mul, tokens, linear per step, adam, batches of 7": "f66896fea9fcbd73",
        "4 × 5 gru, backward, tokens, linear per sequence, adam, batches of 4, dropout": "1404c44d2c6b13ac",
        "4 × 5 gru, concat, one number, sigmoid per sequence, sgd with momentum, batches of 4, dropout, ragged": "fa5e2663458937bd",
        "4 × 5 gru, forward, one number, softmax per sequence, sgd, batches of 7, ragged": "90a27eb35cc8a61e",
        "4 × 5 lstm, backward, 3 numbers, softmax per step, rmsprop, batches of 1, dropout": "3e13bdf1ecea3d2c",
        "4 × 5 simple_rnn, ave, tokens, linear per sequence, sgd, batches of 7, dropout, ragged": "6230716e3fbd23a3",
        "4 × 5 simple_rnn, mul, tokens, linear per sequence, rmsprop with momentum, batches of 7, dropout, ragged": "fcefb65f56040f07",
        "ave, 3 numbers, linear per sequence, ragged": "123fb0332b2537d0",
        "ave, 3 numbers, linear per step, ragged": "e0adc9fbcaeb6e78",
        "ave, 3 numbers, sigmoid per sequence, ragged": "c4d7d4cc2d2ff063",
        "ave, 3 numbers, softmax per sequence, ragged": "dfc7b80c8d29b0a7",
        "backward, 3 numbers, linear per sequence, ragged": "e52d9979213a6e11",
        "backward, 3 numbers, linear per step, ragged": "4932adb44d5005fe",
        "backward, 3 numbers, sigmoid per sequence, ragged": "8595d7daa107d106",
        "backward, 3 numbers, softmax per sequence, ragged": "c43a0bdb3f0d34a5",
        "concat, 3 numbers, linear per sequence, ragged": "9968d5f00d833de9",
        "concat, 3 numbers, linear per step, ragged": "853334bdba095fcd",
        "concat, 3 numbers, sigmoid per sequence, ragged": "ac57c886cf0c3474",
        "concat, 3 numbers, softmax per sequence, ragged": "28a2d5583ca05356",
        "forward, 3 numbers, linear per sequence, ragged": "557a622ba36c8888",
        "forward, 3 numbers, linear per step, ragged": "236f8038478188ae",
        "forward, 3 numbers, sigmoid per sequence, ragged": "664c7d98b02fa4fe",
        "forward, 3 numbers, softmax per sequence, ragged": "133e98eaa128b0e6",
        "mul, 3 numbers, linear per sequence, ragged": "cca5e76a75f750eb",
        "mul, 3 numbers, linear per step, ragged": "e1c4e59334d1e079",
        "mul, 3 numbers, sigmoid per sequence, ragged": "85e9a46f45d40f23",
        "mul, 3 numbers, softmax per sequence, ragged": "f73071562ed1fd73",
        "sum, 3 numbers, linear per sequence, ragged": "0cfbe9774253e7fa",
        "sum, 3 numbers, linear per step, ragged": "9eb3b73b47e1dfe1",
        "sum, 3 numbers, sigmoid per sequence, ragged": "5ca19c00c4e7c7a8",
        "sum, 3 numbers, softmax per sequence, ragged": "167f33bb5ad3d4f0",
      }
    `);
  });

  it.each(EXAMPLES)('gives these weights and losses after 50 updates: $name', async (example) => {
    expect(await hashAfter50Updates(example)).toBe(GOLDEN[example.name]);
  });
});
