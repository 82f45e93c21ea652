import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/queue/packed.ts';

describe('a packed value', () => {
  it('comes back with its arrays, whatever else is in it', () => {
    const part = new Float64Array([9, 0.1, Number.NaN, -0, 5e-324]).subarray(1);
    const value = {
      text: 'two\nlines, 不舒服',
      parts: [new Uint8Array([10, 10, 10]), part, { weights: new Float32Array([0.1]), none: new Int32Array() }],
      odd: { array: 'Float64Array', at: -1, length: 0 },
    };
    expect(unpack(pack(value))).toStrictEqual({ ...value, parts: [value.parts[0], part.slice(), value.parts[2]] });
  });

  it('need not have arrays, nor be written by us', () => {
    expect(unpack(gzipSync('{"a": [1, null]}').toString('base64'))).toEqual({ a: [1, null] });
  });

  it('is refused where its arrays are not there, or it is nested beyond reason', () => {
    const text = (json: string) => gzipSync(json).toString('base64');
    expect(() => unpack(text('{"array": "Int32Array", "at": 0, "length": 1}\n123'))).toThrow(/4 bytes .* found 3/);
    expect(() => unpack(text(`${'['.repeat(1e5)}${']'.repeat(1e5)}`))).toThrow(RangeError);
  });
});
