import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TrainingLog } from '../../src/engines/engine.ts';
import { fusedEngine } from '../../src/engines/fused.ts';
import { lossAndGradient, reference, referenceEngine } from '../../src/engines/reference.ts';
import { tfjsEngine } from '../../src/engines/tfjs.ts';
import { modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import type { Sequences } from '../../src/vocabulary.ts';
import { engineContract, largestDifference, relativeDifference } from './contract.ts';
import { adam, EXAMPLES, exampleSequences, exampleWeights, STEPS } from './examples.ts';

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

  it.each([
    { units: 128, steps: 4, batchSize: 3 },
    { units: 256, steps: 3, batchSize: 1 },
  ])('follows the reference for an update with $units units', async (shape) => {
    const task = { ...ARTICLE, ...shape, sequence_length: shape.steps, threshold: 1 };
    const [ours, theirs] = [await afterUpdates(fused, task, 1), await afterUpdates(reference, task, 1)];
    expect(largestDifference(ours.log.losses, theirs.log.losses)).toBeLessThan(1e-6);
    expectFirstUpdate(ours.first, theirs.first, ours.gradient);
  });

  it("lays its curve over the reference's and TensorFlow.js's for 200 updates of the article", async () => {
    const model = modelOf(ARTICLE, dataset);
    const sequences = dataset.training(1).next(200);
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 10 };
    const logs: TrainingLog[] = [];
    for (const engine of [fused, reference, await tfjsEngine()]) {
      const trainer = await engine.createTrainer(model, initialWeights(model, 1), settings);
      logs.push(await trainer.train(sequences));
      trainer.dispose();
    }
    const [ours, theirs, tfjs] = logs;
    expect(largestDifference(ours.losses, theirs.losses)).toBeLessThan(2e-6);
    expect(largestDifference(ours.losses, tfjs.losses)).toBeLessThan(5e-5);
    expect(ours.correct).toEqual(theirs.correct);
  });

  it('gives the same bits as its version always has', async () => {
    const hashes: Record<string, string> = {};
    for (const example of EXAMPLES) {
      const { model, batchSize, name } = example;
      const trainer = await fused.createTrainer(model, exampleWeights(model), {
        optimizer: adam(0.001),
        batchSize,
        steps: STEPS,
      });
      await trainer.train(exampleSequences(example, 20 * batchSize));
      hashes[name] = sha256(trainer.weights()).slice(0, 16);
    }
    // Raise FUSED_VERSION where one of these changes
    expect({ version: fused.version, hashes }).toMatchInlineSnapshot(`
      {
        "hashes": {
          "ave, 3 numbers, softmax, batches of 4": "84830b55789cdcb7",
          "ave, one number, sigmoid, batches of 1": "d09c970ad252918f",
          "ave, tokens, sigmoid, batches of 4": "7b175f6173c7b82c",
          "backward, 3 numbers, softmax, batches of 4": "ae5d9c50f653e55d",
          "backward, one number, sigmoid, batches of 1": "eab2cbf8dac24d77",
          "backward, tokens, sigmoid, batches of 4": "5aee1562be896816",
          "concat, 3 numbers, softmax, batches of 4": "b4937ce41f49dea7",
          "concat, one number, sigmoid, batches of 1": "4d9c6f89d34930d7",
          "concat, tokens, sigmoid, batches of 4": "d984f1829d141d4f",
          "forward, 3 numbers, softmax, batches of 4": "83bd2576fe4a77c2",
          "forward, one number, sigmoid, batches of 1": "4b9e2db21f559438",
          "forward, tokens, sigmoid, batches of 4": "0c6b30975b8505b3",
          "mul, 3 numbers, softmax, batches of 4": "a9e756f60d22c95d",
          "mul, one number, sigmoid, batches of 1": "b10db1e57a1e42d8",
          "mul, tokens, sigmoid, batches of 4": "37e21fc61b09fd64",
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

  it('refuses more than one layer, and says so', () => {
    expect(fused.supports({ ...modelOf(ARTICLE, dataset), layers: 2 }, adam(0.001))).toBe(
      'it has one recurrent layer, not 2',
    );
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
  layers: 1,
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
