/** Elementary functions from basic operations only, as in ../fused/math.ts, where their sources are named. */
#ifndef ELEMENTARY_H
#define ELEMENTARY_H
#include "lanes.h"

/** A constant as AssemblyScript reads it: a float64, rounded once more. */
#define NUMBER(x) wideOf((float)(x))

/** x, but 0 below 4e-31, by the rounding of a sum. */
INLINE Wide flushed(Wide x) {
  const Wide small = NUMBER(1e-23);
  return subtract(add(x, small), small);
}

/** Hyperbolic tangent, of a register. */
#define TANH(Vector, name, of, lesser, greater)                                                            \
  INLINE Vector name(Vector value) {                                                                       \
    const Vector x = greater(lesser(value, of(7.90531110763549805f)), of(-7.90531110763549805f));          \
    const Vector x2 = x * x;                                                                               \
    const Vector x4 = x2 * x2;                                                                             \
    const Vector p01 = x2 * 6.37261928875436e-4f + 4.89352455891786e-3f;                                   \
    const Vector p23 = x2 * 5.12229709037114e-8f + 1.48572235717979e-5f;                                   \
    const Vector p45 = x2 * 2.00018790482477e-13f + -8.60467152213735e-11f;                                \
    const Vector p46 = x4 * -2.76076847742355e-16f + p45;                                                  \
    const Vector q01 = x2 * 2.268434632439e-3f + 4.89352518554385e-3f;                                     \
    const Vector q23 = x2 * 1.19825839466702e-6f + 1.18534705686654e-4f;                                   \
    const Vector p = x4 * (x4 * p46 + p23) + p01;                                                          \
    const Vector q = x4 * q23 + q01;                                                                       \
    return x * p / q;                                                                                      \
  }
TANH(Lanes, tanhOfLanes, lanesOf, lesser, greater)
#if LANES == 4
#define tanhOfFour tanhOfLanes
#else
TANH(Four, tanhOfFour, fourOf, lesserFour, greaterFour)
#endif
#undef TANH

INLINE Wide tanhOf(Wide x) {
#define E(i) tanhOfLanes(x.at[i])
  return WIDE(E);
#undef E
}

/** 1 / (1 + e⁻ˣ) = ½ + ½ tanh(x / 2). */
INLINE Wide sigmoidOf(Wide x) {
  const Wide half = NUMBER(0.5);
  return multiplyAdd(half, tanhOf(multiply(x, half)), half);
}

#define FOUR(x) fourOf((float)(x))

/** eˣ for x ≤ 0; e⁻⁸⁷ below −87. */
INLINE Four exponentialOf(Four value) {
  const Four x = greaterFour(value, FOUR(-87));
  const Four magic = FOUR(12582912);
  const Four shifted = x * FOUR(1.44269504) + magic;
  const Four n = shifted - magic;
  Four r = n * FOUR(-0.693359375) + x;
  r = n * FOUR(2.1219444e-4) + r;
  Four p = r * FOUR(1.98756915e-4) + FOUR(1.3981999507e-3);
  p = r * p + FOUR(8.3334519073e-3);
  p = r * p + FOUR(4.1665795894e-2);
  p = r * p + FOUR(1.6666665459e-1);
  p = r * p + FOUR(5.0000001201e-1);
  p = p * (r * r) + r + FOUR(1);
  const FourInts exponent = (FourInts)shifted - (FourInts)magic + 127;
  return p * (Four)(exponent << 23);
}

/** log x for normal x > 0. */
INLINE Four logarithmOf(Four x) {
  Four m = (Four)(((FourInts)x & 0x007fffff) | 0x3f000000);
  FourInts exponent = (((FourInts)x >> 23) & 255) - 126;
  const FourInts isLow = m < FOUR(0.707106781);
  exponent += isLow;
  m = m + (Four)((FourInts)m & isLow) - FOUR(1);
  const Four z = m * m;
  Four y = m * FOUR(7.0376836292e-2) + FOUR(-1.151461031e-1);
  y = y * m + FOUR(1.167699874e-1);
  y = y * m + FOUR(-1.2420140846e-1);
  y = y * m + FOUR(1.4249322787e-1);
  y = y * m + FOUR(-1.6668057665e-1);
  y = y * m + FOUR(2.0000714765e-1);
  y = y * m + FOUR(-2.4999993993e-1);
  y = y * m + FOUR(3.3333331174e-1);
  y = y * m * z;
  const Four e = __builtin_convertvector(exponent, Four);
  y = e * FOUR(-2.1219444e-4) + y;
  y = z * FOUR(-0.5) + y;
  const Four log = e * FOUR(0.693359375) + (m + y);
  return log + (x - x); // NaN where x is
}

/** The sums of four vectors as one vector. */
INLINE Four sumsOf(Four a, Four b, Four c, Four d) {
  const Four ab = zipLow(a, b) + zipHigh(a, b);
  const Four cd = zipLow(c, d) + zipHigh(c, d);
  return joinLow(ab, cd) + joinHigh(ab, cd);
}

/** Two float64: lanes 0 + 2 and 1 + 3. */
INLINE Two pairSums(Four x) { return (Two){(double)x[0] + (double)x[2], (double)x[1] + (double)x[3]}; }
#endif
