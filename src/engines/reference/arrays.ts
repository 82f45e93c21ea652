/**
 * The arrays of the reference. What is kept between sums is float32, that is gates, cells, outputs, probabilities, their
 * gradients, the optimizer's moments and the weights. Sums (over units, time steps and sequences) are taken in float64
 * and rounded once, when their result is kept; the gradient of a weight is such a sum. Losses, and the powers of Adam's
 * β, are float64. In the precision 'float64' the same code keeps everything in float64: the oracle of the tests.
 */

export type Precision = 'float32' | 'float64';

/** What is kept between sums: Float32Array, or Float64Array in the precision 'float64'. */
export type Kept = Float32Array | Float64Array;

export function zeros(size: number, precision: Precision): Kept {
  return precision === 'float32' ? new Float32Array(size) : new Float64Array(size);
}

/** target += scale · source */
export function addScaled(target: Float64Array, scale: number, source: Kept): void {
  for (let i = 0; i < source.length; i++) target[i] += scale * source[i];
}

/** Scalar product. */
export function dot(a: Kept, b: Kept): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
