import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { weightBytes, weightsFrom, weightsSha256 } from '../../src/model/weight-bytes.ts';

/** 1, −2.5 and 0.1 as float32, little-endian, written out by hand. */
const BYTES = Buffer.from('0000803f' + '000020c0' + 'cdcccc3d', 'hex');

describe('weights as bytes', () => {
  it('are float32, little-endian, and come back to the bit', () => {
    expect(weightBytes(Float32Array.of(1, -2.5, 0.1))).toEqual(BYTES);
    expect(weightsFrom(BYTES)).toEqual(Float32Array.of(1, -2.5, 0.1));
  });

  it('have a hash that depends on the values alone, not on where they lie', () => {
    const all = Float32Array.of(9, 1, -2.5, 0.1);
    expect(weightsSha256(all.subarray(1))).toBe(createHash('sha256').update(BYTES).digest('hex'));
  });
});
