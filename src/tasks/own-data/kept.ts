/** The sequences that are trained on and tested on, and what their numbers are like. */
import type { Moments } from './prepared.ts';

/** The sequences that are kept, (N) each. */
export interface Kept {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly parts: Uint8Array;
  readonly groups: Int32Array;
  /** Where the answer stands, in the steps or recordings; null where there is one at every step. */
  readonly answers: Int32Array | null;
}

/** Mean and standard deviation (÷ n) in float64, in two passes; NaN does not count. */
export function momentsOf(values: (take: (value: number) => void) => void): Moments {
  let [count, sum, squares] = [0, 0, 0];
  values((value) => {
    if (Number.isNaN(value)) return;
    count += 1;
    sum += value;
  });
  const mean = count === 0 ? 0 : sum / count;
  values((value) => {
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  });
  return { mean, sd: count === 0 ? 0 : Math.sqrt(squares / count) };
}
