/** Models trained on the tasks: each direction reaches what it can know, and never more. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { fusedEngine } from '../../src/engines/fused.ts';
import { modelOf } from '../../src/model/model.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { train } from '../../src/training/train.ts';
import { type Configuration, DIRECTIONS, type Direction, type RunResult } from '../../src/vocabulary.ts';
import { adam } from '../engines/examples.ts';
import { configured } from '../examples.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await fusedEngine();
});

type Completed = Extract<RunResult, { status: 'completed' }> & { weights: Float32Array };

function runs(configuration: Configuration, seeds: readonly number[]): Promise<Completed[]> {
  const planned = { key: '', configuration, parameters: 0, floor: null, ceiling: null };
  return Promise.all(
    seeds.map(async (seed) => {
      const options = { engine, dataset: openDataset(configuration), clock: () => performance.now() };
      const result = await train({ planned, seed }, options);
      if (result.status !== 'completed' || result.weights === null) throw new Error(`seed ${seed}: ${result.status}`);
      return { ...result, weights: result.weights };
    }),
  );
}

function accuracy(results: readonly Completed[]): number {
  return results.reduce((sum, { metrics }) => sum + (metrics.accuracy ?? Number.NaN), 0) / results.length;
}

describe.each(DIRECTIONS)('fill-in-the-blank, %s', (direction) => {
  // As experiments/fill-in-the-blank.yaml
  const configuration = configured({
    task: 'fill-in-the-blank',
    units: 8,
    direction,
    epochs: 2000,
    sequences_per_epoch: 64,
    batch_size: 64,
    test_sequences: 10_000,
  });
  const dataset = openDataset(configuration);
  let results: readonly Completed[];
  beforeAll(async () => {
    results = await runs(configuration, [1, 2, 3]);
  });

  it('reaches its ceiling within 2 points, and not more than sampling allows', () => {
    const ceiling = dataset.bounds()!.ceiling[direction].overall;
    expect(accuracy(results)).toBeGreaterThan(ceiling - 0.02);
    // 30,000 test sequences: the standard deviation is at most 0.0029
    expect(accuracy(results)).toBeLessThan(ceiling + 0.01);
  });

  it('gives the words the true probabilities of what it sees, within a total variation of 0.1', async () => {
    for (const { weights } of results) {
      for (const sentence of SENTENCES) expect(await totalVariation(sentence, weights)).toBeLessThan(0.1);
    }
  });

  /** Between the model's probabilities in the gap and the true ones; 0 for a sentence that is never drawn. */
  async function totalVariation(sentence: string, weights: Float32Array): Promise<number> {
    const sequences = dataset.read([sentence]);
    const truth = dataset.truth(sequences, 0);
    if (truth === null || truth.bidirectional === null) return 0;
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 9 };
    const trainer = await engine.createTrainer(modelOf(configuration, dataset), weights, settings);
    const probabilities = (await trainer.predict(sequences)).subarray(6 * 7, 7 * 7); // the gap's, (K)
    trainer.dispose();
    return (truth[direction] ?? []).reduce((sum, p, k) => sum + Math.abs(p - probabilities[k]) / 2, 0);
  }
});

const SENTENCES = ['不舒服', '很累', '很忙', '放假'].flatMap((reason) =>
  ['一天', '一会儿', '一趟', '一晚'].map((duration) => `我今天${reason},我打算____${duration}。`),
);

describe('a direction that cannot see enough', () => {
  it.each<[string, Direction]>([
    ['cumulative-sum', 'backward'],
    ['remaining-sum', 'forward'],
    ['balance-point', 'forward'],
    ['balance-point', 'backward'],
  ])('comes near its ceiling and never passes it: %s, %s', async (task, direction) => {
    const configuration = configured({
      task,
      units: 8,
      direction,
      sequences_per_epoch: 8,
      batch_size: 8,
      learning_rate: 0.005,
    });
    const results = await runs(
      configuration,
      Array.from({ length: 12 }, (_seed, i) => i + 1),
    );
    const { floor, ceiling } = openDataset(configuration).bounds()!;
    // 24,000 test sequences, whose share of right steps has a standard deviation below 0.1: 0.0007 for the mean
    expect(accuracy(results)).toBeLessThan(ceiling[direction].overall + 0.0025);
    expect(accuracy(results)).toBeGreaterThan((floor.overall + ceiling[direction].overall) / 2);
  });
});
