/**
 * Gradient of a layer's weights as one product, operandᵀ · dgates over all slots and sequences, and the optimizer on each
 * tile of it; as ../fused/gradient.ts and gradient-tail.ts. A tile is four rows of weights or one, by as many groups as
 * there are registers for.
 */
#ifndef GRADIENT_H
#define GRADIENT_H
#include "forward.h"
#include "optimizer.h"
#include "weights.h"

/** Rows of weights, and the samples that make their gradient. */
typedef struct {
  const Model *model;
  const Layer *layer;
  const Reading *r;
  const Matrix *matrix;
  const float *x;  // of the first sample
  size_t skipped;  // samples before it
  size_t samples;  // S·B
  int row;         // of weights
  int block;       // of the transposed weights that the rows have a copy in, or −1
} Rows;

/** Gradients of `rows` rows by `groups` groups → (groups, rows, 16). */
INLINE void gradientOfTile(const Rows *of, int g, const int rows, const int groups, float *gradient) {
  const size_t operandWidth = (size_t)of->layer->operandWidth;
  const size_t groupSize = of->samples * 16;
  const float *x = of->x;
  const float *dgates = of->matrix->gates + (size_t)g * groupSize + of->skipped * 16;
  Wide sum[4][4];
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int row = 0; row < rows; row++) sum[i][row] = wideOf(0);
  }
  for (size_t sample = of->skipped; sample < of->samples; sample++, x += operandWidth, dgates += 16) {
    Wide d[4];
    UNROLL for (int i = 0; i < groups; i++) d[i] = wideAt(dgates + (size_t)i * groupSize);
    UNROLL for (int row = 0; row < rows; row++) {
      const Wide xs = wideOf(x[row]);
      UNROLL for (int i = 0; i < groups; i++) sum[i][row] = multiplyAdd(xs, d[i], sum[i][row]);
    }
  }
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int row = 0; row < rows; row++) putWide(gradient + (i * rows + row) * 16, sum[i][row]);
  }
}
TILE void gradientOfManyGroups(const Rows *of, int g, float *gradient) {
  gradientOfTile(of, g, 4, GROUPS_AT_ONCE, gradient);
}
TILE void gradientOfOneGroup(const Rows *of, int g, float *gradient) {
  gradientOfTile(of, g, 4, 1, gradient);
}
TILE void gradientOfTwoRows(const Rows *of, int g, float *gradient) { gradientOfTile(of, g, 2, GROUPS_AT_ONCE, gradient); }
TILE void gradientOfOneRow(const Rows *of, int g, float *gradient) { gradientOfTile(of, g, 1, GROUPS_AT_ONCE, gradient); }
TILE void gradientOfTwoRowsOfOneGroup(const Rows *of, int g, float *gradient) { gradientOfTile(of, g, 2, 1, gradient); }
TILE void gradientOfOneRowOfOneGroup(const Rows *of, int g, float *gradient) { gradientOfTile(of, g, 1, 1, gradient); }

/** Moves `rows` rows of a group. */
INLINE void moveRows(const Rows *of, int g, int rows, const float *gradient) {
  const Matrix *matrix = of->matrix;
  const size_t at = (size_t)(g * of->layer->R + of->row) * 16;
  move(of->model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, (size_t)rows * 16);
}

/** Writes the copy of `fours` times four rows of a group. */
TILE void copyRows(const Rows *of, int g, int fours) {
  const Matrix *matrix = of->matrix;
  const float *weights = matrix->weights + (size_t)(g * of->layer->R + of->row) * 16;
  for (int n = 0; n < fours; n++) {
    size_t stride;
    float *target = transposedBlock(of->model, matrix, of->block + n, &stride) + (size_t)g * 16 * stride;
    if (fours == 4) {
      storeWholeTransposed(target, weights);
      return;
    }
    storeGroupTransposed(target, stride, weights + 64 * n);
  }
}

