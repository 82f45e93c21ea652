/**
 * The update of the contract in plain TypeScript, in the order of the textbook: forward, loss, backpropagation
 * through time, Adam. Made to be read and to hold the other engines against.
 *
 * Numbers: what is kept is float32, that is gates, cells, outputs, probabilities, their gradients, Adam's moments and
 * the weights. Sums (over units, time steps and sequences) are taken in float64 and rounded once, when their result
 * is kept; the gradient of a weight is such a sum. Losses, and the powers of Adam's β, are float64. In the precision
 * 'float64' the same code keeps everything in float64: the oracle of the tests.
 *
 * Source: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000, gates as in Keras; Kingma and Ba
 * 2015, algorithm 1.
 */
// N sequences, B of them per update, T time steps, F numbers per step, U units, M merged, K probabilities per step

import { exponential, logarithm, sigmoid, tanh } from '../elementary.ts';
import { type Model, mergedWidth, outputWidth, readingDirections, weightShapes } from '../model/model.ts';
import type { Sequences } from '../vocabulary.ts';
import {
  ADAM,
  CLIP,
  type Engine,
  predictedClass,
  probabilityOfLabel,
  supportsOneLayer,
  type Trainer,
  type TrainerSettings,
  updatesIn,
} from './engine.ts';

export type Precision = 'float32' | 'float64';

export const REFERENCE_VERSION = 'reference-1';

export const reference: Engine = referenceEngine('float32');

/** The reference in float32, which is the engine, or in float64; its trainers return their weights as float32. */
export function referenceEngine(precision: Precision): Engine {
  return {
    name: 'reference',
    version: REFERENCE_VERSION,
    backend: 'TypeScript',
    supports: supportsOneLayer,
    createTrainer: async (model, weights, settings) => createTrainer(model, weights, settings, precision),
  };
}

/** Mean loss of one batch and its gradient, in the order of the weights. */
export interface LossAndGradient {
  readonly loss: number;
  /** Counted steps predicted right. */
  readonly correct: number;
  readonly gradient: Float64Array;
}

/** What an update follows, without making it: all sequences are one batch. */
export function lossAndGradient(
  model: Model,
  weights: Kept,
  sequences: Sequences,
  precision: Precision,
): LossAndGradient {
  const network = createNetwork(model, weights, sequences.steps, precision);
  const { loss, correct } = followBatch(network, sequences, 0, sequences.count);
  return { loss, correct, gradient: network.gradient };
}

/** What is kept between sums: Float32Array, or Float64Array in the precision 'float64'. */
type Kept = Float32Array | Float64Array;

function createTrainer(model: Model, initial: Float32Array, settings: TrainerSettings, precision: Precision): Trainer {
  const { batchSize, learningRate } = settings;
  const network = createNetwork(model, initial, settings.steps, precision);
  const adam = createAdam(network, learningRate, precision);

  return {
    async train(sequences) {
      const updates = updatesIn(sequences, settings);
      const losses = new Float64Array(updates);
      const correct = new Int32Array(updates);
      for (let update = 0; update < updates; update++) {
        const measured = followBatch(network, sequences, update * batchSize, batchSize);
        losses[update] = measured.loss;
        correct[update] = measured.correct;
        adam.update();
      }
      return { losses, correct };
    },

    async predict(sequences) {
      const { count, steps, lengths } = sequences;
      const K = outputWidth(model.output);
      const probabilities = new Float32Array(count * steps * K); // (N, T, K)
      for (let n = 0; n < count; n++) {
        forward(network, sequences, n);
        probabilities.set(network.probabilities.subarray(0, lengths[n] * K), n * steps * K);
      }
      return probabilities;
    },

    weights: () => new Float32Array(network.weights),
    dispose() {},
  };
}

/** A model's weights, their gradient, and what one sequence leaves behind on its way forward and back. */
interface Network {
  readonly model: Model;
  /** Flat; the layers look into it. */
  readonly weights: Kept;
  /** Of the batch's loss; flat like the weights. */
  readonly gradient: Float64Array;
  /** One per reading direction, in Keras's order. */
  readonly lstms: readonly Lstm[];
  readonly dense: Layer;
  readonly merged: Kept; // (T, M)
  readonly dMerged: Kept; // (T, M)
  readonly logits: Float64Array; // (K) of one step
  readonly dLogits: Kept; // (K) of one step
  readonly probabilities: Kept; // (T, K)
}

/** Looks into weights and gradient; a matrix is the array of its rows. */
interface Layer {
  readonly kernel: readonly Kept[]; // (F, 4U) or (M, K)
  readonly bias: Kept; // (4U) or (K)
  readonly dKernel: readonly Float64Array[];
  readonly dBias: Float64Array;
}

