/** The caller's flat weights in Keras's order ↔ the packed ones. */
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
  flatWeights,
  merge,
  outputBias,
  outputKernel,
  reading,
  readings,
  unitRow,
} from './layout';
import { storeTransposed } from './gradient';

export function packWeights(): void {
  let flat = flatWeights;
  for (let d = 0; d < readings; d++) {
    flat = exchangeReading(reading(d), flat, true);
    transpose(reading(d));
  }
  exchangeOutput(flat, true);
}

export function unpackWeights(): void {
  let flat = flatWeights;
  for (let d = 0; d < readings; d++) flat = exchangeReading(reading(d), flat, false);
  exchangeOutput(flat, false);
}

/** Kernel, recurrent kernel and bias; returns where the next tensor begins. */
function exchangeReading(r: Reading, flat: usize, isPacking: bool): usize {
  for (let row = 1; row < unitRow; row++) flat = exchangeRow(r, row, flat, isPacking);
  for (let unit = 0; unit < U; unit++) flat = exchangeRow(r, unitRow + unit, flat, isPacking);
  return exchangeRow(r, 0, flat, isPacking);
}

function exchangeRow(r: Reading, row: i32, flat: usize, isPacking: bool): usize {
  for (let g: usize = 0; g < 4; g++) {
    for (let u: usize = 0; u < <usize>U; u++) {
      const packed = r.weights + ((u >> 2) * R + row) * GATES + g * LANES + (u & 3) * 4;
      exchange(packed, flat, isPacking);
      flat += 4;
    }
  }
  return flat;
}

/** Dense kernel (merged, K) ↔ (K, 4M), then the bias. */
function exchangeOutput(flat: usize, isPacking: bool): void {
  const parts = merge == Merge.Concat ? 2 : 1;
  for (let part = 0; part < parts; part++) {
    for (let u = 0; u < U; u++) {
      for (let k = 0; k < K; k++) {
        exchange(outputKernel + <usize>(k * M * 4 + part * Q * 4 + u) * 4, flat, isPacking);
        flat += 4;
      }
    }
  }
  for (let k = 0; k < K; k++) exchange(outputBias + <usize>k * 4, flat + <usize>k * 4, isPacking);
}

@inline
function exchange(packed: usize, flat: usize, isPacking: bool): void {
  if (isPacking) store<f32>(packed, load<f32>(flat));
  else store<f32>(flat, load<f32>(packed));
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
