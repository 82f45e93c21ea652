/**
 * The optimizers as every engine makes them, which is as TensorFlow.js does. g is the gradient of a weight w, t the
 * number of the update, all else starts at 0.
 *
 * - adam:    m = β₁ m + (1 − β₁) g;  v = β₂ v + (1 − β₂) g²;
 *            w −= rate · m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
 *            (Kingma and Ba 2015, algorithm 1. Keras has ε beside √v, where it weighs up to 31 times as much at first.)
 * - adamw:   w −= rate · decay · w for every weight, biases too, with the gradient taken before; then as adam
 *            (Loshchilov and Hutter 2019, in the order of Keras)
 * - rmsprop: s = ρ s + (1 − ρ) g²;  a = momentum · a + rate · g / √(s + ε);  w −= a
 * - sgd:     a = momentum · a + g;  w −= rate · a
 */
import type { OptimizerName } from '../vocabulary.ts';

export interface OptimizerSettings {
  readonly name: OptimizerName;
  readonly learningRate: number;
  /** Of rmsprop and sgd, 0 … < 1; the others do not look at it. */
  readonly momentum: number;
  /** Of adamw; the others do not look at it. */
  readonly weightDecay: number;
}

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
export const RMSPROP = { rho: 0.9, epsilon: 1e-7 } as const;

/** What each optimizer remembers of every weight, in the order of its state. */
export const MOMENTS: Readonly<Record<OptimizerName, readonly string[]>> = {
  adam: ['m', 'v'],
  adamw: ['m', 'v'],
  rmsprop: ['s', 'a'],
  sgd: ['a'],
};
