import { describe, expect, it } from 'vitest';
import { dropoutOf } from '../../src/engines/dropout.ts';
import type { Model } from '../../src/model/model.ts';

const forward: Model = {
  input: { kind: 'numbers', features: 1 },
  cell: 'lstm',
  units: 3,
  layers: 2,
  direction: 'forward',
  mergeMode: null,
  dropout: 0.3,
  output: { kind: 'sigmoid', per: 'step' },
};
const both: Model = { ...forward, direction: 'bidirectional', mergeMode: 'concat' };

const whole = (count: number, steps: number) => ({ count, steps, lengths: new Int32Array(count).fill(steps) });

/** The columns `from` … `from + 2` of rows of six. */
function half(mask: Uint8Array, from: number): number[] {
  return [...mask].filter((_, i) => i % 6 >= from && i % 6 < from + 3);
}

describe('the masks of dropout', () => {
  it('keep 1 − p of the outputs', () => {
    const [mask] = dropoutOf({ ...forward, layers: 1 }, 1).next(whole(1000, 10));
    const kept = mask.reduce((sum, one) => sum + one, 0);
    expect(mask.length).toBe(30_000);
    expect(Math.abs(kept / mask.length - 0.7)).toBeLessThan(0.01); // 3.8 standard deviations
  });

  it('are other ones for every layer, seed and call', () => {
    const dropout = dropoutOf(forward, 1);
    const [first, second] = dropout.next(whole(20, 5));
    const masks = [first, second, dropout.next(whole(20, 5))[0], dropoutOf(forward, 2).next(whole(20, 5))[0]];
    expect(new Set(masks.map(String)).size).toBe(4);
  });

  it('drop alike in a forward model and in the forward half of a bidirectional one', () => {
    const [alone] = dropoutOf(forward, 1).next(whole(2, 5));
    const [merged] = dropoutOf(both, 1).next(whole(2, 5));
    const [backward] = dropoutOf({ ...forward, direction: 'backward' }, 1).next(whole(2, 5));
    expect(half(merged, 0)).toEqual([...alone]);
    expect(half(merged, 3)).toEqual([...backward]);
    expect(backward).not.toEqual(alone);
  });

  it('are one for both readings where they are added', () => {
    const [alone] = dropoutOf(forward, 1).next(whole(2, 5));
    expect(dropoutOf({ ...both, mergeMode: 'sum' }, 1).next(whole(2, 5))[0]).toEqual(alone);
  });

  it('depend neither on padding nor on how sequences are cut into calls', () => {
    const dropout = dropoutOf(both, 1);
    const pieces = [
      ...dropout.next({ count: 1, steps: 2, lengths: Int32Array.of(2) })[0],
      ...dropout.next({ count: 1, steps: 3, lengths: Int32Array.of(3) })[0],
    ];
    const [together] = dropoutOf(both, 1).next({ count: 2, steps: 4, lengths: Int32Array.of(2, 3) });
    expect([...together.subarray(0, 12), ...together.subarray(24, 42)]).toEqual(pieces);
    expect([...together.subarray(12, 24), ...together.subarray(42)].every((one) => one === 0)).toBe(true);
  });

  it('are one row per sequence after the last layer of a model with one output per sequence', () => {
    const model: Model = { ...forward, output: { kind: 'sigmoid', per: 'sequence' } };
    const [inner, last] = dropoutOf(model, 1).next(whole(4, 5));
    expect([inner.length, last.length]).toEqual([4 * 5 * 3, 4 * 3]);
  });
});
