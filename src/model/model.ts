/** The model of a configuration as plain data, its weights' shapes and its parameter count. */
import type { CellName, Configuration, Direction, MergeMode, ModelInput, ModelOutput } from '../vocabulary.ts';
import { CELL } from './cell.ts';

/**
 * Recurrent layers, one on the other, then a Dense layer with a sigmoid, a softmax or no activation, at every time step
 * or once per sequence. Each recurrent layer is one-way or a `Bidirectional` with a merge mode, and Dropout follows it.
 * A backward layer reads right to left and gives its outputs in the input's order.
 */
export interface Model {
  readonly input: ModelInput;
  readonly cell: CellName;
  readonly units: number;
  readonly layers: number;
  readonly direction: Direction;
  /** null for one-way models. */
  readonly mergeMode: MergeMode | null;
  /** The share of its outputs that each recurrent layer loses while training, 0 … < 1; see engines/dropout.ts. */
  readonly dropout: number;
  readonly output: ModelOutput;
}

/** The model that a configuration trains on data with that input and output. */
export function modelOf(
  configuration: Pick<Configuration, 'cell' | 'units' | 'layers' | 'direction' | 'merge_mode' | 'dropout'>,
  task: { readonly input: ModelInput; readonly output: ModelOutput },
): Model {
  return {
    input: task.input,
    cell: configuration.cell,
    units: configuration.units,
    layers: configuration.layers,
    direction: configuration.direction,
    mergeMode: configuration.merge_mode ?? null,
    dropout: configuration.dropout,
    output: task.output,
  };
}

/** One weight tensor. `name` says its place: 'layer 0 forward kernel', 'output bias'. */
export interface WeightShape {
  readonly name: string;
  readonly part: 'kernel' | 'recurrent kernel' | 'bias';
  /** The reading it belongs to, or 'output' for the Dense layer. */
  readonly of: { readonly layer: number; readonly direction: 'forward' | 'backward' } | 'output';
  readonly shape: readonly number[];
  readonly size: number;
}

/** The directions in which a model's recurrent layers read, in Keras's order. */
export function readingDirections(direction: Direction): readonly ('forward' | 'backward')[] {
  return direction === 'bidirectional' ? ['forward', 'backward'] : [direction];
}

/** Numbers per step that a model's first layer sees: F, or the size of the vocabulary (one-hot). */
export function inputWidth(input: ModelInput): number {
  return input.kind === 'numbers' ? input.features : input.vocabulary;
}

/** Numbers per output, K: the classes of a softmax, else 1. */
export function outputWidth(output: ModelOutput): number {
  return output.kind === 'softmax' ? output.classes : 1;
}

/** Outputs per sequence, L: one for each of its T time steps, or one. */
export function outputsPerSequence({ per }: ModelOutput, steps: number): number {
  return per === 'step' ? steps : 1;
}

/** Numbers per step that leave a recurrent layer: 2U for concat, else U. */
export function mergedWidth(model: Pick<Model, 'units' | 'mergeMode'>): number {
  return model.mergeMode === 'concat' ? 2 * model.units : model.units;
}

/**
 * The tensors of a model in Keras's order: per layer, forward then backward, each kernel (F, GU), recurrent kernel
 * (U, GU), bias (GU) with the G gates of its cell; then the Dense kernel (M, K) and bias (K). A flat weight array holds
 * them in this order, each row-major.
 */
export function weightShapes(model: Model): readonly WeightShape[] {
  const shapes: WeightShape[] = [];
  const add = (of: WeightShape['of'], part: WeightShape['part'], ...shape: number[]) => {
    const place = of === 'output' ? 'output' : `layer ${of.layer} ${of.direction}`;
    shapes.push({ name: `${place} ${part}`, part, of, shape, size: shape.reduce((a, b) => a * b) });
  };
  const gates = CELL[model.cell].gates.length * model.units;
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
