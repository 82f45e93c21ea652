/** Initial weights as Keras makes them, from named streams of their own. */
import { type RandomStream, stream } from '../random.ts';
import { CELL } from './cell.ts';
import { type Model, weightShapes } from './model.ts';

/**
 * The initial weights of a model for a seed, flat in the order of `weightShapes`.
 *
 * Keras's defaults: kernels Glorot uniform, recurrent kernels orthogonal, biases 0 with an LSTM's forget gate at 1.
 * The stream is (seed, 'weights', layer, direction), so a forward model and the forward half of a bidirectional one
 * start alike; the Dense layer has a stream of its own.
 */
export function initialWeights(model: Model, seed: number): Float32Array {
  const shapes = weightShapes(model);
  const weights = new Float32Array(shapes.reduce((sum, { size }) => sum + size, 0));
  let random = stream(seed, 'weights', 'output');
  let offset = 0;
  for (const { of, part, shape, size } of shapes) {
    const target = weights.subarray(offset, offset + size);
    if (part === 'kernel') {
      random = of === 'output' ? stream(seed, 'weights', 'output') : stream(seed, 'weights', of.layer, of.direction);
      fillGlorotUniform(target, shape, random);
    } else if (part === 'recurrent kernel') {
      fillOrthogonal(target, shape, random);
    } else if (of !== 'output') {
      const { gates, openGate } = CELL[model.cell];
      if (openGate !== null) target.subarray(gates.indexOf(openGate) * model.units).fill(1, 0, model.units);
    }
    offset += size;
  }
  return weights;
}

/** Uniform on ±√(6 / (rows + columns)). Source: Glorot and Bengio 2010, (16); keras.initializers.GlorotUniform. */
function fillGlorotUniform(target: Float32Array, [rows, columns]: readonly number[], random: RandomStream): void {
  const limit = Math.sqrt(6 / (rows + columns));
  for (let i = 0; i < target.length; i++) target[i] = (2 * random.uniform() - 1) * limit;
}

/**
 * Orthonormal rows, uniformly distributed: Gram–Schmidt on rows of normals, in float64.
 *
 * The same distribution as keras.initializers.Orthogonal, which takes Q of a QR decomposition with the diagonal of R
 * made positive (Mezzadri 2007, section 5): Gram–Schmidt's diagonal is positive by construction. One pass is exact
 * to rounding in float32: with more gates than one the rows are far from dependent (condition number ≈ 3), and a square
 * matrix of 256 normals still leaves twelve of float64's digits.
 * TensorFlow.js's own initializer does the QR in small tensor operations and takes 83 s at 256 units.
 */
function fillOrthogonal(target: Float32Array, [rows, columns]: readonly number[], random: RandomStream): void {
  const q = new Float64Array(rows * columns); // (rows, columns)
  for (let row = 0; row < q.length; row += columns) {
    for (let c = 0; c < columns; c++) q[row + c] = random.normal();
    for (let other = 0; other < row; other += columns) {
      let dot = 0;
      for (let c = 0; c < columns; c++) dot += q[row + c] * q[other + c];
      for (let c = 0; c < columns; c++) q[row + c] -= dot * q[other + c];
    }
    let norm = 0;
    for (let c = 0; c < columns; c++) norm += q[row + c] * q[row + c];
    norm = Math.sqrt(norm);
    for (let c = 0; c < columns; c++) q[row + c] /= norm;
  }
  target.set(q);
}
