/**
 * Numbers side by side. `Wide` is 16 of them, in one, two or four registers of LANES numbers each; `Four` is a register
 * of four. Nothing here adds across lanes, so results are the same whatever LANES is.
 */
#ifndef LANES_H
#define LANES_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#else
#error "no vectors are known for this processor"
#endif

#define INLINE static inline __attribute__((always_inline))
#define TILE static __attribute__((noinline))
#define UNROLL _Pragma("GCC unroll 16")
/** Registers of a Wide. */
#define PARTS (16 / LANES)

typedef float Lanes __attribute__((vector_size(4 * LANES)));
typedef float Four __attribute__((vector_size(16)));
typedef int32_t FourInts __attribute__((vector_size(16)));
typedef double Two __attribute__((vector_size(16)));

typedef struct {
  Lanes at[PARTS];
} Wide;

#if LANES == 16
#define WIDE(E) ((Wide){{E(0)}})
INLINE Lanes lanesAt(const float *p) { return (Lanes)_mm512_loadu_ps(p); }
INLINE void putLanes(float *p, Lanes x) { _mm512_storeu_ps(p, (__m512)x); }
INLINE Lanes lanesOf(float x) { return (Lanes)_mm512_set1_ps(x); }
INLINE Lanes rootOf(Lanes x) { return (Lanes)_mm512_sqrt_ps((__m512)x); }
INLINE Lanes lesser(Lanes a, Lanes b) { return (Lanes)_mm512_min_ps((__m512)b, (__m512)a); }
INLINE Lanes greater(Lanes a, Lanes b) { return (Lanes)_mm512_max_ps((__m512)b, (__m512)a); }
INLINE Lanes zipLowLanes(Lanes a, Lanes b) { return (Lanes)_mm512_unpacklo_ps((__m512)a, (__m512)b); }
INLINE Lanes zipHighLanes(Lanes a, Lanes b) { return (Lanes)_mm512_unpackhi_ps((__m512)a, (__m512)b); }
INLINE Lanes joinLowLanes(Lanes a, Lanes b) { return (Lanes)_mm512_unpacklo_pd((__m512d)a, (__m512d)b); }
INLINE Lanes joinHighLanes(Lanes a, Lanes b) { return (Lanes)_mm512_unpackhi_pd((__m512d)a, (__m512d)b); }
#elif LANES == 8
#define WIDE(E) ((Wide){{E(0), E(1)}})
INLINE Lanes lanesAt(const float *p) { return (Lanes)_mm256_loadu_ps(p); }
INLINE void putLanes(float *p, Lanes x) { _mm256_storeu_ps(p, (__m256)x); }
INLINE Lanes lanesOf(float x) { return (Lanes)_mm256_set1_ps(x); }
INLINE Lanes rootOf(Lanes x) { return (Lanes)_mm256_sqrt_ps((__m256)x); }
INLINE Lanes lesser(Lanes a, Lanes b) { return (Lanes)_mm256_min_ps((__m256)b, (__m256)a); }
INLINE Lanes greater(Lanes a, Lanes b) { return (Lanes)_mm256_max_ps((__m256)b, (__m256)a); }
INLINE Lanes zipLowLanes(Lanes a, Lanes b) { return (Lanes)_mm256_unpacklo_ps((__m256)a, (__m256)b); }
INLINE Lanes zipHighLanes(Lanes a, Lanes b) { return (Lanes)_mm256_unpackhi_ps((__m256)a, (__m256)b); }
INLINE Lanes joinLowLanes(Lanes a, Lanes b) { return (Lanes)_mm256_unpacklo_pd((__m256d)a, (__m256d)b); }
INLINE Lanes joinHighLanes(Lanes a, Lanes b) { return (Lanes)_mm256_unpackhi_pd((__m256d)a, (__m256d)b); }
#else
#define WIDE(E) ((Wide){{E(0), E(1), E(2), E(3)}})
INLINE Lanes lanesAt(const float *p);
INLINE void putLanes(float *p, Lanes x);
INLINE Lanes lanesOf(float x);
#endif

