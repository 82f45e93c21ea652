/**
 * The way forward: columns = [1 | inputs | output before] · weights, then the cell's output, slot by slot.
 *
 * A tile is two sequences (or one) by the four columns of one group. Its inner loop keeps 8 sums, 4 weights and 2
 * operands in registers: engines load all that a loop body needs at its start, and the 15 vector registers must hold it.
 * The loops are compiled once per kind of matrix; what follows on the sums is the cell's own.
 */
import { CandidateOfGru, MatrixOfGru, finishCandidate, finishGates } from './gru';
import {
  B,
  Cell,
  F,
  GROUP,
  LANES,
  Matrix,
  R,
  Reading,
  S,
  U,
  V,
  cell,
  keptRows,
  operandWidth,
  reading,
  readings,
  setSlot,
  unitColumn,
  unitRow,
  zeros,
} from './layout';
import { Lstm, activateLstm } from './lstm';
import { multiplyAdd } from './math';
import { MatrixOfSimpleRnn, finishSimpleRnn } from './simple-rnn';

/** Outputs of all slots. With `keep`, all that the way back needs stays; else what a cell keeps is of the last slot only. */
export function forward(keep: bool): void {
  if (cell == Cell.Lstm) forwardSlots<Lstm>(keep);
  else if (cell == Cell.Gru) forwardSlots<MatrixOfGru>(keep);
  else forwardSlots<MatrixOfSimpleRnn>(keep);
}

/** Both readings by turns: while one waits for its last sums, the other can begin. */
function forwardSlots<Kind>(keep: bool): void {
  for (let s = 0; s < S; s++) {
    if (idof<Kind>() != idof<Lstm>()) setSlot(s, keep ? S * B : B);
    for (let d = 0; d < readings; d++) {
      const r = reading(d);
      multiply<Kind>(r, r, s, keep);
      if (idof<Kind>() == idof<MatrixOfGru>()) multiply<CandidateOfGru>(r, r.candidate, s, keep);
    }
  }
}

/** One slot of a matrix, group by group, for all sequences. */
@inline
function multiply<Kind>(r: Reading, matrix: Matrix, s: i32, keep: bool): void {
  const count = B;
  const rowBytes = <usize>operandWidth * 4;
  const slotRow = <usize>(s * count) * rowBytes;
  const x = matrix.operand + slotRow + <usize>(unitColumn - F) * 4;
  const xBytes = <usize>(s > 0 ? F + U : F) * 4; // the output before the first slot is 0
  const units = <usize>unitColumn * 4;
  let before = r.operand + slotRow + units; // the output before, of a GRU
  let output = idof<Kind>() == idof<MatrixOfGru>() ? r.candidate.operand + slotRow + units : before + <usize>count * rowBytes;
  const rowsOfBlock = <usize>(keep ? S * count : count);
  let kept = keep ? <usize>(s * count) : 0;
  let group = matrix.weights;
  const tokens = r.tokens + <usize>(s * count) * 4;
  for (let g = 0; g < matrix.groups; g++) {
    const isLstm = idof<Kind>() == idof<Lstm>();
    if (isLstm) before = s == 0 ? zeros : r.cell + (keep ? kept - <usize>count : kept) * LANES;
    const beforeBytes = isLstm ? LANES : rowBytes; // from one sequence to the next
    let b: usize = 0;
    for (; b + 2 <= <usize>count; b += 2) {
      const row = b * rowBytes;
      forwardTwo<Kind>(r, group, x + row, xBytes, tokens + b * 4, before + b * beforeBytes, kept + b, output + row);
    }
    if (b < <usize>count) {
      const row = b * rowBytes;
      forwardOne<Kind>(r, group, x + row, xBytes, tokens + b * 4, before + b * beforeBytes, kept + b, output + row);
    }
    group += <usize>R * GROUP;
    kept += rowsOfBlock * blocksPerGroup<Kind>();
    output += <usize>LANES * blocksPerGroup<Kind>();
    before += <usize>LANES * blocksPerGroup<Kind>();
  }
  if (idof<Kind>() == idof<Lstm>() || matrix.tail == 0) return;
  for (let b: usize = 0; b < <usize>count; b++) {
    const row = b * rowBytes;
    forwardTail<Kind>(r, matrix, group, x + row, xBytes, tokens + b * 4, before + row, kept + b, output + row);
  }
}

