/** The caller's flat weights and moments in Keras's order ↔ the packed ones; as ../fused/weights.ts. */
#ifndef WEIGHTS_H
#define WEIGHTS_H
#include "elementary.h"
#include "layout.h"

/** Where a row of a column lies among the weights. */
static size_t weightOffset(const Layer *layer, const Matrix *matrix, int column, int row) {
  const int group = column >> 2;
  const size_t inGroup = group < matrix->groups ? 16 : (size_t)matrix->tail * 4;
  return (size_t)(group * layer->R) * 16 + (size_t)row * inGroup + (size_t)(column & 3) * 4;
}

/** Where block `q` of `blocks` has what column 0 gives to it among the transposed weights, and how far the next is. */
INLINE float *transposedAt(float *transposed, const Matrix *matrix, int q, int blocks, size_t *stride) {
  const size_t perBlock = (size_t)width(matrix) * 4;
  const int isWhole = q < (blocks & ~3);
  *stride = isWhole ? 16 : 4;
  return transposed + (size_t)(isWhole ? q & ~3 : q) * perBlock + (isWhole ? (size_t)(q & 3) * 4 : 0);
}

/** Block `block` of the units, or from Q on of the inputs. */
INLINE float *transposedBlock(const Model *model, const Matrix *matrix, int block, size_t *stride) {
  const int Q = model->Q;
  if (block < Q) return transposedAt(matrix->transposed, matrix, block, Q, stride);
  return transposedAt(matrix->transposed + (size_t)Q * (size_t)width(matrix) * 4, matrix, block - Q, model->M, stride);
}

/** Four rows of one column, `rowStride` apart → their copy for the way back. */
INLINE void storeTransposed(float *target, size_t stride, const float *weights, size_t rowStride) {
  const Four a = fourAt(weights), b = fourAt(weights + rowStride);
  const Four c = fourAt(weights + 2 * rowStride), d = fourAt(weights + 3 * rowStride);
  const Four ab01 = zipLow(a, b), ab23 = zipHigh(a, b), cd01 = zipLow(c, d), cd23 = zipHigh(c, d);
  putFour(target, joinLow(ab01, cd01));
  putFour(target + stride, joinHigh(ab01, cd01));
  putFour(target + 2 * stride, joinLow(ab23, cd23));
  putFour(target + 3 * stride, joinHigh(ab23, cd23));
}

/** The same of the four columns of a group, by four rows. */
INLINE void storeGroupTransposed(float *target, size_t stride, const float *weights) {
  Wide z[4] = {wideAt(weights), wideAt(weights + 16), wideAt(weights + 32), wideAt(weights + 48)};
  turnFours(z);
  if (stride == 4) {
    turn(z);
    UNROLL for (int i = 0; i < 4; i++) putWide(target + 16 * i, z[i]);
  } else {
    UNROLL for (int i = 0; i < 4; i++) scatter(target + 16 * i, 64, z[i], 4);
  }
}

/** By 16 rows, four whole blocks: every place is written once. */
INLINE void storeWholeTransposed(float *target, const float *weights) {
  Wide z[4][4]; // number of its Four, block
  UNROLL for (int block = 0; block < 4; block++) {
    const float *rows = weights + 64 * block;
    Wide each[4] = {wideAt(rows), wideAt(rows + 16), wideAt(rows + 32), wideAt(rows + 48)};
    turnFours(each);
    UNROLL for (int i = 0; i < 4; i++) z[i][block] = each[i];
  }
  UNROLL for (int i = 0; i < 4; i++) {
    turn(z[i]);
    UNROLL for (int column = 0; column < 4; column++) putWide(target + (4 * column + i) * 16, z[i][column]);
  }
}

