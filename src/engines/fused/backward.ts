/**
 * The way back: doutput = what comes from above + dgates of the slot after · recurrent weights, then the gradients of
 * cell and gates, slot by slot from the last; and what goes down to the layer below, dgates · weights of the inputs.
 *
 * A tile is four sequences by two blocks, or one sequence by four blocks; see forward.ts for why not more. The loops are
 * compiled once per product: what it begins with, multiplies, and ends in.
 */
import { CandidateOfGru, MatrixOfGru, carriedTo, deactivateGates, deactivateReset } from './gru';
import {
  B,
  Cell,
  F,
  GROUP,
  LANES,
  Matrix,
  Q,
  Reading,
  S,
  cell,
  columnBytes,
  dgatesOf,
  index,
  layer,
  reading,
  readings,
} from './layout';
import { Lstm, deactivateLstm } from './lstm';
import { multiplyAdd } from './math';
import { MatrixOfSimpleRnn, deactivateSimpleRnn } from './simple-rnn';

/** Compile-time names of what goes down to the layer below. */
class Inputs {}
class InputsOfCandidate {}

/** Of the layer below, where there is one. */
let dmerged: usize = 0;

/** doutput of all slots → gradients of all gates before activation, in place of the gates, and dmerged of the layer below. */
export function backward(): void {
  if (index > 0) {
    dmerged = layer(index - 1).dmerged;
    memory.fill(dmerged, 0, <usize>(S * B * F) * 4);
  }
  if (cell == Cell.Lstm) backwardSlots<Lstm>();
  else if (cell == Cell.Gru) backwardSlots<MatrixOfGru>();
  else backwardSlots<MatrixOfSimpleRnn>();
}

function backwardSlots<Product>(): void {
  for (let s = S - 1; s >= 0; s--) {
    for (let d = 0; d < readings; d++) {
      const r = reading(d);
      multiply<Product>(r, s, Q);
      if (idof<Product>() == idof<MatrixOfGru>()) multiply<CandidateOfGru>(r, s, Q);
      if (index > 0) {
        multiply<Inputs>(r, s, F >> 2);
        if (idof<Product>() == idof<MatrixOfGru>()) multiply<InputsOfCandidate>(r, s, F >> 2);
      }
    }
  }
}

/** One slot, block by block, for all sequences. */
@inline
function multiply<Product>(r: Reading, s: i32, blocks: i32): void {
  const count = B;
  let b = 0;
  for (; b + 4 <= count; b += 4) {
    let q = 0;
    for (; q + 2 <= blocks; q += 2) fourByTwo<Product>(r, s, b, q);
    if (q < blocks) fourByOne<Product>(r, s, b, q);
  }
  for (; b < count; b++) {
    let q = 0;
    for (; q + 4 <= blocks; q += 4) oneByFour<Product>(r, s, b, q);
    for (; q < blocks; q++) oneByOne<Product>(r, s, b, q);
  }
}

/** Whether there is anything to multiply: nothing comes back to the last slot. */
@inline
function multiplies<Product>(s: i32): bool {
  if (isWithinSlot<Product>()) return true;
  return s < S - 1;
}

/** Whether what is multiplied comes from the slot itself, not from the one after. */
@inline
function isWithinSlot<Product>(): bool {
  return (
    idof<Product>() == idof<CandidateOfGru>() ||
    idof<Product>() == idof<Inputs>() ||
    idof<Product>() == idof<InputsOfCandidate>()
  );
}

@inline
function matrixOf<Product>(r: Reading): Matrix {
  if (idof<Product>() == idof<CandidateOfGru>() || idof<Product>() == idof<InputsOfCandidate>()) return r.candidate;
  return r;
}

/** Bytes of the numbers that are multiplied, per sequence. */
@inline
function factorBytes<Product>(r: Reading): usize {
  if (idof<Product>() == idof<Lstm>()) return <usize>Q * GROUP;
  return columnBytes(matrixOf<Product>(r));
}

@inline
function factorsOf<Product>(r: Reading, s: i32, b: i32, bytes: usize): usize {
  const slot = isWithinSlot<Product>() ? s : s + 1;
  return matrixOf<Product>(r).dgates + <usize>((slot & 1) * B + b) * bytes;
}

/** Every number that is multiplied has a column there. */
@inline
function weightsOf<Product>(r: Reading, q: i32, bytes: usize): usize {
  const isInput = idof<Product>() == idof<Inputs>() || idof<Product>() == idof<InputsOfCandidate>();
  return matrixOf<Product>(r).transposed + <usize>(isInput ? Q + q : q) * bytes * 4;
}

