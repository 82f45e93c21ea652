/**
 * The dense layer on top of the last layer's merged outputs, as ../fused/head.ts. Its logits are the one place where
 * lanes are added to one another: in four lanes, so that the order of the sums is that of WebAssembly.
 */
#ifndef HEAD_H
#define HEAD_H
#include "merge.h"
#include "optimizer.h"

/** Merged outputs → logits. */
static void computeLogits(const Model *model) {
  const size_t padded = (size_t)upToFour(model->outputs);
  const size_t count = (size_t)model->M * 4;
  const float *merged = model->layers[model->layerCount - 1].merged;
  for (size_t k = 0; k < (size_t)model->K; k++) {
    const float *weights = model->outputKernel + k * count;
    const Four bias = fourOf(model->outputBias[k]);
    for (size_t row = 0; row < padded; row += 4) {
      const float *a = merged + row * count;
      Four sum0 = fourOf(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      for (size_t i = 0; i < count; i += 4) {
        const Four w = fourAt(weights + i);
        sum0 = fourAt(a + i) * w + sum0;
        sum1 = fourAt(a + count + i) * w + sum1;
        sum2 = fourAt(a + 2 * count + i) * w + sum2;
        sum3 = fourAt(a + 3 * count + i) * w + sum3;
      }
      putFour(model->logits + k * padded + row, sumsOf(sum0, sum1, sum2, sum3) + bias);
    }
  }
}

static void addDoutput(const Model *model, Reading *r, const float *dlogits, const float *weights, int isAdding) {
  const float scale = model->merge == AVE ? 0.5f : 1;
  const size_t count = (size_t)model->Q * 4;
  for (size_t row = 0; row < (size_t)model->outputs; row++) {
    const float d = scale * dlogits[row];
    float *restrict target = r->doutput + (size_t)r->outputRow[row] * count;
    const float *restrict w = weights;
    if (isAdding) {
      for (size_t i = 0; i < count; i++) target[i] = d * w[i] + target[i];
    } else {
      for (size_t i = 0; i < count; i++) target[i] = d * w[i];
    }
  }
}

/** Of merge mode mul: what comes back to a reading is scaled by the output of the other. */
static void addDoutputOfProduct(
  const Model *model, Reading *r, const Reading *other, const float *dlogits, const float *weights, int isAdding
) {
  const Layer *layer = &model->layers[model->layerCount - 1];
  const size_t count = (size_t)model->Q * 4;
  const float *outputs = outputsOf(model, layer, other);
  for (size_t row = 0; row < (size_t)model->outputs; row++) {
    const float d = dlogits[row];
    const float *restrict factors = outputs + (size_t)other->outputRow[row] * (size_t)layer->operandWidth;
    float *restrict target = r->doutput + (size_t)r->outputRow[row] * count;
    const float *restrict w = weights;
    for (size_t i = 0; i < count; i++) target[i] = d * w[i] * factors[i] + (isAdding ? target[i] : 0);
  }
}

/** dlogits → doutput of every reading, class by class. */
static void headBackward(Model *model) {
  const size_t count = (size_t)model->Q * 4;
  Reading *readings = model->layers[model->layerCount - 1].readings;
  for (int d = 0; d < model->readings; d++) {
    Reading *r = &readings[d];
    // Where only last outputs are used, nothing comes to the others
    if (model->isPerSequence) memset(r->doutput, 0, (size_t)(model->S * model->B) * count * 4);
    const float *weights = model->outputKernel + (model->merge == CONCAT ? (size_t)d * count : 0);
    const float *dlogits = model->logits;
    for (int k = 0; k < model->K; k++) {
      if (model->merge == MUL) addDoutputOfProduct(model, r, &readings[1 - d], dlogits, weights, k > 0);
      else addDoutput(model, r, dlogits, weights, k > 0);
      weights += model->M * 4;
      dlogits += upToFour(model->outputs);
    }
  }
}

/** Gradients of 16 · `wides` weights of an output from `column` on; those after the last weight are never looked at. */
INLINE void headGradient(const Model *model, const float *dlogits, size_t column, const int wides, float *gradient) {
  const size_t count = (size_t)model->M * 4;
  const float *output = model->layers[model->layerCount - 1].merged + column;
  Wide sums[4];
  UNROLL for (int i = 0; i < wides; i++) sums[i] = wideOf(0);
  for (int row = 0; row < model->outputs; row++, output += count) {
    const Wide d = wideOf(dlogits[row]);
    UNROLL for (int i = 0; i < wides; i++) sums[i] = multiplyAdd(d, wideAt(output + 16 * i), sums[i]);
  }
  UNROLL for (int i = 0; i < wides; i++) putWide(gradient + 16 * i, sums[i]);
}

/** Moves the weights of the dense layer. */
static void headUpdate(Model *model) {
  const size_t count = (size_t)model->M * 4;
  const size_t padded = (size_t)upToFour(model->outputs);
  float gradient[64] __attribute__((aligned(64)));
  for (size_t k = 0; k < (size_t)model->K; k++) {
    const float *dlogits = model->logits + k * padded;
    for (size_t column = 0; column < count; column += 64) {
      const size_t moving = count - column < 64 ? count - column : 64;
      if (moving > 48) headGradient(model, dlogits, column, 4, gradient);
      else if (moving > 32) headGradient(model, dlogits, column, 3, gradient);
      else if (moving > 16) headGradient(model, dlogits, column, 2, gradient);
      else headGradient(model, dlogits, column, 1, gradient);
      const size_t at = k * count + column;
      move(model, model->outputKernel + at, model->outputKernelFirst + at, model->outputKernelSecond + at, gradient, moving);
    }
    Four sum = fourOf(0);
    for (size_t row = 0; row < padded; row += 4) sum = sum + fourAt(dlogits + row);
    model->doutputBias[k] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
  const size_t biases = (size_t)upToFour(model->K);
  move(model, model->outputBias, model->outputBiasFirst, model->outputBiasSecond, model->doutputBias, biases);
}
#endif
