/**
 * The dense layer on top of the last layer's merged outputs: logits, and the gradients that go down again. A row is an
 * output, in the order of time or one per sequence; four at once. Logits lie number by number, so that a row is a lane.
 */
import {
  B,
  K,
  LANES,
  M,
  Merge,
  Q,
  Reading,
  S,
  isPerSequence,
  layer,
  layers,
  merge,
  operandWidth,
  outputs,
  reading,
  readings,
  upToFour,
} from './layout';
import { multiplyAdd, sumsOf } from './math';
import { take } from './memory';
import { outputsOf } from './merge';
import { Adam, AdamW, Optimizer, RmsProp, Sgd, optimizer, other, rate, step } from './optimizer';

export let outputKernel: usize = 0; // (K, 4M)
export let outputKernelFirst: usize = 0; // the optimizer's first moment
export let outputKernelSecond: usize = 0; // its second moment
export let outputBias: usize = 0; // (⌈K⌉₄)
export let outputBiasFirst: usize = 0;
export let outputBiasSecond: usize = 0;
let doutputBias: usize = 0; // (⌈K⌉₄)
let merged: usize = 0; // (outputs + 3, 4M): the last layer's merged outputs
export let logits: usize = 0; // (K, ⌈outputs⌉₄); then the probabilities, or dlogits
export let labels: usize = 0; // (⌈outputs⌉₄): classes, or float32 targets
export let counted: usize = 0; // (⌈outputs⌉₄): all bits where the output counts, else none

/** After the layers. */
export function allocateHead(rows: f64): void {
  outputKernel = take(<f64>K * M * 4);
  outputKernelFirst = take(<f64>K * M * 4);
  outputKernelSecond = take(<f64>K * M * 4);
  outputBias = take(upToFour(K));
  outputBiasFirst = take(upToFour(K));
  outputBiasSecond = take(upToFour(K));
  doutputBias = take(upToFour(K));
  logits = take((rows + 3) * K);
  labels = take(rows + 3);
  counted = take(rows + 3);
  merged = layer(layers - 1).merged;
}

/** Merged outputs → logits. */
export function computeLogits(): void {
  const padded = upToFour(outputs);
  for (let k = 0; k < K; k++) {
    for (let row = 0; row < padded; row += 4) fourLogits(row, k, padded);
  }
}

function fourLogits(row: i32, k: i32, padded: i32): void {
  const rowBytes = <usize>M * LANES;
  let a = merged + <usize>row * rowBytes;
  let weights = outputKernel + <usize>k * rowBytes;
  const end = weights + rowBytes;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  for (; weights < end; weights += LANES) {
    const w = v128.load(weights);
    sum0 = multiplyAdd(v128.load(a), w, sum0);
    sum1 = multiplyAdd(v128.load(a + rowBytes), w, sum1);
    sum2 = multiplyAdd(v128.load(a + 2 * rowBytes), w, sum2);
    sum3 = multiplyAdd(v128.load(a + 3 * rowBytes), w, sum3);
    a += LANES;
  }
  const bias = v128.load32_splat(outputBias + <usize>k * 4);
  v128.store(logits + (<usize>k * padded + row) * 4, f32x4.add(sumsOf(sum0, sum1, sum2, sum3), bias));
}

/** dlogits → doutput of every reading, class by class. */
export function headBackward(): void {
  const width = <usize>Q * LANES;
  const classBytes = <usize>upToFour(outputs) * 4;
  for (let d = 0; d < readings; d++) {
    // Where only last outputs are used, nothing comes to the others
    if (isPerSequence) memory.fill(reading(d).doutput, 0, <usize>(S * B) * width);
    let weights = outputKernel + (merge == Merge.Concat ? <usize>d * width : 0);
    let dlogits = logits;
    for (let k = 0; k < K; k++) {
      if (merge == Merge.Mul) addDoutputOfProduct(reading(d), reading(1 - d), dlogits, weights, k > 0);
      else addDoutput(reading(d), dlogits, weights, k > 0);
      weights += <usize>M * LANES;
      dlogits += classBytes;
    }
  }
}

function addDoutput(r: Reading, dlogits: usize, weights: usize, isAdding: bool): void {
  const scale: f32 = merge == Merge.Ave ? 0.5 : 1;
  const width = <usize>Q * LANES;
  const end = weights + width;
  for (let row: usize = 0; row < <usize>outputs; row++) {
    const d = f32x4.splat(scale * load<f32>(dlogits + row * 4));
    let target = r.doutput + <usize>load<i32>(r.outputRow + row * 4) * width;
    if (isAdding) {
      for (let w = weights; w < end; w += LANES, target += LANES) {
        v128.store(target, multiplyAdd(d, v128.load(w), v128.load(target)));
      }
    } else {
      for (let w = weights; w < end; w += LANES, target += LANES) v128.store(target, f32x4.mul(d, v128.load(w)));
    }
  }
}

