/**
 * One model and all that its updates need. Letters, shapes and names are those of ../fused/layout.ts, and so is memory:
 * a group of four columns is 16 numbers, which is what the loops here take at once. Two things lie differently, so that
 * more loops can: of `transposed`, every four whole blocks lie together, and so do all blocks of what a cell keeps.
 */
#ifndef LAYOUT_H
#define LAYOUT_H
#include <stddef.h>
#include <stdint.h>

enum { MOST_LAYERS = 4 };
enum Cell { LSTM, GRU, SIMPLE_RNN };
enum Output { SIGMOID, SOFTMAX, LINEAR };
enum Merge { NO_MERGE, CONCAT, SUM, MUL, AVE };
enum Optimizer { ADAM, ADAMW, RMSPROP, SGD };

/** Weights, what they are multiplied with, and what comes of it. The groups come first, then the tail. */
typedef struct {
  float *weights;    // (groups, R, 16), (R, c, 4): the rows bias | inputs | units
  float *first;      // the same shape: the optimizer's first moment
  float *second;     // the same shape: its second moment
  float *transposed; // of the units, then of the inputs of an upper layer: (⌊Q / 4⌋, 4C, 16), (Q mod 4, 4C, 4)
  float *operand;    // ((T + 1)·B, operandWidth): 1 | inputs of the slot | output of the slot before
  float *gates;      // (groups, S·B, 16), (S·B, c, 4): after activation; on the way back the gradients before it
  float *dgates;     // (2, B, 4C): of this slot and the one after, by turns
  int groups;
  int tail; // c, 0 … 3
} Matrix;

/** One cell that reads in one direction. */
typedef struct {
  Matrix own;
  Matrix candidate;    // of a GRU
  int32_t *tokens;     // (T·B): the token read, in the order of the slots
  int32_t *tokenStart; // (V + 1): where a token's rows begin in tokenRows
  int32_t *tokenRows;  // (T·B): the rows that read each token
  int32_t *slotRow;    // (T·B): row in the order of time → row in the order of the slots; it is its own inverse
  int32_t *outputRow;  // row that goes up → row in the order of the slots
  float *doutput;      // (S·B, 4Q): from above
  float *carried;      // (B, 4Q): from the slot after
  float *cell;         // (S·B, 4Q), of an LSTM
  float *tanhCell;     // (S·B, 4Q), of an LSTM
  float *update;       // (S·B, 4Q): z of a GRU
  float *reset;        // (S·B, 4Q): r of a GRU
  float *proposed;     // (S·B, 4Q): h̃ of a GRU
} Reading;

typedef struct {
  int F;
  int V;
  int R;          // rows of weights: 1 + F + V + 4Q
  int unitRow;    // the row of the first unit
  int unitColumn; // of the operand; before it stand the F inputs, and before them 1
  int operandWidth;
  Reading readings[2];
  float *merged;  // (rows + 3, 4M)
  float *dmerged; // (T·B, 4M); not of the last layer
  float *factors; // (rows, 4M): 0 or 1 ÷ (1 − dropout)
} Layer;

typedef struct {
  int cell;
  int layerCount;
  int U;
  int Q;
  int K;
  int M;
  int readings;
  int merge;
  int readsBackwardFirst;
  int output;
  int isPerSequence;
  double dropout;
  Layer layers[MOST_LAYERS];

  // The batch at hand
  int B;
  int S;
  int outputs;

  // The dense layer
  float *outputKernel; // (K, 4M)
  float *outputKernelFirst;
  float *outputKernelSecond;
  float *outputBias; // (⌈K⌉₄)
  float *outputBiasFirst;
  float *outputBiasSecond;
  float *doutputBias; // (⌈K⌉₄)
  float *logits;      // (K, ⌈outputs⌉₄); then the probabilities, or dlogits
  int32_t *labels;    // (⌈outputs⌉₄): classes, or float32 targets
  int32_t *counted;   // (⌈outputs⌉₄): all bits where the output counts, else none

  // The optimizer
  int optimizer;
  double learningRate;
  float momentum;
  float decay;   // AdamW: learning rate · weight decay
  double power1; // β₁ⁿ and β₂ⁿ after n updates
  double power2;
  float rate;  // of the update at hand: Adam's rate with both bias corrections in it, or the rate
  float other; // of the update at hand: Adam's ε with its bias correction, or the momentum

  // What is exchanged with the caller; see ../kernel.ts
  void *sequenceInputs;
  int32_t *sequenceLabels;
  int32_t *sequenceLengths;
  uint8_t *sequenceCounted;
  uint8_t *sequenceMasks;
  size_t maskBytes;
  double *losses;
  int32_t *corrects;
  float *predictions;
  float *flat;
} Model;

/** What a kernel is asked for; one per lane count. */
typedef struct {
  void (*pack)(Model *, int kind);
  void (*unpack)(Model *, int kind);
  void (*train)(Model *, int updates, int batch, int steps);
  void (*predict)(Model *, int count, int steps);
} Kernel;

extern const Kernel kernel4, kernel8, kernel16;

/** The fields of a description, in the order in which ../native-kernel.ts writes them. */
typedef struct {
  double features, vocabulary, cell, layers, units, readings, readsBackwardFirst, merge, dropout, output, isPerSequence,
    outputs, optimizer, learningRate, momentum, weightDecay;
} Description;

typedef struct {
  double batch, steps, predicted, given;
} Sizes;

/** Takes the model and its trainer's settings over. */
void describe(Model *model, const Description *given);
/** Lays everything out from `memory` on, which is filled with 0, or nowhere where it is null; returns the bytes needed. */
double allocate(Model *model, const Sizes *sizes, char *memory);
/** Goes on as if so many updates had been made. */
void continueAt(Model *model, int updates);

/** `count` rounded up to a multiple of four. */
static inline int upToFour(int count) { return (count + 3) & ~3; }
static inline int isLast(const Model *model, int i) { return i == model->layerCount - 1; }
/** Rows of a layer that go up: one per time step and sequence, or one per sequence. */
static inline int rowsUp(const Model *model, int i) { return isLast(model, i) ? model->outputs : model->S * model->B; }
static inline int isBackward(const Model *model, int d) { return d == 1 || model->readsBackwardFirst; }
/** 4C: numbers of all columns of a matrix. */
static inline int width(const Matrix *matrix) { return matrix->groups * 16 + matrix->tail * 4; }
#endif
