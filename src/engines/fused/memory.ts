/** Lays out memory: for the model that is described, and for as many sequences as are to come at once. */
import {
  B,
  Cell,
  GROUP,
  K,
  LANES,
  Layer,
  M,
  MOST_LAYERS,
  Matrix,
  Q,
  Reading,
  U,
  cell,
  dropout,
  enter,
  isLast,
  isPerSequence,
  layer,
  layers,
  merge,
  Merge,
  readings,
  setModel,
  setOutput,
  setZeros,
  upToFour,
} from './layout';
import { allocateHead } from './head';
import { setOptimizer } from './optimizer';

/** What the caller writes before `describe`, field by field; wasm-kernel.ts has the same list. */
@unmanaged
class Description {
  features: f64 = 0;
  vocabulary: f64 = 0;
  cell: f64 = 0;
  layers: f64 = 0;
  units: f64 = 0;
  readings: f64 = 0;
  readsBackwardFirst: f64 = 0;
  merge: f64 = 0;
  dropout: f64 = 0;
  output: f64 = 0;
  isPerSequence: f64 = 0;
  outputs: f64 = 0;
  optimizer: f64 = 0;
  learningRate: f64 = 0;
  momentum: f64 = 0;
  weightDecay: f64 = 0;
}

export const description: usize = memory.data(offsetof<Description>(), 16);

const readingTable = memory.data(offsetof<Reading>() * 2 * MOST_LAYERS, 16);
const candidateTable = memory.data(offsetof<Matrix>() * 2 * MOST_LAYERS, 16);

// What is exchanged with the caller
export let sequenceInputs: usize = 0; // (N, T, F) numbers, or (N, T) tokens
export let sequenceLabels: usize = 0; // (N, L): classes, or float32 targets; L outputs per sequence, T or 1
export let sequenceLengths: usize = 0; // (N)
export let sequenceCounted: usize = 0; // (N, L) bytes
export let sequenceMasks: usize = 0; // per layer (N, T, W) bytes, W merged units; the last one of the last layer (N, L, W)
export let maskBytes: usize = 0; // from one layer's masks to the next one's
export let losses: usize = 0; // (N) float64
export let corrects: usize = 0; // (N)
export let predictions: usize = 0; // (N, L, K)
export let flat: usize = 0; // weights, or a moment of them, in Keras's order

/** Takes the model and its trainer's settings over from the description; before `allocate`. */
export function describe(): void {
  const given = changetype<Description>(description);
  setModel(
    <i32>given.cell,
    <i32>given.layers,
    <i32>given.units,
    <i32>given.readings,
    given.readsBackwardFirst != 0,
    <i32>given.merge,
  );
  setOutput(<i32>given.output, given.isPerSequence != 0, <i32>given.outputs, given.dropout);
  setOptimizer(<i32>given.optimizer, given.learningRate, given.momentum, given.weightDecay);
  for (let i = 0; i < layers; i++) {
    const each = layer(i);
    each.F = i == 0 ? <i32>given.features : 4 * M;
    each.V = i == 0 ? <i32>given.vocabulary : 0;
    each.unitRow = 1 + each.F + each.V;
    each.R = each.unitRow + 4 * Q;
    each.unitColumn = upToFour(1 + each.F);
    each.operandWidth = each.unitColumn + 4 * Q;
    // A row length of 256 bytes and its multiples would put all rows into a few sets of the first cache
    if (each.operandWidth % 64 == 0) each.operandWidth += 4;
    each.first = changetype<Reading>(readingTable + <usize>(2 * i) * offsetof<Reading>());
    each.second = changetype<Reading>(readingTable + <usize>(2 * i + 1) * offsetof<Reading>());
    for (let d: usize = 0; d < 2; d++) {
      const r = d == 0 ? each.first : each.second;
      r.candidate = changetype<Matrix>(candidateTable + (<usize>(2 * i) + d) * offsetof<Matrix>());
      setColumns(r, columnsPerBlock() * Q);
      setColumns(r.candidate, Q);
    }
  }
}

/** Of the matrix of a reading. */
function columnsPerBlock(): i32 {
  return cell == Cell.Lstm ? 4 : cell == Cell.Gru ? 2 : 1;
}

function setColumns(matrix: Matrix, columns: i32): void {
  matrix.groups = columns >> 2;
  matrix.tail = columns & 3;
}

let end: f64 = 0; // bytes taken; a float64, so that what does not fit into 32 bits is seen

export function take(numbers: f64): usize {
  const address = end;
  end += Math.ceil((numbers * 4) / 64) * 64;
  return <usize>address;
}

/**
 * Lays out memory for batches of `batch` sequences of up to `steps` steps, predictions of `predicted` sequences at
 * once, and `given` sequences from the caller at once.
 *
 * Returns the bytes needed; where the address space or the machine has fewer, nothing may be called afterwards.
 */
