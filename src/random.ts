/**
 * Named streams of random numbers: (seed, purpose) → a generator that no other purpose touches.
 *
 * The state comes from SHA-256, because raw small seeds start xoroshiro128+ in a corner (its first doubles are all
 * near 1). Everything is integer arithmetic and IEEE basic operations, so a stream is the same on every machine.
 */
import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { logarithm } from './elementary.ts';

export interface RandomStream {
  /** 32 random bits as an integer in 0 … 2³² − 1. */
  bits(): number;
  /** Uniform on [0, 1), a multiple of 2⁻²⁴: exact in float32. */
  uniform(): number;
  /** Uniform integer in 0 … n − 1, without bias; n at most 2³². */
  below(n: number): number;
  /** Standard normal, float64. */
  normal(): number;
}

/**
 * The stream of one purpose.
 *
 * @example stream(1, 'train') gives the training sequences of seed 1
 * @example stream(1, 'weights', 0, 'forward') gives the initial weights of its first layer's forward half
 */
export function stream(seed: number, ...purpose: (string | number)[]): RandomStream {
  const hash = createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => hash.readInt32LE(offset)));
  const bits = () => generator.next() >>> 0;
  const uniform = () => (generator.next() >>> 8) * 2 ** -24;
  let spare: number | null = null;

  return {
    bits,
    uniform,
    below(n) {
      const limit = 2 ** 32 - (2 ** 32 % n); // the largest multiple of n; beyond it some remainders would be favoured
      let value = bits();
      while (value >= limit) value = bits();
      return value % n;
    },
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      // Marsaglia's polar method: two independent normals from a point in the unit disc
      let x = 0;
      let y = 0;
      let s = 0;
      do {
        x = 2 * uniform() - 1;
        y = 2 * uniform() - 1;
        s = x * x + y * y;
      } while (s >= 1 || s === 0);
      const scale = Math.sqrt((-2 * logarithm(s)) / s);
      spare = y * scale;
      return x * scale;
    },
  };
}
