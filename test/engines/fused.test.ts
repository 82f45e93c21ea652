import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { fusedEngine } from '../../src/engines/fused.ts';
import { lossAndGradient, reference, referenceEngine } from '../../src/engines/reference.ts';
import { type Model, modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import type { Sequences } from '../../src/vocabulary.ts';
import { engineContract, largestDifference, relativeDifference } from './contract.ts';
import { adam, EXAMPLES, exampleMasks, exampleSequences, exampleWeights, FAMILY, OUTPUTS, STEPS } from './examples.ts';

engineContract('fused', fusedEngine, { loss: 1e-6, firstUpdate: 2e-5, weight: 1e-3 });

describe('the fused engine', () => {
  let fused: Engine;
  beforeAll(async () => {
    fused = await fusedEngine();
  });

  // Odd numbers of units leave lanes without a unit; batches of 3 leave sequences without a tile of their own
  it.each([
    { units: 1, steps: 2, batchSize: 1 },
    { units: 1, steps: 200, batchSize: 1 },
    { units: 2, steps: 5, batchSize: 3 },
    { units: 3, steps: 10, batchSize: 32 },
    { units: 4, steps: 10, batchSize: 1 },
    { units: 4, steps: 200, batchSize: 3 },
    { units: 5, steps: 7, batchSize: 3 },
    { units: 7, steps: 13, batchSize: 1 },
    { units: 8, steps: 2, batchSize: 32 },
    { units: 13, steps: 31, batchSize: 1 },
    { units: 20, steps: 10, batchSize: 1 },
    { units: 20, steps: 10, batchSize: 3 },
    { units: 20, steps: 10, batchSize: 32 },
    { units: 37, steps: 13, batchSize: 3 },
    { units: 64, steps: 10, batchSize: 1 },
  ])('follows the reference for 50 updates with $units units, $steps steps, batches of $batchSize', async (shape) => {
    const task = { ...ARTICLE, ...shape, sequence_length: shape.steps, threshold: shape.steps / 4 };
    const [ours, theirs, exact] = [
      await afterUpdates(fused, task, 50),
      await afterUpdates(reference, task, 50),
      await afterUpdates(referenceEngine('float64'), task, 50),
    ];
    expectFirstUpdate(ours.first, theirs.first, ours.gradient);
    expect(relativeDifference(ours.last, theirs.last)).toBeLessThan(1e-3);
    expect(largestDifference(ours.last, theirs.last) / largest(theirs.last)).toBeLessThan(5e-5);
    expect(largestDifference(ours.log.losses, theirs.log.losses)).toBeLessThan(5e-5);
    expect(largestDifference(ours.log.losses, exact.log.losses)).toBeLessThan(1e-6);
    expect(ours.log.correct).toEqual(exact.log.correct);
  });

  // Columns of the other cells leave groups of one, two or three
  const SMALL = { steps: 6, direction: 'bidirectional', mergeMode: 'concat' } as const;
  it.each([
    { ...SMALL, cell: 'gru', units: 1, layers: 1, batchSize: 1 },
    { ...SMALL, cell: 'gru', units: 6, layers: 1, batchSize: 9 },
    { ...SMALL, cell: 'gru', units: 9, layers: 2, batchSize: 5 },
    { ...SMALL, cell: 'gru', units: 33, layers: 1, batchSize: 2 },
    { ...SMALL, cell: 'simple_rnn', units: 2, layers: 1, batchSize: 4 },
    { ...SMALL, cell: 'simple_rnn', units: 12, layers: 2, batchSize: 1 },
    { ...SMALL, cell: 'simple_rnn', units: 20, layers: 1, batchSize: 7 },
    { ...SMALL, cell: 'simple_rnn', units: 37, layers: 1, batchSize: 3 },
    { ...SMALL, cell: 'lstm', units: 13, layers: 3, batchSize: 6 },
  ] as const)(
    'follows the reference for 30 updates with $layers × $units $cell, batches of $batchSize',
    async (shape) => {
      const { steps, batchSize, ...some } = shape;
      const model: Model = {
        input: { kind: 'numbers', features: 2 },
        ...some,
        dropout: 0,
        output: { kind: 'sigmoid', per: 'step' },
      };
      const weights = exampleWeights(model);
      const sequences = exampleSequences({ model, isRagged: true }, 30 * batchSize);
      const settings = { optimizer: adam(0.001), batchSize, steps };
      const [ours, theirs] = [
        await fused.createTrainer(model, weights, settings),
        await referenceEngine('float64').createTrainer(model, weights, settings),
      ];
      const [log, expected] = [await ours.train(sequences), await theirs.train(sequences)];
      expect(largestDifference(log.losses, expected.losses)).toBeLessThan(2e-6);
      expect(largestDifference(ours.weights(), theirs.weights()) / largest(theirs.weights())).toBeLessThan(5e-5);
    },
  );

  it.each([
    { units: 128, steps: 4, batchSize: 3 },
    { units: 256, steps: 3, batchSize: 1 },
  ])('follows the reference for an update with $units units', async (shape) => {
    const task = { ...ARTICLE, ...shape, sequence_length: shape.steps, threshold: 1 };
    const [ours, theirs] = [await afterUpdates(fused, task, 1), await afterUpdates(reference, task, 1)];
    expect(largestDifference(ours.log.losses, theirs.log.losses)).toBeLessThan(1e-6);
    expectFirstUpdate(ours.first, theirs.first, ours.gradient);
  });

  it('gives the same bits as its version always has', async () => {
    const hashes: Record<string, string> = {};
    for (const example of [...EXAMPLES, ...OUTPUTS, ...FAMILY]) {
      const { model, optimizer, batchSize, name } = example;
      const trainer = await fused.createTrainer(model, exampleWeights(model), { optimizer, batchSize, steps: STEPS });
      const sequences = exampleSequences(example, 20 * batchSize);
      await trainer.train(sequences, exampleMasks(example, sequences));
      hashes[name] = sha256(trainer.weights()).slice(0, 16);
    }
    // Raise FUSED_VERSION where one of these changes
    expect({ version: fused.version, hashes }).toMatchInlineSnapshot(`
      {
        "hashes": {
          "1 × 3 gru, backward, tokens, linear per step, rmsprop with momentum, batches of 4, dropout, ragged": "5e65bc1380b62ad4",
          "1 × 3 gru, sum, 3 numbers, softmax per sequence, adamw, batches of 7": "763941abcbbdf627",
          "1 × 3 lstm, ave, tokens, sigmoid per step, sgd with momentum, batches of 1": "f34492df22257d27",
          "1 × 3 lstm, backward, one number, sigmoid per step, adam, batches of 7": "862b4860daabcaff",
          "1 × 3 lstm, forward, one number, sigmoid per step, adam, batches of 1": "4b9e2db21f559438",
          "1 × 3 lstm, mul, 3 numbers, sigmoid per step, sgd, batches of 1": "91034328c1e8515a",
          "1 × 3 simple_rnn, backward, 3 numbers, sigmoid per sequence, sgd, batches of 1, dropout": "08712cfa3c170a42",
          "1 × 5 gru, concat, one number, sigmoid per step, rmsprop, batches of 1, dropout, ragged": "599b51564c5ed372",
          "1 × 5 gru, sum, tokens, softmax per step, sgd, batches of 4, dropout, ragged": "292cb3088dfd43bf",
          "1 × 5 lstm, ave, one number, sigmoid per sequence, rmsprop, batches of 1, dropout, ragged": "f339df515c382d12",
          "1 × 5 lstm, mul, one number, sigmoid per sequence, adamw, batches of 1, dropout, ragged": "dcb5545dfbd9fc7c",
          "1 × 5 lstm, sum, one number, sigmoid per sequence, adam, batches of 7, dropout, ragged": "1e5e0ee87320f4fc",
          "1 × 5 simple_rnn, forward, 3 numbers, linear per sequence, sgd with momentum, batches of 7, ragged": "38960a3b3da99990",
          "2 × 3 gru, ave, 3 numbers, softmax per sequence, rmsprop with momentum, batches of 4": "f7cfa36ca1178f9c",
          "2 × 3 gru, mul, 3 numbers, softmax per sequence, rmsprop, batches of 1": "2c79a831ad9bcdc1",
          "2 × 3 lstm, backward, tokens, softmax per sequence, sgd with momentum, batches of 4, dropout": "49c5a600f1f88977",
          "2 × 3 simple_rnn, backward, one number, sigmoid per step, adamw, batches of 4": "3afaa6d3c2b97083",
          "2 × 3 simple_rnn, concat, 3 numbers, softmax per sequence, adam, batches of 7, ragged": "9df294c6aa32d02b",
          "2 × 3 simple_rnn, sum, 3 numbers, linear per step, sgd with momentum, batches of 1": "41ee3c7696f0fca5",
          "2 × 5 gru, ave, 3 numbers, softmax per step, adam, batches of 4, dropout, ragged": "d5f085380674cca8",
          "2 × 5 gru, forward, 3 numbers, softmax per step, adamw, batches of 4, dropout, ragged": "151fc71fbb57277b",
          "2 × 5 gru, mul, one number, softmax per step, sgd with momentum, batches of 4, dropout, ragged": "9ca191bc8ae051c1",
          "2 × 5 lstm, concat, tokens, linear per step, sgd, batches of 7": "ac3bf008045f87a5",
          "2 × 5 lstm, forward, tokens, sigmoid per sequence, rmsprop with momentum, batches of 1, ragged": "43ac3d52e750acde",
          "2 × 5 simple_rnn, sum, one number, linear per sequence, rmsprop, batches of 4, ragged": "c04d4b6934c275b9",
          "4 × 3 lstm, concat, tokens, linear per sequence, adamw, batches of 1, dropout, ragged": "5f3b2adc620340e2",
          "4 × 3 lstm, sum, one number, sigmoid per step, rmsprop with momentum, batches of 7": "714f845502ced015",
          "4 × 3 simple_rnn, ave, one number, linear per step, adamw, batches of 7": "ea374fd22fc4470d",
          "4 × 3 simple_rnn, concat, 3 numbers, softmax per step, rmsprop with momentum, batches of 7": "0bf6ead490141318",
          "4 × 3 simple_rnn, forward, tokens, linear per step, rmsprop, batches of 7, dropout": "ce9c0e5f541789f7",
          "4 × 3 simple_rnn, mul, tokens, linear per step, adam, batches of 7": "b620623df2f12562",
          "4 × 5 gru, backward, tokens, linear per sequence, adam, batches of 4, dropout": "9325ab41e8686bda",
          "4 × 5 gru, concat, one number, sigmoid per sequence, sgd with momentum, batches of 4, dropout, ragged": "078921e004e86812",
          "4 × 5 gru, forward, one number, softmax per sequence, sgd, batches of 7, ragged": "ae8cf13eed201bdd",
          "4 × 5 lstm, backward, 3 numbers, softmax per step, rmsprop, batches of 1, dropout": "1b14e1907cb790ba",
          "4 × 5 simple_rnn, ave, tokens, linear per sequence, sgd, batches of 7, dropout, ragged": "d4a11d93d97299e8",
          "4 × 5 simple_rnn, mul, tokens, linear per sequence, rmsprop with momentum, batches of 7, dropout, ragged": "f87e23035093c7b3",
          "ave, 3 numbers, linear per sequence, ragged": "0c49b89ec70f68d8",
          "ave, 3 numbers, linear per step, ragged": "7fe41d921b4bcaec",
          "ave, 3 numbers, sigmoid per sequence, ragged": "bff6f1782cd29a7f",
          "ave, 3 numbers, softmax per sequence, ragged": "383c888151dde5df",
          "ave, 3 numbers, softmax, batches of 4": "84830b55789cdcb7",
          "ave, one number, sigmoid, batches of 1": "d09c970ad252918f",
          "ave, tokens, sigmoid, batches of 4": "7b175f6173c7b82c",
          "backward, 3 numbers, linear per sequence, ragged": "52e0580470124a8b",
          "backward, 3 numbers, linear per step, ragged": "cf0c1f6a75e38034",
          "backward, 3 numbers, sigmoid per sequence, ragged": "869a35b289eda4f5",
          "backward, 3 numbers, softmax per sequence, ragged": "f9ef18011c693443",
          "backward, 3 numbers, softmax, batches of 4": "ae5d9c50f653e55d",
          "backward, one number, sigmoid, batches of 1": "eab2cbf8dac24d77",
          "backward, tokens, sigmoid, batches of 4": "5aee1562be896816",
          "concat, 3 numbers, linear per sequence, ragged": "377e86d591066c75",
          "concat, 3 numbers, linear per step, ragged": "2968e56313a890ae",
          "concat, 3 numbers, sigmoid per sequence, ragged": "7dea50772f538ea7",
          "concat, 3 numbers, softmax per sequence, ragged": "7083cc89cd9a0ee7",
          "concat, 3 numbers, softmax, batches of 4": "b4937ce41f49dea7",
          "concat, one number, sigmoid, batches of 1": "4d9c6f89d34930d7",
          "concat, tokens, sigmoid, batches of 4": "d984f1829d141d4f",
          "forward, 3 numbers, linear per sequence, ragged": "29a43ab49edd7552",
          "forward, 3 numbers, linear per step, ragged": "f91cc6fd001fb619",
          "forward, 3 numbers, sigmoid per sequence, ragged": "607a88d54ba30978",
          "forward, 3 numbers, softmax per sequence, ragged": "e26df66e34151c3b",
          "forward, 3 numbers, softmax, batches of 4": "83bd2576fe4a77c2",
          "forward, one number, sigmoid, batches of 1": "4b9e2db21f559438",
          "forward, tokens, sigmoid, batches of 4": "0c6b30975b8505b3",
          "mul, 3 numbers, linear per sequence, ragged": "f33dbac14faf9455",
          "mul, 3 numbers, linear per step, ragged": "1d2dbbf90849818e",
          "mul, 3 numbers, sigmoid per sequence, ragged": "4238e26c816917f5",
          "mul, 3 numbers, softmax per sequence, ragged": "1fda71c1872b7658",
          "mul, 3 numbers, softmax, batches of 4": "a9e756f60d22c95d",
          "mul, one number, sigmoid, batches of 1": "b10db1e57a1e42d8",
          "mul, tokens, sigmoid, batches of 4": "37e21fc61b09fd64",
          "sum, 3 numbers, linear per sequence, ragged": "b14bf24d72910545",
          "sum, 3 numbers, linear per step, ragged": "160d57d89fff4942",
          "sum, 3 numbers, sigmoid per sequence, ragged": "741959cd5de70331",
          "sum, 3 numbers, softmax per sequence, ragged": "7f3ea3245a0aed34",
          "sum, 3 numbers, softmax, batches of 4": "cb49a63e20ef4909",
          "sum, one number, sigmoid, batches of 1": "7f6210e6913dae66",
          "sum, tokens, sigmoid, batches of 4": "8ed9468f0ddd9cb6",
        },
        "version": "fused-1",
      }
    `);
  });

  it('trains more sequences in one call than its memory takes at once, with the same bits', async () => {
    const model = modelOf({ ...ARTICLE, units: 2 }, dataset);
    const settings = { optimizer: adam(0.001), batchSize: 3, steps: 10 };
    const sequences = dataset.training(1).next(3 * 2000);
    const [whole, pieces] = [
      await fused.createTrainer(model, initialWeights(model, 1), settings),
      await fused.createTrainer(model, initialWeights(model, 1), settings),
    ];
    const log = await whole.train(sequences);
    const losses: number[] = [];
    for (let n = 0; n < sequences.count; n += 600) losses.push(...(await pieces.train(part(sequences, n, 600))).losses);
    expect([...log.losses]).toEqual(losses);
    expect(whole.weights()).toEqual(pieces.weights());
    expect(await whole.predict(sequences)).toEqual(await pieces.predict(sequences));
  });

  it('moves nothing, however long, where every probability is clipped', async () => {
    const model = modelOf({ ...ARTICLE, units: 4 }, dataset);
    const weights = initialWeights(model, 1);
    weights[weights.length - 1] = 40; // every probability is clipped, so every gradient is 0
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 10 };
    const sequences = dataset.training(1).next(2000);
    const trainer = await fused.createTrainer(model, weights, settings);
    await trainer.train(sequences);
    expect(trainer.weights()).toEqual(weights);
  });

  it('has a loss that is not finite from the first update after its weights overflow', async () => {
    const model = modelOf({ ...ARTICLE, units: 4 }, dataset);
    const settings = { optimizer: adam(1e38), batchSize: 1, steps: 10 };
    const trainer = await fused.createTrainer(model, initialWeights(model, 1), settings);
    const { losses } = await trainer.train(dataset.training(1).next(20));
    expect(losses[0]).toBeLessThan(2);
    expect([...losses.slice(10)].every(Number.isNaN)).toBe(true);
  });

  it('refuses to predict sequences longer than it has memory for', async () => {
    const model = modelOf(ARTICLE, dataset);
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 5 };
    const trainer = await fused.createTrainer(model, initialWeights(model, 1), settings);
    const sequences = dataset.test(1).next(1);
    await expect(trainer.predict(sequences)).rejects.toThrow('expected at most 5 time steps, found 10');
  });

  it('refuses what does not fit into 4 GB, with the size', async () => {
    const model = modelOf({ ...ARTICLE, units: 1024 }, dataset);
    const settings = { optimizer: adam(0.001), batchSize: 1024, steps: 1000 };
    await expect(fused.createTrainer(model, new Float32Array(1), settings)).rejects.toThrow(
      /needs \d+\.\d GB for 1024 sequences of 1000 steps/,
    );
  });

  it('holds no more memory after 200 trainers than after 50', async () => {
    const model = modelOf(ARTICLE, dataset);
    const sequences = dataset.training(1).next(5);
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 10 };
    const makeTrainers = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const trainer = await fused.createTrainer(model, initialWeights(model, 1), settings);
        await trainer.train(sequences);
        trainer.dispose();
      }
      return process.memoryUsage().rss;
    };
    const before = await makeTrainers(50);
    const after = await makeTrainers(150);
    expect(after - before).toBeLessThan(40e6);
  });
});

