/**
 * Gradient of a layer's weights as one product, operandᵀ · dgates over all slots and sequences, and the optimizer on each
 * tile of it while the tile is in registers: no gradient is ever stored.
 *
 * A tile is four rows of weights by two columns of a group, or two rows (or one) by four columns. In the tail it is four
 * rows (or one) by one column.
 */
import {
  B,
  Cell,
  F,
  GROUP,
  LANES,
  Matrix,
  Q,
  R,
  Reading,
  S,
  V,
  cell,
  columnBytes,
  index,
  operandWidth,
  reading,
  readings,
  unitColumn,
  unitRow,
} from './layout';
import { multiplyAdd } from './math';
import { Adam, AdamW, Optimizer, RmsProp, Sgd, optimizer, other, rate, step } from './optimizer';
import { oneTailRow, fourTailRows, tailTokenRow } from './gradient-tail';

/** Moves the weights of the layer at hand. */
export function update(): void {
  if (optimizer == Optimizer.Adam) updateBy<Adam>();
  else if (optimizer == Optimizer.AdamW) updateBy<AdamW>();
  else if (optimizer == Optimizer.RmsProp) updateBy<RmsProp>();
  else updateBy<Sgd>();
}

function updateBy<O>(): void {
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    updateMatrix<O>(r, r);
    if (cell == Cell.Gru) updateMatrix<O>(r, r.candidate);
  }
}

function updateMatrix<O>(r: Reading, matrix: Matrix): void {
  for (let group = 0; group < matrix.groups; group++) updateGroup<O>(r, matrix, group);
  if (matrix.tail > 0) updateTail<O>(r, matrix);
}

function updateGroup<O>(r: Reading, matrix: Matrix, group: i32): void {
  if (index > 0) {
    // Bias; inputs are blocks of the layer below
    oneRow<O>(matrix, group, unitColumn - F - 1, 0);
    for (let f = 0; f < F; f += 4) {
      fourRows<O>(matrix, group, unitColumn - F + f, 1 + f, 0, 0, Q + (f >> 2));
      fourRows<O>(matrix, group, unitColumn - F + f, 1 + f, 0, 1, Q + (f >> 2));
    }
  } else {
    // Bias and inputs
    const inputs = 1 + F;
    const column = unitColumn - inputs;
    let row = 0;
    for (; row + 4 <= inputs; row += 4) {
      fourRows<O>(matrix, group, column + row, row, 0, 0, -1);
      fourRows<O>(matrix, group, column + row, row, 0, 1, -1);
    }
    if (row + 2 <= inputs) {
      twoRows<O>(matrix, group, column + row, row);
      row += 2;
    }
    if (row < inputs) oneRow<O>(matrix, group, column + row, row);
    for (let token = 0; token < V; token++) tokenRow<O>(r, matrix, group, token);
  }

  // Units; their outputs before the first slot are 0
  for (let q = 0; q < Q; q++) {
    fourRows<O>(matrix, group, unitColumn + 4 * q, unitRow + 4 * q, 1, 0, q);
    fourRows<O>(matrix, group, unitColumn + 4 * q, unitRow + 4 * q, 1, 1, q);
  }
}

function updateTail<O>(r: Reading, matrix: Matrix): void {
  oneTailRow<O>(matrix, unitColumn - F - 1, 0);
  let f = 0;
  for (; f + 4 <= F; f += 4) fourTailRows<O>(matrix, unitColumn - F + f, 1 + f, 0, index > 0 ? Q + (f >> 2) : -1);
  for (; f < F; f++) oneTailRow<O>(matrix, unitColumn - F + f, 1 + f);
  for (let token = 0; token < V; token++) tailTokenRow<O>(r, matrix, token);
  for (let q = 0; q < Q; q++) fourTailRows<O>(matrix, unitColumn + 4 * q, unitRow + 4 * q, 1, q);
}

/**
 * Rows `row` … `row` + 3 of a group by its columns 2 pair and 2 pair + 1, from slot `firstSlot` on.
 *
 * @param block of the transposed weights that these rows have a copy in, or −1
 */
function fourRows<O>(
  matrix: Matrix,
  group: i32,
  column: i32,
  row: i32,
  firstSlot: i32,
  pair: i32,
  block: i32,
): void {
  const rowBytes = <usize>operandWidth * 4;
  const skipped = <usize>(firstSlot * B);
  let x = matrix.operand + skipped * rowBytes + <usize>column * 4;
  let dgates = matrix.gates + (<usize>(group * S * B) + skipped) * GROUP + <usize>pair * 2 * LANES;
  const end = matrix.gates + <usize>((group + 1) * S * B) * GROUP;
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  for (; dgates < end; dgates += GROUP) {
    const da = v128.load(dgates);
    const db = v128.load(dgates, LANES);
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x, 4);
    const x2 = v128.load32_splat(x, 8);
    const x3 = v128.load32_splat(x, 12);
    a0 = multiplyAdd(x0, da, a0);
    b0 = multiplyAdd(x0, db, b0);
    a1 = multiplyAdd(x1, da, a1);
    b1 = multiplyAdd(x1, db, b1);
    a2 = multiplyAdd(x2, da, a2);
    b2 = multiplyAdd(x2, db, b2);
    a3 = multiplyAdd(x3, da, a3);
    b3 = multiplyAdd(x3, db, b3);
    x += rowBytes;
  }
  const offset = <usize>(group * R + row) * GROUP + <usize>pair * 2 * LANES;
  const w = matrix.weights + offset;
  const m = matrix.first + offset;
  const v = matrix.second + offset;
  const rates = f32x4.splat(rate);
  const others = f32x4.splat(other);
  a0 = step<O>(w, m, v, a0, rates, others);
  a1 = step<O>(w + GROUP, m + GROUP, v + GROUP, a1, rates, others);
  a2 = step<O>(w + 2 * GROUP, m + 2 * GROUP, v + 2 * GROUP, a2, rates, others);
  a3 = step<O>(w + 3 * GROUP, m + 3 * GROUP, v + 3 * GROUP, a3, rates, others);
  b0 = step<O>(w + LANES, m + LANES, v + LANES, b0, rates, others);
  b1 = step<O>(w + LANES + GROUP, m + LANES + GROUP, v + LANES + GROUP, b1, rates, others);
  b2 = step<O>(w + LANES + 2 * GROUP, m + LANES + 2 * GROUP, v + LANES + 2 * GROUP, b2, rates, others);
  b3 = step<O>(w + LANES + 3 * GROUP, m + LANES + 3 * GROUP, v + LANES + 3 * GROUP, b3, rates, others);
  if (block >= 0) {
    const target = matrix.transposed + <usize>block * columnBytes(matrix) * 4 + <usize>(group * 16 + pair * 8) * LANES;
    storeTransposed(target, a0, a1, a2, a3);
    storeTransposed(target + 4 * LANES, b0, b1, b2, b3);
  }
}

