/** The model of a configuration as the JSON that TensorFlow.js keeps its layers models in. */
import { inputWidth, type Model, outputWidth, type WeightShape, weightShapes } from './model.ts';

/** Written by hand, without TensorFlow.js; a test opens it there. */
const WRITTEN_FOR = '4.22.0';

/** Plain data: what `JSON.stringify` takes. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A LayersModel: input (batch, T, F) for any T, tokens one-hot; an LSTM or a Bidirectional one; TimeDistributed(Dense);
 * output (batch, T, K). A lone backward LSTM goes backwards and leaves its outputs in the order of its reading.
 */
export function modelTopology(model: Model): Json {
  const recurrent = model.mergeMode === null ? lstm(model) : bidirectional(model, model.mergeMode);
  const layers = [
    layer('InputLayer', {
      name: 'input',
      batch_input_shape: [null, null, inputWidth(model.input)],
      dtype: 'float32',
      sparse: false,
    }),
    recurrent,
    layer('TimeDistributed', { name: 'time_distributed', trainable: true, layer: dense(model) }),
  ];
  const names = layers.map(({ config }) => config.name);
  return {
    class_name: 'Model',
    config: {
      name: 'bothways',
      layers: layers.map((one, i) => ({
        name: names[i],
        ...one,
        inbound_nodes: i === 0 ? [] : [[[names[i - 1], 0, 0, {}]]],
      })),
      input_layers: [[names[0], 0, 0]],
      output_layers: [[names[2], 0, 0]],
    },
    keras_version: `tfjs-layers ${WRITTEN_FOR}`,
    backend: 'tensor_flow.js',
  };
}

/** The two files that `tf.loadLayersModel` opens. */
export interface SavedModel {
  readonly modelJson: Json;
  /** weights.bin, Keras's order. */
  readonly weights: Float32Array;
}

/**
 * A trained model for `tf.loadLayersModel`, with its outputs in the input's order for every direction. There is no
 * standard layer for a lone backward reading that ends in that order: it becomes a Bidirectional with merge mode sum
 * whose forward half is 0, which gives the same outputs.
 */
export function savedModel(model: Model, weights: Float32Array): SavedModel {
  const standard: Model =
    model.direction === 'backward' ? { ...model, direction: 'bidirectional', mergeMode: 'sum' } : model;
  const shapes = weightShapes(standard);
  const size = shapes.reduce((sum, shape) => sum + shape.size, 0);
  const all = new Float32Array(size);
  all.set(weights, size - weights.length); // the forward half comes first
  return {
    modelJson: {
      modelTopology: modelTopology(standard),
      format: 'layers-model',
      generatedBy: 'Bothways',
      convertedBy: null,
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: shapes.map((shape) => ({ name: weightName(standard, shape), shape: shape.shape, dtype: 'float32' })),
        },
      ],
    },
    weights: all,
  };
}

/** The name by which TensorFlow.js finds its variable: 'lstm/kernel', 'bidirectional/backward_lstm/bias'. */
function weightName({ mergeMode }: Model, { of, part }: WeightShape): string {
  const layer =
    of === 'output' ? 'time_distributed' : mergeMode === null ? 'lstm' : `bidirectional/${of.direction}_lstm`;
  return `${layer}/${part.replace(' ', '_')}`;
}

function layer(className: string, config: Json): { readonly class_name: string; readonly config: Json } {
  return { class_name: className, config };
}

function bidirectional(model: Model, mergeMode: string) {
  return layer('Bidirectional', { name: 'bidirectional', trainable: true, merge_mode: mergeMode, layer: lstm(model) });
}

/** Every argument is written out: TensorFlow.js's defaults differ from Keras's. */
function lstm({ units, direction }: Model) {
  return layer('LSTM', {
    name: 'lstm',
    trainable: true,
    units,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    use_bias: true,
    ...zeroInitializers('kernel', 'recurrent', 'bias'),
    unit_forget_bias: false, // as all initial values, it is in the weights
    dropout: 0,
    recurrent_dropout: 0,
    return_sequences: true,
    return_state: false,
    go_backwards: direction === 'backward',
    stateful: false,
    unroll: false,
  });
}

function dense({ output }: Model) {
  return layer('Dense', {
    name: 'dense',
    trainable: true,
    units: outputWidth(output),
    activation: output.kind,
    use_bias: true,
    ...zeroInitializers('kernel', 'bias'),
  });
}

/** The cheapest ones: weights are read right after. */
function zeroInitializers(...parts: string[]): Json {
  return Object.fromEntries(parts.map((part) => [`${part}_initializer`, { class_name: 'Zeros', config: {} }]));
}
