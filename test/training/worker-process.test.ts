import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorker } from '../../src/training/worker-process.ts';
import { planned } from '../store/examples.ts';

/** Does what the seed of its job says: see the file. */
const MISBEHAVING = new URL('../survival/misbehaving-worker.mjs', import.meta.url);

function performed(seed: number) {
  const worker = startWorker(MISBEHAVING);
  onTestFinished(() => worker.stop());
  const answer = worker.perform({ kind: 'train', planned: planned(), seed }, { timeLimitMs: 10_000 });
  return answer.then(({ kind, ...rest }) => ({ kind, ...rest, isAlive: worker.isAlive() }));
}

describe('a worker process', () => {
  it('answers with the result of its job and is used again', async () => {
    expect(await performed(99)).toMatchObject({
      kind: 'trained',
      result: { status: 'completed', weights: Float32Array.of(99) },
      isAlive: true,
    });
  });

  it.each([
    [4, 'the worker process ended with status 7'],
    [1, 'the worker process ended with status 1: Error: a worker that throws'],
    [9, 'the worker process sent something that is not an answer'],
    [10, 'the worker process sent something that is not an answer'], // 'trained', without a result
    [11, 'the worker process sent something that is not an answer'], // a completed result without weights
  ])('that fails (%i) answers with the reason and is not used again', async (seed, reason) => {
    expect(await performed(seed)).toEqual({ kind: 'failed', reason, isAlive: false });
  });
});
