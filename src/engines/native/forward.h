/**
 * The way forward: columns = [1 | inputs | output before] · weights, then the cell's output, slot by slot; as
 * ../fused/forward.ts. A tile is four sequences by as many groups as there are registers for, or one sequence by four.
 */
#ifndef FORWARD_H
#define FORWARD_H
#include "cells.h"

/** Groups by four sequences, whose sums fit into registers; with four lanes on x86 only those of two sequences do. */
#define GROUPS_AT_ONCE (LANES == 16 ? 4 : 1)
#if LANES == 4 && defined(__x86_64__)
#define ROWS_AT_ONCE 2
#else
#define ROWS_AT_ONCE 4
#endif

/** Sums of `rows` sequences from b on by `groups` groups → (groups, 4, 16), or (groups, 16) of one sequence. */
INLINE void sumsOfTile(const Slot *slot, int g, int b, const int rows, const int groups, float *sums) {
  const Layer *layer = slot->layer;
  const size_t groupSize = (size_t)layer->R * 16;
  const size_t operandWidth = (size_t)layer->operandWidth;
  const float *group = slot->matrix->weights + (size_t)g * groupSize;
  Wide sum[4][4];
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int row = 0; row < rows; row++) sum[i][row] = wideAt(group + (size_t)i * groupSize);
  }
  if (slot->tokens != NULL) {
    // The one row of weights that a token selects
    UNROLL for (int row = 0; row < rows; row++) {
      const float *selected = group + (size_t)(1 + slot->tokens[b + row]) * 16;
      UNROLL for (int i = 0; i < groups; i++) {
        sum[i][row] = add(sum[i][row], wideAt(selected + (size_t)i * groupSize));
      }
    }
  }
  const float *weights = group + (size_t)(layer->unitRow - layer->F) * 16;
  const float *x = slot->x + (size_t)b * operandWidth;
  for (size_t k = 0; k < slot->count; k++, weights += 16) {
    Wide each[4];
    UNROLL for (int i = 0; i < groups; i++) each[i] = wideAt(weights + (size_t)i * groupSize);
    UNROLL for (int row = 0; row < rows; row++) {
      const Wide xs = wideOf(x[(size_t)row * operandWidth + k]);
      UNROLL for (int i = 0; i < groups; i++) sum[i][row] = multiplyAdd(xs, each[i], sum[i][row]);
    }
  }
  UNROLL for (int i = 0; i < groups; i++) {
    UNROLL for (int row = 0; row < rows; row++) putWide(sums + (i * (rows == 1 ? 1 : 4) + row) * 16, sum[i][row]);
  }
}

TILE void sumsOfManyGroups(const Slot *slot, int g, int b, float *sums) {
  sumsOfTile(slot, g, b, ROWS_AT_ONCE, GROUPS_AT_ONCE, sums);
}
TILE void sumsOfOneGroup(const Slot *slot, int g, int b, float *sums) {
  sumsOfTile(slot, g, b, ROWS_AT_ONCE, 1, sums);
}
/** What the cell makes of the sums of one group of four sequences, or of four groups or fewer of one. */
INLINE void activate(const Slot *slot, int g, int b, int isOverRows, int count, const float *sums) {
  const Model *model = slot->model;
  if (model->cell == LSTM) {
    activateLstm(slot, (Place){slot->s, b, g, isOverRows, count}, sums);
    return;
  }
  for (int i = 0; i < count; i++) {
    const int group = isOverRows ? g : g + i;
    const int row = isOverRows ? b + i : b;
    if (model->cell == SIMPLE_RNN) activateSimpleRnn(slot, row, 4 * group, 4, sums + 16 * i);
    else if (slot->matrix == &slot->r->own) activateGates(slot, row, 2 * group, 2, sums + 16 * i);
    else activateCandidate(slot, row, 4 * group, 4, sums + 16 * i);
  }
}
TILE void activateRows(const Slot *slot, int g, int b, const float *sums) { activate(slot, g, b, 1, 4, sums); }

/** One sequence by four groups or fewer, from its sums to its outputs: they stay in registers. */
INLINE void multiplyRow(const Slot *slot, int g, int b, const int groups) {
  float sums[4 * 16] __attribute__((aligned(64)));
  sumsOfTile(slot, g, b, 1, groups, sums);
  activate(slot, g, b, 0, groups, sums);
}
TILE void multiplyRowByFour(const Slot *slot, int g, int b) { multiplyRow(slot, g, b, 4); }
TILE void multiplyRowByThree(const Slot *slot, int g, int b) { multiplyRow(slot, g, b, 3); }
TILE void multiplyRowByTwo(const Slot *slot, int g, int b) { multiplyRow(slot, g, b, 2); }
TILE void multiplyRowByOne(const Slot *slot, int g, int b) { multiplyRow(slot, g, b, 1); }

