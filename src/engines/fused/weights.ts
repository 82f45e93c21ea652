/** The caller's flat weights and moments in Keras's order ↔ the packed ones. */
import {
  GATES,
  K,
  LANES,
  M,
  Merge,
  Q,
  R,
  Reading,
  U,
  flat,
  merge,
  outputBias,
  outputBiasM,
  outputBiasV,
  outputKernel,
  outputKernelM,
  outputKernelV,
  reading,
  readings,
  unitRow,
} from './layout';
import { storeTransposed } from './gradient';

/** What is kept of every weight, in the caller's numbers. */
const enum Kind {
  Weight,
  FirstMoment,
  SecondMoment,
}

/** Takes over the caller's flat numbers of that kind. */
export function pack(kind: i32): void {
  exchangeAll(kind, true);
  if (kind == Kind.Weight) for (let d = 0; d < readings; d++) transpose(reading(d));
}

/** Puts the numbers of that kind where the caller finds them. */
export function unpack(kind: i32): void {
  exchangeAll(kind, false);
}

function exchangeAll(kind: i32, isPacking: bool): void {
  let at = flat;
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    at = exchangeReading(choose(kind, r.weights, r.m, r.v), at, isPacking);
  }
  at = exchangeOutputKernel(choose(kind, outputKernel, outputKernelM, outputKernelV), at, isPacking);
  const bias = choose(kind, outputBias, outputBiasM, outputBiasV);
  for (let k: usize = 0; k < <usize>K; k++) exchange(bias + k * 4, at + k * 4, isPacking);
}

@inline
function choose(kind: i32, weights: usize, m: usize, v: usize): usize {
  return kind == Kind.Weight ? weights : kind == Kind.FirstMoment ? m : v;
}

/** Kernel, recurrent kernel and bias; returns where the next tensor begins. */
function exchangeReading(packed: usize, at: usize, isPacking: bool): usize {
  for (let row = 1; row < unitRow; row++) at = exchangeRow(packed, row, at, isPacking);
  for (let unit = 0; unit < U; unit++) at = exchangeRow(packed, unitRow + unit, at, isPacking);
  return exchangeRow(packed, 0, at, isPacking);
}

function exchangeRow(packed: usize, row: i32, at: usize, isPacking: bool): usize {
  for (let g: usize = 0; g < 4; g++) {
    for (let u: usize = 0; u < <usize>U; u++) {
      exchange(packed + ((u >> 2) * R + row) * GATES + g * LANES + (u & 3) * 4, at, isPacking);
      at += 4;
    }
  }
  return at;
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

function transpose(r: Reading): void {
  for (let block = 0; block < Q; block++) {
    let target = r.transposed + <usize>block * Q * 16 * LANES;
    for (let q = 0; q < Q; q++) {
      const rows = r.weights + <usize>(q * R + unitRow + 4 * block) * GATES;
      for (let g: usize = 0; g < 4; g++) {
        const row = rows + g * LANES;
        storeTransposed(
          target,
          v128.load(row),
          v128.load(row, GATES),
          v128.load(row, 2 * GATES),
          v128.load(row, 3 * GATES),
        );
        target += 4 * LANES;
      }
    }
  }
}
