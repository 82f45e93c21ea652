/**
 * The dense layer on top of the merged outputs: logits, probabilities, loss, and the gradients that go down again.
 * All in the order of time, four rows at once; logits lie class by class, so that a row is a lane.
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
  corrects,
  counted,
  doutputBias,
  first,
  isSoftmax,
  labels,
  logits,
  losses,
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
  second,
  unitColumn,
  upToFour,
} from './layout';
import { exponential, logarithm, multiplyAdd, pairSums, sumOfCounts, sumsOf } from './math';

/** The probability of a label is clipped to [1e-7, 1 − 1e-7]; where it is clipped the gradient is 0. */
const CLIP: f32 = 1e-7;

/** Where a reading has written its outputs, in the order of the slots and `operandWidth` apart. */
@inline
function outputsOf(r: Reading): usize {
  return r.operand + <usize>(B * operandWidth + unitColumn) * 4;
}

/** The outputs of all readings → one row per time step. */
function mergeOutputs(): void {
  const a = outputsOf(first);
  const b = outputsOf(second);
  const rowBytes = <usize>operandWidth * 4;
  const width = <usize>Q * LANES;
  const isBoth = readings == 2;
  let slotRowA = first.slotRow;
  let slotRowB = second.slotRow;
  const end = slotRowA + <usize>(S * B) * 4;
  let target = merged;
  for (; slotRowA < end; slotRowA += 4, slotRowB += 4) {
    const rowA = a + <usize>load<i32>(slotRowA) * rowBytes;
    const rowB = isBoth ? b + <usize>load<i32>(slotRowB) * rowBytes : 0;
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
  const rows = upToFour(S * B);
  for (let k = 0; k < K; k++) {
    for (let row = 0; row < rows; row += 4) fourLogits(row, k, rows);
  }
}

function fourLogits(row: i32, k: i32, rows: i32): void {
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
  v128.store(logits + (<usize>k * rows + row) * 4, f32x4.add(sumsOf(sum0, sum1, sum2, sum3), bias));
}

/** Logits → probabilities, in place. */
export function computeProbabilities(): void {
  const rows = upToFour(S * B);
  for (let row = 0; row < rows; row += 4) {
    const address = logits + <usize>row * 4;
    if (isSoftmax) {
      softmax(address, <usize>rows * 4);
    } else {
      const z = v128.load(address);
      const likely = likelyProbability(z);
      v128.store(address, v128.bitselect(likely, unlikelyProbability(z, likely), isPositive(z)));
    }
  }
}

// A sigmoid by the probability of its likelier side, which is above ½, and of the other: both without cancellation

@inline
function isPositive(z: v128): v128 {
  return f32x4.gt(z, f32x4.splat(0));
}

@inline
function likelyProbability(z: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(f32x4.abs(z)))));
}

@inline
function unlikelyProbability(z: v128, likely: v128): v128 {
  return f32x4.mul(exponential(f32x4.neg(f32x4.abs(z))), likely);
}

/** Four rows of K logits, `classBytes` apart → probabilities, in place. */
function softmax(address: usize, classBytes: usize): void {
  const end = address + <usize>K * classBytes;
  let largest = v128.load(address);
  for (let at = address + classBytes; at < end; at += classBytes) largest = f32x4.pmax(largest, v128.load(at));
  let sum = f32x4.splat(0);
  for (let at = address; at < end; at += classBytes) {
    const e = exponential(f32x4.sub(v128.load(at), largest));
    v128.store(at, e);
    sum = f32x4.add(sum, e);
  }
  for (let at = address; at < end; at += classBytes) v128.store(at, f32x4.div(v128.load(at), sum));
}

let lossSum: v128 = f64x2.splat(0);
let correctSum: v128 = i32x4.splat(0);

/** Logits → dlogits, in place; loss and right predictions of the batch go to the caller's entry `update`. */
export function computeLoss(update: i32, countedSteps: i32): void {
  const share = f32x4.splat(countedSteps > 0 ? <f32>(1 / <f64>countedSteps) : 0);
  lossSum = f64x2.splat(0);
  correctSum = i32x4.splat(0);
  if (isSoftmax) softmaxLoss(share);
  else sigmoidLoss(share);
  const sum = f64x2.extract_lane(lossSum, 0) + f64x2.extract_lane(lossSum, 1);
  store<f64>(losses + <usize>update * 8, countedSteps > 0 ? -sum / <f64>countedSteps : 0);
  store<i32>(corrects + <usize>update * 4, sumOfCounts(correctSum));
}

