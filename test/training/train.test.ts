import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { train } from '../../src/training/train.ts';
import type { Configuration } from '../../src/vocabulary.ts';
import { ARTICLE, configured } from '../examples.ts';
import { planned } from './examples.ts';

const forward = configured({ direction: 'forward' });

const dataset = openDataset(ARTICLE);
const clock = () => performance.now();

async function accuracies(configuration: Configuration, seeds: number): Promise<number[]> {
  const engine = await engineNamed(configuration.engine);
  const all: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await train({ planned: planned(configuration), seed }, { engine, dataset, clock });
    if (result.status !== 'completed') throw new Error(`seed ${seed} ${result.status}`);
    all.push(result.metrics.accuracy ?? Number.NaN);
  }
  return all;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('training', () => {
  // Measured elsewhere over 600 seeds in C and 200 in JAX, validated against Keras 3.15: forward 0.936 to 0.937 (sd over
  // seeds 0.008), bidirectional 0.948 (0.004), backward 0.893 to 0.894 (0.003). The bars are four standard errors.
  it.each([
    ['forward', forward, 0.9365, 0.0064],
    ['bidirectional', ARTICLE, 0.948, 0.0033],
    ['backward', { ...forward, direction: 'backward' as const }, 0.8935, 0.0027],
  ] as const)('reaches the accuracy that others measured: %s', async (_, configuration, expected, tolerance) => {
    expect(Math.abs(mean(await accuracies(configuration, 30)) - expected)).toBeLessThan(tolerance);
  });

  it('goes on with the same sequences when there are more epochs', async () => {
    const engine = await engineNamed('fused');
    const run = async (epochs: number) => {
      const result = await train(
        { planned: planned({ ...ARTICLE, epochs, test_sequences: 1 }), seed: 3 },
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
        { planned: planned({ ...ARTICLE, learning_rate: 1e6 }), seed: 1 },
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
      { planned: planned({ ...ARTICLE, epochs: 1_000_000 }), seed: 1 },
      { engine, dataset, clock, signal: abortion.signal, onProgress: () => abortion.abort(reason) },
    );
    await expect(training).rejects.toBe(reason);
  });
});
