/**
 * exp, log, tanh and the logistic sigmoid from basic operations only. Math.exp and its kin may differ in the last bit
 * between JavaScript engines and their versions; these give the same bits everywhere.
 */

/** 2ⁿ at index n + 1022, for n = −1022 … 1023. */
const POWERS_OF_TWO = powersOfTwo();

/** log 2 in two parts; the first has few digits, so that its multiples are exact. Source: fdlibm, e_exp.c. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * eˣ to about 2e-16 relative; 0 below −708, Infinity above 709, NaN for NaN.
 * Source: eˣ = 2ⁿ · eʳ with x = n log 2 + r and |r| ≤ ½ log 2, where the Taylor series needs 13 terms.
 */
export function exponential(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  if (Number.isNaN(x)) return x;
  const n = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1 / 479001600; // 1 / 12!
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  sum = sum * r + 1 / 2;
  sum = sum * r + 1;
  sum = sum * r + 1;
  return sum * POWERS_OF_TWO[n + 1022];
}

/**
 * Natural logarithm of 0 < x ≤ 1 to about 1e-15; NaN for NaN.
 * Source: log x = n log 2 + 2 artanh((m − 1) / (m + 1)) with m in [√½, √2).
 */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const z = (mantissa - 1) / (mantissa + 1); // |z| ≤ 0.172, so 11 terms leave less than 1e-17
  const zz = z * z;
  let sum = 1 / 21;
  sum = sum * zz + 1 / 19;
  sum = sum * zz + 1 / 17;
  sum = sum * zz + 1 / 15;
  sum = sum * zz + 1 / 13;
  sum = sum * zz + 1 / 11;
  sum = sum * zz + 1 / 9;
  sum = sum * zz + 1 / 7;
  sum = sum * zz + 1 / 5;
  sum = sum * zz + 1 / 3;
  sum = sum * zz + 1;
  return exponent * Math.LN2 + 2 * z * sum;
}

/** 1 / (1 + e⁻ˣ), to about 2e-16. */
export function sigmoid(x: number): number {
  return 1 / (1 + exponential(-x));
}

/** Hyperbolic tangent, to about 2e-16 absolute (not relative: near 0 the subtraction cancels). */
export function tanh(x: number): number {
  return 1 - 2 / (exponential(2 * x) + 1);
}

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2046);
  powers[1022] = 1;
  for (let i = 1023; i < powers.length; i++) powers[i] = 2 * powers[i - 1];
  for (let i = 1021; i >= 0; i--) powers[i] = powers[i + 1] / 2;
  return powers;
}
