/** The caller's flat weights and moments in Keras's order ↔ the packed ones. */
import { storeTransposed } from './gradient';
import {
  outputBias,
  outputBiasFirst,
  outputBiasSecond,
  outputKernel,
  outputKernelFirst,
  outputKernelSecond,
} from './head';
import {
  Cell,
  GROUP,
  K,
  LANES,
  M,
  Matrix,
  Merge,
  Q,
  R,
  Reading,
  U,
  V,
  cell,
  columnBytes,
  enter,
  index,
  layers,
  merge,
  reading,
  readings,
  unitRow,
} from './layout';
import { flat } from './memory';

/** What is kept of every weight, in the caller's numbers. */
const enum Kind {
  Weight,
  FirstMoment,
  SecondMoment,
}

/** Takes over the caller's flat numbers of that kind. */
export function pack(kind: i32): void {
  exchangeAll(kind, true);
}

/** Puts the numbers of that kind where the caller finds them. */
export function unpack(kind: i32): void {
  exchangeAll(kind, false);
}

function exchangeAll(kind: i32, isPacking: bool): void {
  let at = flat;
  for (let i = 0; i < layers; i++) {
    enter(i);
    for (let d = 0; d < readings; d++) {
      at = exchangeReading(reading(d), kind, at, isPacking);
      if (!isPacking || kind != Kind.Weight) continue;
      transpose(reading(d));
      if (cell == Cell.Gru) transpose(reading(d).candidate);
    }
  }
  at = exchangeOutputKernel(choose(kind, outputKernel, outputKernelFirst, outputKernelSecond), at, isPacking);
  const bias = choose(kind, outputBias, outputBiasFirst, outputBiasSecond);
  for (let k: usize = 0; k < <usize>K; k++) exchange(bias + k * 4, at + k * 4, isPacking);
}

@inline
function choose(kind: i32, weights: usize, first: usize, second: usize): usize {
  return kind == Kind.Weight ? weights : kind == Kind.FirstMoment ? first : second;
}

/** Kernel, recurrent kernel and bias; returns where the next tensor begins. */
function exchangeReading(r: Reading, kind: i32, at: usize, isPacking: bool): usize {
  if (index == 0) {
    for (let row = 1; row < unitRow; row++) at = exchangeRow(r, kind, row, at, isPacking);
  } else {
    const parts = merge == Merge.Concat ? 2 : 1;
    for (let part = 0; part < parts; part++) {
      for (let u = 0; u < U; u++) at = exchangeRow(r, kind, 1 + part * Q * 4 + u, at, isPacking);
    }
  }
  for (let unit = 0; unit < U; unit++) at = exchangeRow(r, kind, unitRow + unit, at, isPacking);
  return exchangeRow(r, kind, 0, at, isPacking);
}

function exchangeRow(r: Reading, kind: i32, row: i32, at: usize, isPacking: bool): usize {
  const gates = cell == Cell.Lstm ? 4 : cell == Cell.Gru ? 3 : 1;
  for (let g = 0; g < gates; g++) {
    for (let u = 0; u < U; u++) {
      const q = u >> 2;
      const isCandidate = cell == Cell.Gru && g == 2;
      const matrix = isCandidate ? r.candidate : changetype<Matrix>(r);
      const column = isCandidate ? q : cell == Cell.Gru ? 2 * q + g : gates * q + g;
      const numbers = choose(kind, matrix.weights, matrix.first, matrix.second);
      exchange(numbers + weightOffset(matrix, column, row) + <usize>(u & 3) * 4, at, isPacking);
      at += 4;
    }
  }
  return at;
}

/** Where a row of a column lies among the weights. */
function weightOffset(matrix: Matrix, column: i32, row: i32): usize {
  const group = column >> 2;
  const width = group < matrix.groups ? GROUP : matrix.tail * LANES;
  return <usize>(group * R) * GROUP + <usize>(row * width + (column & 3) * LANES);
}

/** Dense kernel (merged, K) ↔ (K, 4M); returns where the bias begins. */
function exchangeOutputKernel(packed: usize, at: usize, isPacking: bool): usize {
  const parts = merge == Merge.Concat ? 2 : 1;
  for (let part = 0; part < parts; part++) {
    for (let u = 0; u < U; u++) {
      for (let k = 0; k < K; k++) {
        exchange(packed + <usize>(k * M * 4 + part * Q * 4 + u) * 4, at, isPacking);
        at += 4;
      }
    }
  }
  return at;
}

@inline
function exchange(packed: usize, at: usize, isPacking: bool): void {
  if (isPacking) store<f32>(packed, load<f32>(at));
  else store<f32>(at, load<f32>(packed));
}

/** The rows of units, and of the inputs of an upper layer, as the way back needs them. */
function transpose(matrix: Matrix): void {
  const inputBlocks = index == 0 ? 0 : M;
  for (let block = 0; block < Q + inputBlocks; block++) {
    const row = block < Q ? unitRow + 4 * block : 1 + 4 * (block - Q);
    let target = matrix.transposed + <usize>block * columnBytes(matrix) * 4;
    const columns = 4 * matrix.groups + matrix.tail;
    for (let column = 0; column < columns; column++) {
      storeTransposed(
        target,
        v128.load(matrix.weights + weightOffset(matrix, column, row)),
        v128.load(matrix.weights + weightOffset(matrix, column, row + 1)),
        v128.load(matrix.weights + weightOffset(matrix, column, row + 2)),
        v128.load(matrix.weights + weightOffset(matrix, column, row + 3)),
      );
      target += 4 * LANES;
    }
  }
}