function twoRows<O>(matrix: Matrix, group: i32, column: i32, row: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  let x = matrix.operand + <usize>column * 4;
  let dgates = matrix.gates + <usize>(group * S * B) * GROUP;
  const end = matrix.gates + <usize>((group + 1) * S * B) * GROUP;
  let i0 = f32x4.splat(0);
  let f0 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let o0 = f32x4.splat(0);
  let i1 = f32x4.splat(0);
  let f1 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let o1 = f32x4.splat(0);
  for (; dgates < end; dgates += GROUP) {
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x, 4);
    const di = v128.load(dgates);
    const df = v128.load(dgates, LANES);
    const dc = v128.load(dgates, 2 * LANES);
    const dO = v128.load(dgates, 3 * LANES);
    i0 = multiplyAdd(x0, di, i0);
    f0 = multiplyAdd(x0, df, f0);
    c0 = multiplyAdd(x0, dc, c0);
    o0 = multiplyAdd(x0, dO, o0);
    i1 = multiplyAdd(x1, di, i1);
    f1 = multiplyAdd(x1, df, f1);
    c1 = multiplyAdd(x1, dc, c1);
    o1 = multiplyAdd(x1, dO, o1);
    x += rowBytes;
  }
  moveRow<O>(matrix, group, row, i0, f0, c0, o0);
  moveRow<O>(matrix, group, row + 1, i1, f1, c1, o1);
}

function oneRow<O>(matrix: Matrix, group: i32, column: i32, row: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  let x = matrix.operand + <usize>column * 4;
  let dgates = matrix.gates + <usize>(group * S * B) * GROUP;
  const end = matrix.gates + <usize>((group + 1) * S * B) * GROUP;
  let i = f32x4.splat(0);
  let f = f32x4.splat(0);
  let c = f32x4.splat(0);
  let o = f32x4.splat(0);
  for (; dgates < end; dgates += GROUP) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(dgates), i);
    f = multiplyAdd(x0, v128.load(dgates, LANES), f);
    c = multiplyAdd(x0, v128.load(dgates, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(dgates, 3 * LANES), o);
    x += rowBytes;
  }
  moveRow<O>(matrix, group, row, i, f, c, o);
}

/** A token's row: the sum over the rows that read it. Without any, it still moves by what its moments remember. */
function tokenRow<O>(r: Reading, matrix: Matrix, group: i32, token: i32): void {
  let entry = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4) * 4;
  const end = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4, 4) * 4;
  const groupGates = matrix.gates + <usize>(group * S * B) * GROUP;
  let i = f32x4.splat(0);
  let f = f32x4.splat(0);
  let c = f32x4.splat(0);
  let o = f32x4.splat(0);
  for (; entry < end; entry += 4) {
    const dgates = groupGates + <usize>load<i32>(entry) * GROUP;
    i = f32x4.add(i, v128.load(dgates));
    f = f32x4.add(f, v128.load(dgates, LANES));
    c = f32x4.add(c, v128.load(dgates, 2 * LANES));
    o = f32x4.add(o, v128.load(dgates, 3 * LANES));
  }
  moveRow<O>(matrix, group, 1 + token, i, f, c, o);
}

@inline
function moveRow<O>(matrix: Matrix, group: i32, row: i32, i: v128, f: v128, c: v128, o: v128): void {
  const offset = <usize>(group * R + row) * GROUP;
  const w = matrix.weights + offset;
  const m = matrix.first + offset;
  const v = matrix.second + offset;
  const rates = f32x4.splat(rate);
  const others = f32x4.splat(other);
  step<O>(w, m, v, i, rates, others);
  step<O>(w + LANES, m + LANES, v + LANES, f, rates, others);
  step<O>(w + 2 * LANES, m + 2 * LANES, v + 2 * LANES, c, rates, others);
  step<O>(w + 3 * LANES, m + 3 * LANES, v + 3 * LANES, o, rates, others);
}

/** Four vectors as rows → their columns. */
@inline
export function storeTransposed(address: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(address, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
  v128.store(address, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), LANES);
  v128.store(address, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), 2 * LANES);
  v128.store(address, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), 3 * LANES);
}
