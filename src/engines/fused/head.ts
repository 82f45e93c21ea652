/**
 * The dense layer on top of the merged outputs: logits, and the gradients that go down again. A row is an output, in the
 * order of time or one per sequence; four at once. Logits lie class by class, so that a row is a lane.
 */
import { adam, epsilon, rate } from './adam';
import {
  B,
  K,
  LANES,
  M,
  Merge,
  Q,
  S,
  doutputBias,
  first,
  isPerSequence,
  logits,
  merge,
  merged,
  operandWidth,
  outputBias,
  outputBiasM,
  outputBiasV,
  outputKernel,
  outputKernelM,
  outputKernelV,
  reading,
  Reading,
  readings,
  rows,
  second,
  unitColumn,
  upToFour,
} from './layout';
import { multiplyAdd, sumsOf } from './math';

/** Where a reading has written its outputs, in the order of the slots and `operandWidth` apart. */
@inline
function outputsOf(r: Reading): usize {
  return r.operand + <usize>(B * operandWidth + unitColumn) * 4;
}

/** The outputs of all readings → one row per output. */
function mergeOutputs(): void {
  const a = outputsOf(first);
  const b = outputsOf(second);
  const rowBytes = <usize>operandWidth * 4;
  const width = <usize>Q * LANES;
  const isBoth = readings == 2;
  let outputRowA = first.outputRow;
  let outputRowB = second.outputRow;
  const end = outputRowA + <usize>rows * 4;
  let target = merged;
  for (; outputRowA < end; outputRowA += 4, outputRowB += 4) {
    const rowA = a + <usize>load<i32>(outputRowA) * rowBytes;
    const rowB = isBoth ? b + <usize>load<i32>(outputRowB) * rowBytes : 0;
    target = mergeRow(target, rowA, rowB, width);
  }
}

/** Returns where the next row begins. */
@inline
function mergeRow(target: usize, a: usize, b: usize, width: usize): usize {
  if (merge == Merge.Concat || merge == Merge.None) {
    for (const end = a + width; a < end; a += LANES, target += LANES) v128.store(target, v128.load(a));
    if (merge == Merge.None) return target;
    for (const end = b + width; b < end; b += LANES, target += LANES) v128.store(target, v128.load(b));
    return target;
  }
  const scale = f32x4.splat(merge == Merge.Ave ? 0.5 : 1);
  for (const end = a + width; a < end; a += LANES, b += LANES, target += LANES) {
    const product = f32x4.mul(v128.load(a), v128.load(b));
    const sum = f32x4.mul(f32x4.add(v128.load(a), v128.load(b)), scale);
    v128.store(target, merge == Merge.Mul ? product : sum);
  }
  return target;
}

/** Outputs of the readings → logits. */
export function computeLogits(): void {
  mergeOutputs();
  const padded = upToFour(rows);
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
  const classBytes = <usize>upToFour(rows) * 4;
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
  for (let row: usize = 0; row < <usize>rows; row++) {
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
  const outputs = outputsOf(other);
  const rowBytes = <usize>operandWidth * 4;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const d = v128.load32_splat(dlogits + row * 4);
    const factor = outputs + <usize>load<i32>(other.outputRow + row * 4) * rowBytes;
    const target = r.doutput + <usize>load<i32>(r.outputRow + row * 4) * width;
    for (let at: usize = 0; at < width; at += LANES) {
      const before = isAdding ? v128.load(target + at) : f32x4.splat(0);
      v128.store(target + at, multiplyAdd(f32x4.mul(d, v128.load(weights + at)), v128.load(factor + at), before));
    }
  }
}

/** Gradient and Adam of the dense layer. */
export function headUpdate(): void {
  const blocks = <usize>M;
  for (let k = 0; k < K; k++) {
    let q: usize = 0;
    for (; q + 4 <= blocks; q += 4) updateFourBlocks(k, q);
    for (; q < blocks; q++) updateBlock(k, q);
  }
  updateBias();
}

function updateFourBlocks(k: i32, q: usize): void {
  const rowBytes = <usize>M * LANES;
  let dlogit = logits + <usize>k * upToFour(rows) * 4;
  const end = dlogit + <usize>rows * 4;
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
  updateKernel(offset, d0);
  updateKernel(offset + LANES, d1);
  updateKernel(offset + 2 * LANES, d2);
  updateKernel(offset + 3 * LANES, d3);
}

function updateBlock(k: i32, q: usize): void {
  const rowBytes = <usize>M * LANES;
  let dlogit = logits + <usize>k * upToFour(rows) * 4;
  const end = dlogit + <usize>rows * 4;
  let output = merged + q * LANES;
  let sum = f32x4.splat(0);
  for (; dlogit < end; dlogit += 4) {
    sum = multiplyAdd(v128.load32_splat(dlogit), v128.load(output), sum);
    output += rowBytes;
  }
  updateKernel((<usize>k * M + q) * LANES, sum);
}

@inline
function updateKernel(offset: usize, gradient: v128): void {
  adam(
    outputKernel + offset,
    outputKernelM + offset,
    outputKernelV + offset,
    gradient,
    f32x4.splat(rate),
    f32x4.splat(epsilon),
  );
}

function updateBias(): void {
  const padded = <usize>upToFour(rows);
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
    adam(
      outputBias + at,
      outputBiasM + at,
      outputBiasV + at,
      v128.load(doutputBias + at),
      f32x4.splat(rate),
      f32x4.splat(epsilon),
    );
  }
}
