/**
 * Between a layer and what stands above it: the outputs of its readings merged into one row per output and thinned by
 * dropout, up to the next layer's operands; and back. As ../fused/merge.ts; number by number, so the compiler may take as
 * many at once as it likes.
 */
#ifndef MERGE_H
#define MERGE_H
#include "lanes.h"
#include "layout.h"

/** Where a reading has written its outputs, in the order of the slots and `operandWidth` apart. */
INLINE float *outputsOf(const Model *model, const Layer *layer, const Reading *r) {
  return r->own.operand + (size_t)model->B * (size_t)layer->operandWidth + layer->unitColumn;
}

/** Copies `count` numbers, a multiple of four; a row is so short that a call of memcpy takes longer. */
INLINE void copyRow(float *target, const float *source, size_t count) {
  for (size_t i = 0; i < count;) {
    if (i + 16 <= count) {
      putWide(target + i, wideAt(source + i));
      i += 16;
    } else {
      putFour(target + i, fourAt(source + i));
      i += 4;
    }
  }
}

static void mergeRow(const Model *model, float *restrict target, const float *a, const float *b) {
  const size_t count = (size_t)model->Q * 4;
  if (model->merge == NO_MERGE || model->merge == CONCAT) {
    copyRow(target, a, count);
    if (model->merge == CONCAT) copyRow(target + count, b, count);
  } else if (model->merge == MUL) {
    for (size_t i = 0; i < count; i++) target[i] = a[i] * b[i];
  } else {
    const float scale = model->merge == AVE ? 0.5f : 1;
    for (size_t i = 0; i < count; i++) target[i] = (a[i] + b[i]) * scale;
  }
}

/** The outputs of a layer → its merged rows; in training with what dropout leaves of them. */
static void mergeOutputs(const Model *model, int i, int isTraining) {
  const Layer *layer = &model->layers[i];
  const Reading *first = &layer->readings[0];
  const Reading *second = &layer->readings[1];
  const size_t rows = (size_t)rowsUp(model, i);
  const size_t count = (size_t)model->M * 4;
  const size_t operandWidth = (size_t)layer->operandWidth;
  const float *a = outputsOf(model, layer, first);
  const float *b = model->readings == 2 ? outputsOf(model, layer, second) : NULL;
  for (size_t row = 0; row < rows; row++) {
    const float *rowOfB = b == NULL ? NULL : b + (size_t)second->outputRow[row] * operandWidth;
    mergeRow(model, layer->merged + row * count, a + (size_t)first->outputRow[row] * operandWidth, rowOfB);
  }
  if (!isTraining || model->dropout == 0) return;
  for (size_t at = 0; at < rows * count; at++) layer->merged[at] *= layer->factors[at];
}

/** The merged rows of the layer below → the inputs of layer i, each reading's in the order of its slots. */
static void readFromBelow(const Model *model, int i) {
  const Layer *layer = &model->layers[i];
  const Layer *below = &model->layers[i - 1];
  const size_t F = (size_t)layer->F;
  for (int d = 0; d < model->readings; d++) {
    const Reading *r = &layer->readings[d];
    for (size_t row = 0; row < (size_t)rowsUp(model, i - 1); row++) {
      const size_t inputs = (size_t)r->slotRow[row] * (size_t)layer->operandWidth + (size_t)layer->unitColumn - F;
      copyRow(r->own.operand + inputs, below->merged + row * F, F);
      if (model->cell == GRU) copyRow(r->candidate.operand + inputs, below->merged + row * F, F);
    }
  }
}

/** dmerged of a layer → doutput of its readings. */
static void separate(const Model *model, int i) {
  const Layer *layer = &model->layers[i];
  const size_t count = (size_t)model->Q * 4;
  const float scale = model->merge == AVE ? 0.5f : 1;
  for (int d = 0; d < model->readings; d++) {
    const Reading *r = &layer->readings[d];
    const Reading *other = &layer->readings[1 - d];
    const float *part = layer->dmerged + (model->merge == CONCAT ? (size_t)d * count : 0);
    for (size_t row = 0; row < (size_t)rowsUp(model, i); row++) {
      const float *restrict source = part + row * (size_t)model->M * 4;
      float *restrict target = r->doutput + (size_t)r->slotRow[row] * count;
      if (model->merge == MUL) {
        const float *factors = outputsOf(model, layer, other) + (size_t)other->slotRow[row] * (size_t)layer->operandWidth;
        for (size_t at = 0; at < count; at++) target[at] = source[at] * factors[at];
      } else {
        for (size_t at = 0; at < count; at++) target[at] = scale * source[at];
      }
    }
  }
}

/** doutput of all readings, which is that of the merged outputs, by the factors of dropout. */
static void thinBack(const Model *model, int i) {
  if (model->dropout == 0) return;
  const Layer *layer = &model->layers[i];
  const size_t count = (size_t)model->Q * 4;
  for (int d = 0; d < model->readings; d++) {
    const Reading *r = &layer->readings[d];
    const float *part = layer->factors + (model->merge == CONCAT ? (size_t)d * count : 0);
    for (size_t row = 0; row < (size_t)rowsUp(model, i); row++) {
      const float *restrict factors = part + row * (size_t)model->M * 4;
      float *restrict target = r->doutput + (size_t)r->outputRow[row] * count;
      for (size_t at = 0; at < count; at++) target[at] *= factors[at];
    }
  }
}
#endif