/** What the sum begins with; `output` is where doutput stands. */
@inline
function begin<Product>(r: Reading, s: i32, b: i32, q: i32, output: usize): v128 {
  if (idof<Product>() == idof<CandidateOfGru>()) return f32x4.splat(0);
  if (idof<Product>() == idof<MatrixOfGru>()) return f32x4.add(v128.load(output), carriedTo(r, s, b, q));
  if (idof<Product>() == idof<Inputs>() || idof<Product>() == idof<InputsOfCandidate>()) {
    return v128.load(dinput(r, s, b, q));
  }
  return v128.load(output);
}

@inline
function end<Product>(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  if (idof<Product>() == idof<Lstm>()) deactivateLstm(r, s, b, q, sum);
  else if (idof<Product>() == idof<MatrixOfGru>()) deactivateGates(r, s, b, q, sum);
  else if (idof<Product>() == idof<CandidateOfGru>()) deactivateReset(r, s, b, q, sum);
  else if (idof<Product>() == idof<MatrixOfSimpleRnn>()) deactivateSimpleRnn(r, s, b, q, sum);
  else v128.store(dinput(r, s, b, q), sum);
}

/** Where block q of the inputs of slot s has its gradient, in the order of time. */
@inline
function dinput(r: Reading, s: i32, b: i32, q: i32): usize {
  const row = load<i32>(r.slotRow + <usize>(s * B + b) * 4);
  return dmerged + <usize>(row * F + 4 * q) * 4;
}

function fourByTwo<Product>(r: Reading, s: i32, b: i32, q: i32): void {
  const outputBytes = <usize>Q * LANES;
  const output = r.doutput + <usize>(s * B + b) * outputBytes + <usize>q * LANES;
  let a0 = begin<Product>(r, s, b, q, output);
  let b0 = begin<Product>(r, s, b, q + 1, output + LANES);
  let a1 = begin<Product>(r, s, b + 1, q, output + outputBytes);
  let b1 = begin<Product>(r, s, b + 1, q + 1, output + outputBytes + LANES);
  let a2 = begin<Product>(r, s, b + 2, q, output + 2 * outputBytes);
  let b2 = begin<Product>(r, s, b + 2, q + 1, output + 2 * outputBytes + LANES);
  let a3 = begin<Product>(r, s, b + 3, q, output + 3 * outputBytes);
  let b3 = begin<Product>(r, s, b + 3, q + 1, output + 3 * outputBytes + LANES);
  if (multiplies<Product>(s)) {
    const bytes = factorBytes<Product>(r);
    let factor = factorsOf<Product>(r, s, b, bytes);
    const last = factor + bytes;
    let weights = weightsOf<Product>(r, q, bytes);
    const nextBlock = bytes * 4;
    for (; factor < last; factor += 4) {
      const wa = v128.load(weights);
      const wb = v128.load(weights + nextBlock);
      const d0 = v128.load32_splat(factor);
      const d1 = v128.load32_splat(factor + bytes);
      const d2 = v128.load32_splat(factor + 2 * bytes);
      const d3 = v128.load32_splat(factor + 3 * bytes);
      a0 = multiplyAdd(d0, wa, a0);
      b0 = multiplyAdd(d0, wb, b0);
      a1 = multiplyAdd(d1, wa, a1);
      b1 = multiplyAdd(d1, wb, b1);
      a2 = multiplyAdd(d2, wa, a2);
      b2 = multiplyAdd(d2, wb, b2);
      a3 = multiplyAdd(d3, wa, a3);
      b3 = multiplyAdd(d3, wb, b3);
      weights += LANES;
    }
  }
  end<Product>(r, s, b, q, a0);
  end<Product>(r, s, b + 1, q, a1);
  end<Product>(r, s, b + 2, q, a2);
  end<Product>(r, s, b + 3, q, a3);
  end<Product>(r, s, b, q + 1, b0);
  end<Product>(r, s, b + 1, q + 1, b1);
  end<Product>(r, s, b + 2, q + 1, b2);
  end<Product>(r, s, b + 3, q + 1, b3);
}