/** An LSTM that reads in one direction. Whatever belongs to a time step stands in the input's order. */
interface Lstm extends Layer {
  readonly direction: 'forward' | 'backward';
  readonly recurrentKernel: readonly Kept[]; // (U, 4U)
  readonly dRecurrentKernel: readonly Float64Array[];
  readonly sums: Float64Array; // (4U) of one step: the gates i, f, c, o before their activations
  readonly gates: Kept; // (T, 4U): i, f, c, o
  readonly cells: Kept; // (T, U)
  readonly tanhCells: Kept; // (T, U)
  readonly outputs: Kept; // (T, U)
  readonly dOutputs: Kept; // (T, U) from the layer above
  readonly dSums: Kept; // (4U) of one step
  readonly dOutput: Kept; // (U) of one step, from the step read after it
  readonly dCell: Kept; // (U) of one step, from the step read after it
}

function createNetwork(model: Model, initial: Kept, T: number, precision: Precision): Network {
  const keep = (size: number) => zeros(size, precision);
  const weights = keep(initial.length);
  weights.set(initial);
  const gradient = new Float64Array(initial.length);
  const w = rowsOfTensors(weights, model);
  const d = rowsOfTensors(gradient, model);
  const U = model.units;
  const M = mergedWidth(model);
  const K = outputWidth(model.output);
  const lstms = readingDirections(model.direction).map((direction, i): Lstm => {
    const [kernel, recurrentKernel, [bias]] = w.slice(3 * i);
    const [dKernel, dRecurrentKernel, [dBias]] = d.slice(3 * i);
    return {
      direction,
      kernel,
      recurrentKernel,
      bias,
      dKernel,
      dRecurrentKernel,
      dBias,
      sums: new Float64Array(4 * U),
      gates: keep(T * 4 * U),
      cells: keep(T * U),
      tanhCells: keep(T * U),
      outputs: keep(T * U),
      dOutputs: keep(T * U),
      dSums: keep(4 * U),
      dOutput: keep(U),
      dCell: keep(U),
    };
  });
  const [kernel, [bias]] = w.slice(-2);
  const [dKernel, [dBias]] = d.slice(-2);
  return {
    model,
    weights,
    gradient,
    lstms,
    dense: { kernel, bias, dKernel, dBias },
    merged: keep(T * M),
    dMerged: keep(T * M),
    logits: new Float64Array(K),
    dLogits: keep(K),
    probabilities: keep(T * K),
  };
}

/** The tensors of a flat array in their order, each as the array of its rows. */
function rowsOfTensors<Numbers extends Kept>(flat: Numbers, model: Model): Numbers[][] {
  let offset = 0;
  return weightShapes(model).map(({ shape, size }) => {
    const columns = shape[shape.length - 1];
    const rows: Numbers[] = [];
    for (const end = offset + size; offset < end; offset += columns) {
      rows.push(flat.subarray(offset, offset + columns) as Numbers);
    }
    return rows;
  });
}

/** Leaves the gradient of the mean loss of `count` sequences in the network; 0 where no step counts. */
function followBatch(network: Network, sequences: Sequences, first: number, count: number) {
  network.gradient.fill(0);
  let counted = 0;
  for (let i = first * sequences.steps; i < (first + count) * sequences.steps; i++) counted += sequences.counted[i];

  let loss = 0;
  let correct = 0;
  for (let n = first; n < first + count; n++) {
    forward(network, sequences, n);
    const measured = measure(network, sequences, n);
    loss += measured.loss;
    correct += measured.correct;
    backward(network, sequences, n, counted);
  }
  return { loss: counted === 0 ? 0 : loss / counted, correct };
}

/** Inputs of sequence n → probabilities. */
function forward(network: Network, sequences: Sequences, n: number): void {
  const { model, lstms, dense, merged, logits, probabilities } = network;
  const length = sequences.lengths[n];
  for (const lstm of lstms) lstmForward(lstm, sequences, n);
  mergeForward(network, length);
  const M = mergedWidth(model);
  const K = logits.length;
  for (let t = 0; t < length; t++) {
    logits.set(dense.bias);
    for (let m = 0; m < M; m++) addScaled(logits, merged[t * M + m], dense.kernel[m]);
    if (model.output.kind === 'sigmoid') probabilities[t] = sigmoid(logits[0]);
    else softmax(logits, probabilities.subarray(t * K, (t + 1) * K));
  }
}

