/** Logits → probabilities, loss and dlogits, four outputs at once; as ../fused/loss.ts. */
#ifndef LOSS_H
#define LOSS_H
#include "elementary.h"
#include "layout.h"

/** The probability of a label is clipped to [1e-7, 1 − 1e-7]; where it is clipped the gradient is 0. */
#define CLIP 1e-7f

#define SIGN INT32_MIN

INLINE FourInts isPositive(Four z) { return z > fourOf(0); }
INLINE Four minusMagnitude(Four z) { return (Four)((FourInts)z | SIGN); }
INLINE Four negative(Four x) { return (Four)((FourInts)x ^ SIGN); }
INLINE Four clip(Four p) { return greaterFour(lesserFour(p, fourOf(1 - CLIP)), fourOf(CLIP)); }
INLINE Four only(FourInts where, Four x) { return (Four)(where & (FourInts)x); }

// A sigmoid by the probability of its likelier side, which is above ½, and of the other: both without cancellation
INLINE Four likelyProbability(Four z) { return fourOf(1) / (fourOf(1) + exponentialOf(minusMagnitude(z))); }
INLINE Four unlikelyProbability(Four z, Four likely) { return exponentialOf(minusMagnitude(z)) * likely; }

/** Four rows of K logits, `perClass` numbers apart → probabilities, in place. */
static void softmax(const Model *model, float *logits, size_t perClass) {
  const size_t end = (size_t)model->K * perClass;
  Four largest = fourAt(logits);
  for (size_t at = perClass; at < end; at += perClass) largest = greaterFour(largest, fourAt(logits + at));
  Four sum = fourOf(0);
  for (size_t at = 0; at < end; at += perClass) {
    const Four e = exponentialOf(fourAt(logits + at) - largest);
    putFour(logits + at, e);
    sum = sum + e;
  }
  for (size_t at = 0; at < end; at += perClass) putFour(logits + at, fourAt(logits + at) / sum);
}

/** Logits → probabilities, in place; those of a linear output are what it says. */
static void computeProbabilities(const Model *model) {
  if (model->output == LINEAR) return;
  const size_t perClass = (size_t)upToFour(model->outputs);
  for (size_t row = 0; row < perClass; row += 4) {
    if (model->output == SOFTMAX) {
      softmax(model, model->logits + row, perClass);
    } else {
      const Four z = fourAt(model->logits + row);
      const Four likely = likelyProbability(z);
      putFour(model->logits + row, choose(isPositive(z), likely, unlikelyProbability(z, likely)));
    }
  }
}

typedef struct {
  Two loss; // negative, and still a sum
  FourInts correct;
} Sums;

static Sums sigmoidLoss(const Model *model, Four share) {
  Sums sums = {{0, 0}, {0, 0, 0, 0}};
  for (int row = 0; row < upToFour(model->outputs); row += 4) {
    const FourInts counts = fourIntsAt(model->counted + row);
    const Four z = fourAt(model->logits + row);
    const Four likely = likelyProbability(z);
    const Four unlikely = unlikelyProbability(z, likely);
    const FourInts isOne = fourIntsAt(model->labels + row) == 1;
    const FourInts agrees = ~(isPositive(z) ^ isOne);
    const Four p = choose(agrees, likely, unlikely); // of the label
    const Four clipped = clip(p);
    const Four slope = choose(agrees, unlikely, likely) * share;
    const Four dlogit = choose(isOne, negative(slope), slope);
    putFour(model->logits + row, only(counts & (p == clipped), dlogit));
    sums.loss = sums.loss + pairSums(only(counts, logarithmOf(clipped)));
    const FourInts isAboveHalf = isPositive(z) & (likely > fourOf(0.5f));
    sums.correct = sums.correct - (counts & ~(isAboveHalf ^ isOne));
  }
  return sums;
}

static Sums softmaxLoss(const Model *model, Four share) {
  Sums sums = {{0, 0}, {0, 0, 0, 0}};
  const size_t perClass = (size_t)upToFour(model->outputs);
  for (size_t row = 0; row < perClass; row += 4) {
    const FourInts counts = fourIntsAt(model->counted + row);
    const FourInts label = fourIntsAt(model->labels + row);
    float *logits = model->logits + row;
    softmax(model, logits, perClass);
    Four p = fourOf(0); // of the label
    Four largest = fourAt(logits);
    FourInts best = fourInts(0); // the first on a tie
    for (int k = 0; k < model->K; k++) {
      const Four each = fourAt(logits + (size_t)k * perClass);
      p = choose(label == k, each, p);
      const FourInts isLarger = each > largest;
      largest = choose(isLarger, each, largest);
      best = (isLarger & k) | (~isLarger & best);
    }
    const Four clipped = clip(p);
    sums.loss = sums.loss + pairSums(only(counts, logarithmOf(clipped)));
    sums.correct = sums.correct - (counts & (best == label));
    const FourInts isLearning = counts & (p == clipped);
    for (int k = 0; k < model->K; k++) {
      float *each = logits + (size_t)k * perClass;
      const Four target = only(label == k, fourOf(1));
      putFour(each, only(isLearning, (fourAt(each) - target) * share));
    }
  }
  return sums;
}

/** (output − target)² of every output; what is summed is its negative, as a log-likelihood. */
static Sums squaredError(const Model *model, Four share) {
  Sums sums = {{0, 0}, {0, 0, 0, 0}};
  const Four slope = fourOf(2) * share;
  for (int row = 0; row < upToFour(model->outputs); row += 4) {
    const Four difference = fourAt(model->logits + row) - fourAt((const float *)(model->labels + row));
    const Four counted = only(fourIntsAt(model->counted + row), difference);
    putFour(model->logits + row, counted * slope);
    sums.loss = sums.loss - pairSums(counted * counted);
  }
  return sums;
}

/** Logits → dlogits, in place; loss and right predictions of the batch go to the caller's entry `update`. */
static void computeLoss(Model *model, int update, int countedOutputs) {
  const Four share = fourOf(countedOutputs > 0 ? (float)(1 / (double)countedOutputs) : 0);
  const Sums sums = model->output == SOFTMAX   ? softmaxLoss(model, share)
                    : model->output == SIGMOID ? sigmoidLoss(model, share)
                                               : squaredError(model, share);
  model->losses[update] = countedOutputs > 0 ? -(sums.loss[0] + sums.loss[1]) / countedOutputs : 0;
  model->corrects[update] = sums.correct[0] + sums.correct[1] + sums.correct[2] + sums.correct[3];
}
#endif
