/**
 * Gradient of a layer's weights as one product, operandᵀ · dgates over all slots and sequences; as ../fused/gradient.ts
 * and gradient-tail.ts. A tile is four rows of weights, two or one, by as many groups as there are registers for.
 */
#ifndef GRADIENT_H
#define GRADIENT_H
#include "forward.h"

/** Rows of weights that follow one another, and the samples that make their gradient. */
typedef struct {
  const Model *model;
  const Layer *layer;
  const Reading *r;
  const Matrix *matrix;
  const float *x; // of the first sample, for row 0
  size_t skipped; // samples before it
  size_t samples; // S·B
  int first;      // row
  int block;      // of the transposed weights that the first row has a copy in, or −1
} Rows;

/** Gradients of `rows` rows from `row` on by `groups` groups → (groups, rows, 16). */
INLINE void gradientOfTile(const Rows *of, int row, int g, const int rows, const int groups, float *gradient) {
  const size_t operandWidth = (size_t)of->layer->operandWidth;
  const size_t groupSize = of->samples * 16;
  const float *x = of->x + row;
  const float *dgates = of->matrix->gates + (size_t)g * groupSize + of->skipped * 16;
  Wide sum[4][4];
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int n = 0; n < rows; n++) sum[i][n] = wideOf(0);
  }
  for (size_t sample = of->skipped; sample < of->samples; sample++, x += operandWidth, dgates += 16) {
    Wide d[4];
    UNROLL for (int i = 0; i < groups; i++) d[i] = wideAt(dgates + (size_t)i * groupSize);
    UNROLL for (int n = 0; n < rows; n++) {
      const Wide xs = wideOf(x[n]);
      UNROLL for (int i = 0; i < groups; i++) sum[i][n] = multiplyAdd(xs, d[i], sum[i][n]);
    }
  }
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int n = 0; n < rows; n++) putWide(gradient + (i * rows + n) * 16, sum[i][n]);
  }
}
TILE void gradientOfManyGroups(const Rows *of, int row, int g, int rows, float *gradient) {
  if (rows == 4) gradientOfTile(of, row, g, 4, GROUPS_AT_ONCE, gradient);
  else if (rows == 2) gradientOfTile(of, row, g, 2, GROUPS_AT_ONCE, gradient);
  else gradientOfTile(of, row, g, 1, GROUPS_AT_ONCE, gradient);
}
TILE void gradientOfOneGroup(const Rows *of, int row, int g, int rows, float *gradient) {
  if (rows == 4) gradientOfTile(of, row, g, 4, 1, gradient);
  else if (rows == 2) gradientOfTile(of, row, g, 2, 1, gradient);
  else gradientOfTile(of, row, g, 1, 1, gradient);
}

/** Gradients of `fours` times four rows of the `tail` columns that fill no group → (4 · fours, tail, 4). */
INLINE void gradientOfTail(const Rows *of, int row, const int fours, const int tail, float *gradient) {
  const size_t operandWidth = (size_t)of->layer->operandWidth;
  const float *x = of->x + row;
  const float *dgates = of->matrix->gates + (size_t)of->matrix->groups * 16 * of->samples + of->skipped * (size_t)tail * 4;
  Wide sum[4][3];
  UNROLL for (int i = 0; i < fours; i++) {
    UNROLL for (int n = 0; n < tail; n++) sum[i][n] = wideOf(0);
  }
  for (size_t sample = of->skipped; sample < of->samples; sample++, x += operandWidth, dgates += 4 * tail) {
    UNROLL for (int n = 0; n < tail; n++) {
      const Wide d = repeated(dgates, tail, n);
      UNROLL for (int i = 0; i < fours; i++) sum[i][n] = multiplyAdd(spread(x + 4 * i, tail, n), d, sum[i][n]);
    }
  }
  UNROLL for (int i = 0; i < fours; i++) {
    UNROLL for (int n = 0; n < tail; n++) putWide(gradient + (i * tail + n) * 16, sum[i][n]);
  }
}
/** Of 16 rows, or of four or fewer as if they were four. */
TILE void gradientOfAnyTail(const Rows *of, int row, int rows, float *gradient) {
  const int tail = of->matrix->tail;
  if (rows == 16 && tail == 1) gradientOfTail(of, row, 4, 1, gradient);
  else if (rows == 16 && tail == 2) gradientOfTail(of, row, 4, 2, gradient);
  else if (rows == 16) gradientOfTail(of, row, 4, 3, gradient);
  else if (tail == 1) gradientOfTail(of, row, 1, 1, gradient);
  else if (tail == 2) gradientOfTail(of, row, 1, 2, gradient);
  else gradientOfTail(of, row, 1, 3, gradient);
}
#endif
