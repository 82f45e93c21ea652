/**
 * What a cell makes of its sums on the way forward, and of the gradient of its outputs on the way back; the formulas are
 * those of ../fused/lstm.ts, gru.ts and simple-rnn.ts. 16 numbers are four blocks of one sequence or one block of four
 * sequences: a `Place` says which.
 */
#ifndef CELLS_H
#define CELLS_H
#include "elementary.h"
#include "layout.h"

/** `count` Fours of slot s, the first of them block q of sequence b. */
typedef struct {
  int s;
  int b;
  int q;
  int isOverRows; // the others are the sequences that follow, not the blocks
  int count;
} Place;

/** One slot of a matrix on the way forward. */
typedef struct {
  const Model *model;
  const Layer *layer;
  const Reading *r;
  const Matrix *matrix;
  int s;
  const float *x;        // of sequence 0; those of the others follow `operandWidth` apart, as everything of an operand
  size_t count;          // numbers that are multiplied
  const int32_t *tokens; // one per sequence; null where inputs are numbers
  const float *before;   // the output before, of a GRU
  float *output;
  size_t kept;        // row of sequence 0 in what a cell keeps and in a group of its gates
  size_t rowsOfGroup; // rows from one group of gates to the next
  size_t rowsOfSlot;  // rows from one slot to the next; 0 where a slot takes the place of the one before
} Slot;

/** How far the next Four of a place lies, where a row has so many numbers. */
INLINE size_t strideOf(Place at, size_t width) { return at.isOverRows ? width : 4; }

/** Where a place lies in what a cell keeps. */
INLINE size_t keptAt(const Slot *slot, Place at) {
  return ((slot->kept + (size_t)at.b) * (size_t)slot->model->Q + (size_t)at.q) * 4;
}

/** The gates of one group: sigmoids of the columns i, f, o, which are tanhs of the half, and the tanh of c̃. */
INLINE Wide gatesOf(Wide z) {
  static const float SLOPE[16] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f};
  // −0, not 0, leaves a tanh of −0 what it is
  static const float BASE[16] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, -0.0f, -0.0f, -0.0f, -0.0f,
                                 0.5f, 0.5f, 0.5f, 0.5f};
  const Wide slope = wideAt(SLOPE);
  return multiplyAdd(slope, tanhOf(multiply(z, slope)), wideAt(BASE));
}

/** Where a place of an LSTM has its gates. */
INLINE float *gatesAt(const Slot *slot, Place at) {
  return slot->r->own.gates + ((size_t)at.q * slot->rowsOfGroup + slot->kept + (size_t)at.b) * 16;
}

/** cell = f · cell before + i · c̃; output = o · tanh(cell), of a single block: that is quicker in registers of four. */
INLINE void activateLstmBlock(const Slot *slot, Place at, const float *sums) {
  const Reading *r = slot->r;
  const size_t kept = keptAt(slot, at);
  const Wide z = gatesOf(wideAt(sums));
  putWide(gatesAt(slot, at), z);
  const Four before = at.s == 0 ? fourOf(0) : fourAt(r->cell + kept - slot->rowsOfSlot * (size_t)slot->model->Q * 4);
  const Four cell = part(z, 1) * before + part(z, 0) * part(z, 2);
  const Four tanhCell = tanhOfFour(cell);
  putFour(r->cell + kept, cell);
  putFour(r->tanhCell + kept, tanhCell);
  putFour(slot->output + (size_t)at.b * (size_t)slot->layer->operandWidth + (size_t)at.q * 4, part(z, 3) * tanhCell);
}