const ARTICLE = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 2.5,
  units: 20,
  cell: 'lstm',
  layers: 1,
  dropout: 0,
  direction: 'bidirectional',
  merge_mode: 'concat',
} as const;
const dataset = cumulativeSum.open(ARTICLE);

type Shape = Omit<typeof ARTICLE, 'units' | 'sequence_length' | 'threshold'> & {
  readonly units: number;
  readonly sequence_length: number;
  readonly threshold: number;
  readonly batchSize: number;
};

async function afterUpdates(engine: Engine, shape: Shape, updates: number) {
  const dataset = cumulativeSum.open(shape);
  const model = modelOf(shape, dataset);
  const weights = initialWeights(model, 1);
  const sequences = dataset.training(1).next(updates * shape.batchSize);
  const settings = { optimizer: adam(0.001), batchSize: shape.batchSize, steps: shape.sequence_length };
  const trainer = await engine.createTrainer(model, weights, settings);
  const batch = part(sequences, 0, shape.batchSize);
  const firstLog = await trainer.train(batch);
  const first = trainer.weights();
  const others = await trainer.train(part(sequences, shape.batchSize, (updates - 1) * shape.batchSize));
  const log = {
    losses: [...firstLog.losses, ...others.losses],
    correct: [...firstLog.correct!, ...others.correct!],
  };
  const { gradient } = lossAndGradient(model, weights, batch, { precision: 'float64' });
  return { first, gradient, log, last: trainer.weights() };
}

