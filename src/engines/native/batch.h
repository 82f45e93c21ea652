/** Puts a batch into the order in which it is read, and predictions back into the caller's; as ../fused/batch.ts. */
#ifndef BATCH_H
#define BATCH_H
#include "lanes.h"
#include "layout.h"

INLINE int lengthOf(const Model *model, int n) { return model->sequenceLengths[n]; }

static void orderSlots(const Model *model, Reading *r, int b, int length, int backward) {
  const int turned = backward ? length : 0; // steps
  for (int t = 0; t < turned; t++) r->slotRow[t * model->B + b] = (turned - 1 - t) * model->B + b;
  for (int t = turned; t < model->S; t++) r->slotRow[t * model->B + b] = t * model->B + b;
}

/** The inputs of sequence b into an operand; 0 at padded steps. */
static void readNumbers(const Model *model, const Reading *r, Matrix *matrix, int n, int b, int steps) {
  const Layer *layer = &model->layers[0];
  const int length = lengthOf(model, n);
  const size_t F = (size_t)layer->F;
  const float *source = (const float *)model->sequenceInputs + (size_t)n * (size_t)steps * F;
  float *inputs = matrix->operand + layer->unitColumn - F;
  for (int t = 0; t < model->S; t++) {
    float *target = inputs + (size_t)r->slotRow[t * model->B + b] * (size_t)layer->operandWidth;
    for (size_t f = 0; f < F; f++) target[f] = t < length ? *source++ : 0;
  }
}

/** The tokens in the order of the slots (0 at padded steps), and for every token the list of rows that read it. */
static void readTokens(const Model *model, Reading *r, int n, int steps) {
  const int V = model->layers[0].V;
  const int B = model->B;
  int32_t *starts = r->tokenStart;
  memset(starts, 0, (size_t)(V + 1) * 4);
  for (int b = 0; b < B; b++) {
    const int length = lengthOf(model, n + b);
    const int32_t *source = (const int32_t *)model->sequenceInputs + (size_t)(n + b) * (size_t)steps;
    for (int t = 0; t < model->S; t++) {
      const int32_t token = t < length ? source[t] : 0;
      r->tokens[r->slotRow[t * B + b]] = token;
      if (t < length) starts[token + 1]++;
    }
  }
  for (int token = 1; token <= V; token++) starts[token] += starts[token - 1];
  // Filling moves every start to that of the next token, so in the end the starts move up by one
  for (int b = 0; b < B; b++) {
    const int length = lengthOf(model, n + b);
    const int32_t *source = (const int32_t *)model->sequenceInputs + (size_t)(n + b) * (size_t)steps;
    for (int t = 0; t < length; t++) r->tokenRows[starts[source[t]]++] = r->slotRow[t * B + b];
  }
  memmove(starts + 1, starts, (size_t)V * 4);
  starts[0] = 0;
}

/** Makes sequences n … n + count − 1 of the caller's (N, steps) the batch at hand. */
static void readBatch(Model *model, int n, int count, int steps) {
  int longest = 0;
  for (int b = 0; b < count; b++) {
    if (lengthOf(model, n + b) > longest) longest = lengthOf(model, n + b);
  }
  model->B = count;
  model->S = longest;
  model->outputs = model->isPerSequence ? count : longest * count;
  for (int d = 0; d < model->readings; d++) {
    Reading *r = &model->layers[0].readings[d];
    for (int b = 0; b < count; b++) {
      orderSlots(model, r, b, lengthOf(model, n + b), isBackward(model, d));
      if (model->layers[0].V > 0) continue;
      readNumbers(model, r, &r->own, n + b, b, steps);
      if (model->cell == GRU) readNumbers(model, r, &r->candidate, n + b, b, steps);
    }
    if (model->layers[0].V > 0) readTokens(model, r, n, steps);
    if (!model->isPerSequence) continue;
    // Of the last layer, the row that a reading has read last of every sequence
    int32_t *lastRows = model->layers[model->layerCount - 1].readings[d].outputRow;
    for (int b = 0; b < count; b++) lastRows[b] = (lengthOf(model, n + b) - 1) * count + b;
  }
}

/** Labels and what counts into the order of the dense layer's rows; returns how many outputs count. */
static int readLabels(Model *model, int n, int steps) {
  const int B = model->B;
  const int given = model->isPerSequence ? 1 : steps;
  int count = 0;
  for (int b = 0; b < B; b++) {
    const int length = model->isPerSequence ? 1 : lengthOf(model, n + b);
    const size_t source = (size_t)(n + b) * (size_t)given;
    for (int t = 0; t * B < model->outputs; t++) {
      const int counts = t < length && model->sequenceCounted[source + (size_t)t] != 0;
      model->labels[t * B + b] = model->sequenceLabels[source + (size_t)t];
      model->counted[t * B + b] = counts ? -1 : 0;
      count += counts;
    }
  }
  // Four rows are taken at a time: those after the last never count
  for (int row = model->outputs; row < upToFour(model->outputs); row++) model->counted[row] = 0;
  return count;
}

/** The caller's masks of sequences n … as factors of the merged outputs of every layer, in the order of time. */
static void readMasks(Model *model, int n, int steps) {
  if (model->dropout == 0) return;
  const float kept = (float)(1 / (1 - model->dropout));
  const int parts = model->merge == CONCAT ? 2 : 1;
  const size_t U = (size_t)model->U;
  for (int i = 0; i < model->layerCount; i++) {
    const int isWhole = !isLast(model, i) || !model->isPerSequence;
    for (int b = 0; b < model->B; b++) {
      const int length = isWhole ? lengthOf(model, n + b) : 1;
      const size_t first = (size_t)(n + b) * (size_t)(isWhole ? steps : 1);
      const uint8_t *mask = model->sequenceMasks + (size_t)i * model->maskBytes + first * (size_t)parts * U;
      for (int t = 0; t < length; t++) {
        for (int part = 0; part < parts; part++, mask += U) {
          const size_t row = (size_t)(t * model->B + b);
          float *factor = model->layers[i].factors + (row * (size_t)model->M + (size_t)(part * model->Q)) * 4;
          for (size_t u = 0; u < U; u++) factor[u] = mask[u] != 0 ? kept : 0;
        }
      }
    }
  }
}

/** Predictions (K, outputs) into the caller's (count, L, K), 0 at padded steps. */
static void writePredictions(Model *model, int steps) {
  const int given = model->isPerSequence ? 1 : steps;
  const size_t perClass = (size_t)upToFour(model->outputs);
  float *target = model->predictions;
  for (int b = 0; b < model->B; b++) {
    const int length = model->isPerSequence ? 1 : lengthOf(model, b);
    for (int t = 0; t < given; t++) {
      for (int k = 0; k < model->K; k++) {
        *target++ = t < length ? model->logits[(size_t)k * perClass + (size_t)(t * model->B + b)] : 0;
      }
    }
  }
}
#endif
