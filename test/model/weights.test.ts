import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Model, weightShapes } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';

const forward: Model = {
  input: { kind: 'numbers', features: 3 },
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'forward',
  mergeMode: null,
  dropout: 0,
  output: { kind: 'softmax', classes: 4, per: 'step' },
};
const both: Model = { ...forward, direction: 'bidirectional', mergeMode: 'concat' };

/** The weights of a model by the name of their tensor. */
function tensors(model: Model, seed: number): Record<string, Float32Array> {
  const weights = initialWeights(model, seed);
  let offset = 0;
  return Object.fromEntries(
    weightShapes(model).map(({ name, size }) => {
      offset += size;
      return [name, weights.slice(offset - size, offset)];
    }),
  );
}

const meanSquare = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length;

describe('the initial weights', () => {
  it('have kernels uniform on ±√(6 ÷ (rows + columns)), as Glorot and Bengio have it', () => {
    const wide = tensors({ ...both, input: { kind: 'tokens', vocabulary: 100 } }, 1);
    for (const [name, limit, size] of [
      ['layer 0 forward kernel', Math.sqrt(6 / (100 + 80)), 8000],
      ['layer 0 backward kernel', Math.sqrt(6 / (100 + 80)), 8000],
      ['output kernel', Math.sqrt(6 / (40 + 4)), 160],
    ] as const) {
      const kernel = wide[name];
      expect(kernel.length).toBe(size);
      expect(Math.max(...kernel)).toBeLessThanOrEqual(limit);
      expect(Math.max(...kernel)).toBeGreaterThan(0.9 * limit);
      expect(Math.min(...kernel)).toBeLessThan(-0.9 * limit);
      // The variance of a uniform distribution is limit² ÷ 3; five standard errors
      const standardError = (limit ** 2 / 3) * Math.sqrt(4 / 5 / size);
      expect(Math.abs(meanSquare(kernel) - limit ** 2 / 3)).toBeLessThan(5 * standardError);
    }
  });

  it.each([1, 2, 20, 128])('have recurrent kernels with orthonormal rows: %i units', (units) => {
    const recurrent = tensors({ ...forward, units }, 3)['layer 0 forward recurrent kernel'];
    let worst = 0;
    for (let i = 0; i < units; i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let c = 0; c < 4 * units; c++) product += recurrent[i * 4 * units + c] * recurrent[j * 4 * units + c];
        worst = Math.max(worst, Math.abs(product - (i === j ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(2e-7); // the rounding to float32
  });

  it('have biases of 0 with the forget gate at 1, and an output bias of 0', () => {
    const { 'layer 0 forward bias': bias, 'output bias': outputBias } = tensors(forward, 1);
    expect([...bias]).toEqual([...Array(20).fill(0), ...Array(20).fill(1), ...Array(40).fill(0)]);
    expect([...outputBias]).toEqual([0, 0, 0, 0]);
  });

  it('start a forward model and the forward half of a bidirectional one alike, the backward half otherwise', () => {
    const [one, two] = [tensors(forward, 1), tensors(both, 1)];
    const backward = tensors({ ...forward, direction: 'backward' }, 1);
    for (const part of ['kernel', 'recurrent kernel']) {
      expect(two[`layer 0 forward ${part}`]).toEqual(one[`layer 0 forward ${part}`]);
      expect(two[`layer 0 backward ${part}`]).toEqual(backward[`layer 0 backward ${part}`]);
      expect(two[`layer 0 backward ${part}`]).not.toEqual(two[`layer 0 forward ${part}`]);
    }
  });

  it('differ from seed to seed, also from seed 0, and are the same for the same', () => {
    const hashes = [0, 1, 2, 2 ** 32 - 1].map((seed) => initialWeights(both, seed).join());
    expect(new Set(hashes).size).toBe(4);
    expect(initialWeights(both, 0).join()).toBe(hashes[0]);
  });

  // A new hash means new results for every stored run: raise the version of every engine
  it('keep their bits', () => {
    const hash = createHash('sha256').update(initialWeights(both, 1)).digest('hex');
    expect(hash).toBe('d5d302c2f0ef90a8f880984d5c5d225356690bd98300ba45069d38325037c827');
  });
});