/** The same of as many blocks as the place has. Takes one Wide of sums each. */
INLINE void activateLstm(const Slot *slot, Place at, const float *sums) {
  if (at.count == 1) {
    activateLstmBlock(slot, at, sums);
    return;
  }
  const Reading *r = slot->r;
  const size_t width = (size_t)slot->model->Q * 4;
  const size_t kept = keptAt(slot, at);
  const size_t stride = strideOf(at, width);
  float *gates = gatesAt(slot, at);
  const size_t nextGates = (at.isOverRows ? 1 : slot->rowsOfGroup) * 16;
  Wide z[4];
  UNROLL for (int n = 0; n < 4; n++) {
    z[n] = wideOf(0);
    if (n >= at.count) continue;
    z[n] = gatesOf(wideAt(sums + 16 * n));
    putWide(gates + (size_t)n * nextGates, z[n]);
  }
  turn(z); // one gate each
  const Wide before = at.s == 0 ? wideOf(0) : gather(r->cell + kept - slot->rowsOfSlot * width, stride, at.count);
  const Wide cell = multiplyAdd(z[1], before, multiply(z[0], z[2]));
  const Wide tanhCell = tanhOf(cell);
  scatter(r->cell + kept, stride, cell, at.count);
  scatter(r->tanhCell + kept, stride, tanhCell, at.count);
  const size_t operandWidth = (size_t)slot->layer->operandWidth;
  float *output = slot->output + (size_t)at.b * operandWidth + (size_t)at.q * 4;
  scatter(output, strideOf(at, operandWidth), multiply(z[3], tanhCell), at.count);
}

/** Of one sequence z and r of one or two blocks of a GRU, side by side, and r · output before for the candidate. */
INLINE void activateGates(const Slot *slot, int b, int q, int blocks, Wide sums) {
  const Reading *r = slot->r;
  const Wide gates = sigmoidOf(sums);
  const Four parts[4] = {part(gates, 0), part(gates, 1), part(gates, 2), part(gates, 3)};
  const size_t operandRow = (size_t)b * (size_t)slot->layer->operandWidth;
  for (int i = 0; i < blocks; i++) {
    const size_t kept = keptAt(slot, (Place){slot->s, b, q + i, 0, 1});
    const size_t unit = operandRow + (size_t)(q + i) * 4;
    putFour(r->update + kept, parts[2 * i]);
    putFour(r->reset + kept, parts[2 * i + 1]);
    if (slot->s > 0) putFour(slot->output + unit, parts[2 * i + 1] * fourAt(slot->before + unit));
  }
}

/** The same of one block of four sequences. */
INLINE void activateGatesOfRows(const Slot *slot, Place at, Wide z, Wide reset) {
  const size_t kept = keptAt(slot, at);
  const size_t width = (size_t)slot->model->Q * 4;
  const size_t operandWidth = (size_t)slot->layer->operandWidth;
  const size_t unit = (size_t)at.b * operandWidth + (size_t)at.q * 4;
  scatter(slot->r->update + kept, width, sigmoidOf(z), 4);
  const Wide gate = sigmoidOf(reset);
  scatter(slot->r->reset + kept, width, gate, 4);
  if (slot->s == 0) return;
  scatter(slot->output + unit, operandWidth, multiply(gate, gather(slot->before + unit, operandWidth, 4)), 4);
}

/** Of a single block only the first Four counts, and that is quicker by itself. */
INLINE Wide tanhOfPlace(Place at, Wide x) {
  if (at.count > 1) return tanhOf(x);
  const Four zero = fourOf(0);
  return wideOfFours(tanhOfFour(part(x, 0)), zero, zero, zero);
}

/** output = z · output before + (1 − z) · h̃ of blocks of a GRU. */
INLINE void activateCandidate(const Slot *slot, Place at, Wide sums) {
  const Reading *r = slot->r;
  const size_t kept = keptAt(slot, at);
  const size_t stride = strideOf(at, (size_t)slot->model->Q * 4);
  const size_t operandWidth = (size_t)slot->layer->operandWidth;
  const size_t unit = (size_t)at.b * operandWidth + (size_t)at.q * 4;
  const size_t unitStride = strideOf(at, operandWidth);
  const Wide candidate = tanhOfPlace(at, sums);
  const Wide z = gather(r->update + kept, stride, at.count);
  const Wide fresh = multiply(subtract(wideOf(1), z), candidate);
  scatter(r->proposed + kept, stride, candidate, at.count);
  const Wide output =
    slot->s > 0 ? add(multiply(z, gather(slot->before + unit, unitStride, at.count)), fresh) : fresh;
  scatter(slot->output + unit, unitStride, output, at.count);
}

