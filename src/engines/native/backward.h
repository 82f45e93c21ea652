/**
 * The way back: doutput = what comes from above + dgates of the slot after · recurrent weights, then the gradients of
 * cell and gates, slot by slot from the last; and what goes down to the layer below. As ../fused/backward.ts. A tile is
 * four sequences or one by 16 units or several times 16; blocks that are left over are taken four units at a time.
 */
#ifndef BACKWARD_H
#define BACKWARD_H
#include "cells.h"
#include "weights.h"

/** 16 units each, by four sequences, whose sums fit into registers. */
#define WIDES_AT_ONCE (LANES == 16 ? 4 : 1)

/** What is multiplied, and where the sums go. */
enum Product { OUTPUTS, CANDIDATES, INPUTS, INPUTS_OF_CANDIDATES };

typedef struct {
  const Model *model;
  const Layer *layer;
  const Reading *r;
  enum Product product;
  float *dmerged; // of the layer below
  int s;
  const float *factors; // (B, 4C)
  size_t width;         // 4C
  size_t count;         // factors that are multiplied: all, or none
  const float *weights; // transposed
} Back;

/** Where a block of the inputs of a slot has its gradient, in the order of time. */
INLINE float *dinputAt(const Back *back, int b, int q) {
  const int32_t row = back->r->slotRow[back->s * back->model->B + b];
  return back->dmerged + (size_t)row * (size_t)back->layer->F + (size_t)q * 4;
}

/** What the sums of a place begin with. */
INLINE Wide begin(const Back *back, Place at) {
  const Model *model = back->model;
  if (back->product == CANDIDATES) return wideOf(0);
  if (back->product == OUTPUTS) {
    const size_t row = (size_t)model->Q * 4;
    const float *doutput = back->r->doutput + (size_t)(at.s * model->B + at.b) * row + (size_t)at.q * 4;
    const Wide from = gather(doutput, strideOf(at, row), at.count);
    return model->cell == GRU ? add(from, carriedTo(model, back->r, at)) : from;
  }
  if (!at.isOverRows) return gather(dinputAt(back, at.b, at.q), 4, at.count);
  return wideOfFours(
    fourAt(dinputAt(back, at.b, at.q)), fourAt(dinputAt(back, at.b + 1, at.q)), fourAt(dinputAt(back, at.b + 2, at.q)),
    fourAt(dinputAt(back, at.b + 3, at.q))
  );
}

INLINE void end(const Back *back, Place at, Wide sum) {
  const Model *model = back->model;
  if (back->product == OUTPUTS) {
    if (model->cell == LSTM) deactivateLstm(model, back->r, at, sum);
    else if (model->cell == GRU) deactivateGates(model, back->layer, back->r, at, sum);
    else deactivateSimpleRnn(model, back->layer, back->r, at, sum);
  } else if (back->product == CANDIDATES) {
    deactivateReset(model, back->layer, back->r, at, sum);
  } else if (!at.isOverRows) {
    scatter(dinputAt(back, at.b, at.q), 4, sum, at.count);
  } else {
    UNROLL for (int i = 0; i < 4; i++) putFour(dinputAt(back, at.b + i, at.q), part(sum, i));
  }
}
TILE void endOfUnits(const Back *back, int b, int q, const float *sums) {
  end(back, (Place){back->s, b, q, 0, 4}, wideAt(sums));
}
TILE void endOfRows(const Back *back, int b, int q, const float *sums) {
  end(back, (Place){back->s, b, q, 1, 4}, wideAt(sums));
}

/** Adds to the sums (wides, 4, 16) of four sequences from b on, by 16 · `wides` units from block q on. */
INLINE void addByFour(const Back *back, int b, int q, const int wides, float *sums) {
  const size_t perWide = back->width * 16;
  const float *weights = back->weights + (size_t)q * back->width * 4;
  const float *factors = back->factors + (size_t)b * back->width;
  Wide sum[4][4];
  UNROLL for (int i = 0; i < wides; i++) {
    UNROLL for (int row = 0; row < 4; row++) sum[i][row] = wideAt(sums + (i * 4 + row) * 16);
  }
  for (size_t k = 0; k < back->count; k++, weights += 16) {
    Wide each[4];
    UNROLL for (int i = 0; i < wides; i++) each[i] = wideAt(weights + (size_t)i * perWide);
    UNROLL for (int row = 0; row < 4; row++) {
      const Wide d = wideOf(factors[(size_t)row * back->width + k]);
      UNROLL for (int i = 0; i < wides; i++) sum[i][row] = multiplyAdd(d, each[i], sum[i][row]);
    }
  }
  UNROLL for (int i = 0; i < wides; i++) {
    UNROLL for (int row = 0; row < 4; row++) putWide(sums + (i * 4 + row) * 16, sum[i][row]);
  }
}
TILE void addManyByFour(const Back *back, int b, int q, float *sums) { addByFour(back, b, q, WIDES_AT_ONCE, sums); }
TILE void addOneByFour(const Back *back, int b, int q, float *sums) { addByFour(back, b, q, 1, sums); }

