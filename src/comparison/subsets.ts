/** Random subsets, always the same ones, and the sums of values over them. */
import { type RandomStream, stream } from '../random.ts';

/** 2¹⁶ − 1: as many as 16 values have that are not empty. */
export const SUBSETS = 2 ** 16 - 1;

export interface Subsets {
  /** (65,535, width): bit i of byte g says whether value 8 g + i belongs to the subset. */
  readonly bytes: Uint8Array;
  /** An even number of bytes, so that they can be taken in twos. */
  readonly width: number;
  /** (65,535): 1 … n. */
  readonly sizes: Uint32Array;
}

/** Drawn once for each: they are always the same, and drawing costs more than using them. */
const drawn = new Map<string, Subsets>();

/**
 * 65,535 subsets of n values, none of them empty, in each of which a value is or is not with the same probability.
 *
 * @param of what the values are: subsets of other things are drawn by themselves
 */
export function randomSubsets(of: string, n: number): Subsets {
  const key = `${of} ${n}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const random = stream(0, of, n);
  const width = 2 * Math.ceil(n / 16);
  const bytes = new Uint8Array(SUBSETS * width);
  const sizes = new Uint32Array(SUBSETS);
  for (let s = 0; s < SUBSETS; s++) {
    const row = bytes.subarray(s * width, (s + 1) * width);
    while (sizes[s] === 0) sizes[s] = drawSubset(row, n, random); // the empty subset has no mean
  }
  const subsets = { bytes, width, sizes };
  drawn.set(key, subsets);
  return subsets;
}

/** Fills a row with n random bits and says how many are set. */
function drawSubset(row: Uint8Array, n: number, random: RandomStream): number {
  let bits = 0;
  let size = 0;
  for (let group = 0; group < row.length; group++) {
    bits = group % 4 === 0 ? random.bits() : bits >>> 8;
    const unused = Math.max(0, 8 * (group + 1) - n);
    row[group] = (bits & 255) >>> unused;
    for (let b = row[group]; b !== 0; b &= b - 1) size += 1;
  }
  return size;
}

/**
 * The sums of the values over the first `count` of the subsets. The sums of the 256 subsets of every eight values are
 * made once, so that a sum costs n / 8 additions.
 */
export function subsetSums(values: ArrayLike<number>, { bytes, width }: Subsets, count: number): Float64Array {
  const table = new Float64Array(width * 256); // (width, 256)
  for (let group = 0; group < width; group++) {
    for (let i = 0; i < 8; i++) {
      const value = values[8 * group + i] ?? 0;
      const half = 2 ** i;
      for (let b = 0; b < half; b++) table[256 * group + half + b] = table[256 * group + b] + value;
    }
  }
  const sums = new Float64Array(count);
  for (let s = 0, at = 0; s < count; s++) {
    let sum = 0;
    // Two at a time: the next addition need not wait for the last one
    for (let group = 0; group < width; group += 2, at += 2) {
      sum += table[256 * group + bytes[at]] + table[256 * group + 256 + bytes[at + 1]];
    }
    sums[s] = sum;
  }
  return sums;
}
