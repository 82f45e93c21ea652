/**
 * The way forward: columns = [1 | inputs | output before] · weights, then the cell's output, slot by slot; as
 * ../fused/forward.ts. A tile is four sequences by as many groups as there are registers for, or one by up to seven.
 */
#ifndef FORWARD_H
#define FORWARD_H
#include "cells.h"

/** Groups by one sequence at a time. */
enum { MOST_GROUPS = 7 };

/** Groups by four sequences, whose sums fit into registers; with four lanes on x86 only those of two sequences do. */
#define GROUPS_AT_ONCE (LANES == 16 ? 4 : 1)
#if LANES == 4 && defined(__x86_64__)
#define ROWS_AT_ONCE 2
#else
#define ROWS_AT_ONCE 4
#endif

/** Sums of `rows` sequences from b on by `groups` groups → (groups, 4, 16). */
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
    UNROLL for (int row = 0; row < rows; row++) putWide(sums + (i * 4 + row) * 16, sum[i][row]);
  }
}

TILE void sumsOfManyGroups(const Slot *slot, int g, int b, float *sums) {
  sumsOfTile(slot, g, b, ROWS_AT_ONCE, GROUPS_AT_ONCE, sums);
}
TILE void sumsOfOneGroup(const Slot *slot, int g, int b, float *sums) {
  sumsOfTile(slot, g, b, ROWS_AT_ONCE, 1, sums);
}

/** Where a column of a matrix is a block: what the cell makes of the sums of a place. */
INLINE void activateUnits(const Slot *slot, Place at, Wide sums) {
  if (slot->model->cell == SIMPLE_RNN) activateSimpleRnn(slot, at, sums);
  else activateCandidate(slot, at, sums);
}

/** What the cell makes of the sums of one group of four sequences, or of four groups or fewer of one. */
INLINE void activate(const Slot *slot, int g, int b, int isOverRows, int count, const float *sums) {
  const Model *model = slot->model;
  if (model->cell == LSTM) {
    activateLstm(slot, (Place){slot->s, b, g, isOverRows, count}, sums);
    return;
  }
  const int isOfGates = model->cell == GRU && slot->matrix == &slot->r->own;
  if (isOfGates && isOverRows) {
    Wide z[4] = {wideAt(sums), wideAt(sums + 16), wideAt(sums + 32), wideAt(sums + 48)};
    turn(z);
    activateGatesOfRows(slot, (Place){slot->s, b, 2 * g, 1, 4}, z[0], z[1]);
    activateGatesOfRows(slot, (Place){slot->s, b, 2 * g + 1, 1, 4}, z[2], z[3]);
    return;
  }
  for (int i = 0; i < count; i++) {
    const int group = isOverRows ? g : g + i;
    const int row = isOverRows ? b + i : b;
    if (isOfGates) activateGates(slot, row, 2 * group, 2, wideAt(sums + 16 * i));
    else activateUnits(slot, (Place){slot->s, row, 4 * group, 0, 4}, wideAt(sums + 16 * i));
  }
}
TILE void activateRows(const Slot *slot, int g, int b, const float *sums) { activate(slot, g, b, 1, 4, sums); }

/** One sequence of one reading or both, by so many groups, from its sums to its outputs. */
INLINE void multiplyRow(const Slot *slots, const int readings, int g, int b, const int groups) {
  const Layer *layer = slots[0].layer;
  const size_t groupSize = (size_t)layer->R * 16;
  const float *weights[2];
  const float *x[2];
  Wide sum[2][MOST_GROUPS];
  UNROLL for (int d = 0; d < readings; d++) {
    const Slot *slot = &slots[d];
    const float *group = slot->matrix->weights + (size_t)g * groupSize;
    UNROLL for (int i = 0; i < groups; i++) sum[d][i] = wideAt(group + (size_t)i * groupSize);
    if (slot->tokens != NULL) {
      const float *selected = group + (size_t)(1 + slot->tokens[b]) * 16;
      UNROLL for (int i = 0; i < groups; i++) sum[d][i] = add(sum[d][i], wideAt(selected + (size_t)i * groupSize));
    }
    weights[d] = group + (size_t)(layer->unitRow - layer->F) * 16;
    x[d] = slot->x + (size_t)b * (size_t)layer->operandWidth;
  }
  for (size_t k = 0; k < slots[0].count; k++) {
    UNROLL for (int d = 0; d < readings; d++) {
      const Wide xs = wideOf(x[d][k]);
      UNROLL for (int i = 0; i < groups; i++) {
        sum[d][i] = multiplyAdd(xs, wideAt(weights[d] + ((size_t)i * (size_t)layer->R + k) * 16), sum[d][i]);
      }
    }
  }
  UNROLL for (int d = 0; d < readings; d++) {
    float sums[MOST_GROUPS * 16] __attribute__((aligned(64)));
    UNROLL for (int i = 0; i < groups; i++) putWide(sums + i * 16, sum[d][i]);
    activate(&slots[d], g, b, 0, groups < 4 ? groups : 4, sums);
    if (groups > 4) activate(&slots[d], g + 4, b, 0, groups - 4, sums + 64);
  }
}
#define ROW_BY(groups) \
  TILE void multiplyRowBy##groups(const Slot *slot, int g, int b) { multiplyRow(slot, 1, g, b, groups); }