/** Sum of the cross-entropy over the counted steps of sequence n, and how many of them are predicted right. */
function measure({ probabilities, logits }: Network, { steps, labels, counted, lengths }: Sequences, n: number) {
  const K = logits.length;
  let loss = 0;
  let correct = 0;
  for (let t = 0; t < lengths[n]; t++) {
    const i = n * steps + t;
    if (counted[i] === 0) continue;
    const p = probabilityOfLabel(probabilities, t, K, labels[i]);
    loss -= logarithm(Math.min(Math.max(p, CLIP), 1 - CLIP)); // NaN stays NaN
    if (predictedClass(probabilities, t, K) === labels[i]) correct += 1;
  }
  return { loss, correct };
}

/** Adds the gradient of sequence n's share of the batch's loss: its sum ÷ the batch's counted steps. */
function backward(network: Network, sequences: Sequences, n: number, countedOfBatch: number): void {
  const { model, lstms, dense, merged, dMerged, dLogits, probabilities } = network;
  const { steps, labels, counted, lengths } = sequences;
  const M = mergedWidth(model);
  const K = dLogits.length;
  for (let t = 0; t < lengths[n]; t++) {
    const i = n * steps + t;
    const p = probabilityOfLabel(probabilities, t, K, labels[i]);
    const isClipped = p < CLIP || p > 1 - CLIP;
    for (let k = 0; k < K; k++) {
      // Cross-entropy of a sigmoid or a softmax: the derivative by the logit is probability − target
      const target = K === 1 ? labels[i] : Number(k === labels[i]);
      dLogits[k] = counted[i] === 0 || isClipped ? 0 : (probabilities[t * K + k] - target) / countedOfBatch;
    }
    addScaled(dense.dBias, 1, dLogits);
    for (let m = 0; m < M; m++) {
      addScaled(dense.dKernel[m], merged[t * M + m], dLogits);
      dMerged[t * M + m] = dot(dense.kernel[m], dLogits);
    }
  }
  mergeBackward(network, lengths[n]);
  for (const lstm of lstms) lstmBackward(lstm, sequences, n);
}

/**
 * i, f, o = sigmoid(W x + R h + b), c̃ = tanh(W x + R h + b), cell = f · cell before + i · c̃, output = o · tanh(cell).
 * Before the first step read, output and cell are 0.
 */
function lstmForward(lstm: Lstm, sequences: Sequences, n: number): void {
  const { kernel, recurrentKernel, bias, sums, gates, cells, tanhCells, outputs } = lstm;
  const { inputs } = sequences;
  const length = sequences.lengths[n];
  const F = kernel.length;
  const U = recurrentKernel.length;
  const stride = lstm.direction === 'forward' ? 1 : -1;
  let t = lstm.direction === 'forward' ? 0 : length - 1;
  for (let read = 0; read < length; read++, t += stride) {
    const before = t - stride;
    sums.set(bias);
    const step = n * sequences.steps + t;
    if (inputs instanceof Int32Array) addScaled(sums, 1, kernel[inputs[step]]);
    else for (let f = 0; f < F; f++) addScaled(sums, inputs[step * F + f], kernel[f]);
    if (read > 0) for (let u = 0; u < U; u++) addScaled(sums, outputs[before * U + u], recurrentKernel[u]);

    const g = t * 4 * U;
    for (let u = 0; u < U; u++) {
      gates[g + u] = sigmoid(sums[u]);
      gates[g + U + u] = sigmoid(sums[U + u]);
      gates[g + 2 * U + u] = tanh(sums[2 * U + u]);
      gates[g + 3 * U + u] = sigmoid(sums[3 * U + u]);
      const cellBefore = read > 0 ? cells[before * U + u] : 0;
      cells[t * U + u] = gates[g + U + u] * cellBefore + gates[g + u] * gates[g + 2 * U + u];
      tanhCells[t * U + u] = tanh(cells[t * U + u]);
      outputs[t * U + u] = gates[g + 3 * U + u] * tanhCells[t * U + u];
    }
  }
}