// Four lanes, on every processor. The bound comes last, as in WebAssembly's pmin and pmax: NaN stays NaN
#if defined(__x86_64__)
INLINE Four fourAt(const float *p) { return (Four)_mm_loadu_ps(p); }
INLINE void putFour(float *p, Four x) { _mm_storeu_ps(p, (__m128)x); }
INLINE Four fourOf(float x) { return (Four)_mm_set1_ps(x); }
INLINE Four lesserFour(Four a, Four b) { return (Four)_mm_min_ps((__m128)b, (__m128)a); }
INLINE Four greaterFour(Four a, Four b) { return (Four)_mm_max_ps((__m128)b, (__m128)a); }
INLINE Four rootOfFour(Four x) { return (Four)_mm_sqrt_ps((__m128)x); }
/** a0 b0 a1 b1 */
INLINE Four zipLow(Four a, Four b) { return (Four)_mm_unpacklo_ps((__m128)a, (__m128)b); }
/** a2 b2 a3 b3 */
INLINE Four zipHigh(Four a, Four b) { return (Four)_mm_unpackhi_ps((__m128)a, (__m128)b); }
/** a0 a1 b0 b1 */
INLINE Four joinLow(Four a, Four b) { return (Four)_mm_movelh_ps((__m128)a, (__m128)b); }
/** a2 a3 b2 b3 */
INLINE Four joinHigh(Four a, Four b) { return (Four)_mm_movehl_ps((__m128)b, (__m128)a); }
#else
INLINE Four fourAt(const float *p) { return (Four)vld1q_f32(p); }
INLINE void putFour(float *p, Four x) { vst1q_f32(p, (float32x4_t)x); }
INLINE Four fourOf(float x) { return (Four)vdupq_n_f32(x); }
INLINE Four lesserFour(Four a, Four b) {
  return (Four)vbslq_f32(vcltq_f32((float32x4_t)b, (float32x4_t)a), (float32x4_t)b, (float32x4_t)a);
}
INLINE Four greaterFour(Four a, Four b) {
  return (Four)vbslq_f32(vcltq_f32((float32x4_t)a, (float32x4_t)b), (float32x4_t)b, (float32x4_t)a);
}
INLINE Four rootOfFour(Four x) { return (Four)vsqrtq_f32((float32x4_t)x); }
INLINE Four zipLow(Four a, Four b) { return (Four)vzip1q_f32((float32x4_t)a, (float32x4_t)b); }
INLINE Four zipHigh(Four a, Four b) { return (Four)vzip2q_f32((float32x4_t)a, (float32x4_t)b); }
INLINE Four joinLow(Four a, Four b) {
  return (Four)vcombine_f32(vget_low_f32((float32x4_t)a), vget_low_f32((float32x4_t)b));
}
INLINE Four joinHigh(Four a, Four b) {
  return (Four)vcombine_f32(vget_high_f32((float32x4_t)a), vget_high_f32((float32x4_t)b));
}
#endif

#if LANES == 4
INLINE Lanes lanesAt(const float *p) { return fourAt(p); }
INLINE void putLanes(float *p, Lanes x) { putFour(p, x); }
INLINE Lanes lanesOf(float x) { return fourOf(x); }
INLINE Lanes rootOf(Lanes x) { return rootOfFour(x); }
INLINE Lanes lesser(Lanes a, Lanes b) { return lesserFour(a, b); }
INLINE Lanes greater(Lanes a, Lanes b) { return greaterFour(a, b); }
INLINE Lanes zipLowLanes(Lanes a, Lanes b) { return zipLow(a, b); }
INLINE Lanes zipHighLanes(Lanes a, Lanes b) { return zipHigh(a, b); }
INLINE Lanes joinLowLanes(Lanes a, Lanes b) { return joinLow(a, b); }
INLINE Lanes joinHighLanes(Lanes a, Lanes b) { return joinHigh(a, b); }
#endif

/** `where ? a : b`, bit by bit. */
INLINE Four choose(FourInts where, Four a, Four b) {
  return (Four)((where & (FourInts)a) | (~where & (FourInts)b));
}
INLINE FourInts fourInts(int32_t x) { return (FourInts){x, x, x, x}; }
INLINE FourInts fourIntsAt(const int32_t *p) {
  FourInts x;
  memcpy(&x, p, sizeof x);
  return x;
}

INLINE Wide wideAt(const float *p) {
#define E(i) lanesAt(p + (i) * LANES)
  return WIDE(E);
#undef E
}
INLINE void putWide(float *p, Wide x) {
  UNROLL for (int i = 0; i < PARTS; i++) putLanes(p + i * LANES, x.at[i]);
}
INLINE Wide wideOf(float x) {
  const Lanes each = lanesOf(x);
#define E(i) each
  return WIDE(E);
#undef E
}