function fourByOne<Product>(r: Reading, s: i32, b: i32, q: i32): void {
  const outputBytes = <usize>Q * LANES;
  const output = r.doutput + <usize>(s * B + b) * outputBytes + <usize>q * LANES;
  let sum0 = begin<Product>(r, s, b, q, output);
  let sum1 = begin<Product>(r, s, b + 1, q, output + outputBytes);
  let sum2 = begin<Product>(r, s, b + 2, q, output + 2 * outputBytes);
  let sum3 = begin<Product>(r, s, b + 3, q, output + 3 * outputBytes);
  if (multiplies<Product>(s)) {
    const bytes = factorBytes<Product>(r);
    let factor = factorsOf<Product>(r, s, b, bytes);
    const last = factor + bytes;
    let weights = weightsOf<Product>(r, q, bytes);
    for (; factor < last; factor += 4) {
      const w = v128.load(weights);
      sum0 = multiplyAdd(v128.load32_splat(factor), w, sum0);
      sum1 = multiplyAdd(v128.load32_splat(factor + bytes), w, sum1);
      sum2 = multiplyAdd(v128.load32_splat(factor + 2 * bytes), w, sum2);
      sum3 = multiplyAdd(v128.load32_splat(factor + 3 * bytes), w, sum3);
      weights += LANES;
    }
  }
  end<Product>(r, s, b, q, sum0);
  end<Product>(r, s, b + 1, q, sum1);
  end<Product>(r, s, b + 2, q, sum2);
  end<Product>(r, s, b + 3, q, sum3);
}

function oneByFour<Product>(r: Reading, s: i32, b: i32, q: i32): void {
  const output = r.doutput + <usize>((s * B + b) * Q + q) * LANES;
  let sum0 = begin<Product>(r, s, b, q, output);
  let sum1 = begin<Product>(r, s, b, q + 1, output + LANES);
  let sum2 = begin<Product>(r, s, b, q + 2, output + 2 * LANES);
  let sum3 = begin<Product>(r, s, b, q + 3, output + 3 * LANES);
  if (multiplies<Product>(s)) {
    const bytes = factorBytes<Product>(r);
    let factor = factorsOf<Product>(r, s, b, bytes);
    const last = factor + bytes;
    const nextBlock = bytes * 4;
    let weights = weightsOf<Product>(r, q, bytes);
    for (; factor < last; factor += 8) {
      const d0 = v128.load32_splat(factor);
      sum0 = multiplyAdd(d0, v128.load(weights), sum0);
      sum1 = multiplyAdd(d0, v128.load(weights + nextBlock), sum1);
      sum2 = multiplyAdd(d0, v128.load(weights + 2 * nextBlock), sum2);
      sum3 = multiplyAdd(d0, v128.load(weights + 3 * nextBlock), sum3);
      const d1 = v128.load32_splat(factor, 4);
      sum0 = multiplyAdd(d1, v128.load(weights, LANES), sum0);
      sum1 = multiplyAdd(d1, v128.load(weights + nextBlock, LANES), sum1);
      sum2 = multiplyAdd(d1, v128.load(weights + 2 * nextBlock, LANES), sum2);
      sum3 = multiplyAdd(d1, v128.load(weights + 3 * nextBlock, LANES), sum3);
      weights += 2 * LANES;
    }
  }
  end<Product>(r, s, b, q, sum0);
  end<Product>(r, s, b, q + 1, sum1);
  end<Product>(r, s, b, q + 2, sum2);
  end<Product>(r, s, b, q + 3, sum3);
}

/** Four sums, one per lane of the factors, because a single one would wait for itself. */
function oneByOne<Product>(r: Reading, s: i32, b: i32, q: i32): void {
  let sum0 = begin<Product>(r, s, b, q, r.doutput + <usize>((s * B + b) * Q + q) * LANES);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  if (multiplies<Product>(s)) {
    const bytes = factorBytes<Product>(r);
    let factor = factorsOf<Product>(r, s, b, bytes);
    const last = factor + bytes;
    let weights = weightsOf<Product>(r, q, bytes);
    for (; factor < last; factor += LANES) {
      sum0 = multiplyAdd(v128.load32_splat(factor), v128.load(weights), sum0);
      sum1 = multiplyAdd(v128.load32_splat(factor, 4), v128.load(weights, LANES), sum1);
      sum2 = multiplyAdd(v128.load32_splat(factor, 8), v128.load(weights, 2 * LANES), sum2);
      sum3 = multiplyAdd(v128.load32_splat(factor, 12), v128.load(weights, 3 * LANES), sum3);
      weights += 4 * LANES;
    }
  }
  end<Product>(r, s, b, q, f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}