function sigmoidLoss(share: v128): void {
  let loss = f64x2.splat(0);
  let correct = i32x4.splat(0);
  const end = <usize>upToFour(S * B) * 4;
  for (let at: usize = 0; at < end; at += LANES) {
    const mask = v128.load(counted + at);
    const z = v128.load(logits + at);
    const likely = likelyProbability(z);
    const unlikely = unlikelyProbability(z, likely);
    const isOne = i32x4.eq(v128.load(labels + at), i32x4.splat(1));
    const agrees = v128.not(v128.xor(isPositive(z), isOne));
    const p = v128.bitselect(likely, unlikely, agrees); // of the label
    const clipped = clip(p);
    const slope = f32x4.mul(v128.bitselect(unlikely, likely, agrees), share);
    const dlogit = v128.bitselect(f32x4.neg(slope), slope, isOne);
    v128.store(logits + at, v128.and(dlogit, v128.and(mask, f32x4.eq(p, clipped))));
    loss = f64x2.add(loss, pairSums(v128.and(logarithm(clipped), mask)));
    const isAboveHalf = v128.and(isPositive(z), f32x4.gt(likely, f32x4.splat(0.5)));
    correct = i32x4.sub(correct, v128.andnot(mask, v128.xor(isAboveHalf, isOne)));
  }
  lossSum = loss;
  correctSum = correct;
}

function softmaxLoss(share: v128): void {
  let loss = f64x2.splat(0);
  let correct = i32x4.splat(0);
  const classBytes = <usize>upToFour(S * B) * 4;
  for (let row: usize = 0; row < classBytes; row += LANES) {
    const mask = v128.load(counted + row);
    const label = v128.load(labels + row);
    let at = logits + row;
    softmax(at, classBytes);
    const p = probabilityOfLabel(at, classBytes, label);
    const clipped = clip(p);
    loss = f64x2.add(loss, pairSums(v128.and(logarithm(clipped), mask)));
    correct = i32x4.sub(correct, v128.and(mask, i32x4.eq(largestClass(at, classBytes), label)));
    const isLearning = v128.and(mask, f32x4.eq(p, clipped));
    for (let k = 0; k < K; k++) {
      const target = v128.and(i32x4.eq(label, i32x4.splat(k)), f32x4.splat(1));
      v128.store(at, v128.and(f32x4.mul(f32x4.sub(v128.load(at), target), share), isLearning));
      at += classBytes;
    }
  }
  lossSum = loss;
  correctSum = correct;
}

@inline
function clip(p: v128): v128 {
  return f32x4.pmax(f32x4.pmin(p, f32x4.splat(1 - CLIP)), f32x4.splat(CLIP));
}

@inline
function probabilityOfLabel(address: usize, classBytes: usize, label: v128): v128 {
  let p = f32x4.splat(0);
  for (let k = 0; k < K; k++) {
    p = v128.bitselect(v128.load(address), p, i32x4.eq(label, i32x4.splat(k)));
    address += classBytes;
  }
  return p;
}

/** The class with the largest probability, the first on a tie. */
@inline
function largestClass(address: usize, classBytes: usize): v128 {
  let largest = v128.load(address);
  let best = i32x4.splat(0);
  for (let k = 1; k < K; k++) {
    address += classBytes;
    const p = v128.load(address);
    const isLarger = f32x4.gt(p, largest);
    largest = v128.bitselect(p, largest, isLarger);
    best = v128.bitselect(i32x4.splat(k), best, isLarger);
  }
  return best;
}

/** dlogits → doutput of every reading, class by class. */
export function headBackward(): void {
  const width = <usize>Q * LANES;
  const classBytes = <usize>upToFour(S * B) * 4;
  for (let d = 0; d < readings; d++) {
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
  const rows = <usize>(S * B);
  const width = <usize>Q * LANES;
  const end = weights + width;
  for (let row: usize = 0; row < rows; row++) {
    const d = f32x4.splat(scale * load<f32>(dlogits + row * 4));
    let target = r.doutput + <usize>load<i32>(r.slotRow + row * 4) * width;
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
  const rows = <usize>(S * B);
  const width = <usize>Q * LANES;
  const outputs = outputsOf(other);
  const rowBytes = <usize>operandWidth * 4;
  for (let row: usize = 0; row < rows; row++) {
    const d = v128.load32_splat(dlogits + row * 4);
    const factor = outputs + <usize>load<i32>(other.slotRow + row * 4) * rowBytes;
    const target = r.doutput + <usize>load<i32>(r.slotRow + row * 4) * width;
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
  const rows = S * B;
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
  const rows = S * B;
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
  const rows = <usize>upToFour(S * B);
  for (let k = 0; k < K; k++) {
    let sum = f32x4.splat(0);
    const start = logits + <usize>k * rows * 4;
    for (let row: usize = 0; row < rows; row += 4) sum = f32x4.add(sum, v128.load(start + row * 4));
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
