/** The model of a configuration as plain data, its weights' shapes and its parameter count. */
import type { Configuration, Direction, MergeMode, ModelInput, ModelOutput } from '../vocabulary.ts';

/**
 * `Bidirectional(LSTM(units, return_sequences))` or one LSTM, then `TimeDistributed(Dense)` with a sigmoid or softmax.
 * A backward model reads right to left and gives its outputs in the input's order.
 */
export interface Model {
  readonly input: ModelInput;
  readonly units: number;
  readonly layers: number;
  readonly direction: Direction;
  /** null for one-way models. */
  readonly mergeMode: MergeMode | null;
  readonly output: ModelOutput;
}

export function modelOf(
  configuration: Pick<Configuration, 'units' | 'layers' | 'direction' | 'merge_mode'>,
  task: { readonly input: ModelInput; readonly output: ModelOutput },
): Model {
  return {
    input: task.input,
    units: configuration.units,
    layers: configuration.layers,
    direction: configuration.direction,
    mergeMode: configuration.merge_mode ?? null,
    output: task.output,
  };
}

/** One weight tensor. `name` says its place: 'layer 0 forward kernel', 'output bias'. */
export interface WeightShape {
  readonly name: string;
  readonly part: 'kernel' | 'recurrent kernel' | 'bias';
  /** The LSTM it belongs to, or 'output' for the Dense layer. */
  readonly of: { readonly layer: number; readonly direction: 'forward' | 'backward' } | 'output';
  readonly shape: readonly number[];
  readonly size: number;
}

/** The directions in which a model's LSTM layers read, in Keras's order. */
export function readingDirections(direction: Direction): readonly ('forward' | 'backward')[] {
  return direction === 'bidirectional' ? ['forward', 'backward'] : [direction];
}

/** Numbers per step that a model's first layer sees: F, or the size of the vocabulary (one-hot). */
export function inputWidth(input: ModelInput): number {
  return input.kind === 'numbers' ? input.features : input.vocabulary;
}

/** Probabilities per step at the output: 1 for a sigmoid, K for a softmax. */
export function outputWidth(output: ModelOutput): number {
  return output.kind === 'sigmoid' ? 1 : output.classes;
}

/** Numbers per step that leave a recurrent layer: 2U for concat, else U. */
export function mergedWidth(model: Pick<Model, 'units' | 'mergeMode'>): number {
  return model.mergeMode === 'concat' ? 2 * model.units : model.units;
}

/**
 * The tensors of a model in Keras's order: per layer, forward then backward, each kernel (F, 4U), recurrent kernel
 * (U, 4U), bias (4U) with the gates i, f, c, o; then the Dense kernel (M, K) and bias (K). A flat weight array holds
 * them in this order, each row-major.
 */
export function weightShapes(model: Model): readonly WeightShape[] {
  const shapes: WeightShape[] = [];
  const add = (of: WeightShape['of'], part: WeightShape['part'], ...shape: number[]) => {
    const place = of === 'output' ? 'output' : `layer ${of.layer} ${of.direction}`;
    shapes.push({ name: `${place} ${part}`, part, of, shape, size: shape.reduce((a, b) => a * b) });
  };
  const gates = 4 * model.units;
  for (let layer = 0; layer < model.layers; layer++) {
    const width = layer === 0 ? inputWidth(model.input) : mergedWidth(model);
    for (const direction of readingDirections(model.direction)) {
      add({ layer, direction }, 'kernel', width, gates);
      add({ layer, direction }, 'recurrent kernel', model.units, gates);
      add({ layer, direction }, 'bias', gates);
    }
  }
  const classes = outputWidth(model.output);
  add('output', 'kernel', mergedWidth(model), classes);
  add('output', 'bias', classes);
  return shapes;
}

/** Trainable parameters; 1781 for the article's forward model, 3561 for its bidirectional one. */
export function countParameters(model: Model): number {
  return weightShapes(model).reduce((sum, { size }) => sum + size, 0);
}
