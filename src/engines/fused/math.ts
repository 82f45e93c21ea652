/**
 * Elementary functions of four numbers at a time, from basic operations only, so that every machine computes the same
 * bits. NaN stays NaN: pmin(x, bound) and pmax(x, bound) return x unless the bound is smaller or larger.
 */

/** a · b + c, rounded twice. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * x, but 0 below 4e-31, by the rounding of a sum; above 1e-16 it is exact. What training leaves that small changes no
 * result, but denormal numbers, which come next, are several times slower than others on most machines.
 */
@inline
export function flushed(x: v128): v128 {
  const small = f32x4.splat(1e-23);
  return f32x4.sub(f32x4.add(x, small), small);
}

/** x, or the bound where x is smaller; NaN stays NaN. */
@inline
export function atLeast(bound: v128, x: v128): v128 {
  return f32x4.pmax(x, bound);
}

/**
 * Hyperbolic tangent, to a few units in the last place.
 * Source: the rational approximation of Eigen, generic_fast_tanh_float; beyond ±7.9 float32 knows only ±1.
 */
@inline
export function tanh(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, f32x4.splat(7.90531110763549805)), f32x4.splat(-7.90531110763549805));
  const x2 = f32x4.mul(x, x);
  const x4 = f32x4.mul(x2, x2);
  const p01 = multiplyAdd(x2, f32x4.splat(6.37261928875436e-4), f32x4.splat(4.89352455891786e-3));
  const p23 = multiplyAdd(x2, f32x4.splat(5.12229709037114e-8), f32x4.splat(1.48572235717979e-5));
  const p45 = multiplyAdd(x2, f32x4.splat(2.00018790482477e-13), f32x4.splat(-8.60467152213735e-11));
  const p46 = multiplyAdd(x4, f32x4.splat(-2.76076847742355e-16), p45);
  const q01 = multiplyAdd(x2, f32x4.splat(2.268434632439e-3), f32x4.splat(4.89352518554385e-3));
  const q23 = multiplyAdd(x2, f32x4.splat(1.19825839466702e-6), f32x4.splat(1.18534705686654e-4));
  const p = multiplyAdd(x4, multiplyAdd(x4, p46, p23), p01);
  const q = multiplyAdd(x4, q23, q01);
  return f32x4.div(f32x4.mul(x, p), q);
}

/** 1 / (1 + e⁻ˣ) = ½ + ½ tanh(x / 2). */
@inline
export function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return multiplyAdd(half, tanh(f32x4.mul(x, half)), half);
}

/**
 * eˣ for x ≤ 0, to two units in the last place; e⁻⁸⁷ below −87, so that nothing here is denormal.
 * Source: Cephes, expf. x = n log 2 + r; adding 1.5 · 2²³ leaves n in the low bits.
 */
@inline
export function exponential(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(-87));
  const magic = f32x4.splat(12582912);
  const shifted = multiplyAdd(x, f32x4.splat(1.44269504), magic);
  const n = f32x4.sub(shifted, magic);
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), x);
  r = multiplyAdd(n, f32x4.splat(2.1219444e-4), r);
  let p = multiplyAdd(r, f32x4.splat(1.98756915e-4), f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(r, p, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(r, p, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(r, p, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(r, p, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const exponent = i32x4.add(i32x4.sub(shifted, magic), i32x4.splat(127));
  return f32x4.mul(p, i32x4.shl(exponent, 23));
}

/**
 * log x for normal x > 0, to about one unit in the last place.
 * Source: Cephes, logf. x = m · 2ᵉ with m in [√½, √2).
 */
@inline
export function logarithm(x: v128): v128 {
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  let exponent = i32x4.sub(v128.and(i32x4.shr_u(x, 23), i32x4.splat(255)), i32x4.splat(126));
  const isLow = f32x4.lt(m, f32x4.splat(0.707106781));
  exponent = i32x4.add(exponent, isLow);
  m = f32x4.sub(f32x4.add(m, v128.and(m, isLow)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let y = multiplyAdd(m, f32x4.splat(7.0376836292e-2), f32x4.splat(-1.151461031e-1));
  y = multiplyAdd(y, m, f32x4.splat(1.167699874e-1));
  y = multiplyAdd(y, m, f32x4.splat(-1.2420140846e-1));
  y = multiplyAdd(y, m, f32x4.splat(1.4249322787e-1));
  y = multiplyAdd(y, m, f32x4.splat(-1.6668057665e-1));
  y = multiplyAdd(y, m, f32x4.splat(2.0000714765e-1));
  y = multiplyAdd(y, m, f32x4.splat(-2.4999993993e-1));
  y = multiplyAdd(y, m, f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), z);
  const e = f32x4.convert_i32x4_s(exponent);
  y = multiplyAdd(e, f32x4.splat(-2.1219444e-4), y);
  y = multiplyAdd(z, f32x4.splat(-0.5), y);
  const log = multiplyAdd(e, f32x4.splat(0.693359375), f32x4.add(m, y));
  return f32x4.add(log, f32x4.sub(x, x)); // x − x is NaN where x is, which taking bits apart would lose
}

/** The sums of four vectors as one vector. */
@inline
export function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Two float64: lanes 0 + 2 and 1 + 3. */
@inline
export function pairSums(x: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
}

@inline
export function sumOfCounts(x: v128): i32 {
  return i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3);
}
