/**
 * Where everything lies: the sizes of the one model that an instance holds, and the addresses of its matrices.
 *
 * Letters, in all files of the kernel:
 *   N  sequences given at once, of which every update takes B
 *   B  sequences of the batch at hand            S  time steps of its longest; T  the most there can be
 *   F  numbers per step of a layer's inputs, 0 where they are tokens   V  tokens of the vocabulary, 0 where not
 *   U  units    Q  blocks of four units, ⌈U / 4⌉     K  numbers per output     M  blocks of a layer's merged outputs
 *   C  columns of a matrix: vectors of four sums, one or more per block of units. Four columns are a group; those left
 *      over are the tail, of c columns
 *   s  slot: how many steps a reading has read before this one. A forward reading reads step t in slot t, a backward
 *      one in slot length − 1 − t; so padding comes last for both, and can change nothing
 *   b  sequence of the batch    t  time step    q  block    k  row of weights, or number of an output
 *   row    s · B + b in the order of the slots, or t · B + b in the order of time; of the dense layer, an output
 *
 * Units are padded to blocks of four: lanes without a unit have weights 0, so outputs and gradients 0, and stay so.
 * A gradient is its quantity with a d before it. Shapes are in numbers of four bytes.
 */

export const LANES = 16; // bytes of four numbers, a column
export const GROUP = 64; // bytes of the four columns of a group
export const MOST_LAYERS = 4;

export const enum Cell {
  Lstm, // a matrix with the columns i, f, c̃, o per block: a group
  Gru, // a matrix with z, r per block, and one with h̃ whose operand holds r · output before
  SimpleRnn, // a matrix with one column per block
}

export const enum Output {
  Sigmoid,
  Softmax,
  Linear,
}

export const enum Merge {
  None,
  Concat,
  Sum,
  Mul,
  Ave,
}

/** Weights, what they are multiplied with, and what comes of it. The groups come first, then the tail. */
@unmanaged
export class Matrix {
  weights: usize = 0; // (groups, R, 4, 4), (R, c, 4): the rows bias | inputs | units
  first: usize = 0; // the same shape: the optimizer's first moment
  second: usize = 0; // the same shape: its second moment
  transposed: usize = 0; // (Q, 4C, 4): the rows of units, then those of the inputs of an upper layer; see storeTransposed
  operand: usize = 0; // ((T + 1)·B, operandWidth): 1 | inputs of the slot | output of the slot before
  gates: usize = 0; // (groups, S·B, 4, 4), (S·B, c, 4): after their activation; on the way back the gradients before it
  dgates: usize = 0; // (2, B, 4C): of this slot and the one after, by turns
  groups: i32 = 0;
  tail: i32 = 0; // c, 0 … 3
}

/** One cell that reads in one direction: a matrix, and all else that it leaves behind on its way forward and back. */
@unmanaged
export class Reading extends Matrix {
  tokens: usize = 0; // (T·B): the token read, in the order of the slots
  tokenStart: usize = 0; // (V + 1): where a token's rows begin in tokenRows
  tokenRows: usize = 0; // (T·B): the rows that read each token
  slotRow: usize = 0; // (T·B): row in the order of time → row in the order of the slots; it is its own inverse
  outputRow: usize = 0; // row that goes up → row in the order of the slots
  doutput: usize = 0; // (S·B, 4Q): from above
  carried: usize = 0; // (Q, B, 4): from the slot after: dcell of an LSTM, the direct part of doutput of a GRU
  cell: usize = 0; // (Q, S·B, 4), of an LSTM
  tanhCell: usize = 0; // (Q, S·B, 4), of an LSTM
  update: usize = 0; // (Q, S·B, 4): z of a GRU
  reset: usize = 0; // (Q, S·B, 4): r of a GRU
  proposed: usize = 0; // (Q, S·B, 4): h̃ of a GRU
  candidate: Matrix = changetype<Matrix>(0); // of a GRU
}

/** A recurrent layer: its one or two readings, and its merged outputs, which go up to the next layer or to the dense one. */
@unmanaged
export class Layer {
  F: i32 = 0;
  V: i32 = 0;
  R: i32 = 0; // rows of weights: 1 + F + V + 4Q
  unitRow: i32 = 0; // the row of the first unit
  unitColumn: i32 = 0; // of the operand; before it stand the F inputs, and before them 1
  operandWidth: i32 = 0;
  first: Reading = changetype<Reading>(0);
  second: Reading = changetype<Reading>(0);
  merged: usize = 0; // (rows + 3, 4M)
  dmerged: usize = 0; // (T·B, 4M); not of the last layer, whose readings get theirs from the dense layer
  factors: usize = 0; // (rows, 4M): 0 or 1 ÷ (1 − dropout); 0 where nothing is dropped
}

