import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { checkEngine } from '../../src/training/engine-check.ts';
import { type ExecuteOptions, execute } from '../../src/training/execute.ts';
import { train } from '../../src/training/train.ts';
import type { Configuration, Run } from '../../src/vocabulary.ts';

const article: Configuration = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 2.5,
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  merge_mode: 'concat',
  epochs: 1000,
  sequences_per_epoch: 1,
  batch_size: 1,
  learning_rate: 0.001,
  test_sequences: 2000,
  engine: 'fused',
};
const forward: Configuration = (({ merge_mode, ...others }) => ({ ...others, direction: 'forward' as const }))(article);

const dataset = openDataset(article);
const clock = () => performance.now();
const planned = (configuration: Configuration) => ({
  key: '',
  configuration,
  parameters: 0,
  floor: null,
  ceiling: null,
});

async function accuracies(configuration: Configuration, seeds: number): Promise<number[]> {
  const engine = await engineNamed(configuration.engine);
  const all: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await train({ planned: planned(configuration), seed }, { engine, dataset, clock });
    if (result.status !== 'completed') throw new Error(`seed ${seed} ${result.status}`);
    all.push(result.metrics.accuracy);
  }
  return all;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('training', () => {
  // Measured elsewhere over 600 seeds in C and 200 in JAX, validated against Keras 3.15: forward 0.936 to 0.937 (sd over
  // seeds 0.008), bidirectional 0.948 (0.004), backward 0.893 to 0.894 (0.003). The bars are four standard errors.
  it.each([
    ['forward', forward, 0.9365, 0.0064],
    ['bidirectional', article, 0.948, 0.0033],
    ['backward', { ...forward, direction: 'backward' as const }, 0.8935, 0.0027],
  ] as const)('reaches the accuracy that others measured: %s', async (_, configuration, expected, tolerance) => {
    expect(Math.abs(mean(await accuracies(configuration, 30)) - expected)).toBeLessThan(tolerance);
  });

  it('goes on with the same sequences when there are more epochs', async () => {
    const engine = await engineNamed('fused');
    const run = async (epochs: number) => {
      const result = await train(
        { planned: planned({ ...article, epochs, test_sequences: 1 }), seed: 3 },
        { engine, dataset, clock },
      );
      return result.status === 'failed' ? [] : result.curve.map(({ loss }) => loss);
    };
    expect((await run(150)).slice(0, 100)).toEqual(await run(100)); // windows of one epoch in both
  });

  it('ends as diverged, with the epoch, at a learning rate of 1e6', async () => {
    for (const name of ['fused', 'reference'] as const) {
      const engine = await engineNamed(name);
      const result = await train(
        { planned: planned({ ...article, learning_rate: 1e6 }), seed: 1 },
        { engine, dataset, clock },
      );
      expect(result.status).toBe('diverged');
      expect(result.status === 'diverged' && result.divergedAt).toBeLessThan(10);
    }
  });

  it('stops between calls when its signal is aborted', async () => {
    const engine = await engineNamed('fused');
    const abortion = new AbortController();
    const reason = new Error('enough');
    const training = train(
      { planned: planned({ ...article, epochs: 1_000_000 }), seed: 1 },
      { engine, dataset, clock, signal: abortion.signal, onProgress: () => abortion.abort(reason) },
    );
    await expect(training).rejects.toBe(reason);
  });
});

describe('the engine check', () => {
  it('passes where both engines make the same updates', async () => {
    const engines = { engine: await engineNamed('fused'), against: await engineNamed('tfjs'), dataset };
    const check = await checkEngine({ configuration: forward, seed: 1 }, engines);
    expect(check).toMatchObject({ updates: 20, passed: true });
    expect(check.lossDifference).toBeGreaterThan(0); // they are different programs
  });

  it('fails where one of them has another learning rate', async () => {
    const fused = await engineNamed('fused');
    const engine = {
      ...fused,
      createTrainer: (...[model, weights, settings]: Parameters<typeof fused.createTrainer>) =>
        fused.createTrainer(model, weights, { ...settings, learningRate: 0.0011 }),
    };
    const check = await checkEngine(
      { configuration: forward, seed: 1 },
      { engine, against: await engineNamed('reference'), dataset },
    );
    expect(check.passed).toBe(false);
  });
});

describe('executing runs', () => {
  const runs: Run[] = [1, 2, 3, 4].map((seed) => ({
    planned: planned({ ...article, units: 4, epochs: 200, test_sequences: 100 }),
    seed,
    engineVersion: 'fused-1',
  }));
  const worker = new URL('../../dist/training/worker.js', import.meta.url);

  async function hashes(options: Partial<ExecuteOptions>): Promise<Record<number, string>> {
    const bySeed: Record<number, string> = {};
    for await (const { run, result } of execute(runs, { jobs: 1, clock, ...options })) {
      bySeed[run.seed] = result.status === 'completed' ? weightsSha256(result.weights) : result.status;
    }
    return bySeed;
  }

  it('gives the same bits in this process and in one, two or four workers', async () => {
    const here = await hashes({});
    expect(Object.values(here).every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    for (const jobs of [1, 2, 4]) expect(await hashes({ jobs, workerFile: worker })).toEqual(here);
  });

  it('throws the reason of its signal and leaves no worker behind', async () => {
    const abortion = new AbortController();
    const reason = new Error('interrupted');
    const long = runs.map((run) => ({ ...run, planned: planned({ ...article, epochs: 1_000_000 }) }));
    setTimeout(() => abortion.abort(reason), 200);
    const executing = (async () => {
      for await (const _ of execute(long, { jobs: 2, clock, workerFile: worker, signal: abortion.signal }));
    })();
    await expect(executing).rejects.toBe(reason);
  });
});
