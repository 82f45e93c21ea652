/**
 * The update of ../engine.ts with the bits of ../fused/, compiled once per lane count: LANES is 4, 8 or 16. Every sum
 * has the order it has there, multiplications and additions are rounded apart, and denormal numbers stay what they are.
 */
#include "batch.h"
#include "backward.h"
#include "forward.h"
#include "head.h"
#include "loss.h"
#include "merge.h"
#include "update.h"
#include "weights.h"

/** From the first layer to the logits. */
static void climb(Model *model, int isTraining) {
  for (int i = 0; i < model->layerCount; i++) {
    if (i > 0) readFromBelow(model, i);
    forward(model, i, isTraining);
    mergeOutputs(model, i, isTraining);
  }
  computeLogits(model);
}

/** From dlogits to the first layer; the weights of each layer move once their gradient has been passed on. */
static void descend(Model *model) {
  headBackward(model);
  for (int i = model->layerCount - 1; i >= 0; i--) {
    if (!isLast(model, i)) separate(model, i);
    thinBack(model, i);
    backward(model, i);
    if (isLast(model, i)) headUpdate(model);
    update(model, i);
  }
}

static void train(Model *model, int updates, int batch, int steps) {
  for (int n = 0; n < updates; n++) {
    readBatch(model, n * batch, batch, steps);
    readMasks(model, n * batch, steps);
    const int countedOutputs = readLabels(model, n * batch, steps);
    climb(model, 1);
    computeLoss(model, n, countedOutputs);
    nextUpdate(model);
    descend(model);
  }
}

static void predict(Model *model, int count, int steps) {
  readBatch(model, 0, count, steps);
  climb(model, 0);
  computeProbabilities(model);
  writePredictions(model, steps);
}

#define NAMED(lanes) kernel##lanes
#define KERNEL(lanes) NAMED(lanes)
const Kernel KERNEL(LANES) = {pack, unpack, train, predict};
