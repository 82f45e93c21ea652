/**
 * A trained model in the form in which it leaves Bothways: for `tf.loadLayersModel`, in files and in the database.
 *
 * There is no standard layer for a lone backward reading whose outputs stand in the input's order. It becomes a
 * Bidirectional layer with merge mode sum whose forward half is 0: a cell without weights gives 0 at every step, so
 * the outputs are the same.
 */
import { type Model, type WeightShape, weightShapes } from './model.ts';
import { type Json, modelTopology, variableName } from './topology.ts';

/** The two files that `tf.loadLayersModel` opens. */
export interface SavedModel {
  readonly modelJson: Json;
  /** weights.bin, Keras's order. */
  readonly weights: Float32Array;
}

/** The files of a trained model, its outputs in the input's order for every direction. */
export function savedModel(model: Model, weights: Float32Array): SavedModel {
  const standard = standardModel(model);
  return {
    modelJson: {
      modelTopology: modelTopology(standard),
      format: 'layers-model',
      generatedBy: 'Bothways',
      convertedBy: null,
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: weightShapes(standard).map((shape) => ({
            name: variableName(standard, shape),
            shape: shape.shape,
            dtype: 'float32',
          })),
        },
      ],
    },
    weights: savedWeights(model, weights),
  };
}

/** The topology of a saved model alone: `modelTopology` of its model.json. */
export function savedTopology(model: Model): Json {
  return modelTopology(standardModel(model));
}

/** The weights of a saved model from those that were trained; what a model does not have is 0. */
export function savedWeights(model: Model, trained: Float32Array): Float32Array {
  const own = tensorsOf(model, trained);
  const shapes = weightShapes(standardModel(model));
  const saved = new Float32Array(sizeOf(shapes));
  let offset = 0;
  for (const { name, size } of shapes) {
    saved.set(own.get(name) ?? [], offset);
    offset += size;
  }
  return saved;
}

/** The inverse of `savedWeights`; null where there are not as many numbers as such a model has. */
export function trainedWeights(model: Model, saved: Float32Array): Float32Array | null {
  const standard = standardModel(model);
  if (saved.length !== sizeOf(weightShapes(standard))) return null;
  const all = tensorsOf(standard, saved);
  const shapes = weightShapes(model);
  const trained = new Float32Array(sizeOf(shapes));
  let offset = 0;
  for (const { name, size } of shapes) {
    trained.set(all.get(name) ?? [], offset);
    offset += size;
  }
  return trained;
}

function standardModel(model: Model): Model {
  return model.direction === 'backward' ? { ...model, direction: 'bidirectional', mergeMode: 'sum' } : model;
}

/** The tensors of a flat array by the names of their places. */
function tensorsOf(model: Model, weights: Float32Array): Map<string, Float32Array> {
  let offset = 0;
  return new Map(
    weightShapes(model).map(({ name, size }) => {
      offset += size;
      return [name, weights.subarray(offset - size, offset)];
    }),
  );
}

function sizeOf(shapes: readonly WeightShape[]): number {
  return shapes.reduce((sum, { size }) => sum + size, 0);
}
