/**
 * Gradient of the LSTM weights as one product, operandᵀ · dgates over all slots and sequences, and Adam on each tile of
 * it while the tile is in registers: no gradient is ever stored.
 *
 * A tile is four rows of weights by two gates of a block, or two rows (or one) by four gates.
 */
import { adam, epsilon, rate } from './adam';
import { B, F, GATES, LANES, Q, R, Reading, S, V, operandWidth, reading, readings, unitColumn, unitRow } from './layout';
import { multiplyAdd } from './math';

export function update(): void {
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    for (let q = 0; q < Q; q++) updateBlock(r, q);
  }
}

function updateBlock(r: Reading, q: i32): void {
  // Bias and inputs
  const inputs = 1 + F;
  const column = unitColumn - inputs;
  let row = 0;
  for (; row + 4 <= inputs; row += 4) {
    fourRows(r, q, column + row, row, 0, 0);
    fourRows(r, q, column + row, row, 0, 1);
  }
  if (row + 2 <= inputs) {
    twoRows(r, q, column + row, row);
    row += 2;
  }
  if (row < inputs) oneRow(r, q, column + row, row);
  for (let token = 0; token < V; token++) tokenRow(r, q, token);

  // Units; their outputs before the first slot are 0
  for (let unit = 0; unit < 4 * Q; unit += 4) {
    fourRows(r, q, unitColumn + unit, unitRow + unit, 1, 0);
    fourRows(r, q, unitColumn + unit, unitRow + unit, 1, 1);
  }
}

/** Rows `row` … `row` + 3 of block q by the gates 2 pair and 2 pair + 1, from slot `firstSlot` on. */
function fourRows(r: Reading, q: i32, column: i32, row: i32, firstSlot: i32, pair: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  const skipped = <usize>(firstSlot * B);
  let x = r.operand + skipped * rowBytes + <usize>column * 4;
  let dgates = r.gates + (<usize>(q * S * B) + skipped) * GATES + <usize>pair * 2 * LANES;
  const end = r.gates + <usize>((q + 1) * S * B) * GATES;
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  for (; dgates < end; dgates += GATES) {
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
  const offset = <usize>(q * R + row) * GATES + <usize>pair * 2 * LANES;
  const w = r.weights + offset;
  const m = r.m + offset;
  const v = r.v + offset;
  const step = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  a0 = adam(w, m, v, a0, step, epsilons);
  a1 = adam(w + GATES, m + GATES, v + GATES, a1, step, epsilons);
  a2 = adam(w + 2 * GATES, m + 2 * GATES, v + 2 * GATES, a2, step, epsilons);
  a3 = adam(w + 3 * GATES, m + 3 * GATES, v + 3 * GATES, a3, step, epsilons);
  b0 = adam(w + LANES, m + LANES, v + LANES, b0, step, epsilons);
  b1 = adam(w + LANES + GATES, m + LANES + GATES, v + LANES + GATES, b1, step, epsilons);
  b2 = adam(w + LANES + 2 * GATES, m + LANES + 2 * GATES, v + LANES + 2 * GATES, b2, step, epsilons);
  b3 = adam(w + LANES + 3 * GATES, m + LANES + 3 * GATES, v + LANES + 3 * GATES, b3, step, epsilons);
  if (row >= unitRow) {
    const block = <usize>((row - unitRow) >> 2);
    const target = r.transposed + ((block * Q + q) * 16 + <usize>pair * 8) * LANES;
    storeTransposed(target, a0, a1, a2, a3);
    storeTransposed(target + 4 * LANES, b0, b1, b2, b3);
  }
}

function twoRows(r: Reading, q: i32, column: i32, row: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  let x = r.operand + <usize>column * 4;
  let dgates = r.gates + <usize>(q * S * B) * GATES;
  const end = r.gates + <usize>((q + 1) * S * B) * GATES;
  let i0 = f32x4.splat(0);
  let f0 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let o0 = f32x4.splat(0);
  let i1 = f32x4.splat(0);
  let f1 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let o1 = f32x4.splat(0);
  for (; dgates < end; dgates += GATES) {
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
  moveRow(r, q, row, i0, f0, c0, o0);
  moveRow(r, q, row + 1, i1, f1, c1, o1);
}

function oneRow(r: Reading, q: i32, column: i32, row: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  let x = r.operand + <usize>column * 4;
  let dgates = r.gates + <usize>(q * S * B) * GATES;
  const end = r.gates + <usize>((q + 1) * S * B) * GATES;
  let i = f32x4.splat(0);
  let f = f32x4.splat(0);
  let c = f32x4.splat(0);
  let o = f32x4.splat(0);
  for (; dgates < end; dgates += GATES) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(dgates), i);
    f = multiplyAdd(x0, v128.load(dgates, LANES), f);
    c = multiplyAdd(x0, v128.load(dgates, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(dgates, 3 * LANES), o);
    x += rowBytes;
  }
  moveRow(r, q, row, i, f, c, o);
}

/** A token's row: the sum over the rows that read it. Without any, Adam still moves it by what its moments remember. */
function tokenRow(r: Reading, q: i32, token: i32): void {
  let entry = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4) * 4;
  const end = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4, 4) * 4;
  const blockGates = r.gates + <usize>(q * S * B) * GATES;
  let i = f32x4.splat(0);
  let f = f32x4.splat(0);
  let c = f32x4.splat(0);
  let o = f32x4.splat(0);
  for (; entry < end; entry += 4) {
    const dgates = blockGates + <usize>load<i32>(entry) * GATES;
    i = f32x4.add(i, v128.load(dgates));
    f = f32x4.add(f, v128.load(dgates, LANES));
    c = f32x4.add(c, v128.load(dgates, 2 * LANES));
    o = f32x4.add(o, v128.load(dgates, 3 * LANES));
  }
  moveRow(r, q, 1 + token, i, f, c, o);
}

@inline
function moveRow(r: Reading, q: i32, row: i32, i: v128, f: v128, c: v128, o: v128): void {
  const offset = <usize>(q * R + row) * GATES;
  const w = r.weights + offset;
  const m = r.m + offset;
  const v = r.v + offset;
  const step = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  adam(w, m, v, i, step, epsilons);
  adam(w + LANES, m + LANES, v + LANES, f, step, epsilons);
  adam(w + 2 * LANES, m + 2 * LANES, v + 2 * LANES, c, step, epsilons);
  adam(w + 3 * LANES, m + 3 * LANES, v + 3 * LANES, o, step, epsilons);
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
