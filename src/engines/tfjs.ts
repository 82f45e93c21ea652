/**
 * TensorFlow.js: the model of a configuration as LayersModels, trained by `trainOnBatch`.
 *
 * What TensorFlow.js does not do by itself:
 * - its losses ignore step weights and masks: here the labels carry them (see tfjs/tensors.ts), and the loss divides by
 *   the counted outputs;
 * - different lengths: a Masking layer stands before the recurrent ones. Its mask holds a state where it is, so that a
 *   backward reading, which meets the padding first, is still at 0 at the sequence's own last step;
 * - `goBackwards` leaves the outputs in the order of reading. A Bidirectional layer turns them itself. After a lone
 *   backward layer they are turned for the next one; after the last one the labels are turned instead, and the
 *   predictions turned back;
 * - its Dropout has one mask for ever, or none that comes again: here outputs are multiplied with given factors.
 */
import { type Model, outputsPerSequence, outputWidth, weightShapes } from '../model/model.ts';
import { type Engine, type Trainer, type TrainerSettings, updatesIn } from './engine.ts';
import { openModels } from './tfjs/models.ts';
import { createOptimizer } from './tfjs/optimizer.ts';
import { loadTensorFlow, type TensorFlow } from './tfjs/tensorflow.ts';
import { batchOf, collectOutputs, inputTensor, labelTensor, maskTensor } from './tfjs/tensors.ts';
import { termsOf } from './tfjs/terms.ts';
import { installedTfjs } from './tfjs-installed.ts';

/** The engine in tfjs-node where that is installed, else in the cpu backend. One backend per process. */
export async function tfjsEngine(): Promise<Engine> {
  const tf = await loadTensorFlow();
  return {
    name: 'tfjs',
    version: installedTfjs().engineVersion,
    backend: tf.core.getBackend(),
    createTrainer: async (model, weights, settings) => createTrainer(tf, model, weights, settings),
  };
}

/** Sequences per call of TensorFlow.js's `predictOnBatch`. */
const PREDICT_AT_ONCE = 256;

function createTrainer(tf: TensorFlow, model: Model, initial: Float32Array, settings: TrainerSettings): Trainer {
  const { core } = tf;
  const { batchSize } = settings;
  const optimizer = createOptimizer(core, settings.optimizer, weightShapes(model));
  const terms = termsOf(core, model.output);
  const models = openModels(tf, model, initial);
  models.compile({ optimizer: optimizer.inner, loss: terms.loss, metrics: [terms.correct] });

  return {
    async train(sequences, masks = []) {
      const updates = updatesIn(sequences, settings);
      const losses = new Float64Array(updates);
      const correct = new Int32Array(updates);
      for (let update = 0; update < updates; update++) {
        const batch = batchOf(sequences, update * batchSize, batchSize);
        const factors = masks.map((mask, layer) => maskTensor(core, model, batch, layer, mask));
        const inputs = [inputTensor(core, model, batch), ...factors];
        const labels = labelTensor(core, model, batch);
        const measured = await models.training(batch.isPadded).trainOnBatch(inputs, labels);
        [losses[update], correct[update]] = measured as number[];
        core.dispose([...inputs, labels]);
      }
      return { losses, correct: model.output.kind === 'linear' ? null : correct };
    },

    async predict(sequences) {
      const { count, steps } = sequences;
      const all = new Float32Array(count * outputsPerSequence(model.output, steps) * outputWidth(model.output)); // (N, L, K)
      for (let first = 0; first < count; first += PREDICT_AT_ONCE) {
        const batch = batchOf(sequences, first, Math.min(PREDICT_AT_ONCE, count - first));
        const inputs = inputTensor(core, model, batch);
        const outputs = models.predicting(batch.isPadded).predictOnBatch(inputs) as typeof inputs;
        collectOutputs(model, batch, await outputs.data(), all);
        core.dispose([inputs, outputs]);
      }
      return all;
    },

    weights: () => models.weights(),

    state: async () => ({ weights: models.weights(), ...(await optimizer.state()) }),

    async restore(state) {
      models.setWeights(state.weights);
      await optimizer.restore(state);
    },

    dispose() {
      optimizer.dispose();
      models.dispose();
    },
  };
}
