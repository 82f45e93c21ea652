/**
 * Models of backward runs as version 1 kept them: an LSTM that goes backwards, whose outputs stand in the order of its
 * reading. Loaded as it stood it answered in reverse time. It becomes a Bidirectional layer with merge mode sum whose
 * forward half is 0, as `show --save` had written it all along: the outputs stand in the input's order.
 */
interface Layer {
  readonly class_name: string;
  readonly config: {
    readonly name: string;
    readonly units?: number;
    readonly go_backwards?: boolean;
    readonly batch_input_shape?: readonly (number | null)[];
  };
}

export interface KeptModel {
  /** JSON. */
  readonly topology: string;
  /** float32, flat, in Keras's order. */
  readonly weights: Uint8Array;
}

/** null where the model answers in the input's order, or is none that version 1 wrote. */
export function turnedRound({ topology, weights }: KeptModel): KeptModel | null {
  const model = JSON.parse(topology) as { config?: { layers?: readonly Layer[] } };
  const [input, lstm, output] = model.config?.layers ?? [];
  const features = input?.config.batch_input_shape?.at(-1);
  const units = lstm?.config.units;
  if (!lstm?.config.go_backwards || typeof features !== 'number' || typeof units !== 'number') return null;

  const name = 'bidirectional';
  const half = { class_name: lstm.class_name, config: { ...lstm.config, go_backwards: false } };
  const both = { name, trainable: true, merge_mode: 'sum', layer: half };
  const layers = [
    input,
    { ...lstm, name, class_name: 'Bidirectional', config: both },
    { ...output, inbound_nodes: [[[name, 0, 0, {}]]] },
  ];
  const forwardHalf = 4 * units * (features + units + 1); // kernel, recurrent kernel, bias
  return {
    topology: JSON.stringify({ ...model, config: { ...model.config, layers } }),
    weights: Buffer.concat([Buffer.alloc(4 * forwardHalf), weights]),
  };
}