/**
 * One sequence by 16 · `wides` units from block q on. Of both readings at once, because a sum waits for the one before.
 */
INLINE void multiplyUnits(const Back *backs, const int readings, int b, int q, const int wides) {
  const size_t width = backs[0].width;
  const float *weights[2];
  const float *factors[2];
  Wide sum[2][4];
  UNROLL for (int d = 0; d < readings; d++) {
    weights[d] = backs[d].weights + (size_t)q * width * 4;
    factors[d] = backs[d].factors + (size_t)b * width;
    UNROLL for (int i = 0; i < wides; i++) sum[d][i] = begin(&backs[d], (Place){backs[d].s, b, q + 4 * i, 0, 4});
  }
  for (size_t k = 0; k < backs[0].count; k++) {
    UNROLL for (int d = 0; d < readings; d++) {
      const Wide each = wideOf(factors[d][k]);
      UNROLL for (int i = 0; i < wides; i++) {
        sum[d][i] = multiplyAdd(each, wideAt(weights[d] + ((size_t)i * width + k) * 16), sum[d][i]);
      }
    }
  }
  if (readings * wides <= 2) {
    UNROLL for (int d = 0; d < readings; d++) {
      UNROLL for (int i = 0; i < wides; i++) end(&backs[d], (Place){backs[d].s, b, q + 4 * i, 0, 4}, sum[d][i]);
    }
    return;
  }
  float sums[2 * 4 * 16] __attribute__((aligned(64)));
  UNROLL for (int d = 0; d < readings; d++) {
    UNROLL for (int i = 0; i < wides; i++) putWide(sums + (d * wides + i) * 16, sum[d][i]);
  }
  for (int d = 0; d < readings; d++) {
    for (int i = 0; i < wides; i++) endOfUnits(&backs[d], b, q + 4 * i, sums + (d * wides + i) * 16);
  }
}
TILE void multiplyUnitsOfOne(const Back *backs, int b, int q, int wides) {
  if (wides == 4) multiplyUnits(backs, 1, b, q, 4);
  else if (wides == 3) multiplyUnits(backs, 1, b, q, 3);
  else if (wides == 2) multiplyUnits(backs, 1, b, q, 2);
  else multiplyUnits(backs, 1, b, q, 1);
}
TILE void multiplyUnitsOfBoth(const Back *backs, int b, int q, int wides) {
  if (wides == 4) multiplyUnits(backs, 2, b, q, 4);
  else if (wides == 3) multiplyUnits(backs, 2, b, q, 3);
  else if (wides == 2) multiplyUnits(backs, 2, b, q, 2);
  else multiplyUnits(backs, 2, b, q, 1);
}

/** Adds to the sums (4, 4) of four sequences by one block of the rest. */
TILE void addBlockByFour(const Back *back, int b, int q, float *sums) {
  const float *weights = back->weights + (size_t)q * back->width * 4;
  const float *factors = back->factors + (size_t)b * back->width;
  Four sum[4] = {fourAt(sums), fourAt(sums + 4), fourAt(sums + 8), fourAt(sums + 12)};
  for (size_t k = 0; k < back->count; k++) {
    const Four w = fourAt(weights + 4 * k);
    UNROLL for (size_t row = 0; row < 4; row++) {
      sum[row] = fourOf(factors[row * back->width + k]) * w + sum[row];
    }
  }
  UNROLL for (int row = 0; row < 4; row++) putFour(sums + 4 * row, sum[row]);
}

/**
 * One sequence by the `blocks` blocks that are left over: in four sums each, one for every fourth factor, as it is in
 * WebAssembly.
 */
INLINE void multiplyRest(const Back *backs, const int readings, int b, int q, const int blocks) {
  const size_t width = backs[0].width;
  Wide sum[2][3];
  UNROLL for (int d = 0; d < readings; d++) {
    const Wide from = begin(&backs[d], (Place){backs[d].s, b, q, 0, blocks});
    const Four zero = fourOf(0);
    UNROLL for (int i = 0; i < blocks; i++) sum[d][i] = wideOfFours(part(from, i), zero, zero, zero);
  }
  for (size_t k = 0; k < backs[0].count; k += 4) {
    UNROLL for (int d = 0; d < readings; d++) {
      const Wide each = spread(backs[d].factors + (size_t)b * width + k, 1, 0);
      UNROLL for (int i = 0; i < blocks; i++) {
        const float *weights = backs[d].weights + ((size_t)(q + i) * width + k) * 4;
        sum[d][i] = multiplyAdd(each, wideAt(weights), sum[d][i]);
      }
    }
  }
  UNROLL for (int d = 0; d < readings; d++) {
    Four whole[4] = {fourOf(0), fourOf(0), fourOf(0), fourOf(0)};
    UNROLL for (int i = 0; i < blocks; i++) {
      const Wide z = sum[d][i];
      whole[i] = (part(z, 0) + part(z, 1)) + (part(z, 2) + part(z, 3));
    }
    end(&backs[d], (Place){backs[d].s, b, q, 0, blocks}, wideOfFours(whole[0], whole[1], whole[2], whole[3]));
  }
}
TILE void multiplyRestOfOne(const Back *backs, int b, int q, int blocks) {
  if (blocks == 3) multiplyRest(backs, 1, b, q, 3);
  else if (blocks == 2) multiplyRest(backs, 1, b, q, 2);
  else multiplyRest(backs, 1, b, q, 1);
}
TILE void multiplyRestOfBoth(const Back *backs, int b, int q, int blocks) {
  if (blocks == 3) multiplyRest(backs, 2, b, q, 3);
  else if (blocks == 2) multiplyRest(backs, 2, b, q, 2);
  else multiplyRest(backs, 2, b, q, 1);
}

