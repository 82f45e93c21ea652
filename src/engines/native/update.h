/**
 * The optimizer on each tile of the gradient. Its roots and divisions take one part of the processor, and take long, and
 * sums take the others: so a tile's weights move when the gradient of the next one has been computed.
 */
#ifndef UPDATE_H
#define UPDATE_H
#include "gradient.h"
#include "optimizer.h"
#include "weights.h"

typedef struct {
  const Rows *of;
  int row;
  int rows;
  int g;
  int groups; // 0: the tail
  int fours;  // how often four rows are copied for the way back, these and those before them
  float gradient[4 * 4 * 16] __attribute__((aligned(64)));
} Tile;

/** The tile at hand and the one before, by turns. */
typedef struct {
  Tile tiles[2];
  int count; // of all tiles so far
} Tiles;

/** Moves `rows` rows of a group from `row` on. */
INLINE void moveRows(const Rows *of, int row, int g, int rows, const float *gradient) {
  const Matrix *matrix = of->matrix;
  const size_t at = (size_t)(g * of->layer->R + row) * 16;
  move(of->model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, (size_t)rows * 16);
}

/** Writes the copy of `fours` times four rows of a group from `row` on. */
TILE void copyRows(const Rows *of, int row, int g, int fours) {
  const Matrix *matrix = of->matrix;
  const int block = of->block + (row - of->first) / 4;
  const float *weights = matrix->weights + (size_t)(g * of->layer->R + row) * 16;
  for (int n = 0; n < fours; n++) {
    size_t stride;
    float *target = transposedBlock(of->model, matrix, block + n, &stride) + (size_t)g * 16 * stride;
    if (fours == 4) {
      storeWholeTransposed(target, weights);
      return;
    }
    storeGroupTransposed(target, stride, weights + 64 * n);
  }
}

/** Moves rows of the tail, and writes their copy. */
static void moveTail(const Rows *of, int row, int rows, const float *gradient) {
  const Matrix *matrix = of->matrix;
  const size_t columns = (size_t)matrix->tail * 4;
  const size_t at = (size_t)(matrix->groups * of->layer->R) * 16 + (size_t)row * columns;
  move(of->model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, (size_t)rows * columns);
  if (of->block < 0) return;
  const float *weights = matrix->weights + at;
  for (int n = 0; n < rows; n += 4, weights += 4 * columns) {
    size_t stride;
    float *target = transposedBlock(of->model, matrix, of->block + (row + n - of->first) / 4, &stride);
    target += (size_t)matrix->groups * 16 * stride;
    for (size_t c = 0; c < columns; c += 4) storeTransposed(target + c * stride, stride, weights + c, columns);
  }
}

static void moveTile(const Tile *tile) {
  if (tile->groups == 0) {
    moveTail(tile->of, tile->row, tile->rows, tile->gradient);
    return;
  }
  for (int i = 0; i < tile->groups; i++) {
    moveRows(tile->of, tile->row, tile->g + i, tile->rows, tile->gradient + 16 * tile->rows * i);
  }
  const int first = tile->row - 4 * (tile->fours - 1);
  for (int i = 0; tile->fours > 0 && i < tile->groups; i++) copyRows(tile->of, first, tile->g + i, tile->fours);
}

/** Computes the gradient of a tile, and moves the one before. */
static void updateTile(Tiles *tiles, const Rows *of, int row, int rows, int g, int groups, int fours) {
  Tile *tile = &tiles->tiles[tiles->count & 1];
  tile->of = of;
  tile->row = row;
  tile->rows = rows;
  tile->g = g;
  tile->groups = groups;
  tile->fours = fours;
  if (groups == 0) gradientOfAnyTail(of, row, rows, tile->gradient);
  else if (groups == GROUPS_AT_ONCE) gradientOfManyGroups(of, row, g, rows, tile->gradient);
  else gradientOfOneGroup(of, row, g, rows, tile->gradient);
  tiles->count++;
  if (tiles->count > 1) moveTile(&tiles->tiles[tiles->count & 1]);
}

/** Moves the tile that is left. */
static void updateLast(Tiles *tiles) {
  moveTile(&tiles->tiles[(tiles->count - 1) & 1]);
  tiles->count = 0;
}