/**
 * The first update of Adam moves a weight by rate · g / (|g| + ε): where a gradient nearly cancels, to |g| below ε = 1e-7, the
 * rounding error of its sum comes out up to 10,000 times as large. So those few weights have a tolerance of their own.
 */
function expectFirstUpdate(weights: Float32Array, expected: Float32Array, gradient: Float64Array): void {
  const isClear = (_: number, i: number) => Math.abs(gradient[i]) > 1e-6;
  expect(relativeDifference(weights.filter(isClear), expected.filter(isClear))).toBeLessThan(2e-5);
  expect(relativeDifference(weights, expected)).toBeLessThan(2e-4);
}

/** Sequences `from` … `from + count − 1`, of one number per step. */
function part(sequences: Sequences, from: number, count: number): Sequences {
  const { steps } = sequences;
  const [start, end] = [from * steps, (from + count) * steps];
  return {
    count,
    steps,
    inputs: sequences.inputs.slice(start, end),
    labels: sequences.labels.slice(start, end),
    targets: null,
    counted: sequences.counted.slice(start, end),
    lengths: sequences.lengths.slice(from, from + count),
  };
}

function sha256(weights: Float32Array): string {
  return createHash('sha256').update(new Uint8Array(weights.buffer)).digest('hex');
}

function largest(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}