/** Four sequences at a time. */
static void multiplyByFour(const Back *back, int b, int blocks) {
  const int whole = blocks & ~3;
  float sums[4 * 4 * 16] __attribute__((aligned(64)));
  for (int q = 0; q < whole;) {
    const int wides = whole - q >= 4 * WIDES_AT_ONCE ? WIDES_AT_ONCE : 1;
    for (int i = 0; i < wides * 4; i++) {
      putWide(sums + 16 * i, begin(back, (Place){back->s, b + (i & 3), q + (i & ~3), 0, 4}));
    }
    if (wides == WIDES_AT_ONCE) addManyByFour(back, b, q, sums);
    else addOneByFour(back, b, q, sums);
    for (int i = 0; i < wides * 4; i++) endOfUnits(back, b + (i & 3), q + (i & ~3), sums + 16 * i);
    q += 4 * wides;
  }
  for (int q = whole; q < blocks; q++) {
    putWide(sums, begin(back, (Place){back->s, b, q, 1, 4}));
    addBlockByFour(back, b, q, sums);
    endOfRows(back, b, q, sums);
  }
}

/** One sequence, of one reading or both. */
static void multiplyByOne(const Back *backs, int readings, int b, int blocks) {
  const int whole = blocks & ~3;
  const int rest = blocks - whole;
  if (rest > 0 && readings == 2) multiplyRestOfBoth(backs, b, whole, rest);
  else if (rest > 0) multiplyRestOfOne(backs, b, whole, rest);
  for (int q = 0; q < whole;) {
    const int wides = whole - q < 16 ? (whole - q) / 4 : 4;
    if (readings == 2) multiplyUnitsOfBoth(backs, b, q, wides);
    else multiplyUnitsOfOne(backs, b, q, wides);
    q += 4 * wides;
  }
}

static Back backOf(const Model *model, int i, const Reading *r, enum Product product, int s) {
  const int isOfInputs = product == INPUTS || product == INPUTS_OF_CANDIDATES;
  const Matrix *matrix = product == CANDIDATES || product == INPUTS_OF_CANDIDATES ? &r->candidate : &r->own;
  const size_t columns = (size_t)width(matrix);
  // What comes back to a slot's outputs comes from the slot after, and to the last one nothing does
  const int from = product == OUTPUTS ? s + 1 : s;
  return (Back){
    .model = model,
    .layer = &model->layers[i],
    .r = r,
    .product = product,
    .dmerged = i > 0 ? model->layers[i - 1].dmerged : NULL,
    .s = s,
    .factors = matrix->dgates + (size_t)((from & 1) * model->B) * columns,
    .width = columns,
    .count = from < model->S ? columns : 0,
    .weights = matrix->transposed + (isOfInputs ? (size_t)model->Q * columns * 4 : 0),
  };
}

/** One slot of a product of `readings` readings from d on, whose sums are `blocks` blocks per sequence. */
static void multiplyBack(const Model *model, int i, enum Product product, int s, int d, int readings) {
  const int blocks = product == OUTPUTS || product == CANDIDATES ? model->Q : model->layers[i].F >> 2;
  const int rows = model->B & ~3;
  Back backs[2];
  for (int n = 0; n < readings; n++) {
    backs[n] = backOf(model, i, &model->layers[i].readings[d + n], product, s);
    for (int b = 0; b < rows; b += 4) multiplyByFour(&backs[n], b, blocks);
  }
  for (int b = rows; b < model->B; b++) multiplyByOne(backs, readings, b, blocks);
}

/** doutput of all slots → gradients of all gates before activation, in place of the gates, and dmerged of the layer below. */
static void backward(const Model *model, int i) {
  if (i > 0) {
    const size_t numbers = (size_t)(model->S * model->B) * (size_t)model->layers[i].F;
    memset(model->layers[i - 1].dmerged, 0, numbers * 4);
  }
  for (int s = model->S - 1; s >= 0; s--) {
    multiplyBack(model, i, OUTPUTS, s, 0, model->readings);
    if (model->cell == GRU) multiplyBack(model, i, CANDIDATES, s, 0, model->readings);
    // What goes down adds to the same numbers, so its order counts
    for (int d = 0; i > 0 && d < model->readings; d++) {
      multiplyBack(model, i, INPUTS, s, d, 1);
      if (model->cell == GRU) multiplyBack(model, i, INPUTS_OF_CANDIDATES, s, d, 1);
    }
  }
}
#endif