/** Of merge mode mul: what comes back to a reading is scaled by the output of the other. */
function addDoutputOfProduct(r: Reading, other: Reading, dlogits: usize, weights: usize, isAdding: bool): void {
  const width = <usize>Q * LANES;
  const outputsOfOther = outputsOf(other);
  const rowBytes = <usize>operandWidth * 4;
  for (let row: usize = 0; row < <usize>outputs; row++) {
    const d = v128.load32_splat(dlogits + row * 4);
    const factor = outputsOfOther + <usize>load<i32>(other.outputRow + row * 4) * rowBytes;
    const target = r.doutput + <usize>load<i32>(r.outputRow + row * 4) * width;
    for (let at: usize = 0; at < width; at += LANES) {
      const before = isAdding ? v128.load(target + at) : f32x4.splat(0);
      v128.store(target + at, multiplyAdd(f32x4.mul(d, v128.load(weights + at)), v128.load(factor + at), before));
    }
  }
}

/** Moves the weights of the dense layer. */
export function headUpdate(): void {
  if (optimizer == Optimizer.Adam) updateBy<Adam>();
  else if (optimizer == Optimizer.AdamW) updateBy<AdamW>();
  else if (optimizer == Optimizer.RmsProp) updateBy<RmsProp>();
  else updateBy<Sgd>();
}

function updateBy<O>(): void {
  const blocks = <usize>M;
  for (let k = 0; k < K; k++) {
    let q: usize = 0;
    for (; q + 4 <= blocks; q += 4) updateFourBlocks<O>(k, q);
    for (; q < blocks; q++) updateBlock<O>(k, q);
  }
  updateBias<O>();
}

function updateFourBlocks<O>(k: i32, q: usize): void {
  const rowBytes = <usize>M * LANES;
  let dlogit = logits + <usize>k * upToFour(outputs) * 4;
  const end = dlogit + <usize>outputs * 4;
  let output = merged + q * LANES;
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  let d2 = f32x4.splat(0);
  let d3 = f32x4.splat(0);
  for (; dlogit < end; dlogit += 4) {
    const d = v128.load32_splat(dlogit);
    d0 = multiplyAdd(d, v128.load(output), d0);
    d1 = multiplyAdd(d, v128.load(output, LANES), d1);
    d2 = multiplyAdd(d, v128.load(output, 2 * LANES), d2);
    d3 = multiplyAdd(d, v128.load(output, 3 * LANES), d3);
    output += rowBytes;
  }
  const offset = (<usize>k * M + q) * LANES;
  updateKernel<O>(offset, d0);
  updateKernel<O>(offset + LANES, d1);
  updateKernel<O>(offset + 2 * LANES, d2);
  updateKernel<O>(offset + 3 * LANES, d3);
}

function updateBlock<O>(k: i32, q: usize): void {
  const rowBytes = <usize>M * LANES;
  let dlogit = logits + <usize>k * upToFour(outputs) * 4;
  const end = dlogit + <usize>outputs * 4;
  let output = merged + q * LANES;
  let sum = f32x4.splat(0);
  for (; dlogit < end; dlogit += 4) {
    sum = multiplyAdd(v128.load32_splat(dlogit), v128.load(output), sum);
    output += rowBytes;
  }
  updateKernel<O>((<usize>k * M + q) * LANES, sum);
}

@inline
function updateKernel<O>(offset: usize, gradient: v128): void {
  step<O>(
    outputKernel + offset,
    outputKernelFirst + offset,
    outputKernelSecond + offset,
    gradient,
    f32x4.splat(rate),
    f32x4.splat(other),
  );
}

function updateBias<O>(): void {
  const padded = <usize>upToFour(outputs);
  for (let k = 0; k < K; k++) {
    let sum = f32x4.splat(0);
    const start = logits + <usize>k * padded * 4;
    for (let row: usize = 0; row < padded; row += 4) sum = f32x4.add(sum, v128.load(start + row * 4));
    const total =
      f32x4.extract_lane(sum, 0) +
      f32x4.extract_lane(sum, 1) +
      (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    store<f32>(doutputBias + <usize>k * 4, total);
  }
  for (let at: usize = 0; at < <usize>upToFour(K) * 4; at += LANES) {
    step<O>(
      outputBias + at,
      outputBiasFirst + at,
      outputBiasSecond + at,
      v128.load(doutputBias + at),
      f32x4.splat(rate),
      f32x4.splat(other),
    );
  }
}