#define OPERATION(name, expression)      \
  INLINE Wide name(Wide a, Wide b) {     \
    return WIDE(expression);             \
  }
#define E(i) a.at[i] + b.at[i]
OPERATION(add, E)
#undef E
#define E(i) a.at[i] - b.at[i]
OPERATION(subtract, E)
#undef E
#define E(i) a.at[i] * b.at[i]
OPERATION(multiply, E)
#undef E
#define E(i) a.at[i] / b.at[i]
OPERATION(divide, E)
#undef E
/** a, or b where b is smaller. */
#define E(i) lesser(a.at[i], b.at[i])
OPERATION(atMost, E)
#undef E
/** a, or b where b is larger. */
#define E(i) greater(a.at[i], b.at[i])
OPERATION(atLeast, E)
#undef E
#undef OPERATION

INLINE Wide root(Wide a) {
#define E(i) rootOf(a.at[i])
  return WIDE(E);
#undef E
}

/** a · b + c, rounded twice: the compiler is told never to fuse them. */
INLINE Wide multiplyAdd(Wide a, Wide b, Wide c) {
#define E(i) a.at[i] * b.at[i] + c.at[i]
  return WIDE(E);
#undef E
}

INLINE Wide wideOfFours(Four a, Four b, Four c, Four d) {
#if LANES == 16
  __m512 x = _mm512_castps128_ps512((__m128)a);
  x = _mm512_insertf32x4(x, (__m128)b, 1);
  x = _mm512_insertf32x4(x, (__m128)c, 2);
  return (Wide){{(Lanes)_mm512_insertf32x4(x, (__m128)d, 3)}};
#elif LANES == 8
  return (Wide){{
    (Lanes)_mm256_insertf128_ps(_mm256_castps128_ps256((__m128)a), (__m128)b, 1),
    (Lanes)_mm256_insertf128_ps(_mm256_castps128_ps256((__m128)c), (__m128)d, 1),
  }};
#else
  return (Wide){{a, b, c, d}};
#endif
}

/** Four Fours at `stride` numbers from each other as one Wide; those from `count` on are 0. */
INLINE Wide gather(const float *p, size_t stride, int count) {
  if (stride == 4 && count == 4) return wideAt(p);
  const Four zero = fourOf(0);
  return wideOfFours(
    fourAt(p), count > 1 ? fourAt(p + stride) : zero, count > 2 ? fourAt(p + 2 * stride) : zero,
    count > 3 ? fourAt(p + 3 * stride) : zero
  );
}

/** The Fours of a Wide; `i` is a constant. */
INLINE Four part(Wide x, const int i) {
#if LANES == 16
  return i == 0   ? (Four)_mm512_castps512_ps128((__m512)x.at[0])
         : i == 1 ? (Four)_mm512_extractf32x4_ps((__m512)x.at[0], 1)
         : i == 2 ? (Four)_mm512_extractf32x4_ps((__m512)x.at[0], 2)
                  : (Four)_mm512_extractf32x4_ps((__m512)x.at[0], 3);
#elif LANES == 8
  const __m256 half = (__m256)x.at[i >> 1];
  return (i & 1) == 0 ? (Four)_mm256_castps256_ps128(half) : (Four)_mm256_extractf128_ps(half, 1);
#else
  return x.at[i];
#endif
}

/** The first `count` Fours of a Wide to places `stride` numbers apart. */
INLINE void scatter(float *p, size_t stride, Wide x, int count) {
  if (stride == 4 && count == 4) {
    putWide(p, x);
    return;
  }
  putFour(p, part(x, 0));
  if (count > 1) putFour(p + stride, part(x, 1));
  if (count > 2) putFour(p + 2 * stride, part(x, 2));
  if (count > 3) putFour(p + 3 * stride, part(x, 3));
}

/** Of `count` Fours again and again: the Fours 4n … 4n + 3; `count` and `n` are constants. */
INLINE Wide repeated(const float *p, const int count, const int n) {
#if LANES == 16
  if (count == 1) return (Wide){{(Lanes)_mm512_broadcast_f32x4((__m128)fourAt(p))}};
  if (count == 2) return (Wide){{(Lanes)_mm512_broadcast_f32x8(_mm256_loadu_ps(p))}};
#endif
#define OF(i) fourAt(p + 4 * ((4 * n + (i)) % count))
  return wideOfFours(OF(0), OF(1), OF(2), OF(3));
#undef OF
}

