/**
 * TensorFlow.js: the model of a configuration as a LayersModel, trained by `trainOnBatch`.
 *
 * What TensorFlow.js does not do by itself:
 * - its losses ignore step weights and masks: here the labels carry them (see `labelTensor`), and the loss divides by
 *   the counted steps;
 * - different lengths: a Masking layer stands before the LSTM. Its mask holds a state where it is, so that a backward
 *   reading, which meets the padding first, is still at 0 at the sequence's own last step;
 * - `goBackwards` leaves the outputs in the order of reading. A Bidirectional layer turns them itself; for a lone
 *   backward LSTM the labels are turned instead, and the predictions turned back.
 */
// N sequences, B of them per update, T time steps, F numbers per step, K probabilities per step
import util from 'node:util';
import type * as Core from '@tensorflow/tfjs-core';
import type * as Layers from '@tensorflow/tfjs-layers';
import { inputWidth, type Model, outputWidth, weightShapes } from '../model/model.ts';
import { modelTopology } from '../model/topology.ts';
import type { Direction, Sequences } from '../vocabulary.ts';
import { CLIP, type Engine, supportsOneLayer, type Trainer, type TrainerSettings, updatesIn } from './engine.ts';
import { createOptimizer } from './tfjs/optimizer.ts';
import { installedTfjs } from './tfjs-installed.ts';

export interface TensorFlow {
  readonly core: typeof Core;
  readonly layers: typeof Layers;
}

/** The engine in tfjs-node where that is installed, else in the cpu backend. One backend per process. */
export async function tfjsEngine(): Promise<Engine> {
  const tf = await loadTensorFlow();
  return {
    name: 'tfjs',
    version: installedTfjs().engineVersion,
    backend: tf.core.getBackend(),
    supports: supportsOneLayer,
    createTrainer: (model, weights, settings) => createTrainer(tf, model, weights, settings),
  };
}

let loading: Promise<TensorFlow> | null = null;

export function loadTensorFlow(): Promise<TensorFlow> {
  loading ??= load();
  return loading;
}

async function load(): Promise<TensorFlow> {
  if (installedTfjs().kind === 'tfjs-node') {
    // tfjs-node 4.22 calls two functions of node:util that Node 23 and later no longer have (tensorflow/tfjs#8609)
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // no start-up notices
    const optional: string = '@tensorflow/tfjs-node'; // not a literal: there are no types where it is not installed
    await import(optional);
  } else {
    await import('@tensorflow/tfjs-backend-cpu');
  }
  const core = await import('@tensorflow/tfjs-core');
  core.enableProdMode(); // no banner that advertises tfjs-node
  await core.ready();
  return { core, layers: await import('@tensorflow/tfjs-layers') };
}

async function createTrainer(
  tf: TensorFlow,
  model: Model,
  initial: Float32Array,
  settings: TrainerSettings,
): Promise<Trainer> {
  const { core } = tf;
  const { batchSize } = settings;
  const optimizer = createOptimizer(core, settings.optimizer, weightShapes(model));
  const terms = model.output.kind === 'sigmoid' ? sigmoidTerms(core) : softmaxTerms(core);
  const { whole, masked } = await openModels(tf, model, initial);
  for (const one of [whole, masked])
    one.compile({ optimizer: optimizer.inner, loss: terms.loss, metrics: [terms.correct] });
  const modelFor = (batch: Batch) => (batch.isPadded ? masked : whole);

  return {
    async train(sequences) {
      const updates = updatesIn(sequences, settings);
      const losses = new Float64Array(updates);
      const correct = new Int32Array(updates);
      for (let update = 0; update < updates; update++) {
        const batch = batchOf(sequences, update * batchSize, batchSize);
        const inputs = inputTensor(core, model, sequences, batch);
        const labels = labelTensor(core, model, sequences, batch);
        const measured = await modelFor(batch).trainOnBatch(inputs, labels);
        [losses[update], correct[update]] = measured as number[];
        core.dispose([inputs, labels]);
      }
      return { losses, correct };
    },

    async predict(sequences) {
      const { count, steps, lengths } = sequences;
      const K = outputWidth(model.output);
      const probabilities = new Float32Array(count * steps * K); // (N, T, K)
      for (let first = 0; first < count; first += PREDICT_AT_ONCE) {
        const batch = batchOf(sequences, first, Math.min(PREDICT_AT_ONCE, count - first));
        const inputs = inputTensor(core, model, sequences, batch);
        const outputs = modelFor(batch).predictOnBatch(inputs) as Core.Tensor;
        const values = await outputs.data();
        core.dispose([inputs, outputs]);
        for (let b = 0; b < batch.count; b++) {
          for (let t = 0; t < lengths[first + b]; t++) {
            const from = (b * batch.steps + place(t, batch, model.direction)) * K;
            probabilities.set(values.subarray(from, from + K), ((first + b) * steps + t) * K);
          }
        }
      }
      return probabilities;
    },

    weights: () => weightsOf(whole),

    state: async () => ({ weights: weightsOf(whole), ...(await optimizer.state()) }),

    async restore(state) {
      setWeights(core, whole, { model, weights: state.weights });
      await optimizer.restore(state);
    },

    dispose() {
      optimizer.dispose();
      masked.dispose();
      whole.dispose();
    },
  };
}

/** Sequences per call of TensorFlow.js's `predictOnBatch`. */
const PREDICT_AT_ONCE = 256;

/**
 * The model of model/topology.ts with its weights, and the same layers behind a Masking layer. Masks take a fifth of
 * the time, and most tasks have sequences of one length only.
 */