/** The rows of units, and of the inputs of an upper layer, as the way back needs them. */
static void transpose(const Model *model, int i, Matrix *matrix) {
  const Layer *layer = &model->layers[i];
  const int inputBlocks = i == 0 ? 0 : model->M;
  for (int block = 0; block < model->Q + inputBlocks; block++) {
    const int row = block < model->Q ? layer->unitRow + 4 * block : 1 + 4 * (block - model->Q);
    size_t stride;
    float *target = transposedBlock(model, matrix, block, &stride);
    for (int column = 0; column < 4 * matrix->groups + matrix->tail; column++, target += 4 * stride) {
      const size_t rowStride = (column >> 2) < matrix->groups ? 16 : (size_t)matrix->tail * 4;
      storeTransposed(target, stride, matrix->weights + weightOffset(layer, matrix, column, row), rowStride);
    }
  }
}

/** Of weights, their first and their second moment: the one of that kind. */
INLINE float *ofKind(int kind, float *weights, float *first, float *second) {
  return kind == 0 ? weights : kind == 1 ? first : second;
}

INLINE void exchange(float *packed, float *flat, int isPacking) {
  if (isPacking) *packed = *flat;
  else *flat = *packed;
}

/** Returns where the next row begins. */
static float *exchangeRow(const Model *model, int i, int d, int kind, int row, float *at, int isPacking) {
  Layer *layer = (Layer *)&model->layers[i];
  Reading *r = &layer->readings[d];
  const int gates = model->cell == LSTM ? 4 : model->cell == GRU ? 3 : 1;
  for (int g = 0; g < gates; g++) {
    for (int u = 0; u < model->U; u++) {
      const int q = u >> 2;
      const int isCandidate = model->cell == GRU && g == 2;
      const Matrix *matrix = isCandidate ? &r->candidate : &r->own;
      const int column = isCandidate ? q : model->cell == GRU ? 2 * q + g : gates * q + g;
      float *numbers = ofKind(kind, matrix->weights, matrix->first, matrix->second);
      exchange(numbers + weightOffset(layer, matrix, column, row) + (u & 3), at++, isPacking);
    }
  }
  return at;
}

/** Kernel, recurrent kernel and bias; returns where the next tensor begins. */
static float *exchangeReading(const Model *model, int i, int d, int kind, float *at, int isPacking) {
  const int unitRow = model->layers[i].unitRow;
  if (i == 0) {
    for (int row = 1; row < unitRow; row++) at = exchangeRow(model, i, d, kind, row, at, isPacking);
  } else {
    for (int part = 0; part < (model->merge == CONCAT ? 2 : 1); part++) {
      for (int u = 0; u < model->U; u++) {
        at = exchangeRow(model, i, d, kind, 1 + part * model->Q * 4 + u, at, isPacking);
      }
    }
  }
  for (int u = 0; u < model->U; u++) at = exchangeRow(model, i, d, kind, unitRow + u, at, isPacking);
  return exchangeRow(model, i, d, kind, 0, at, isPacking);
}

static void exchangeAll(Model *model, int kind, int isPacking) {
  float *at = model->flat;
  for (int i = 0; i < model->layerCount; i++) {
    for (int d = 0; d < model->readings; d++) {
      at = exchangeReading(model, i, d, kind, at, isPacking);
      if (!isPacking || kind != 0) continue;
      transpose(model, i, &model->layers[i].readings[d].own);
      if (model->cell == GRU) transpose(model, i, &model->layers[i].readings[d].candidate);
    }
  }
  // Dense kernel (merged, K) ↔ (K, 4M)
  float *packed = ofKind(kind, model->outputKernel, model->outputKernelFirst, model->outputKernelSecond);
  for (int part = 0; part < (model->merge == CONCAT ? 2 : 1); part++) {
    for (int u = 0; u < model->U; u++) {
      for (int k = 0; k < model->K; k++) {
        exchange(packed + k * model->M * 4 + part * model->Q * 4 + u, at++, isPacking);
      }
    }
  }
  float *bias = ofKind(kind, model->outputBias, model->outputBiasFirst, model->outputBiasSecond);
  for (int k = 0; k < model->K; k++) exchange(bias + k, at++, isPacking);
}

static void pack(Model *model, int kind) { exchangeAll(model, kind, 1); }
static void unpack(Model *model, int kind) { exchangeAll(model, kind, 0); }
#endif