#if LANES == 8
INLINE Lanes lanesOfEach(const float *a, const float *b) {
  return (Lanes)_mm256_insertf128_ps(_mm256_set1_ps(*a), _mm_set1_ps(*b), 1);
}
#elif LANES == 4
INLINE Lanes lanesOfEach(const float *a, const float *b) {
  (void)b;
  return fourOf(*a);
}
#endif

/** Of four numbers, each as often as four times `times`: the Fours 4n … 4n + 3 of that; `times` and `n` are constants. */
INLINE Wide spread(const float *p, const int times, const int n) {
#define OF(i) ((4 * n + (i)) / times)
#if LANES == 16
  const __m512i each = _mm512_set_epi32(
    OF(3), OF(3), OF(3), OF(3), OF(2), OF(2), OF(2), OF(2), OF(1), OF(1), OF(1), OF(1), OF(0), OF(0), OF(0), OF(0)
  );
  return (Wide){{(Lanes)_mm512_permutexvar_ps(each, _mm512_castps128_ps512((__m128)fourAt(p)))}};
#else
#define E(i) lanesOfEach(p + OF((i) * (LANES / 4)), p + OF((i) * (LANES / 4) + 1))
  return WIDE(E);
#undef E
#endif
#undef OF
}

/** Four Wides → the first numbers of all their Fours, the second ones, the third and the fourth. */
INLINE void turnFours(Wide z[4]) {
  Lanes ab01[PARTS], ab23[PARTS], cd01[PARTS], cd23[PARTS];
  UNROLL for (int i = 0; i < PARTS; i++) {
    ab01[i] = zipLowLanes(z[0].at[i], z[1].at[i]);
    ab23[i] = zipHighLanes(z[0].at[i], z[1].at[i]);
    cd01[i] = zipLowLanes(z[2].at[i], z[3].at[i]);
    cd23[i] = zipHighLanes(z[2].at[i], z[3].at[i]);
  }
  UNROLL for (int i = 0; i < PARTS; i++) {
    z[0].at[i] = joinLowLanes(ab01[i], cd01[i]);
    z[1].at[i] = joinHighLanes(ab01[i], cd01[i]);
    z[2].at[i] = joinLowLanes(ab23[i], cd23[i]);
    z[3].at[i] = joinHighLanes(ab23[i], cd23[i]);
  }
}

/** Four Wides as rows of four Fours → their columns. */
INLINE void turn(Wide z[4]) {
#if LANES == 16
  const __m512 a = (__m512)z[0].at[0], b = (__m512)z[1].at[0], c = (__m512)z[2].at[0], d = (__m512)z[3].at[0];
  const __m512 ab01 = _mm512_shuffle_f32x4(a, b, 0x44), ab23 = _mm512_shuffle_f32x4(a, b, 0xee);
  const __m512 cd01 = _mm512_shuffle_f32x4(c, d, 0x44), cd23 = _mm512_shuffle_f32x4(c, d, 0xee);
  z[0].at[0] = (Lanes)_mm512_shuffle_f32x4(ab01, cd01, 0x88);
  z[1].at[0] = (Lanes)_mm512_shuffle_f32x4(ab01, cd01, 0xdd);
  z[2].at[0] = (Lanes)_mm512_shuffle_f32x4(ab23, cd23, 0x88);
  z[3].at[0] = (Lanes)_mm512_shuffle_f32x4(ab23, cd23, 0xdd);
#elif LANES == 8
  const Wide a = z[0], b = z[1], c = z[2], d = z[3];
#define HALVES(i, which)                                                               \
  ((Wide){{(Lanes)_mm256_permute2f128_ps((__m256)a.at[i], (__m256)b.at[i], which),     \
           (Lanes)_mm256_permute2f128_ps((__m256)c.at[i], (__m256)d.at[i], which)}})
  z[0] = HALVES(0, 0x20);
  z[1] = HALVES(0, 0x31);
  z[2] = HALVES(1, 0x20);
  z[3] = HALVES(1, 0x31);
#undef HALVES
#else
  const Wide a = z[0], b = z[1], c = z[2], d = z[3];
  UNROLL for (int i = 0; i < 4; i++) z[i] = (Wide){{a.at[i], b.at[i], c.at[i], d.at[i]}};
#endif
}
#endif