ROW_BY(1)
ROW_BY(2)
ROW_BY(3)
ROW_BY(4)
ROW_BY(5)
ROW_BY(6)
ROW_BY(7)
#undef ROW_BY
TILE void multiplyRowOfBothBy1(const Slot *slots, int g, int b) { multiplyRow(slots, 2, g, b, 1); }
TILE void multiplyRowOfBothBy2(const Slot *slots, int g, int b) { multiplyRow(slots, 2, g, b, 2); }

/** One sequence by all groups, the last of them together: alone, each sum would wait for the one before. */
static void multiplyRowByAll(const Slot *slot, int b) {
  const int groups = slot->matrix->groups;
  int g = 0;
  for (; groups - g > MOST_GROUPS; g += 4) multiplyRowBy4(slot, g, b);
  switch (groups - g) {
    case 7: return multiplyRowBy7(slot, g, b);
    case 6: return multiplyRowBy6(slot, g, b);
    case 5: return multiplyRowBy5(slot, g, b);
    case 4: return multiplyRowBy4(slot, g, b);
    case 3: return multiplyRowBy3(slot, g, b);
    case 2: return multiplyRowBy2(slot, g, b);
    case 1: return multiplyRowBy1(slot, g, b);
  }
}

/** One sequence of one reading or both; together where each has few groups, for the same reason. */
static void multiplyRowOfReadings(const Slot *slots, int readings, int b) {
  const int groups = slots[0].matrix->groups;
  if (readings == 2 && groups == 1) multiplyRowOfBothBy1(slots, 0, b);
  else if (readings == 2 && groups == 2) multiplyRowOfBothBy2(slots, 0, b);
  else for (int d = 0; d < readings; d++) multiplyRowByAll(&slots[d], b);
}

/**
 * One sequence by the `tail` columns that fill no group, in four sums each, one for every fourth number, as it is in
 * WebAssembly. Four rows of these columns are as many Wides as there are columns.
 */
INLINE void sumsOfTail(const Slot *slot, int b, const int tail, float *sums) {
  const Layer *layer = slot->layer;
  const size_t stride = (size_t)tail * 4;
  const float *bias = slot->matrix->weights + (size_t)(slot->matrix->groups * layer->R) * 16;
  const float *selected = slot->tokens != NULL ? bias + (size_t)(1 + slot->tokens[b]) * stride : NULL;
  const float *weights = bias + (size_t)(layer->unitRow - layer->F) * stride;
  const float *x = slot->x + (size_t)b * (size_t)layer->operandWidth;
  Wide sum[3];
  UNROLL for (int n = 0; n < tail; n++) {
    Four first[4]; // the bias in the first of the four sums, a token's row in the second
    UNROLL for (int i = 0; i < 4; i++) {
      const int column = 4 * n + i;
      first[i] = fourOf(0);
      if (column < tail) first[i] = fourAt(bias + 4 * column);
      else if (column < 2 * tail && selected != NULL) first[i] = fourAt(selected + 4 * (column - tail));
    }
    sum[n] = wideOfFours(first[0], first[1], first[2], first[3]);
  }
  size_t k = 0;
  for (; k + 4 <= slot->count; k += 4) {
    UNROLL for (int n = 0; n < tail; n++) {
      sum[n] = multiplyAdd(spread(x + k, tail, n), wideAt(weights + k * stride + (size_t)n * 16), sum[n]);
    }
  }
#define SUM(i) part(sum[(i) / 4], (i) % 4)
  UNROLL for (int c = 0; c < tail; c++) {
    Four first = SUM(c);
    for (size_t rest = k; rest < slot->count; rest++) first = fourOf(x[rest]) * fourAt(weights + rest * stride + 4 * c) + first;
    putFour(sums + 4 * c, (first + SUM(tail + c)) + (SUM(2 * tail + c) + SUM(3 * tail + c)));
  }
#undef SUM
}

