/** Lays out memory as ../fused/memory.ts does; and counts updates. The same for every lane count. */
#include "layout.h"

static void setColumns(Matrix *matrix, int columns) {
  matrix->groups = columns >> 2;
  matrix->tail = columns & 3;
}

void describe(Model *model, const Description *given) {
  model->cell = (int)given->cell;
  model->layerCount = (int)given->layers;
  model->U = (int)given->units;
  model->Q = (model->U + 3) / 4;
  model->readings = (int)given->readings;
  model->readsBackwardFirst = given->readsBackwardFirst != 0;
  model->merge = (int)given->merge;
  model->M = model->merge == CONCAT ? 2 * model->Q : model->Q;
  model->output = (int)given->output;
  model->isPerSequence = given->isPerSequence != 0;
  model->K = (int)given->outputs;
  model->dropout = given->dropout;
  model->optimizer = (int)given->optimizer;
  model->learningRate = given->learningRate;
  model->momentum = (float)given->momentum;
  model->decay = (float)(given->learningRate * given->weightDecay);
  model->power1 = 1;
  model->power2 = 1;
  const int columnsPerBlock = model->cell == LSTM ? 4 : model->cell == GRU ? 2 : 1;
  for (int i = 0; i < model->layerCount; i++) {
    Layer *each = &model->layers[i];
    each->F = i == 0 ? (int)given->features : 4 * model->M;
    each->V = i == 0 ? (int)given->vocabulary : 0;
    each->unitRow = 1 + each->F + each->V;
    each->R = each->unitRow + 4 * model->Q;
    each->unitColumn = upToFour(1 + each->F);
    each->operandWidth = each->unitColumn + 4 * model->Q;
    // A row length of 256 bytes and its multiples would put all rows into a few sets of the first cache
    if (each->operandWidth % 64 == 0) each->operandWidth += 4;
    for (int d = 0; d < 2; d++) {
      setColumns(&each->readings[d].own, columnsPerBlock * model->Q);
      setColumns(&each->readings[d].candidate, model->Q);
    }
  }
}

typedef struct {
  char *memory;
  double end; // bytes taken; a float64, so that what does not fit is seen
} Space;

/** Room for so many numbers, on a cache line of its own. */
static void *take(Space *space, double numbers) {
  void *address = space->memory == NULL ? NULL : space->memory + (size_t)space->end;
  const double lines = numbers / 16;
  const double whole = lines < 4e15 ? (double)(int64_t)lines : lines;
  space->end += 64 * (whole < lines ? whole + 1 : whole);
  return address;
}

static void allocateMatrix(
  const Model *model, const Layer *each, Matrix *matrix, Space *space, double batch, double stepRows, double operandRows
) {
  const double columns = 4.0 * matrix->groups + matrix->tail;
  const double weights = columns * each->R * 4;
  const double inputBlocks = each == &model->layers[0] ? 0 : model->M;
  matrix->weights = take(space, weights);
  matrix->first = take(space, weights);
  matrix->second = take(space, weights);
  matrix->transposed = take(space, (model->Q + inputBlocks) * columns * 16);
  matrix->operand = take(space, operandRows * each->operandWidth);
  matrix->gates = take(space, stepRows * columns * 4);
  matrix->dgates = take(space, 2 * batch * columns * 4);
}

static void allocateReading(Model *model, int i, int d, Space *space, const Sizes *sizes, double mostAtOnce) {
  Layer *each = &model->layers[i];
  Reading *r = &each->readings[d];
  const double rows = sizes->batch * sizes->steps;
  const double stepRows = rows > mostAtOnce ? rows : mostAtOnce;
  const double operandRows = mostAtOnce * (sizes->steps + 1);
  const double kept = stepRows * model->Q * 4;
  allocateMatrix(model, each, &r->own, space, sizes->batch, stepRows, operandRows);
  r->tokens = take(space, operandRows);
  r->tokenStart = take(space, each->V + 1.0);
  r->tokenRows = take(space, operandRows);
  r->slotRow = i == 0 ? take(space, operandRows) : model->layers[0].readings[d].slotRow; // every layer reads in the same order
  r->outputRow = isLast(model, i) && model->isPerSequence ? take(space, mostAtOnce) : r->slotRow;
  r->doutput = take(space, rows * model->Q * 4);
  r->carried = take(space, sizes->batch * model->Q * 4);
  if (model->cell == LSTM) {
    r->cell = take(space, kept);
    r->tanhCell = take(space, kept);
  }
  if (model->cell == GRU) {
    r->update = take(space, kept);
    r->reset = take(space, kept);
    r->proposed = take(space, kept);
    allocateMatrix(model, each, &r->candidate, space, sizes->batch, stepRows, operandRows);
  }
}

