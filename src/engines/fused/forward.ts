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
  // Both readings by turns: while one waits for its last sums, the other can begin
  for (let s = 0; s < S; s++) {
    for (let d = 0; d < readings; d++) forwardSlot(reading(d), s, keep);
  }
}

function forwardSlot(r: Reading, s: i32, keep: bool): void {
  const count = B;
  const rowBytes = <usize>operandWidth * 4;
  const x = r.operand + <usize>(s * count) * rowBytes + <usize>(unitColumn - F) * 4;
  const xBytes = <usize>(s > 0 ? F + U : F) * 4; // the output before the first slot is 0
  const keptRows = <usize>(keep ? S * count : count); // per block
  let kept = keep ? <usize>(s * count) : 0;
  let block = r.weights;
  let output = x + <usize>count * rowBytes + <usize>F * 4;
  const tokens = r.tokens + <usize>(s * count) * 4;
  for (let q = 0; q < Q; q++) {
    const before = s == 0 ? zeros : r.cell + (keep ? kept - <usize>count : kept) * LANES;
    let b: usize = 0;
    for (; b + 2 <= <usize>count; b += 2) {
      const row = b * rowBytes;
      forwardTwo(r, block, x + row, xBytes, tokens + b * 4, before + b * LANES, kept + b, output + row);
    }
    if (b < <usize>count) {
      const row = b * rowBytes;
      forwardOne(r, block, x + row, xBytes, tokens + b * 4, before + b * LANES, kept + b, output + row);
    }
    block += <usize>R * GATES;
    kept += keptRows;
    output += LANES;
  }
}

function forwardTwo(
  r: Reading,
  block: usize,
  x: usize,
  xBytes: usize,
  tokens: usize,
  before: usize,
  kept: usize,
  output: usize,
): void {
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
    const token0 = tokenRow(block, tokens);
    i0 = f32x4.add(i0, v128.load(token0));
    f0 = f32x4.add(f0, v128.load(token0, LANES));
    c0 = f32x4.add(c0, v128.load(token0, 2 * LANES));
    o0 = f32x4.add(o0, v128.load(token0, 3 * LANES));
    const token1 = tokenRow(block, tokens + 4);
    i1 = f32x4.add(i1, v128.load(token1));
    f1 = f32x4.add(f1, v128.load(token1, LANES));
    c1 = f32x4.add(c1, v128.load(token1, 2 * LANES));
    o1 = f32x4.add(o1, v128.load(token1, 3 * LANES));
  }

  const rowBytes = <usize>operandWidth * 4;
  let weights = block + <usize>(unitRow - F) * GATES;
  const end = x + xBytes;
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
  activate(r, kept, before, output, i0, f0, c0, o0);
  activate(r, kept + 1, before + LANES, output + rowBytes, i1, f1, c1, o1);
}

function forwardOne(
  r: Reading,
  block: usize,
  x: usize,
  xBytes: usize,
  tokens: usize,
  before: usize,
  kept: usize,
  output: usize,
): void {
  let i = v128.load(block);
  let f = v128.load(block, LANES);
  let c = v128.load(block, 2 * LANES);
  let o = v128.load(block, 3 * LANES);
  if (V > 0) {
    const token = tokenRow(block, tokens);
    i = f32x4.add(i, v128.load(token));
    f = f32x4.add(f, v128.load(token, LANES));
    c = f32x4.add(c, v128.load(token, 2 * LANES));
    o = f32x4.add(o, v128.load(token, 3 * LANES));
  }

  let weights = block + <usize>(unitRow - F) * GATES;
  const end = x + xBytes;
  for (; x + 8 <= end; x += 8) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(weights), i);
    f = multiplyAdd(x0, v128.load(weights, LANES), f);
    c = multiplyAdd(x0, v128.load(weights, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(weights, 3 * LANES), o);
    const x1 = v128.load32_splat(x, 4);
    i = multiplyAdd(x1, v128.load(weights, GATES), i);
    f = multiplyAdd(x1, v128.load(weights, GATES + LANES), f);
    c = multiplyAdd(x1, v128.load(weights, GATES + 2 * LANES), c);
    o = multiplyAdd(x1, v128.load(weights, GATES + 3 * LANES), o);
    weights += 2 * GATES;
  }
  if (x < end) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(weights), i);
    f = multiplyAdd(x0, v128.load(weights, LANES), f);
    c = multiplyAdd(x0, v128.load(weights, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(weights, 3 * LANES), o);
  }
  activate(r, kept, before, output, i, f, c, o);
}

/** The row of a block's weights that the token there selects. */
@inline
function tokenRow(block: usize, token: usize): usize {
  return block + <usize>(1 + load<i32>(token)) * GATES;
}

/**
 * cell = f · cell before + i · c̃; output = o · tanh(cell), with i, f, o after their sigmoid and c̃ after its tanh.
 *
 * Not inlined: with the sums of a tile beside it, the compiler would run out of registers (3 % slower, measured).
 */
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