/** Gradients of four rows of the `tail` columns that fill no group → (4, tail, 4). */
INLINE void gradientOfTail(const Rows *of, const int tail, float *gradient) {
  const size_t operandWidth = (size_t)of->layer->operandWidth;
  const float *x = of->x;
  const float *dgates = of->matrix->gates + ((size_t)of->matrix->groups * 16 * of->samples) + of->skipped * (size_t)tail * 4;
  Wide sum[3];
  UNROLL for (int n = 0; n < tail; n++) sum[n] = wideOf(0);
  for (size_t sample = of->skipped; sample < of->samples; sample++, x += operandWidth, dgates += 4 * tail) {
    Four d[3];
    UNROLL for (int c = 0; c < tail; c++) d[c] = fourAt(dgates + 4 * c);
    UNROLL for (int n = 0; n < tail; n++) {
#define OF(i) d[(4 * n + (i)) % tail]
      sum[n] = multiplyAdd(spread(x, tail, n), wideOfFours(OF(0), OF(1), OF(2), OF(3)), sum[n]);
#undef OF
    }
  }
  UNROLL for (int n = 0; n < tail; n++) putWide(gradient + 16 * n, sum[n]);
}
TILE void gradientOfTailBy1(const Rows *of, float *gradient) { gradientOfTail(of, 1, gradient); }
TILE void gradientOfTailBy2(const Rows *of, float *gradient) { gradientOfTail(of, 2, gradient); }
TILE void gradientOfTailBy3(const Rows *of, float *gradient) { gradientOfTail(of, 3, gradient); }

/** Four rows or fewer of these columns. */
static void updateTail(const Rows *of, int rows) {
  const Matrix *matrix = of->matrix;
  const int tail = matrix->tail;
  const size_t columns = (size_t)tail * 4;
  float gradient[4 * 12] __attribute__((aligned(64)));
  if (tail == 1) gradientOfTailBy1(of, gradient);
  else if (tail == 2) gradientOfTailBy2(of, gradient);
  else gradientOfTailBy3(of, gradient);
  const size_t at = (size_t)(matrix->groups * of->layer->R) * 16 + (size_t)of->row * columns;
  move(of->model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, (size_t)rows * columns);
  if (of->block < 0) return;
  size_t stride;
  float *target = transposedBlock(of->model, matrix, of->block, &stride) + (size_t)matrix->groups * 16 * stride;
  for (size_t c = 0; c < columns; c += 4) storeTransposed(target + c * stride, stride, matrix->weights + at + c, columns);
}

/** The next `count` rows. */
INLINE Rows after(Rows of, int count) {
  of.x += count;
  of.row += count;
  if (of.block >= 0) of.block += 1;
  return of;
}

/** Two rows of all groups, or one. */
static void updateFewRows(const Rows *of, int rows) {
  const int groups = of->matrix->groups;
  float gradient[2 * 4 * 16] __attribute__((aligned(64)));
  for (int g = 0; g < groups;) {
    const int atOnce = groups - g >= GROUPS_AT_ONCE ? GROUPS_AT_ONCE : 1;
    if (atOnce == GROUPS_AT_ONCE && rows == 2) gradientOfTwoRows(of, g, gradient);
    else if (atOnce == GROUPS_AT_ONCE) gradientOfOneRow(of, g, gradient);
    else if (rows == 2) gradientOfTwoRowsOfOneGroup(of, g, gradient);
    else gradientOfOneRowOfOneGroup(of, g, gradient);
    for (int i = 0; i < atOnce; i++) moveRows(of, g + i, rows, gradient + 16 * rows * i);
    g += atOnce;
  }
  if (of->matrix->tail > 0) updateTail(of, rows);
}

/** `fours` times four rows, group by group, so that their copies, which lie together, are written together. */
static void updateRows(const Rows *first, int fours) {
  const int groups = first->matrix->groups;
  float gradient[4 * 4 * 16] __attribute__((aligned(64)));
  for (int g = 0; g < groups;) {
    const int atOnce = groups - g >= GROUPS_AT_ONCE ? GROUPS_AT_ONCE : 1;
    Rows of = *first;
    for (int n = 0; n < fours; n++, of = after(of, 4)) {
      if (atOnce == GROUPS_AT_ONCE) gradientOfManyGroups(&of, g, gradient);
      else gradientOfOneGroup(&of, g, gradient);
      for (int i = 0; i < atOnce; i++) moveRows(&of, g + i, 4, gradient + 64 * i);
    }
    for (int i = 0; first->block >= 0 && i < atOnce; i++) copyRows(first, g + i, fours);
    g += atOnce;
  }
  Rows of = *first;
  for (int n = 0; first->matrix->tail > 0 && n < fours; n++, of = after(of, 4)) updateTail(&of, 4);
}