/** `times` times `rows` rows, group by group, so that their copies, which lie together, are written together. */
static void updateRows(Tiles *tiles, const Rows *of, int first, int rows, int times) {
  const int groups = of->matrix->groups;
  for (int g = 0; g < groups;) {
    const int atOnce = groups - g >= GROUPS_AT_ONCE ? GROUPS_AT_ONCE : 1;
    for (int n = 0; n < times; n++) {
      const int fours = n == times - 1 && of->block >= 0 ? times : 0;
      updateTile(tiles, of, first + n * rows, rows, g, atOnce, fours);
    }
    g += atOnce;
  }
  if (of->matrix->tail == 0) return;
  if (times == 4) updateTile(tiles, of, first, 16, 0, 0, 0);
  else for (int n = 0; n < times; n++) updateTile(tiles, of, first + n * rows, rows, 0, 0, 0);
}

/** All rows of `blocks` blocks. */
static void updateBlocks(Tiles *tiles, const Rows *of, int blocks) {
  for (int q = 0; q < blocks; q += 4) updateRows(tiles, of, of->first + 4 * q, 4, blocks - q < 4 ? blocks - q : 4);
}

/** Rows from `first` on, and what they are multiplied with in and after `firstSlot`. */
static Rows rowsFrom(const Model *model, int i, const Reading *r, const Matrix *matrix, int first, int firstSlot) {
  const Layer *layer = &model->layers[i];
  const size_t skipped = (size_t)(firstSlot * model->B);
  // Of the operand, the column of ones, which is that of row 0, or as far before the units as row 0 is
  const int column = first < layer->unitRow ? layer->unitColumn - layer->F - 1 : layer->unitColumn - layer->unitRow;
  return (Rows){
    .model = model,
    .layer = layer,
    .r = r,
    .matrix = matrix,
    .x = matrix->operand + skipped * (size_t)layer->operandWidth + column,
    .skipped = skipped,
    .samples = (size_t)(model->S * model->B),
    .first = first,
    .block = -1,
  };
}

/** A token's row: the sum over the rows that read it. Without any, it still moves by what its moments remember. */
static void updateToken(const Rows *of, int token) {
  const Matrix *matrix = of->matrix;
  const int32_t *entries = of->r->tokenRows;
  const int first = of->r->tokenStart[token];
  const int end = of->r->tokenStart[token + 1];
  float gradient[16];
  for (int g = 0; g < matrix->groups; g++) {
    const float *dgates = matrix->gates + (size_t)g * of->samples * 16;
    Wide sum = wideOf(0);
    for (int entry = first; entry < end; entry++) sum = add(sum, wideAt(dgates + (size_t)entries[entry] * 16));
    putWide(gradient, sum);
    moveRows(of, 1 + token, g, 1, gradient);
  }
  if (matrix->tail == 0) return;
  const size_t columns = (size_t)matrix->tail * 4;
  const float *dgates = matrix->gates + (size_t)matrix->groups * of->samples * 16;
  for (size_t c = 0; c < columns; c += 4) {
    Four sum = fourOf(0);
    for (int entry = first; entry < end; entry++) sum = sum + fourAt(dgates + (size_t)entries[entry] * columns + c);
    putFour(gradient + c, sum);
  }
  const size_t at = (size_t)(matrix->groups * of->layer->R) * 16 + (size_t)(1 + token) * columns;
  move(of->model, matrix->weights + at, matrix->first + at, matrix->second + at, gradient, columns);
}

static void updateMatrix(const Model *model, int i, const Reading *r, const Matrix *matrix) {
  const Layer *layer = &model->layers[i];
  Tiles tiles;
  tiles.count = 0;
  const Rows first = rowsFrom(model, i, r, matrix, 0, 0);
  Rows inputs = rowsFrom(model, i, r, matrix, 1, 0);
  if (i > 0) {
    // Inputs are blocks of the layer below
    updateRows(&tiles, &first, 0, 1, 1);
    inputs.block = model->Q;
    updateBlocks(&tiles, &inputs, model->M);
  } else {
    const int rows = 1 + layer->F;
    int row = 0;
    for (; row + 4 <= rows; row += 4) updateRows(&tiles, &first, row, 4, 1);
    for (; row + 2 <= rows; row += 2) updateRows(&tiles, &first, row, 2, 1);
    if (row < rows) updateRows(&tiles, &first, row, 1, 1);
    for (int token = 0; token < layer->V; token++) updateToken(&first, token);
  }
  // Units; their outputs before the first slot are 0
  Rows units = rowsFrom(model, i, r, matrix, layer->unitRow, 1);
  units.block = 0;
  updateBlocks(&tiles, &units, model->Q);
  updateLast(&tiles);
}

/** Moves the weights of a layer. */
static void update(const Model *model, int i) {
  for (int d = 0; d < model->readings; d++) {
    const Reading *r = &model->layers[i].readings[d];
    updateMatrix(model, i, r, &r->own);
    if (model->cell == GRU) updateMatrix(model, i, r, &r->candidate);
  }
}
#endif