/** One sequence by one column of the tail, in four sums, as it is in WebAssembly. */
INLINE Four sumOfColumn(const Slot *slot, int b, int c) {
  const Layer *layer = slot->layer;
  const Matrix *matrix = slot->matrix;
  const size_t stride = (size_t)matrix->tail * 4;
  const float *column = matrix->weights + (size_t)(matrix->groups * layer->R) * 16 + 4 * c;
  const float *x = slot->x + (size_t)b * (size_t)layer->operandWidth;
  const float *weights = column + (size_t)(layer->unitRow - layer->F) * stride;
  Four sums[4] = {fourAt(column), fourOf(0), fourOf(0), fourOf(0)};
  if (slot->tokens != NULL) sums[1] = fourAt(column + (size_t)(1 + slot->tokens[b]) * stride);
  size_t k = 0;
  for (; k + 4 <= slot->count; k += 4) {
    UNROLL for (size_t i = 0; i < 4; i++) sums[i] = fourOf(x[k + i]) * fourAt(weights + (k + i) * stride) + sums[i];
  }
  for (; k < slot->count; k++) sums[0] = fourOf(x[k]) * fourAt(weights + k * stride) + sums[0];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

TILE void multiplyTail(const Slot *slot) {
  const Matrix *matrix = slot->matrix;
  for (int b = 0; b < slot->model->B; b++) {
    float sums[16] = {0};
    for (int c = 0; c < matrix->tail; c++) putFour(sums + 4 * c, sumOfColumn(slot, b, c));
    if (slot->model->cell == SIMPLE_RNN) activateSimpleRnn(slot, b, 4 * matrix->groups, matrix->tail, sums);
    else if (matrix == &slot->r->own) activateGates(slot, b, 2 * matrix->groups, 1, sums);
    else activateCandidate(slot, b, 4 * matrix->groups, matrix->tail, sums);
  }
}

/** One slot of a matrix, group by group, for all sequences. */
static void multiplySlot(const Slot *slot) {
  const int B = slot->model->B;
  const int groups = slot->matrix->groups;
  float sums[4 * 4 * 16] __attribute__((aligned(64)));
  const int rows = B & ~3;
  for (int g = 0; rows > 0 && g < groups;) {
    const int atOnce = groups - g >= GROUPS_AT_ONCE ? GROUPS_AT_ONCE : 1;
    for (int b = 0; b < rows; b += 4) {
      for (int row = 0; row < 4; row += ROWS_AT_ONCE) {
        if (atOnce == GROUPS_AT_ONCE) sumsOfManyGroups(slot, g, b + row, sums + 16 * row);
        else sumsOfOneGroup(slot, g, b + row, sums + 16 * row);
      }
      for (int i = 0; i < atOnce; i++) activateRows(slot, g + i, b, sums + 64 * i);
    }
    g += atOnce;
  }
  for (int b = rows; b < B; b++) {
    int g = 0;
    for (; g + 4 <= groups; g += 4) multiplyRowByFour(slot, g, b);
    if (groups - g == 3) multiplyRowByThree(slot, g, b);
    else if (groups - g == 2) multiplyRowByTwo(slot, g, b);
    else if (groups - g == 1) multiplyRowByOne(slot, g, b);
  }
  if (slot->matrix->tail > 0) multiplyTail(slot);
}

/** Outputs of all slots. With `keep`, all that the way back needs stays; else what a cell keeps is of the last slot only. */
static void forward(const Model *model, int i, int keep) {
  const Layer *layer = &model->layers[i];
  const size_t B = (size_t)model->B;
  const size_t operandWidth = (size_t)layer->operandWidth;
  const size_t units = (size_t)layer->unitColumn;
  for (int s = 0; s < model->S; s++) {
    for (int d = 0; d < model->readings; d++) {
      const Reading *r = &layer->readings[d];
      const size_t row = (size_t)s * B * operandWidth;
      const float *before = r->own.operand + row + units;
      float *after = r->own.operand + row + B * operandWidth + units;
      Slot slot = {
        .model = model,
        .layer = layer,
        .r = r,
        .matrix = &r->own,
        .s = s,
        .x = r->own.operand + row + units - (size_t)layer->F,
        .count = (size_t)(s > 0 ? layer->F + model->U : layer->F), // the output before the first slot is 0
        .tokens = layer->V > 0 ? r->tokens + (size_t)s * B : NULL,
        .before = before,
        .output = model->cell == GRU ? r->candidate.operand + row + units : after,
        .kept = keep ? (size_t)s * B : 0,
        .rowsOfBlock = keep ? (size_t)model->S * B : B,
        .rowsOfSlot = keep ? B : 0,
      };
      multiplySlot(&slot);
      if (model->cell != GRU) continue;
      slot.matrix = &r->candidate;
      slot.x = r->candidate.operand + row + units - (size_t)layer->F;
      slot.output = after;
      multiplySlot(&slot);
    }
  }
}
#endif