async function openModels({ core, layers }: TensorFlow, model: Model, weights: Float32Array) {
  const whole = await layers.loadLayersModel(core.io.fromMemory({ modelTopology: modelTopology(model) }));
  setWeights(core, whole, { model, weights });

  const input = layers.input({ shape: [null, inputWidth(model.input)] });
  const [, ...shared] = whole.layers;
  const output = [layers.layers.masking({ maskValue: PADDING }), ...shared].reduce(
    (tensor, layer) => layer.apply(tensor) as Layers.SymbolicTensor,
    input,
  );
  return { whole, masked: layers.model({ inputs: input, outputs: output }) };
}

function setWeights(
  core: typeof Core,
  opened: Layers.LayersModel,
  { model, weights }: { model: Model; weights: Float32Array },
): void {
  core.tidy(() => {
    let offset = 0;
    const tensors = weightShapes(model).map(({ shape, size }) => {
      // A copy, because the cpu backend goes on using the array that it is given
      const tensor = core.tensor(weights.slice(offset, offset + size), [...shape]);
      offset += size;
      return tensor;
    });
    opened.setWeights(tensors);
  });
}

function weightsOf(opened: Layers.LayersModel): Float32Array {
  const tensors = opened.getWeights();
  const weights = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const tensor of tensors) {
    weights.set(tensor.dataSync(), offset);
    offset += tensor.size;
  }
  return weights;
}

/**
 * Neighbouring sequences, cut after the last step of the longest: what follows would only be masked. Two steps at the
 * least, because the gradient of TensorFlow.js's `unstack` throws for one.
 */
interface Batch {
  readonly first: number;
  readonly count: number;
  /** T of its tensors. */
  readonly steps: number;
  readonly isPadded: boolean;
}

function batchOf({ lengths }: Sequences, first: number, count: number): Batch {
  const own = lengths.subarray(first, first + count);
  const steps = Math.max(2, ...own);
  return { first, count, steps, isPadded: own.some((length) => length < steps) };
}

/** Marks padded steps for the Masking layer: the lowest float32, which multiplied by 0 is 0 and no real input. */
const PADDING = -(2 - 2 ** -23) * 2 ** 127;

/** (B, T, F), tokens one-hot; PADDING at padded steps. */
function inputTensor(core: typeof Core, model: Model, { inputs, lengths, steps }: Sequences, batch: Batch) {
  const F = inputWidth(model.input);
  const values = new Float32Array(batch.count * batch.steps * F);
  for (let b = 0; b < batch.count; b++) {
    const n = batch.first + b;
    for (let t = 0; t < batch.steps; t++) {
      const step = values.subarray((b * batch.steps + t) * F, (b * batch.steps + t + 1) * F);
      if (t >= lengths[n]) step.fill(PADDING);
      else if (model.input.kind === 'tokens') step[inputs[n * steps + t]] = 1;
      else step.set(inputs.subarray((n * steps + t) * F, (n * steps + t + 1) * F));
    }
  }
  return core.tensor3d(values, [batch.count, batch.steps, F]);
}

/**
 * (B, T, K): the labels in the only form that reaches a loss of TensorFlow.js, the shape of the output. A step that
 * does not count is all 0. Otherwise +1 for the label 1 and −1 for the label 0 of a sigmoid; one-hot for a softmax.
 */
function labelTensor(core: typeof Core, model: Model, { labels, counted, lengths, steps }: Sequences, batch: Batch) {
  const K = outputWidth(model.output);
  const values = new Float32Array(batch.count * batch.steps * K);
  for (let b = 0; b < batch.count; b++) {
    for (let t = 0; t < lengths[batch.first + b]; t++) {
      const i = (batch.first + b) * steps + t;
      if (counted[i] === 0) continue;
      const at = (b * batch.steps + place(t, batch, model.direction)) * K;
      if (model.output.kind === 'sigmoid') values[at] = labels[i] === 1 ? 1 : -1;
      else values[at + labels[i]] = 1;
    }
  }
  return core.tensor3d(values, [batch.count, batch.steps, K]);
}

/** Where time step t stands along the time axis of the model's output. */
function place(t: number, batch: Batch, direction: Direction): number {
  return direction === 'backward' ? batch.steps - 1 - t : t;
}

/** What `compile` is given: the mean cross-entropy over the counted steps, and how many of them are right. */
interface Terms {
  loss(labels: Core.Tensor, probabilities: Core.Tensor): Core.Tensor;
  correct(labels: Core.Tensor, probabilities: Core.Tensor): Core.Tensor;
}

function sigmoidTerms(core: typeof Core): Terms {
  return {
    loss(labels, probabilities) {
      const ofLabel = core.where(core.greater(labels, 0), probabilities, core.sub(1, probabilities));
      const counted = core.abs(labels);
      return overCounted(core, core.mul(counted, core.log(core.clipByValue(ofLabel, CLIP, 1 - CLIP))), counted);
    },
    correct(labels, probabilities) {
      const predicted = core.where(core.greater(probabilities, 0.5), 1, -1);
      return core.sum(core.relu(core.mul(labels, predicted)));
    },
  };
}

function softmaxTerms(core: typeof Core): Terms {
  return {
    loss(labels, probabilities) {
      return overCounted(core, core.mul(labels, core.log(core.clipByValue(probabilities, CLIP, 1 - CLIP))), labels);
    },
    correct(labels, probabilities) {
      const isRight = core.equal(core.argMax(probabilities, -1), core.argMax(labels, -1));
      return core.sum(core.mul(core.cast(isRight, 'float32'), core.sum(labels, -1)));
    },
  };
}

/** −(sum of the log-likelihoods) ÷ number of counted steps; 0 where none counts. */
function overCounted(core: typeof Core, logLikelihoods: Core.Tensor, counted: Core.Tensor): Core.Tensor {
  return core.div(core.sub(0, core.sum(logLikelihoods)), core.maximum(core.sum(counted), 1));
}