// The model
export let cell: i32 = Cell.Lstm;
export let layers: i32 = 0;
export let U: i32 = 0;
export let Q: i32 = 0;
export let K: i32 = 0;
export let M: i32 = 0;
export let readings: i32 = 0;
export let merge: i32 = Merge.None;
export let readsBackwardFirst: bool = false;
export let output: i32 = Output.Sigmoid;
export let isPerSequence: bool = false;
export let dropout: f64 = 0;

// The layer at hand
const layerTable = memory.data(offsetof<Layer>() * MOST_LAYERS, 16);
export let index: i32 = 0;
export let F: i32 = 0;
export let V: i32 = 0;
export let R: i32 = 0;
export let unitRow: i32 = 0;
export let unitColumn: i32 = 0;
export let operandWidth: i32 = 0;
export let first: Reading = changetype<Reading>(0);
export let second: Reading = changetype<Reading>(0);

// The batch at hand
export let B: i32 = 0;
export let S: i32 = 0;
export let outputs: i32 = 0; // rows of the dense layer: S·B in the order of time, or B

/** What stands before the first slot, and comes back after the last: (B, 4). */
export let zeros: usize = 0;

export function layer(i: i32): Layer {
  return changetype<Layer>(layerTable + <usize>i * offsetof<Layer>());
}

/** The slot at hand on the way forward, and rows per block of what a cell keeps of it. */
export let slot: i32 = 0;
export let keptRows: usize = 0;

export function setSlot(s: i32, rows: i32): void {
  slot = s;
  keptRows = <usize>rows;
}

/** Makes a layer the one at hand. */
export function enter(i: i32): void {
  const entered = layer(i);
  index = i;
  F = entered.F;
  V = entered.V;
  R = entered.R;
  unitRow = entered.unitRow;
  unitColumn = entered.unitColumn;
  operandWidth = entered.operandWidth;
  first = entered.first;
  second = entered.second;
}

@inline
export function reading(d: i32): Reading {
  return d == 0 ? first : second;
}

export function isBackward(d: i32): bool {
  return d == 1 || readsBackwardFirst;
}

export function isLast(i: i32): bool {
  return i == layers - 1;
}

/** Rows of a layer that go up: one per time step and sequence, or one per sequence. */
export function rowsUp(i: i32): i32 {
  return isLast(i) ? outputs : S * B;
}

/** `count` rounded up to a multiple of four. */
@inline
export function upToFour(count: i32): i32 {
  return (count + 3) & ~3;
}

export function setBatch(sequences: i32, steps: i32): void {
  B = sequences;
  S = steps;
  outputs = isPerSequence ? sequences : steps * sequences;
}

export function setModel(
  ofCell: i32,
  layerCount: i32,
  units: i32,
  directions: i32,
  backwardFirst: bool,
  mergeMode: i32,
): void {
  cell = ofCell;
  layers = layerCount;
  U = units;
  Q = (units + 3) / 4;
  readings = directions;
  readsBackwardFirst = backwardFirst;
  merge = mergeMode;
  M = mergeMode == Merge.Concat ? 2 * Q : Q;
}

export function setOutput(kind: i32, perSequence: bool, width: i32, share: f64): void {
  output = kind;
  isPerSequence = perSequence;
  K = width;
  dropout = share;
}

export function setZeros(address: usize): void {
  zeros = address;
}

/** Bytes of all columns of a matrix: of a row of its dgates. */
@inline
export function columnBytes(matrix: Matrix): usize {
  return <usize>(matrix.groups * GROUP + matrix.tail * LANES);
}

/** dgates of slot s from sequence b on: (B, 4C). */
@inline
export function dgatesOf(matrix: Matrix, s: i32, b: i32): usize {
  return matrix.dgates + <usize>((s & 1) * B + b) * columnBytes(matrix);
}

/** Puts a gradient before activation where the products need it: of the slot before, and of the weights. */
export function storeDgate(matrix: Matrix, s: i32, b: i32, column: i32, d: v128): void {
  const group = column >> 2;
  const width = group < matrix.groups ? GROUP : matrix.tail * LANES;
  const inGroup = <usize>((s * B + b) * width + (column & 3) * LANES);
  v128.store(matrix.gates + <usize>(group * S * B) * GROUP + inGroup, d);
  v128.store(dgatesOf(matrix, s, b) + <usize>column * LANES, d);
}
