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
INLINE void begin(const Back *back, Place at, float *sums) {
  const Model *model = back->model;
  if (back->product == CANDIDATES) {
    putWide(sums, wideOf(0));
  } else if (back->product == OUTPUTS) {
    const size_t row = (size_t)model->Q * 4;
    const float *doutput = back->r->doutput + (size_t)(at.s * model->B + at.b) * row + (size_t)at.q * 4;
    const Wide from = gather(doutput, at.isOverRows ? row : 4, at.count);
    putWide(sums, model->cell == GRU ? add(from, carriedTo(model, back->r, at)) : from);
  } else {
    for (int i = 0; i < at.count; i++) {
      const float *dinput = at.isOverRows ? dinputAt(back, at.b + i, at.q) : dinputAt(back, at.b, at.q + i);
      putFour(sums + 4 * i, fourAt(dinput));
    }
  }
}

INLINE void end(const Back *back, Place at, const float *sums) {
  const Model *model = back->model;
  if (back->product == OUTPUTS) {
    if (model->cell == LSTM) deactivateLstm(model, back->r, at, wideAt(sums));
    else if (model->cell == GRU) deactivateGates(model, back->layer, back->r, at, wideAt(sums));
    else deactivateSimpleRnn(model, back->layer, back->r, at, wideAt(sums));
  } else if (back->product == CANDIDATES) {
    deactivateReset(model, back->layer, back->r, at, wideAt(sums));
  } else {
    for (int i = 0; i < at.count; i++) {
      float *dinput = at.isOverRows ? dinputAt(back, at.b + i, at.q) : dinputAt(back, at.b, at.q + i);
      putFour(dinput, fourAt(sums + 4 * i));
    }
  }
}
TILE void endOfUnits(const Back *back, int b, int q, const float *sums) {
  end(back, (Place){back->s, b, q, 0, 4}, sums);
}
TILE void endOfRows(const Back *back, int b, int q, const float *sums) {
  end(back, (Place){back->s, b, q, 1, 4}, sums);
}
TILE void endOfRest(const Back *back, int b, int q, int blocks, const float *sums) {
  end(back, (Place){back->s, b, q, 0, blocks}, sums);
}

