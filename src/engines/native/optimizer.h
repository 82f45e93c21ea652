/** The formulas of ../optimizer.ts, as in ../fused/optimizer.ts. */
#ifndef OPTIMIZER_H
#define OPTIMIZER_H
#include "elementary.h"
#include "layout.h"

#define BETA1 0.9f
#define BETA2 0.999f
#define RHO 0.9f
#define EPSILON 1e-7
/** The least second moment; see ../fused/optimizer.ts. */
#define SMALLEST_V 1e-37

static void nextUpdate(Model *model) {
  model->power1 *= BETA1;
  model->power2 *= BETA2;
  if (model->optimizer == ADAM || model->optimizer == ADAMW) {
    const double correction2 = __builtin_sqrt(1 - model->power2);
    model->rate = (float)((model->learningRate * correction2) / (1 - model->power1));
    model->other = (float)(EPSILON * correction2);
  } else {
    model->rate = (float)model->learningRate;
    model->other = model->momentum;
  }
}

/** Moves 16 weights and their moments; `optimizer` is a constant. */
INLINE Wide moved(
  const int optimizer, Wide before, Wide *first, Wide *second, Wide gradient, Wide rates, Wide others, Wide decays
) {
  if (optimizer == RMSPROP) {
    const Wide square = atLeast(
      multiplyAdd(wideOf(RHO), *first, multiply(multiply(wideOf(1 - RHO), gradient), gradient)), NUMBER(SMALLEST_V)
    );
    const Wide slope = root(add(square, NUMBER(EPSILON)));
    const Wide step = flushed(multiplyAdd(others, *second, divide(multiply(rates, gradient), slope)));
    *first = square;
    *second = step;
    return subtract(before, step);
  }
  if (optimizer == SGD) {
    const Wide sum = flushed(multiplyAdd(others, *first, gradient));
    *first = sum;
    return subtract(before, multiply(rates, sum));
  }
  const Wide m = flushed(multiplyAdd(wideOf(BETA1), *first, multiply(wideOf(1 - BETA1), gradient)));
  const Wide v = atLeast(
    multiplyAdd(wideOf(BETA2), *second, multiply(multiply(wideOf(1 - BETA2), gradient), gradient)), NUMBER(SMALLEST_V)
  );
  const Wide step = divide(multiply(rates, m), add(root(v), others));
  *first = m;
  *second = v;
  if (optimizer == ADAMW) before = subtract(before, multiply(decays, before));
  return subtract(before, step);
}

INLINE void moveBy(
  const int optimizer, const Model *model, float *weights, float *first, float *second, const float *gradient, size_t count
) {
  const Wide rates = wideOf(model->rate);
  const Wide others = wideOf(model->other);
  const Wide decays = wideOf(model->decay);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    Wide m = wideAt(first + i);
    Wide v = wideAt(second + i);
    putWide(weights + i, moved(optimizer, wideAt(weights + i), &m, &v, wideAt(gradient + i), rates, others, decays));
    putWide(first + i, m);
    putWide(second + i, v);
  }
  if (i == count) return;
  const int fours = (int)(count - i) / 4;
  Wide m = gather(first + i, 4, fours);
  Wide v = gather(second + i, 4, fours);
  const Wide before = gather(weights + i, 4, fours);
  const Wide after = moved(optimizer, before, &m, &v, gather(gradient + i, 4, fours), rates, others, decays);
  scatter(weights + i, 4, after, fours);
  scatter(first + i, 4, m, fours);
  scatter(second + i, 4, v, fours);
}

TILE void moveByAdam(const Model *model, float *w, float *m, float *v, const float *gradient, size_t count) {
  moveBy(ADAM, model, w, m, v, gradient, count);
}
TILE void moveByAdamW(const Model *model, float *w, float *m, float *v, const float *gradient, size_t count) {
  moveBy(ADAMW, model, w, m, v, gradient, count);
}
TILE void moveByRmsProp(const Model *model, float *w, float *m, float *v, const float *gradient, size_t count) {
  moveBy(RMSPROP, model, w, m, v, gradient, count);
}
TILE void moveBySgd(const Model *model, float *w, float *m, float *v, const float *gradient, size_t count) {
  moveBy(SGD, model, w, m, v, gradient, count);
}

/** Moves `count` weights, a multiple of four, and their moments. */
INLINE void move(const Model *model, float *weights, float *first, float *second, const float *gradient, size_t count) {
  switch (model->optimizer) {
    case ADAM: return moveByAdam(model, weights, first, second, gradient, count);
    case ADAMW: return moveByAdamW(model, weights, first, second, gradient, count);
    case RMSPROP: return moveByRmsProp(model, weights, first, second, gradient, count);
    default: return moveBySgd(model, weights, first, second, gradient, count);
  }
}
#endif