/** Backpropagation through time: the steps in the opposite order, each with what comes back from the one read after. */
function lstmBackward(lstm: Lstm, sequences: Sequences, n: number): void {
  const { recurrentKernel, gates, cells, tanhCells, outputs, dOutputs, dSums, dOutput, dCell } = lstm;
  const { dKernel, dRecurrentKernel, dBias } = lstm;
  const { inputs } = sequences;
  const length = sequences.lengths[n];
  const F = dKernel.length;
  const U = recurrentKernel.length;
  const stride = lstm.direction === 'forward' ? 1 : -1;
  let t = lstm.direction === 'forward' ? length - 1 : 0;
  dOutput.fill(0);
  dCell.fill(0);
  for (let read = length - 1; read >= 0; read--, t -= stride) {
    const before = t - stride;
    const g = t * 4 * U;
    for (let u = 0; u < U; u++) {
      const i = gates[g + u];
      const f = gates[g + U + u];
      const candidate = gates[g + 2 * U + u];
      const o = gates[g + 3 * U + u];
      const cellBefore = read > 0 ? cells[before * U + u] : 0;
      const tanhCell = tanhCells[t * U + u];

      const dh = dOutputs[t * U + u] + dOutput[u];
      const dc = dCell[u] + dh * o * (1 - tanhCell * tanhCell);
      dSums[u] = dc * candidate * i * (1 - i);
      dSums[U + u] = dc * cellBefore * f * (1 - f);
      dSums[2 * U + u] = dc * i * (1 - candidate * candidate);
      dSums[3 * U + u] = dh * tanhCell * o * (1 - o);
      dCell[u] = dc * f;
    }
    addScaled(dBias, 1, dSums);
    const step = n * sequences.steps + t;
    if (inputs instanceof Int32Array) addScaled(dKernel[inputs[step]], 1, dSums);
    else for (let f = 0; f < F; f++) addScaled(dKernel[f], inputs[step * F + f], dSums);
    if (read === 0) break;
    for (let u = 0; u < U; u++) {
      addScaled(dRecurrentKernel[u], outputs[before * U + u], dSums);
      dOutput[u] = dot(recurrentKernel[u], dSums);
    }
  }
}

/** The outputs of both directions as one row per step. */
function mergeForward({ model, lstms, merged }: Network, length: number): void {
  const U = model.units;
  const [a, b] = lstms.map(({ outputs }) => outputs);
  if (model.mergeMode === null) {
    merged.set(a.subarray(0, length * U));
    return;
  }
  for (let t = 0; t < length; t++) {
    for (let u = 0; u < U; u++) {
      const i = t * U + u;
      switch (model.mergeMode) {
        case 'concat':
          merged[t * 2 * U + u] = a[i];
          merged[t * 2 * U + U + u] = b[i];
          break;
        case 'sum':
          merged[i] = a[i] + b[i];
          break;
        case 'mul':
          merged[i] = a[i] * b[i];
          break;
        case 'ave':
          merged[i] = (a[i] + b[i]) / 2;
          break;
        default:
          model.mergeMode satisfies never;
      }
    }
  }
}

function mergeBackward({ model, lstms, dMerged }: Network, length: number): void {
  const U = model.units;
  const [a, b] = lstms;
  if (model.mergeMode === null) {
    a.dOutputs.set(dMerged.subarray(0, length * U));
    return;
  }
  for (let t = 0; t < length; t++) {
    for (let u = 0; u < U; u++) {
      const i = t * U + u;
      switch (model.mergeMode) {
        case 'concat':
          a.dOutputs[i] = dMerged[t * 2 * U + u];
          b.dOutputs[i] = dMerged[t * 2 * U + U + u];
          break;
        case 'sum':
          a.dOutputs[i] = dMerged[i];
          b.dOutputs[i] = dMerged[i];
          break;
        case 'mul':
          a.dOutputs[i] = dMerged[i] * b.outputs[i];
          b.dOutputs[i] = dMerged[i] * a.outputs[i];
          break;
        case 'ave':
          a.dOutputs[i] = dMerged[i] / 2;
          b.dOutputs[i] = dMerged[i] / 2;
          break;
        default:
          model.mergeMode satisfies never;
      }
    }
  }
}

/** Adam as TensorFlow.js has it: ε beside √v̂, not beside √v. */
function createAdam({ weights, gradient }: Network, learningRate: number, precision: Precision) {
  const { beta1, beta2, epsilon } = ADAM;
  const m = zeros(weights.length, precision);
  const v = zeros(weights.length, precision);
  let power1 = 1; // β₁ᵗ and β₂ᵗ
  let power2 = 1;
  return {
    update() {
      power1 *= beta1;
      power2 *= beta2;
      for (let i = 0; i < weights.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
        v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] * gradient[i];
        weights[i] -= (learningRate * (m[i] / (1 - power1))) / (Math.sqrt(v[i] / (1 - power2)) + epsilon);
      }
    },
  };
}

function zeros(size: number, precision: Precision): Kept {
  return precision === 'float32' ? new Float32Array(size) : new Float64Array(size);
}

function softmax(logits: Float64Array, probabilities: Kept): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit); // so that no exponential overflows
  let sum = 0;
  for (const logit of logits) sum += exponential(logit - largest);
  for (let k = 0; k < logits.length; k++) probabilities[k] = exponential(logits[k] - largest) / sum;
}

/** target += scale · source */
function addScaled(target: Float64Array, scale: number, source: Kept): void {
  for (let i = 0; i < source.length; i++) target[i] += scale * source[i];
}

/** Scalar product. */
function dot(a: Kept, b: Kept): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