/** All sequences by these columns, four at a time. */
INLINE void multiplyTailBy(const Slot *slot, const int tail) {
  const Matrix *matrix = slot->matrix;
  const int B = slot->model->B;
  const int isOfGates = slot->model->cell == GRU && matrix == &slot->r->own;
  const int block = isOfGates ? 2 * matrix->groups : 4 * matrix->groups;
  const int rows = B & ~3;
  float sums[4 * 12];
  for (int b = 0; b < rows; b += 4) {
    for (int i = 0; i < 4; i++) sumsOfTail(slot, b + i, tail, sums + 12 * i);
    const Place at = {slot->s, b, block, 1, 4};
    if (isOfGates) {
      activateGatesOfRows(slot, at, gather(sums, 12, 4), gather(sums + 4, 12, 4));
      continue;
    }
    for (int c = 0; c < tail; c++) activateUnits(slot, (Place){slot->s, b, block + c, 1, 4}, gather(sums + 4 * c, 12, 4));
  }
  for (int b = rows; b < B; b++) {
    sumsOfTail(slot, b, tail, sums);
    if (isOfGates) activateGates(slot, b, block, 1, gather(sums, 4, 2));
    else activateUnits(slot, (Place){slot->s, b, block, 0, tail}, gather(sums, 4, tail));
  }
}
TILE void multiplyTailBy1(const Slot *slot) { multiplyTailBy(slot, 1); }
TILE void multiplyTailBy2(const Slot *slot) { multiplyTailBy(slot, 2); }
TILE void multiplyTailBy3(const Slot *slot) { multiplyTailBy(slot, 3); }

static void multiplyTail(const Slot *slot) {
  switch (slot->matrix->tail) {
    case 3: return multiplyTailBy3(slot);
    case 2: return multiplyTailBy2(slot);
    case 1: return multiplyTailBy1(slot);
  }
}

/** Four sequences at a time, group by group. */
static void multiplyRows(const Slot *slot, int rows) {
  const int groups = slot->matrix->groups;
  float sums[4 * 4 * 16] __attribute__((aligned(64)));
  for (int g = 0; g < groups;) {
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
}

/** One slot of a matrix, of one reading or both. */
static void multiplySlot(const Slot *slots, int readings) {
  const int B = slots[0].model->B;
  const int rows = B & ~3;
  for (int d = 0; d < readings; d++) {
    if (slots[d].matrix->tail > 0) multiplyTail(&slots[d]);
    if (rows > 0) multiplyRows(&slots[d], rows);
  }
  for (int b = rows; b < B; b++) multiplyRowOfReadings(slots, readings, b);
}

/** Outputs of all slots. With `keep`, all that the way back needs stays; else what a cell keeps is of the last slot only. */
static void forward(const Model *model, int i, int keep) {
  const Layer *layer = &model->layers[i];
  const size_t B = (size_t)model->B;
  const size_t operandWidth = (size_t)layer->operandWidth;
  const size_t units = (size_t)layer->unitColumn;
  for (int s = 0; s < model->S; s++) {
    Slot slots[2];
    for (int d = 0; d < model->readings; d++) {
      const Reading *r = &layer->readings[d];
      const size_t row = (size_t)s * B * operandWidth + units;
      slots[d] = (Slot){
        .model = model,
        .layer = layer,
        .r = r,
        .matrix = &r->own,
        .s = s,
        .x = r->own.operand + row - (size_t)layer->F,
        .count = (size_t)(s > 0 ? layer->F + model->U : layer->F), // the output before the first slot is 0
        .tokens = layer->V > 0 ? r->tokens + (size_t)s * B : NULL,
        .before = r->own.operand + row,
        .output = model->cell == GRU ? r->candidate.operand + row : r->own.operand + row + B * operandWidth,
        .kept = keep ? (size_t)s * B : 0,
        .rowsOfGroup = keep ? (size_t)model->S * B : B,
        .rowsOfSlot = keep ? B : 0,
      };
    }
    multiplySlot(slots, model->readings);
    for (int d = 0; model->cell == GRU && d < model->readings; d++) {
      Slot *slot = &slots[d];
      slot->matrix = &slot->r->candidate;
      slot->x = slot->output - (size_t)layer->F;
      slot->output = (float *)slot->before + B * operandWidth;
    }
    if (model->cell == GRU) multiplySlot(slots, model->readings);
  }
}
#endif
