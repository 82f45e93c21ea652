import { describe, expect, it } from 'vitest';
import { type Asked, takeBatch } from '../../src/queue/batches.ts';
import { ARTICLE } from '../examples.ts';
import { planned } from '../training/examples.ts';

const asked = (estimatedMs: number, { engineVersion = 'fused-1', count = 1 } = {}): Asked[] =>
  Array.from({ length: count }, (_, seed) => ({
    id: `${engineVersion} ${seed}`,
    job: { kind: 'train', planned: planned(ARTICLE), seed, keepWeights: false, engineVersion },
    options: { timeLimitMs: 1000 },
    estimatedMs,
  }));
const fused = { engineVersion: 'fused-1', places: 2 };

describe('a batch', () => {
  it('is some work together, so that the way is worth it, and the rest waits in its order', () => {
    const waiting = asked(20, { count: 1000 });
    const { batch, rest } = takeBatch(waiting, fused);
    expect(batch.length).toBeGreaterThan(5);
    expect([...batch, ...rest]).toEqual(waiting);
  });

  it('is smaller towards the end, so that no place waits for another', () => {
    const sizes: number[] = [];
    for (let waiting: readonly Asked[] = asked(20, { count: 100 }); waiting.length > 0; ) {
      const { batch, rest } = takeBatch(waiting, fused);
      sizes.push(batch.length);
      waiting = rest;
    }
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.slice(-4)).toEqual([1, 1, 1, 1]);
  });

  it('is one run where a run takes long', () => {
    expect(takeBatch(asked(60_000, { count: 3 }), fused).batch).toHaveLength(1);
  });

  it('is of one engine version', () => {
    const waiting = [...asked(20, { count: 3 }), ...asked(20, { engineVersion: 'reference-1', count: 3 })];
    const { batch, rest } = takeBatch(waiting, { engineVersion: 'reference-1', places: 0 });
    expect(batch.every(({ job }) => job.engineVersion === 'reference-1')).toBe(true);
    expect(rest.slice(0, 3)).toEqual(waiting.slice(0, 3));
  });
});