static void allocateHead(Model *model, Space *space, double rows) {
  const double kernel = (double)model->K * model->M * 4;
  model->outputKernel = take(space, kernel);
  model->outputKernelFirst = take(space, kernel);
  model->outputKernelSecond = take(space, kernel);
  model->outputBias = take(space, upToFour(model->K));
  model->outputBiasFirst = take(space, upToFour(model->K));
  model->outputBiasSecond = take(space, upToFour(model->K));
  model->doutputBias = take(space, upToFour(model->K));
  model->logits = take(space, (rows + 3) * model->K);
  model->labels = take(space, rows + 3);
  model->counted = take(space, rows + 3);
}

/** Weights of the model in the caller's order, where no lane is without a unit. */
static double parameters(const Model *model) {
  const double merged = model->merge == CONCAT ? 2.0 * model->U : model->U;
  const double gates = model->cell == LSTM ? 4 : model->cell == GRU ? 3 : 1;
  double count = model->K * (merged + 1);
  for (int i = 0; i < model->layerCount; i++) {
    const double inputs = i == 0 ? model->layers[0].F + model->layers[0].V : merged;
    count += model->readings * gates * model->U * (inputs + model->U + 1);
  }
  return count;
}

/** The operand's column of ones, which turns the bias into one more row of weights. */
static void writeOnes(const Layer *each, Matrix *matrix, size_t rows) {
  float *one = matrix->operand + each->unitColumn - each->F - 1;
  for (size_t row = 0; row < rows; row++, one += each->operandWidth) *one = 1;
}

double allocate(Model *model, const Sizes *sizes, char *memory) {
  const double steps = sizes->steps;
  const double given = sizes->given;
  const double mostAtOnce = sizes->batch > sizes->predicted ? sizes->batch : sizes->predicted;
  Space space = {memory, 0};
  for (int i = 0; i < model->layerCount; i++) {
    Layer *each = &model->layers[i];
    for (int d = 0; d < model->readings; d++) allocateReading(model, i, d, &space, sizes, mostAtOnce);
    const double rows = isLast(model, i) && model->isPerSequence ? mostAtOnce : mostAtOnce * (steps + 1);
    each->merged = take(&space, (rows + 3) * model->M * 4);
    each->dmerged = isLast(model, i) ? NULL : take(&space, sizes->batch * steps * model->M * 4);
    each->factors = model->dropout == 0 ? NULL : take(&space, rows * model->M * 4);
  }
  allocateHead(model, &space, mostAtOnce * (model->isPerSequence ? 1 : steps + 1));

  const double perSequence = model->isPerSequence ? 1 : steps;
  const double merged = model->merge == CONCAT ? 2.0 * model->U : model->U;
  const int F = model->layers[0].F;
  model->sequenceInputs = take(&space, given * steps * (F > 1 ? F : 1));
  model->sequenceLabels = take(&space, given * perSequence);
  model->sequenceLengths = take(&space, given);
  model->sequenceCounted = take(&space, given * perSequence / 4);
  model->maskBytes = memory == NULL ? 0 : (size_t)(given * steps * merged);
  model->sequenceMasks = take(&space, model->dropout == 0 ? 0 : model->layerCount * given * steps * merged / 4);
  model->losses = take(&space, given * 2);
  model->corrects = take(&space, given);
  model->predictions = take(&space, sizes->predicted * perSequence * model->K);
  model->flat = take(&space, parameters(model));
  if (memory == NULL) return space.end;

  for (int i = 0; i < model->layerCount; i++) {
    Layer *each = &model->layers[i];
    for (int d = 0; d < model->readings; d++) {
      writeOnes(each, &each->readings[d].own, (size_t)(mostAtOnce * (steps + 1)));
      if (model->cell == GRU) writeOnes(each, &each->readings[d].candidate, (size_t)(mostAtOnce * (steps + 1)));
    }
  }
  return space.end;
}

void continueAt(Model *model, int updates) {
  model->power1 = 1;
  model->power2 = 1;
  for (int n = 0; n < updates; n++) {
    model->power1 *= 0.9f;
    model->power2 *= 0.999f;
  }
}
