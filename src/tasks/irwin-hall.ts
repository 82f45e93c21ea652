/**
 * The Irwin–Hall distribution: the sum of n independent uniforms on [0, 1].
 *
 * The textbook formula alternates and loses all digits from n ≈ 20. Its density is the cardinal B-spline of degree
 * n − 1, whose recurrence has only non-negative terms (de Boor 1972), so this is good to rounding for every n:
 *
 *   f_1(x) = 1 on [0, 1),   f_n(x) = (x f_{n−1}(x) + (n − x) f_{n−1}(x − 1)) / (n − 1)
 *   F_n(x) = Σ_{k ≥ 0} f_{n+1}(x − k),   ∫_{−∞}^x F_n = Σ_{k ≥ 0} (k + 1) f_{n+2}(x − k)
 */

export interface IrwinHall {
  /** f_n at fraction, fraction + 1, …, fraction + n − 1, for n ≥ 1 and 0 ≤ fraction < 1. */
  densities(n: number, fraction: number): Float64Array;
  /** P(sum of n uniforms ≤ x); for n = 0 the sum is 0. */
  cdf(n: number, x: number): number;
  /** ∫_{−∞}^x of the cdf; for n = 0, max(x, 0). */
  cdfIntegral(n: number, x: number): number;
}

/** Distribution functions for sums of up to `longest` uniforms; remembers the densities it has worked out. */
export function irwinHall(longest: number): IrwinHall {
  const tables = new Map<number, Float64Array[]>();

  /** Row n: f_n at fraction + 0, fraction + 1, … fraction + n − 1. */
  function rows(fraction: number): Float64Array[] {
    const known = tables.get(fraction);
    if (known !== undefined) return known;
    const table = [new Float64Array(0), new Float64Array([1])];
    for (let n = 2; n <= longest + 2; n++) {
      const previous = table[n - 1];
      const row = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const x = fraction + i;
        row[i] = (x * (previous[i] ?? 0) + (n - x) * (previous[i - 1] ?? 0)) / (n - 1);
      }
      table.push(row);
    }
    tables.set(fraction, table);
    return table;
  }

  /** Σ_{k ≥ 0} weight(k) f_n(x − k). */
  function sum(n: number, x: number, weight: (k: number) => number): number {
    const whole = Math.floor(x);
    const row = rows(x - whole)[n];
    let total = 0;
    for (let i = Math.min(whole, n - 1); i >= 0; i--) total += weight(whole - i) * row[i];
    return total;
  }

  return {
    densities: (n, fraction) => rows(fraction)[n],
    cdf(n, x) {
      if (x < 0) return 0;
      if (n === 0 || x >= n) return 1;
      return sum(n + 1, x, () => 1);
    },
    cdfIntegral(n, x) {
      if (x <= 0) return 0;
      if (n === 0) return x;
      if (x >= n) return x - n / 2;
      return sum(n + 2, x, (k) => k + 1);
    },
  };
}
