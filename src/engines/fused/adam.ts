/** Adam as TensorFlow.js has it: weight −= rate · m̂ / (√v̂ + ε). */
import { learningRate } from './layout';
import { atLeast, flushed, multiplyAdd } from './math';

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f64 = 1e-7;

/**
 * The least second moment. One that is left to itself shrinks to denormal numbers after some 70,000 updates, and then
 * every update would take up to seven times as long. β₂ times this is still normal, and its root is nothing beside ε.
 */
const SMALLEST_V: f32 = 1e-37;

let power1: f64 = 1; // β₁ⁿ and β₂ⁿ after n updates
let power2: f64 = 1;

/** The rate and ε of the update at hand, with both bias corrections in them: √v̂ = √v / √(1 − β₂ⁿ). */
export let rate: f32 = 0;
export let epsilon: f32 = 0;

export function nextUpdate(): void {
  power1 *= BETA1;
  power2 *= BETA2;
  const correction2 = Math.sqrt(1 - power2);
  rate = <f32>((learningRate * correction2) / (1 - power1));
  epsilon = <f32>(EPSILON * correction2);
}

/** Goes on as if so many updates had been made. */
export function continueAt(updates: i32): void {
  power1 = 1;
  power2 = 1;
  for (let n = 0; n < updates; n++) {
    power1 *= BETA1;
    power2 *= BETA2;
  }
}

/** Moves four weights and their moments; returns the weights. Takes `rate` and `epsilon` in all lanes. */
@inline
export function adam(weights: usize, m: usize, v: usize, gradient: v128, rates: v128, epsilons: v128): v128 {
  const first = flushed(
    multiplyAdd(f32x4.splat(BETA1), v128.load(m), f32x4.mul(f32x4.splat(1 - BETA1), gradient)),
  );
  const second = atLeast(
    f32x4.splat(SMALLEST_V),
    multiplyAdd(
      f32x4.splat(BETA2),
      v128.load(v),
      f32x4.mul(f32x4.mul(f32x4.splat(1 - BETA2), gradient), gradient),
    ),
  );
  const step = f32x4.div(f32x4.mul(rates, first), f32x4.add(f32x4.sqrt(second), epsilons));
  const moved = f32x4.sub(v128.load(weights), step);
  v128.store(m, first);
  v128.store(v, second);
  v128.store(weights, moved);
  return moved;
}
