import { describe, expect, it, onTestFinished } from 'vitest';
import { processes } from '../../../src/training/workers/processes.ts';
import { planned } from '../../store/examples.ts';
import { childrenOf, gone } from '../processes.ts';
import { keepsContract } from './contract.ts';

/** Does what the seed of its job says: see the file. */
const MISBEHAVING = new URL('../../survival/misbehaving-worker.mjs', import.meta.url);

keepsContract('processes', () => processes(4));

describe('worker processes', () => {
  const misbehaving = () => {
    const workers = processes(1, MISBEHAVING);
    onTestFinished(() => workers.stop());
    return async (seed: number) => {
      const job = { kind: 'train', planned: planned(), seed, keepWeights: true, engineVersion: 'reference-1' } as const;
      const answer = await workers.perform(job, { timeLimitMs: 10_000 });
      return { answer, pids: childrenOf(process.pid) };
    };
  };

  it('are used again', async () => {
    const perform = misbehaving();
    const first = await perform(99);
    expect(first).toMatchObject({ answer: { kind: 'trained', result: { weights: Float32Array.of(99) } } });
    expect(first.pids).toHaveLength(1);
    expect((await perform(98)).pids).toEqual(first.pids);
  });

  it.each([
    [4, 'the worker process ended with status 7'],
    [1, 'the worker process ended with status 1: Error: a worker that throws'],
    [9, 'the worker process sent something that is not an answer'],
    [10, 'the worker process sent something that is not an answer'], // 'trained', without a result
    [11, 'the worker process sent something that is not an answer'], // a completed result without weights
  ])('that fail (%i) answer with the reason and are not used again', async (seed, reason) => {
    const perform = misbehaving();
    const before = await perform(99);
    expect((await perform(seed)).answer).toEqual({ kind: 'failed', reason });
    await gone(before.pids);
    expect((await perform(99)).answer).toMatchObject({ kind: 'trained' });
  });

  it('are gone once they are stopped, idle or busy', async () => {
    const workers = processes(2);
    const job = (epochs: number) =>
      ({
        kind: 'train',
        planned: planned({ epochs, test_sequences: 10 }),
        seed: 1,
        keepWeights: false,
        engineVersion: 'reference-1',
      }) as const;
    const short = workers.perform(job(1), { timeLimitMs: 100_000 });
    const progress = new Promise<void>((resolve) => {
      void workers.perform(job(1_000_000), { timeLimitMs: 100_000, onProgress: () => resolve() });
    });
    await Promise.all([short, progress]);
    const pids = childrenOf(process.pid);
    expect(pids).toHaveLength(2);
    workers.stop();
    await gone(pids);
  });
});