@inline
function blocksPerGroup<Kind>(): usize {
  return idof<Kind>() == idof<Lstm>() ? 1 : idof<Kind>() == idof<MatrixOfGru>() ? 2 : 4;
}

function forwardTwo<Kind>(
  r: Reading,
  group: usize,
  x: usize,
  xBytes: usize,
  tokens: usize,
  before: usize,
  kept: usize,
  output: usize,
): void {
  // Bias, and the one row of weights that a token selects
  let i0 = v128.load(group);
  let f0 = v128.load(group, LANES);
  let c0 = v128.load(group, 2 * LANES);
  let o0 = v128.load(group, 3 * LANES);
  let i1 = i0;
  let f1 = f0;
  let c1 = c0;
  let o1 = o0;
  if (V > 0) {
    const token0 = tokenRow(group, tokens);
    i0 = f32x4.add(i0, v128.load(token0));
    f0 = f32x4.add(f0, v128.load(token0, LANES));
    c0 = f32x4.add(c0, v128.load(token0, 2 * LANES));
    o0 = f32x4.add(o0, v128.load(token0, 3 * LANES));
    const token1 = tokenRow(group, tokens + 4);
    i1 = f32x4.add(i1, v128.load(token1));
    f1 = f32x4.add(f1, v128.load(token1, LANES));
    c1 = f32x4.add(c1, v128.load(token1, 2 * LANES));
    o1 = f32x4.add(o1, v128.load(token1, 3 * LANES));
  }

  const rowBytes = <usize>operandWidth * 4;
  let weights = group + <usize>(unitRow - F) * GROUP;
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
    weights += GROUP;
  }
  const beforeBytes = idof<Kind>() == idof<Lstm>() ? LANES : rowBytes;
  finish<Kind>(r, kept, before, output, i0, f0, c0, o0);
  finish<Kind>(r, kept + 1, before + beforeBytes, output + rowBytes, i1, f1, c1, o1);
}

function forwardOne<Kind>(
  r: Reading,
  group: usize,
  x: usize,
  xBytes: usize,
  tokens: usize,
  before: usize,
  kept: usize,
  output: usize,
): void {
  let i = v128.load(group);
  let f = v128.load(group, LANES);
  let c = v128.load(group, 2 * LANES);
  let o = v128.load(group, 3 * LANES);
  if (V > 0) {
    const token = tokenRow(group, tokens);
    i = f32x4.add(i, v128.load(token));
    f = f32x4.add(f, v128.load(token, LANES));
    c = f32x4.add(c, v128.load(token, 2 * LANES));
    o = f32x4.add(o, v128.load(token, 3 * LANES));
  }

  let weights = group + <usize>(unitRow - F) * GROUP;
  const end = x + xBytes;
  for (; x + 8 <= end; x += 8) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(weights), i);
    f = multiplyAdd(x0, v128.load(weights, LANES), f);
    c = multiplyAdd(x0, v128.load(weights, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(weights, 3 * LANES), o);
    const x1 = v128.load32_splat(x, 4);
    i = multiplyAdd(x1, v128.load(weights, GROUP), i);
    f = multiplyAdd(x1, v128.load(weights, GROUP + LANES), f);
    c = multiplyAdd(x1, v128.load(weights, GROUP + 2 * LANES), c);
    o = multiplyAdd(x1, v128.load(weights, GROUP + 3 * LANES), o);
    weights += 2 * GROUP;
  }
  if (x < end) {
    const x0 = v128.load32_splat(x);
    i = multiplyAdd(x0, v128.load(weights), i);
    f = multiplyAdd(x0, v128.load(weights, LANES), f);
    c = multiplyAdd(x0, v128.load(weights, 2 * LANES), c);
    o = multiplyAdd(x0, v128.load(weights, 3 * LANES), o);
  }
  finish<Kind>(r, kept, before, output, i, f, c, o);
}