INLINE void activateSimpleRnn(const Slot *slot, Place at, Wide sums) {
  const size_t operandWidth = (size_t)slot->layer->operandWidth;
  const size_t unit = (size_t)at.b * operandWidth + (size_t)at.q * 4;
  scatter(slot->output + unit, strideOf(at, operandWidth), tanhOfPlace(at, sums), at.count);
}

// The way back

/** Where a place lies in what a cell has kept of its slots. */
INLINE size_t keptOf(const Model *model, Place at) {
  return (size_t)((at.s * model->B + at.b) * model->Q + at.q) * 4;
}

INLINE float *carriedAt(const Model *model, const Reading *r, Place at) {
  return r->carried + (size_t)(at.b * model->Q + at.q) * 4;
}

/** What comes straight from the slot after, beside what comes through its gates. */
INLINE Wide carriedTo(const Model *model, const Reading *r, Place at) {
  if (at.s == model->S - 1) return wideOf(0);
  return gather(carriedAt(model, r, at), strideOf(at, (size_t)model->Q * 4), at.count);
}

/** The output of a place in the slot before, or with `slots` 1 its own. */
INLINE Wide outputAt(const Model *model, const Layer *layer, const Reading *r, Place at, int slots) {
  if (at.s + slots == 0) return wideOf(0);
  const size_t operandWidth = (size_t)layer->operandWidth;
  const size_t row = (size_t)((at.s + slots) * model->B + at.b);
  const float *output = r->own.operand + row * operandWidth + (size_t)layer->unitColumn + (size_t)at.q * 4;
  return gather(output, strideOf(at, operandWidth), at.count);
}

/**
 * Puts gradients before activation where the products need them, of the slot before and of the weights: `columns` of
 * every block, beginning with `column`.
 */
INLINE void putDgates(const Model *model, const Matrix *matrix, Place at, int columns, int column, Wide d) {
  if (columns == 1 && !at.isOverRows && at.count == 4) { // a whole group
    const size_t group = (size_t)(at.q >> 2);
    const size_t row = (size_t)(at.s * model->B + at.b);
    putWide(matrix->gates + (group * (size_t)(model->S * model->B) + row) * 16, d);
    putWide(matrix->dgates + (size_t)((at.s & 1) * model->B + at.b) * (size_t)width(matrix) + (size_t)at.q * 4, d);
    return;
  }
  UNROLL for (int i = 0; i < 4; i++) {
    if (i >= at.count) break;
    const int b = at.isOverRows ? at.b + i : at.b;
    const int each = (at.isOverRows ? at.q : at.q + i) * columns + column;
    const int group = each >> 2;
    const size_t inGroup = group < matrix->groups ? 16 : (size_t)matrix->tail * 4;
    const size_t offset = (size_t)(at.s * model->B + b) * inGroup + (size_t)(each & 3) * 4;
    putFour(matrix->gates + (size_t)(group * model->S * model->B) * 16 + offset, part(d, i));
    putFour(matrix->dgates + (size_t)((at.s & 1) * model->B + b) * (size_t)width(matrix) + (size_t)each * 4, part(d, i));
  }
}

