/**
 * The way forward: gates = [1 | inputs | output before] · weights, then cell and output, slot by slot.
 *
 * A tile is two sequences (or one) by the four gates of one block. Its inner loop keeps 8 sums, 4 weights and 2 operands
 * in registers: engines load all that a loop body needs at its start, and the 15 vector registers must hold it.
 */
import {
  B,
  F,
  GATES,
  LANES,
  Q,
  R,
  Reading,
  S,
  U,
  V,
  operandWidth,
  reading,
  readings,
  unitColumn,
  unitRow,
  zeros,
} from './layout';
import { multiplyAdd, sigmoid, tanh } from './math';

/** Outputs of all slots. With `keep`, all that the way back needs stays; else gates and cells hold the last slot only. */
export function forward(keep: bool): void {
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    for (let s = 0; s < S; s++) forwardSlot(r, s, keep);
  }
}

function forwardSlot(r: Reading, s: i32, keep: bool): void {
  const count = B;
  for (let q = 0; q < Q; q++) {
    let b = 0;
    for (; b + 2 <= count; b += 2) forwardTwo(r, s, b, q, keep);
    if (b < count) forwardOne(r, s, b, q, keep);
  }
}

function forwardTwo(r: Reading, s: i32, b: i32, q: i32, keep: bool): void {
  const rowBytes = <usize>operandWidth * 4;
  const block = r.weights + <usize>q * R * GATES;
  const row = r.operand + <usize>(s * B + b) * rowBytes;

  // Bias, and the one row of weights that a token selects
  let i0 = v128.load(block);
  let f0 = v128.load(block, LANES);
  let c0 = v128.load(block, 2 * LANES);
  let o0 = v128.load(block, 3 * LANES);
  let i1 = i0;
  let f1 = f0;
  let c1 = c0;
  let o1 = o0;
  if (V > 0) {
    const token0 = tokenWeights(r, block, s * B + b);
    i0 = f32x4.add(i0, v128.load(token0));
    f0 = f32x4.add(f0, v128.load(token0, LANES));
    c0 = f32x4.add(c0, v128.load(token0, 2 * LANES));
    o0 = f32x4.add(o0, v128.load(token0, 3 * LANES));
    const token1 = tokenWeights(r, block, s * B + b + 1);
    i1 = f32x4.add(i1, v128.load(token1));
    f1 = f32x4.add(f1, v128.load(token1, LANES));
    c1 = f32x4.add(c1, v128.load(token1, 2 * LANES));
    o1 = f32x4.add(o1, v128.load(token1, 3 * LANES));
  }

  // Inputs, and after the first slot the outputs before
  let weights = block + <usize>(unitRow - F) * GATES;
  let x = row + <usize>(unitColumn - F) * 4;
  const end = x + <usize>(s > 0 ? F + U : F) * 4;
  for (; x < end; x += 4) {
    const x0 = v128.load32_splat(x);
    const x1 = v128.load32_splat(x + rowBytes);
    const wi = v128.load(weights);
    const wf = v128.load(weights, LANES);
    const wc = v128.load(weights, 2 * LANES);
    const wo = v128.load(weights, 3 * LANES);
    i0 = multiplyAdd(x0, wi, i0);
    f0 = multiplyAdd(x0, wf, f0);
    c0 = multiplyAdd(x0, wc, c0);
    o0 = multiplyAdd(x0, wo, o0);
    i1 = multiplyAdd(x1, wi, i1);
    f1 = multiplyAdd(x1, wf, f1);
    c1 = multiplyAdd(x1, wc, c1);
    o1 = multiplyAdd(x1, wo, o1);
    weights += GATES;
  }

  const output = row + <usize>B * rowBytes + <usize>(unitColumn + 4 * q) * 4;
  const kept = keptRow(s, b, q, keep);
  const before = cellBefore(r, s, b, q, keep);
  activate(r, kept, before, output, i0, f0, c0, o0);
  activate(r, kept + 1, before + LANES, output + rowBytes, i1, f1, c1, o1);
}

function forwardOne(r: Reading, s: i32, b: i32, q: i32, keep: bool): void {
  const rowBytes = <usize>operandWidth * 4;
  const block = r.weights + <usize>q * R * GATES;
  const row = r.operand + <usize>(s * B + b) * rowBytes;

  let i = v128.load(block);
  let f = v128.load(block, LANES);
  let c = v128.load(block, 2 * LANES);
  let o = v128.load(block, 3 * LANES);
  if (V > 0) {
    const token = tokenWeights(r, block, s * B + b);
    i = f32x4.add(i, v128.load(token));
    f = f32x4.add(f, v128.load(token, LANES));
    c = f32x4.add(c, v128.load(token, 2 * LANES));
    o = f32x4.add(o, v128.load(token, 3 * LANES));
  }

  let weights = block + <usize>(unitRow - F) * GATES;
  let x = row + <usize>(unitColumn - F) * 4;
  const end = x + <usize>(s > 0 ? F + U : F) * 4;
  for (; x < end; x += 4) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(weights), i);
    f = multiplyAdd(x0, v128.load(weights, LANES), f);
    c = multiplyAdd(x0, v128.load(weights, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(weights, 3 * LANES), o);
    weights += GATES;
  }

  const output = row + <usize>B * rowBytes + <usize>(unitColumn + 4 * q) * 4;
  activate(r, keptRow(s, b, q, keep), cellBefore(r, s, b, q, keep), output, i, f, c, o);
}

@inline
function tokenWeights(r: Reading, block: usize, row: i32): usize {
  return block + <usize>(1 + load<i32>(r.tokens + <usize>row * 4)) * GATES;
}

/** The row of gates, cell and tanhCell that belongs to block q of that slot. */
@inline
function keptRow(s: i32, b: i32, q: i32, keep: bool): usize {
  return <usize>(keep ? (q * S + s) * B + b : q * B + b);
}

@inline
function cellBefore(r: Reading, s: i32, b: i32, q: i32, keep: bool): usize {
  if (s == 0) return zeros + <usize>b * LANES;
  return r.cell + keptRow(keep ? s - 1 : s, b, q, keep) * LANES;
}

/** cell = f · cell before + i · c̃; output = o · tanh(cell), with i, f, o after their sigmoid and c̃ after its tanh. */
@inline
function activate(r: Reading, row: usize, before: usize, output: usize, zi: v128, zf: v128, zc: v128, zo: v128): void {
  const i = sigmoid(zi);
  const f = sigmoid(zf);
  const candidate = tanh(zc);
  const o = sigmoid(zo);
  const cell = multiplyAdd(f, v128.load(before), f32x4.mul(i, candidate));
  const tanhCell = tanh(cell);
  const gates = r.gates + row * GATES;
  v128.store(gates, i);
  v128.store(gates, f, LANES);
  v128.store(gates, candidate, 2 * LANES);
  v128.store(gates, o, 3 * LANES);
  v128.store(r.cell + row * LANES, cell);
  v128.store(r.tanhCell + row * LANES, tanhCell);
  v128.store(output, f32x4.mul(o, tanhCell));
}