/** The row of a group's weights that the token there selects. */
@inline
function tokenRow(group: usize, token: usize): usize {
  return group + <usize>(1 + load<i32>(token)) * GROUP;
}

/** What the cell makes of the four columns of a group: one block, two or four. */
@inline
function finish<Kind>(r: Reading, kept: usize, before: usize, output: usize, i: v128, f: v128, c: v128, o: v128): void {
  if (idof<Kind>() == idof<Lstm>()) {
    activateLstm(r, kept, before, output, i, f, c, o);
  } else if (idof<Kind>() == idof<MatrixOfGru>()) {
    finishGates(r, kept, before, output, i, f);
    finishGates(r, kept + keptRows, before + LANES, output + LANES, c, o);
  } else {
    finishBlock<Kind>(r, kept, before, output, i);
    finishBlock<Kind>(r, kept + keptRows, before + LANES, output + LANES, f);
    finishBlock<Kind>(r, kept + 2 * keptRows, before + 2 * LANES, output + 2 * LANES, c);
    finishBlock<Kind>(r, kept + 3 * keptRows, before + 3 * LANES, output + 3 * LANES, o);
  }
}

@inline
function finishBlock<Kind>(r: Reading, kept: usize, before: usize, output: usize, sum: v128): void {
  if (idof<Kind>() == idof<CandidateOfGru>()) finishCandidate(r, kept, before, output, sum);
  else finishSimpleRnn(output, sum);
}

/** One sequence by the columns of the tail, one after the other. */
function forwardTail<Kind>(
  r: Reading,
  matrix: Matrix,
  tail: usize,
  x: usize,
  xBytes: usize,
  tokens: usize,
  before: usize,
  kept: usize,
  output: usize,
): void {
  const stride = <usize>matrix.tail * LANES;
  if (idof<Kind>() == idof<MatrixOfGru>()) {
    const z = sumOfColumn(tail, stride, x, xBytes, tokens);
    const reset = sumOfColumn(tail + LANES, stride, x, xBytes, tokens);
    finishGates(r, kept, before, output, z, reset);
    return;
  }
  for (const end = tail + stride; tail < end; tail += LANES) {
    finishBlock<Kind>(r, kept, before, output, sumOfColumn(tail, stride, x, xBytes, tokens));
    kept += keptRows;
    before += LANES;
    output += LANES;
  }
}

/** In four sums, because a single one would wait for itself. */
function sumOfColumn(column: usize, stride: usize, x: usize, xBytes: usize, tokens: usize): v128 {
  let sum0 = v128.load(column);
  let sum1 = V > 0 ? v128.load(column + <usize>(1 + load<i32>(tokens)) * stride) : f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let weights = column + <usize>(unitRow - F) * stride;
  const end = x + xBytes;
  for (; x + 16 <= end; x += 16) {
    sum0 = multiplyAdd(v128.load32_splat(x), v128.load(weights), sum0);
    weights += stride;
    sum1 = multiplyAdd(v128.load32_splat(x, 4), v128.load(weights), sum1);
    weights += stride;
    sum2 = multiplyAdd(v128.load32_splat(x, 8), v128.load(weights), sum2);
    weights += stride;
    sum3 = multiplyAdd(v128.load32_splat(x, 12), v128.load(weights), sum3);
    weights += stride;
  }
  for (; x < end; x += 4) {
    sum0 = multiplyAdd(v128.load32_splat(x), v128.load(weights), sum0);
    weights += stride;
  }
  return f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
}