export function allocate(batch: i32, steps: i32, predicted: i32, given: i32): f64 {
  const mostAtOnce: f64 = max(batch, predicted);
  end = Math.ceil((<f64>__heap_base) / 64) * 64;
  for (let i = 0; i < layers; i++) {
    const each = layer(i);
    for (let d = 0; d < readings; d++) {
      allocateReading(each, d == 0 ? each.first : each.second, batch, steps, mostAtOnce, i);
    }
    const rows = isLast(i) && isPerSequence ? mostAtOnce : mostAtOnce * (<f64>steps + 1);
    each.merged = take((rows + 3) * M * 4);
    each.dmerged = isLast(i) ? 0 : take(<f64>batch * steps * M * 4);
    each.factors = dropout == 0 ? 0 : take(rows * M * 4);
  }
  allocateHead(mostAtOnce * (isPerSequence ? 1 : <f64>steps + 1));
  setZeros(take(mostAtOnce * 4));

  const perSequence: f64 = isPerSequence ? 1 : steps;
  const merged: f64 = merge == Merge.Concat ? 2 * U : U;
  sequenceInputs = take(<f64>given * steps * max(layer(0).F, 1));
  sequenceLabels = take(<f64>given * perSequence);
  sequenceLengths = take(given);
  sequenceCounted = take((<f64>given * perSequence) / 4);
  maskBytes = <usize>(<f64>given * steps * merged);
  sequenceMasks = take(dropout == 0 ? 0 : (layers * <f64>given * steps * merged) / 4);
  losses = take(<f64>given * 2);
  corrects = take(given);
  predictions = take(<f64>predicted * perSequence * K);
  flat = take(parameters());

  const pages = Math.ceil(end / 65536);
  if (pages > 65535) return end;
  const missing = <i32>pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return Infinity;
  for (let i = 0; i < layers; i++) writeOnes(layer(i), <i32>(mostAtOnce * (steps + 1)));
  enter(0);
  return end;
}

function allocateReading(each: Layer, r: Reading, batch: i32, steps: i32, mostAtOnce: f64, i: i32): void {
  const rows: f64 = <f64>batch * steps;
  const stepRows: f64 = max(rows, mostAtOnce);
  const operandRows: f64 = mostAtOnce * (<f64>steps + 1);
  allocateMatrix(each, r, batch, stepRows, operandRows, i);
  r.tokens = take(operandRows);
  r.tokenStart = take(<f64>each.V + 1);
  r.tokenRows = take(operandRows);
  r.slotRow = i == 0 ? take(operandRows) : sameReadingBelow(r, i).slotRow;
  r.outputRow = isLast(i) && isPerSequence ? take(mostAtOnce) : r.slotRow;
  r.doutput = take(rows * Q * 4);
  r.carried = take(<f64>batch * Q * 4);
  if (cell == Cell.Lstm) {
    r.cell = take(stepRows * Q * 4);
    r.tanhCell = take(stepRows * Q * 4);
  }
  if (cell == Cell.Gru) {
    r.update = take(stepRows * Q * 4);
    r.reset = take(stepRows * Q * 4);
    r.proposed = take(stepRows * Q * 4);
    allocateMatrix(each, r.candidate, batch, stepRows, operandRows, i);
  }
}

/** Every layer reads in the same order. */
function sameReadingBelow(r: Reading, i: i32): Reading {
  return r == layer(i).first ? layer(0).first : layer(0).second;
}

function allocateMatrix(each: Layer, matrix: Matrix, batch: i32, stepRows: f64, operandRows: f64, i: i32): void {
  const columns: f64 = 4 * matrix.groups + matrix.tail;
  const weights: f64 = columns * each.R * 4;
  const inputBlocks: f64 = i == 0 ? 0 : M;
  matrix.weights = take(weights);
  matrix.first = take(weights);
  matrix.second = take(weights);
  matrix.transposed = take((Q + inputBlocks) * columns * 16);
  matrix.operand = take(operandRows * each.operandWidth);
  matrix.gates = take(stepRows * columns * 4);
  matrix.dgates = take(2 * <f64>batch * columns * 4);
}

/** The operand's column of ones, which turns the bias into one more row of weights. */
function writeOnes(each: Layer, rows: i32): void {
  for (let d = 0; d < readings; d++) {
    const r = d == 0 ? each.first : each.second;
    writeOnesOf(r, each, rows);
    if (cell == Cell.Gru) writeOnesOf(r.candidate, each, rows);
  }
}

function writeOnesOf(matrix: Matrix, each: Layer, rows: i32): void {
  let address = matrix.operand + <usize>(each.unitColumn - each.F - 1) * 4;
  for (let row = 0; row < rows; row++) {
    store<f32>(address, 1);
    address += <usize>each.operandWidth * 4;
  }
}

/** Weights of the model in the caller's order, where no lane is without a unit. */
function parameters(): f64 {
  const merged: f64 = merge == Merge.Concat ? 2 * U : U;
  const gates: f64 = cell == Cell.Lstm ? 4 : cell == Cell.Gru ? 3 : 1;
  let count: f64 = <f64>K * (merged + 1);
  for (let i = 0; i < layers; i++) {
    const inputs: f64 = i == 0 ? layer(0).F + layer(0).V : merged;
    count += readings * gates * U * (inputs + U + 1);
  }
  return count;
}
