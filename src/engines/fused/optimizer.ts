/**
 * The formulas of ../optimizer.ts on four weights at a time. `step` is compiled once per optimizer, so that none pays for
 * the others; the numbers of the update at hand come as vectors, so that a tile reads them once.
 */
import { atLeast, flushed, multiplyAdd } from './math';

/** Compile-time names of the optimizers, for `step`. */
export class Adam {}
export class AdamW {}
export class RmsProp {}
export class Sgd {}

export const enum Optimizer {
  Adam,
  AdamW,
  RmsProp,
  Sgd,
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const RHO: f32 = 0.9;
const EPSILON: f64 = 1e-7;

/**
 * The least second moment. One that is left to itself shrinks to denormal numbers after some 70,000 updates, and then
 * every update would take up to seven times as long. β₂ times this is still normal, and its root is nothing beside ε.
 */
const SMALLEST_V: f32 = 1e-37;

export let optimizer: i32 = Optimizer.Adam;
let learningRate: f64 = 0;
let momentum: f32 = 0;
let decay: f32 = 0; // AdamW: learning rate · weight decay

let power1: f64 = 1; // β₁ⁿ and β₂ⁿ after n updates
let power2: f64 = 1;

/** Of the update at hand: Adam's rate with both bias corrections in it (√v̂ = √v / √(1 − β₂ⁿ)), or the rate. */
export let rate: f32 = 0;
/** Of the update at hand: Adam's ε with its bias correction, or the momentum. */
export let other: f32 = 0;

export function setOptimizer(kind: i32, rateGiven: f64, momentumGiven: f64, weightDecay: f64): void {
  optimizer = kind;
  learningRate = rateGiven;
  momentum = <f32>momentumGiven;
  decay = <f32>(rateGiven * weightDecay);
}

export function nextUpdate(): void {
  countUpdate();
  if (optimizer == Optimizer.Adam || optimizer == Optimizer.AdamW) {
    const correction2 = Math.sqrt(1 - power2);
    rate = <f32>((learningRate * correction2) / (1 - power1));
    other = <f32>(EPSILON * correction2);
  } else {
    rate = <f32>learningRate;
    other = momentum;
  }
}

/** Goes on as if so many updates had been made. */
export function continueAt(updates: i32): void {
  power1 = 1;
  power2 = 1;
  for (let n = 0; n < updates; n++) countUpdate();
}

function countUpdate(): void {
  power1 *= BETA1;
  power2 *= BETA2;
}

/** Moves four weights and their moments; returns the weights. Takes `rate` and `other` in all lanes. */
@inline
export function step<O>(
  weights: usize,
  firstMoment: usize,
  secondMoment: usize,
  gradient: v128,
  rates: v128,
  others: v128,
): v128 {
  if (idof<O>() == idof<RmsProp>()) {
    const square = atLeast(
      f32x4.splat(SMALLEST_V),
      multiplyAdd(
        f32x4.splat(RHO),
        v128.load(firstMoment),
        f32x4.mul(f32x4.mul(f32x4.splat(1 - RHO), gradient), gradient),
      ),
    );
    const root = f32x4.sqrt(f32x4.add(square, f32x4.splat(<f32>EPSILON)));
    const step = flushed(multiplyAdd(others, v128.load(secondMoment), f32x4.div(f32x4.mul(rates, gradient), root)));
    v128.store(firstMoment, square);
    v128.store(secondMoment, step);
    return moved(weights, v128.load(weights), step);
  }
  if (idof<O>() == idof<Sgd>()) {
    const sum = flushed(multiplyAdd(others, v128.load(firstMoment), gradient));
    v128.store(firstMoment, sum);
    return moved(weights, v128.load(weights), f32x4.mul(rates, sum));
  }
  const m = flushed(
    multiplyAdd(f32x4.splat(BETA1), v128.load(firstMoment), f32x4.mul(f32x4.splat(1 - BETA1), gradient)),
  );
  const v = atLeast(
    f32x4.splat(SMALLEST_V),
    multiplyAdd(
      f32x4.splat(BETA2),
      v128.load(secondMoment),
      f32x4.mul(f32x4.mul(f32x4.splat(1 - BETA2), gradient), gradient),
    ),
  );
  const step = f32x4.div(f32x4.mul(rates, m), f32x4.add(f32x4.sqrt(v), others));
  v128.store(firstMoment, m);
  v128.store(secondMoment, v);
  const before = v128.load(weights);
  if (idof<O>() == idof<AdamW>()) {
    return moved(weights, f32x4.sub(before, f32x4.mul(f32x4.splat(decay), before)), step);
  }
  return moved(weights, before, step);
}

@inline
function moved(weights: usize, before: v128, step: v128): v128 {
  const after = f32x4.sub(before, step);
  v128.store(weights, after);
  return after;
}
