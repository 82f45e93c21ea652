import { describe, expect, it } from 'vitest';
import { type Asked, type ExpectedJobs, expectedJobs, takeBatch } from '../../src/queue/batches.ts';
import { ARTICLE } from '../examples.ts';
import { NOT_MEASURED } from '../not-measured.ts';
import { ENVIRONMENT } from '../store/examples.ts';
import { planned } from '../training/examples.ts';

const asked = ({ engineVersion = 'fused-1', count = 1 } = {}): Asked[] =>
  Array.from({ length: count }, (_, seed) => ({
    id: `${engineVersion} ${seed}`,
    job: { kind: 'train', planned: planned(ARTICLE), seed, keepWeights: false, engineVersion },
    options: { timeLimitMs: 1000 },
  }));
const taking = (ms: number): ExpectedJobs => ({ ms: () => ms, learn() {} });
const fused = { engineVersion: 'fused-1', places: 2, expected: taking(20) };

describe('a batch', () => {
  it('is some work together, so that the way is worth it, and the rest waits in its order', () => {
    const waiting = asked({ count: 1000 });
    const { batch, rest } = takeBatch(waiting, fused);
    expect(batch.length).toBeGreaterThan(5);
    expect([...batch, ...rest]).toEqual(waiting);
  });

  it('is smaller towards the end, so that no place waits for another', () => {
    const sizes: number[] = [];
    for (let waiting: readonly Asked[] = asked({ count: 100 }); waiting.length > 0; ) {
      const { batch, rest } = takeBatch(waiting, fused);
      sizes.push(batch.length);
      waiting = rest;
    }
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.slice(-4)).toEqual([1, 1, 1, 1]);
  });

  it('is one run where a run takes long', () => {
    expect(takeBatch(asked({ count: 3 }), { ...fused, expected: taking(60_000) }).batch).toHaveLength(1);
  });

  it('is of one engine version', () => {
    const waiting = [...asked({ count: 3 }), ...asked({ engineVersion: 'reference-1', count: 3 })];
    const { batch, rest } = takeBatch(waiting, { ...fused, engineVersion: 'reference-1', places: 0 });
    expect(batch.every(({ job }) => job.engineVersion === 'reference-1')).toBe(true);
    expect(rest.slice(0, 3)).toEqual(waiting.slice(0, 3));
  });

  it('has fewer runs of a configuration that has taken longer than was thought', () => {
    const expected = expectedJobs();
    const waiting = asked({ count: 1000 });
    const before = takeBatch(waiting, { ...fused, expected }).batch.length;
    const [{ job }] = waiting;
    const metrics = { accuracy: 1, loss: 0, sequence_accuracy: 1, training_loss: 0, ...NOT_MEASURED };
    const result = {
      ...({ status: 'completed', trainMs: 100, curve: [], metrics, steps: [], testGroups: null } as const),
      ...{ weights: null, weightsSha256: '' },
    };
    expected.learn(job, { kind: 'trained', engineVersion: 'fused-1', environment: ENVIRONMENT, result });
    const { length } = takeBatch(waiting, { ...fused, expected }).batch;
    expect(before).toBeGreaterThan(5);
    expect(length).toBeGreaterThan(1);
    expect(length).toBeLessThan(5); // half a second, of runs of a tenth and its test
  });
});
