/**
 * The update of the contract in plain TypeScript, in the order of the textbook: forward, loss, backpropagation through
 * time, optimizer. Made to be read and to hold the other engines against. In reference/ stand the cells, the layers of
 * them, the dense layer, the loss and the optimizers, a file each.
 */
// N sequences, B of them per update, T time steps, L outputs per sequence, K numbers per output
import { type Model, outputsPerSequence, outputWidth } from '../model/model.ts';
import type { Sequences } from '../vocabulary.ts';
import { type Engine, type Trainer, type TrainerSettings, updatesIn } from './engine.ts';
import type { Kept, Precision } from './reference/arrays.ts';
import { createNetwork, followBatch, forward, type Measured } from './reference/network.ts';
import { createOptimizer } from './reference/optimizer.ts';

export const REFERENCE_VERSION = 'reference-1';

export const reference: Engine = referenceEngine('float32');

/** The reference in float32, which is the engine, or in float64; its trainers return their weights as float32. */
export function referenceEngine(precision: Precision): Engine {
  return {
    name: 'reference',
    version: REFERENCE_VERSION,
    backend: 'TypeScript',
    createTrainer: async (model, weights, settings) => createTrainer(model, weights, settings, precision),
  };
}

/** Mean loss of one batch and its gradient, in the order of the weights. */
export interface LossAndGradient extends Measured {
  readonly gradient: Float64Array;
}

/** What an update follows, without making it: all sequences are one batch. */
export function lossAndGradient(
  model: Model,
  weights: Kept,
  sequences: Sequences,
  { precision, masks }: { precision: Precision; masks?: readonly Uint8Array[] | undefined },
): LossAndGradient {
  const network = createNetwork(model, weights, sequences.steps, precision);
  const measured = followBatch(network, { sequences, first: 0, count: sequences.count, masks });
  return { ...measured, gradient: network.gradient };
}

function createTrainer(model: Model, initial: Float32Array, settings: TrainerSettings, precision: Precision): Trainer {
  const { batchSize } = settings;
  const network = createNetwork(model, initial, settings.steps, precision);
  const optimizer = createOptimizer(settings.optimizer, initial.length, precision);

  return {
    async train(sequences, masks) {
      const updates = updatesIn(sequences, settings);
      const losses = new Float64Array(updates);
      const correct = new Int32Array(updates);
      for (let update = 0; update < updates; update++) {
        const measured = followBatch(network, { sequences, first: update * batchSize, count: batchSize, masks });
        losses[update] = measured.loss;
        correct[update] = measured.correct;
        optimizer.move(network.weights, network.gradient);
      }
      return { losses, correct: model.output.kind === 'linear' ? null : correct };
    },

    async predict(sequences) {
      const { count, steps } = sequences;
      const L = outputsPerSequence(model.output, steps);
      const K = outputWidth(model.output);
      const outputs = new Float32Array(count * L * K); // (N, L, K)
      for (let n = 0; n < count; n++) {
        const rows = forward(network, sequences, n);
        outputs.set(network.dense.outputs.subarray(0, rows * K), n * L * K);
      }
      return outputs;
    },

    weights: () => new Float32Array(network.weights),

    async state() {
      const { updates, moments } = optimizer;
      return {
        weights: new Float32Array(network.weights),
        updates,
        moments: moments.map((moment) => new Float32Array(moment)),
      };
    },

    async restore({ weights, updates, moments }) {
      network.weights.set(weights);
      optimizer.moments.forEach((moment, i) => {
        moment.set(moments[i]);
      });
      optimizer.continueAt(updates);
    },

    dispose() {},
  };
}
