/** The model of a configuration as the JSON that TensorFlow.js keeps its layers models in. */
import { CELL } from './cell.ts';
import { inputWidth, type Model, outputWidth, type WeightShape } from './model.ts';

/** Written by hand, without TensorFlow.js; a test opens it there. */
const WRITTEN_FOR = '4.22.0';

/** Plain data: what `JSON.stringify` takes. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A LayersModel: input (batch, T, F) for any T, tokens one-hot; its recurrent layers, each a Bidirectional where it
 * reads both ways; TimeDistributed(Dense), or Dense where there is one output per sequence; output (batch, T, K) or
 * (batch, K). A lone backward layer goes backwards and leaves its outputs in the order of its reading. Nothing is
 * dropped once a model is trained.
 */
export function modelTopology(model: Model): Json {
  const recurrent = Array.from({ length: model.layers }, (_, index) =>
    model.mergeMode === null ? cell(model, index) : bidirectional(model, index),
  );
  const layers = [
    layer('InputLayer', {
      name: 'input',
      batch_input_shape: [null, null, inputWidth(model.input)],
      dtype: 'float32',
      sparse: false,
    }),
    ...recurrent,
    output(model),
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
      output_layers: [[names[names.length - 1], 0, 0]],
    },
    keras_version: `tfjs-layers ${WRITTEN_FOR}`,
    backend: 'tensor_flow.js',
  };
}

function layer(className: string, config: Json): { readonly class_name: string; readonly config: Json } {
  return { class_name: className, config };
}

function bidirectional(model: Model, index: number) {
  return layer('Bidirectional', {
    name: layerName(model, index),
    trainable: true,
    merge_mode: model.mergeMode,
    layer: cell(model, index),
  });
}

/** Every argument is written out: TensorFlow.js's defaults differ from Keras's. */
function cell(model: Model, index: number) {
  const isLast = index === model.layers - 1;
  return layer(CELL[model.cell].layer, {
    name: cellName(model, index),
    trainable: true,
    units: model.units,
    activation: 'tanh',
    ...CELL[model.cell].arguments,
    use_bias: true,
    ...zeroInitializers('kernel', 'recurrent', 'bias'),
    dropout: 0,
    recurrent_dropout: 0,
    return_sequences: !isLast || model.output.per === 'step',
    return_state: false,
    go_backwards: model.direction === 'backward',
    stateful: false,
    unroll: false,
  });
}

function output(model: Model) {
  const dense = layer('Dense', {
    name: 'dense',
    trainable: true,
    units: outputWidth(model.output),
    activation: model.output.kind,
    use_bias: true,
    ...zeroInitializers('kernel', 'bias'),
  });
  if (model.output.per === 'sequence') return dense;
  return layer('TimeDistributed', { name: 'time_distributed', trainable: true, layer: dense });
}

/** The name by which TensorFlow.js finds a variable: 'lstm/kernel', 'bidirectional_1/backward_gru_1/bias'. */
export function variableName(model: Model, { of, part }: WeightShape): string {
  return `${layerOf(model, of)}/${part.replace(' ', '_')}`;
}

function layerOf(model: Model, of: WeightShape['of']): string {
  if (of === 'output') return model.output.per === 'sequence' ? 'dense' : 'time_distributed';
  const name = layerName(model, of.layer);
  return model.mergeMode === null ? name : `${name}/${of.direction}_${cellName(model, of.layer)}`;
}

/** 'bidirectional', 'bidirectional_1' …, or the cell's own name. */
function layerName(model: Model, index: number): string {
  return model.mergeMode === null ? cellName(model, index) : numbered('bidirectional', index);
}

function cellName(model: Model, index: number): string {
  return numbered(model.cell, index);
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}

/** The cheapest ones: weights are read right after. */
function zeroInitializers(...parts: string[]): Json {
  return Object.fromEntries(parts.map((part) => [`${part}_initializer`, { class_name: 'Zeros', config: {} }]));
}