/** Adds to the sums (wides, rows, 16) of `rows` sequences from b on, by 16 · `wides` units from block q on. */
INLINE void addTile(const Back *back, int b, int q, const int rows, const int wides, float *sums) {
  const size_t perWide = back->width * 16;
  const float *weights = back->weights + (size_t)q * back->width * 4;
  const float *factors = back->factors + (size_t)b * back->width;
  Wide sum[4][4];
  UNROLL for (int i = 0; i < wides; i++) {
    UNROLL for (int row = 0; row < rows; row++) sum[i][row] = wideAt(sums + (i * rows + row) * 16);
  }
  for (size_t k = 0; k < back->count; k++, weights += 16) {
    Wide each[4];
    UNROLL for (int i = 0; i < wides; i++) each[i] = wideAt(weights + (size_t)i * perWide);
    UNROLL for (int row = 0; row < rows; row++) {
      const Wide d = wideOf(factors[(size_t)row * back->width + k]);
      UNROLL for (int i = 0; i < wides; i++) sum[i][row] = multiplyAdd(d, each[i], sum[i][row]);
    }
  }
  UNROLL for (int i = 0; i < wides; i++) {
    UNROLL for (int row = 0; row < rows; row++) putWide(sums + (i * rows + row) * 16, sum[i][row]);
  }
}
TILE void addManyByFour(const Back *back, int b, int q, float *sums) {
  addTile(back, b, q, 4, WIDES_AT_ONCE, sums);
}
TILE void addOneByFour(const Back *back, int b, int q, float *sums) { addTile(back, b, q, 4, 1, sums); }
TILE void addToOneRow(const Back *back, int b, int q, int wides, float *sums) {
  if (wides == 4) addTile(back, b, q, 1, 4, sums);
  else if (wides == 3) addTile(back, b, q, 1, 3, sums);
  else if (wides == 2) addTile(back, b, q, 1, 2, sums);
  else addTile(back, b, q, 1, 1, sums);
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

/** The same of one sequence: in four sums, one for every fourth factor, as it is in WebAssembly. */
TILE void addBlockByOne(const Back *back, int b, int q, float *sums) {
  const float *weights = back->weights + (size_t)q * back->width * 4;
  const float *factors = back->factors + (size_t)b * back->width;
  Wide sum = gather(sums, 4, 1);
  for (size_t k = 0; k < back->count; k += 4) sum = multiplyAdd(spread(factors + k), wideAt(weights + 4 * k), sum);
  putFour(sums, (part(sum, 0) + part(sum, 1)) + (part(sum, 2) + part(sum, 3)));
}

/** One slot of a product, whose sums are `blocks` blocks per sequence. */
static void multiplyBack(const Back *back, int blocks) {
  const int B = back->model->B;
  const int rows = B & ~3;
  const int whole = blocks & ~3;
  float sums[4 * 4 * 16] __attribute__((aligned(64)));
  for (int b = 0; b < rows; b += 4) {
    for (int q = 0; q < whole;) {
      const int wides = whole - q >= 4 * WIDES_AT_ONCE ? WIDES_AT_ONCE : 1;
      for (int i = 0; i < wides * 4; i++) {
        begin(back, (Place){back->s, b + (i & 3), q + (i & ~3), 0, 4}, sums + 16 * i);
      }
      if (wides == WIDES_AT_ONCE) addManyByFour(back, b, q, sums);
      else addOneByFour(back, b, q, sums);
      for (int i = 0; i < wides * 4; i++) endOfUnits(back, b + (i & 3), q + (i & ~3), sums + 16 * i);
      q += 4 * wides;
    }
    for (int q = whole; q < blocks; q++) {
      begin(back, (Place){back->s, b, q, 1, 4}, sums);
      addBlockByFour(back, b, q, sums);
      endOfRows(back, b, q, sums);
    }
  }
  for (int b = rows; b < B; b++) {
    for (int q = 0; q < whole;) {
      const int wides = whole - q < 16 ? (whole - q) / 4 : 4;
      for (int i = 0; i < wides; i++) begin(back, (Place){back->s, b, q + 4 * i, 0, 4}, sums + 16 * i);
      addToOneRow(back, b, q, wides, sums);
      for (int i = 0; i < wides; i++) endOfUnits(back, b, q + 4 * i, sums + 16 * i);
      q += 4 * wides;
    }
    if (whole == blocks) continue;
    begin(back, (Place){back->s, b, whole, 0, blocks - whole}, sums);
    for (int q = whole; q < blocks; q++) addBlockByOne(back, b, q, sums + 4 * (q - whole));
    endOfRest(back, b, whole, blocks - whole, sums);
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

/** doutput of all slots → gradients of all gates before activation, in place of the gates, and dmerged of the layer below. */
static void backward(const Model *model, int i) {
  const int inputBlocks = model->layers[i].F >> 2;
  if (i > 0) {
    const size_t numbers = (size_t)(model->S * model->B) * (size_t)model->layers[i].F;
    memset(model->layers[i - 1].dmerged, 0, numbers * 4);
  }
  for (int s = model->S - 1; s >= 0; s--) {
    for (int d = 0; d < model->readings; d++) {
      const Reading *r = &model->layers[i].readings[d];
      Back back = backOf(model, i, r, OUTPUTS, s);
      multiplyBack(&back, model->Q);
      if (model->cell == GRU) {
        back = backOf(model, i, r, CANDIDATES, s);
        multiplyBack(&back, model->Q);
      }
      if (i == 0) continue;
      back = backOf(model, i, r, INPUTS, s);
      multiplyBack(&back, inputBlocks);
      if (model->cell != GRU) continue;
      back = backOf(model, i, r, INPUTS_OF_CANDIDATES, s);
      multiplyBack(&back, inputBlocks);
    }
  }
}
#endif
