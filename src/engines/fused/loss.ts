/**
 * What the dense layer says and how wrong that is: logits → probabilities, loss and dlogits. Four outputs at once;
 * logits lie class by class, so that an output is a lane.
 */
import { counted, labels, logits } from './head';
import { K, LANES, Output, output, outputs, upToFour } from './layout';
import { exponential, logarithm, pairSums, sumOfCounts } from './math';
import { corrects, losses } from './memory';

/** The probability of a label is clipped to [1e-7, 1 − 1e-7]; where it is clipped the gradient is 0. */
const CLIP: f32 = 1e-7;

/** Logits → probabilities, in place; those of a linear output are what it says. */
export function computeProbabilities(): void {
  if (output == Output.Linear) return;
  const classBytes = <usize>upToFour(outputs) * 4;
  for (let address = logits; address < logits + classBytes; address += LANES) {
    if (output == Output.Softmax) {
      softmax(address, classBytes);
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
export function computeLoss(update: i32, countedOutputs: i32): void {
  const share = f32x4.splat(countedOutputs > 0 ? <f32>(1 / <f64>countedOutputs) : 0);
  lossSum = f64x2.splat(0);
  correctSum = i32x4.splat(0);
  if (output == Output.Softmax) softmaxLoss(share);
  else if (output == Output.Sigmoid) sigmoidLoss(share);
  else squaredError(share);
  const sum = f64x2.extract_lane(lossSum, 0) + f64x2.extract_lane(lossSum, 1);
  store<f64>(losses + <usize>update * 8, countedOutputs > 0 ? -sum / <f64>countedOutputs : 0);
  store<i32>(corrects + <usize>update * 4, sumOfCounts(correctSum));
}

function sigmoidLoss(share: v128): void {
  let loss = f64x2.splat(0);
  let correct = i32x4.splat(0);
  const end = <usize>upToFour(outputs) * 4;
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
  const classBytes = <usize>upToFour(outputs) * 4;
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

/** (output − target)² of every output; what is summed is its negative, as a log-likelihood. */
function squaredError(share: v128): void {
  let loss = f64x2.splat(0);
  const slope = f32x4.mul(f32x4.splat(2), share);
  const end = <usize>upToFour(outputs) * 4;
  for (let at: usize = 0; at < end; at += LANES) {
    const difference = f32x4.sub(v128.load(logits + at), v128.load(labels + at));
    const countedOnes = v128.and(difference, v128.load(counted + at));
    v128.store(logits + at, f32x4.mul(countedOnes, slope));
    loss = f64x2.sub(loss, pairSums(f32x4.mul(countedOnes, countedOnes)));
  }
  lossSum = loss;
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