/** A token's row: the sum over the rows that read it. Without any, it still moves by what its moments remember. */
static void updateToken(Rows of, int token) {
  const Matrix *matrix = of.matrix;
  const int32_t *entries = of.r->tokenRows;
  const int first = of.r->tokenStart[token];
  const int end = of.r->tokenStart[token + 1];
  float gradient[16];
  of.row = 1 + token;
  of.block = -1;
  for (int g = 0; g < matrix->groups; g++) {
    const float *dgates = matrix->gates + (size_t)g * of.samples * 16;
    Wide sum = wideOf(0);
    for (int entry = first; entry < end; entry++) sum = add(sum, wideAt(dgates + (size_t)entries[entry] * 16));
    putWide(gradient, sum);
    moveRows(&of, g, 1, gradient);
  }
  if (matrix->tail == 0) return;
  const size_t columns = (size_t)matrix->tail * 4;
  const float *dgates = matrix->gates + (size_t)matrix->groups * of.samples * 16;
  for (size_t c = 0; c < columns; c += 4) {
    Four sum = fourOf(0);
    for (int entry = first; entry < end; entry++) sum = sum + fourAt(dgates + (size_t)entries[entry] * columns + c);
    putFour(gradient + c, sum);
  }
  const size_t at = (size_t)(matrix->groups * of.layer->R) * 16 + (size_t)of.row * columns;
  move(of.model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, columns);
}

/** Rows from `row` on, which are multiplied with the operand from `column` on, in and after `firstSlot`. */
static Rows rowsFrom(const Model *model, int i, const Reading *r, const Matrix *matrix, int row, int firstSlot) {
  const Layer *layer = &model->layers[i];
  const size_t skipped = (size_t)(firstSlot * model->B);
  const int inputColumn = layer->unitColumn - layer->F - 1; // of the ones, which are row 0
  const int column = row < layer->unitRow ? inputColumn + row : layer->unitColumn + row - layer->unitRow;
  return (Rows){
    .model = model,
    .layer = layer,
    .r = r,
    .matrix = matrix,
    .x = matrix->operand + skipped * (size_t)layer->operandWidth + column,
    .skipped = skipped,
    .samples = (size_t)(model->S * model->B),
    .row = row,
    .block = -1,
  };
}

static void updateMatrix(const Model *model, int i, const Reading *r, const Matrix *matrix) {
  const Layer *layer = &model->layers[i];
  const int Q = model->Q;
  Rows of = rowsFrom(model, i, r, matrix, 0, 0);
  if (i > 0) {
    // Inputs are blocks of the layer below
    updateFewRows(&of, 1);
    of = after(of, 1);
    of.block = Q;
    for (int q = 0; q < model->M; q += 4) {
      const int fours = model->M - q < 4 ? model->M - q : 4;
      updateRows(&of, fours);
      for (int n = 0; n < fours; n++) of = after(of, 4);
    }
  } else {
    for (; of.row + 4 <= 1 + layer->F; of = after(of, 4)) updateRows(&of, 1);
    for (; of.row + 2 <= 1 + layer->F; of = after(of, 2)) updateFewRows(&of, 2);
    if (of.row < 1 + layer->F) {
      updateFewRows(&of, 1);
      of = after(of, 1);
    }
    for (int token = 0; token < layer->V; token++) updateToken(of, token);
  }
  // Units; their outputs before the first slot are 0
  of = rowsFrom(model, i, r, matrix, layer->unitRow, 1);
  of.block = 0;
  for (int q = 0; q < Q; q += 4) {
    const int fours = Q - q < 4 ? Q - q : 4;
    updateRows(&of, fours);
    for (int n = 0; n < fours; n++) of = after(of, 4);
  }
}

/** Moves the weights of a layer. */
static void update(const Model *model, int i) {
  for (int d = 0; d < model->readings; d++) {
    const Reading *r = &model->layers[i].readings[d];
    updateMatrix(model, i, r, &r->own);
    if (model->cell == GRU) updateMatrix(model, i, r, &r->candidate);
  }
}
#endif
