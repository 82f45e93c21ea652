/** Random subsets, always the same ones, and the sums of values over them. */
import { type RandomStream, stream } from '../random.ts';

/** 2¹⁶ − 1: as many as 16 values have that are not empty. */
export const SUBSETS = 2 ** 16 - 1;

export interface Subsets {
  /** (65,536, width): bit i of word w says whether value 16 w + i belongs to the subset; the last one is empty. */
  readonly words: Uint16Array;
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
  const width = Math.ceil(n / 16);
  const words = new Uint16Array((SUBSETS + 1) * width);
  const sizes = new Uint32Array(SUBSETS);
  for (let s = 0; s < SUBSETS; s++) {
    while (sizes[s] === 0) sizes[s] = drawSubset({ words, from: s * width, width }, n, random); // the empty one has no mean
  }
  const subsets = { words, width, sizes };
  drawn.set(key, subsets);
  return subsets;
}

/** Fills a row with n random bits, of which each byte takes its highest, and says how many are set. */
function drawSubset(
  { words, from, width }: { words: Uint16Array; from: number; width: number },
  n: number,
  random: RandomStream,
): number {
  let bits = 0;
  let size = 0;
  for (let w = 0; w < width; w++) {
    bits = w % 2 === 0 ? random.bits() : bits >>> 16;
    const low = (bits & 255) >>> Math.max(0, 16 * w + 8 - n);
    const high = ((bits >>> 8) & 255) >>> Math.max(0, 16 * w + 16 - n);
    words[from + w] = low | (high << 8);
    size += BITS_SET[low] + BITS_SET[high];
  }
  return size;
}

/** How many bits of a byte are set. */
const BITS_SET = new Uint8Array(256);
for (let byte = 1; byte < 256; byte++) BITS_SET[byte] = BITS_SET[byte >>> 1] + (byte & 1);

/**
 * The sums of the values over the first `count` of the subsets. The sums of the 256 subsets of every eight values are
 * made once, so that a sum costs n / 8 additions.
 */
export function subsetSums(values: ArrayLike<number>, { words, width }: Subsets, count: number): Float64Array {
  const table = new Float64Array(width * 512); // (2 width, 256)
  for (let group = 0; group < 2 * width; group++) {
    for (let i = 0; i < 8; i++) {
      const value = values[8 * group + i] ?? 0;
      const half = 2 ** i;
      for (let b = 0; b < half; b++) table[256 * group + half + b] = table[256 * group + b] + value;
    }
  }
  const sums = new Float64Array(4 * Math.ceil(count / 4));
  // Four subsets at a time: the next addition need not wait for the last one
  for (let s = 0; s < count; s += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = s * width, from = 0; from < table.length; at++, from += 512) {
      a += sumOfWord(table, from, words[at]);
      b += sumOfWord(table, from, words[at + width]);
      c += sumOfWord(table, from, words[at + 2 * width]);
      d += sumOfWord(table, from, words[at + 3 * width]);
    }
    sums[s] = a;
    sums[s + 1] = b;
    sums[s + 2] = c;
    sums[s + 3] = d;
  }
  return sums.subarray(0, count);
}

function sumOfWord(table: Float64Array, from: number, word: number): number {
  return table[from + (word & 255)] + table[from + 256 + (word >>> 8)];
}
