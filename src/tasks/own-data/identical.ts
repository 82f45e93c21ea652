/** Sequences with the same input, found in time that does not grow with how much windows overlap. */
import type { RawInputs } from './raw.ts';
import type { Cuts } from './windows.ts';

/** Primes below 2²⁶, so that a product of two remainders is exact. */
const MODULI = [67_108_859, 67_108_837] as const;
const BASE = 31_415_927;

/** A function that says whether sequence `n` has the input of one of `others`. */
export function findIdentical(
  inputs: RawInputs,
  { starts, lengths }: Pick<Cuts, 'starts' | 'lengths'>,
  others: Iterable<number>,
): (n: number) => boolean {
  const width = inputs.kind === 'numbers' ? inputs.columns.length : 1;
  const steps = inputs.values.length / width;
  const prefixes = MODULI.map((modulus) => prefixesOf(inputs.values, { width, steps, modulus }));
  const powers = MODULI.map((modulus) => powersOf(Math.max(0, ...lengthsOf(lengths)), modulus));
  const keyOf = (n: number) => {
    const [start, length] = [starts[n], lengths[n]];
    const hashes = MODULI.map((modulus, i) => {
      const before = (prefixes[i][start] * powers[i][length]) % modulus;
      return (prefixes[i][start + length] - before + modulus) % modulus;
    });
    return `${length} ${hashes.join(' ')}`;
  };
  const isSame = (n: number, m: number) => {
    for (let i = 0; i < lengths[n] * width; i++) {
      if (!Object.is(inputs.values[starts[n] * width + i], inputs.values[starts[m] * width + i])) return false;
    }
    return true;
  };

  const known = new Map<string, number[]>();
  for (const m of others) {
    const key = keyOf(m);
    const same = known.get(key);
    if (same === undefined) known.set(key, [m]);
    else if (!same.some((one) => isSame(m, one))) same.push(m);
  }
  return (n) => known.get(keyOf(n))?.some((m) => isSame(n, m)) ?? false;
}

/** The distinct ones: lengths are few. */
function lengthsOf(lengths: Int32Array): number[] {
  return [...new Set(lengths)];
}

/** Polynomial hashes (Karp and Rabin 1987) of the first 0 … S steps; (S + 1). */
function prefixesOf(
  values: Float64Array | Int32Array,
  { width, steps, modulus }: { width: number; steps: number; modulus: number },
): Float64Array {
  const bits = new Uint32Array(new Float64Array(1).buffer);
  const number = new Float64Array(bits.buffer);
  const prefixes = new Float64Array(steps + 1);
  let prefix = 0;
  for (let s = 0; s < steps; s++) {
    let hash = 2_166_136_261;
    for (let f = 0; f < width; f++) {
      number[0] = values[s * width + f];
      hash = Math.imul(hash ^ bits[0], 16_777_619);
      hash = Math.imul(hash ^ bits[1] ^ (hash >>> 15), 16_777_619);
    }
    prefix = (prefix * BASE + ((hash >>> 0) % modulus)) % modulus;
    prefixes[s + 1] = prefix;
  }
  return prefixes;
}

function powersOf(most: number, modulus: number): Float64Array {
  const powers = new Float64Array(most + 1).fill(1);
  for (let i = 1; i <= most; i++) powers[i] = (powers[i - 1] * BASE) % modulus;
  return powers;
}
