/** The model of a configuration as the JSON that TensorFlow.js keeps its layers models in. */
import { inputWidth, type Model, outputWidth } from './model.ts';

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