/** doutput → dgates before activation, and dcell for the slot before. */
INLINE void deactivateLstm(const Model *model, const Reading *r, Place at, Wide sum) {
  const size_t width = (size_t)model->Q * 4;
  const size_t kept = keptOf(model, at);
  const size_t stride = strideOf(at, width);
  const size_t rows = (size_t)(model->S * model->B);
  float *gates = r->own.gates + ((size_t)at.q * rows + (size_t)(at.s * model->B + at.b)) * 16;
  const size_t nextGates = (at.isOverRows ? 1 : rows) * 16;
  const Wide one = wideOf(1);
  Wide z[4];
  UNROLL for (int n = 0; n < 4; n++) z[n] = n < at.count ? wideAt(gates + (size_t)n * nextGates) : wideOf(0);
  turn(z);
  const Wide i = z[0];
  const Wide f = z[1];
  const Wide candidate = z[2];
  const Wide o = z[3];
  const Wide tanhCell = gather(r->tanhCell + kept, stride, at.count);
  const Wide cellBefore = at.s > 0 ? gather(r->cell + kept - (size_t)model->B * width, stride, at.count) : wideOf(0);
  const Wide dcellAfter = carriedTo(model, r, at);

  const Wide doutput = flushed(sum);
  const Wide dtanh = multiply(doutput, o);
  const Wide through = subtract(dtanh, multiply(multiply(dtanh, tanhCell), tanhCell));
  const Wide dcell = flushed(add(through, dcellAfter));
  const Wide dcandidate = multiply(dcell, i);
  z[0] = multiply(multiply(dcandidate, candidate), subtract(one, i));
  z[1] = multiply(multiply(multiply(dcell, cellBefore), f), subtract(one, f));
  z[2] = subtract(dcandidate, multiply(multiply(dcandidate, candidate), candidate));
  z[3] = multiply(multiply(dtanh, tanhCell), subtract(one, o));
  scatter(carriedAt(model, r, at), stride, multiply(dcell, f), at.count);
  turn(z);
  const size_t columns = (size_t)model->Q * 16;
  float *dgates = r->own.dgates + (size_t)((at.s & 1) * model->B + at.b) * columns + (size_t)at.q * 16;
  UNROLL for (int n = 0; n < 4; n++) {
    if (n >= at.count) break;
    putWide(gates + (size_t)n * nextGates, z[n]);
    putWide(dgates + (size_t)n * (at.isOverRows ? columns : 16), z[n]);
  }
}

/** doutput → dz and dh̃ before activation, and the part of doutput that goes straight to the slot before. */
INLINE void deactivateGates(const Model *model, const Layer *layer, const Reading *r, Place at, Wide sum) {
  const size_t kept = keptOf(model, at);
  const size_t stride = strideOf(at, (size_t)model->Q * 4);
  const Wide z = gather(r->update + kept, stride, at.count);
  const Wide candidate = gather(r->proposed + kept, stride, at.count);
  const Wide doutput = flushed(sum);
  const Wide rest = subtract(wideOf(1), z);
  const Wide dfresh = multiply(doutput, rest);
  const Wide dcandidate = subtract(dfresh, multiply(multiply(dfresh, candidate), candidate));
  const Wide change = subtract(outputAt(model, layer, r, at, 0), candidate);
  const Wide dz = multiply(multiply(doutput, change), multiply(z, rest));
  scatter(carriedAt(model, r, at), stride, multiply(doutput, z), at.count);
  putDgates(model, &r->own, at, 2, 0, dz);
  putDgates(model, &r->candidate, at, 1, 0, dcandidate);
}

/** d(r · output before) → dr before activation, and its share of what goes to the slot before. */
INLINE void deactivateReset(const Model *model, const Layer *layer, const Reading *r, Place at, Wide sum) {
  const size_t stride = strideOf(at, (size_t)model->Q * 4);
  const Wide reset = gather(r->reset + keptOf(model, at), stride, at.count);
  const Wide slope = multiply(reset, subtract(wideOf(1), reset));
  const Wide dproduct = flushed(sum);
  float *carried = carriedAt(model, r, at);
  scatter(carried, stride, add(gather(carried, stride, at.count), multiply(dproduct, reset)), at.count);
  const Wide dreset = multiply(multiply(dproduct, outputAt(model, layer, r, at, 0)), slope);
  putDgates(model, &r->own, at, 2, 1, dreset);
}

/** doutput → its gradient before activation. */
INLINE void deactivateSimpleRnn(const Model *model, const Layer *layer, const Reading *r, Place at, Wide sum) {
  const Wide output = outputAt(model, layer, r, at, 1);
  const Wide doutput = flushed(sum);
  putDgates(model, &r->own, at, 1, 0, subtract(doutput, multiply(multiply(doutput, output), output)));
}
#endif
