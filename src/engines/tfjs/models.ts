/**
 * A model as LayersModels: its layers are made once and connected in up to four ways. Behind a Masking layer where
 * sequences have different lengths, since masks take a fifth of the time and most tasks have one length only; with a
 * factor after each recurrent layer where it is trained with dropout.
 */
import type * as Core from '@tensorflow/tfjs-core';
import type * as Layers from '@tensorflow/tfjs-layers';
import { inputWidth, type Model, mergedWidth, outputWidth, weightShapes } from '../../model/model.ts';
import type { TensorFlow } from './tensorflow.ts';
import { PADDING } from './tensors.ts';

export interface Models {
  /** For batches without or with padding. Takes (B, T, F). */
  predicting(isPadded: boolean): Layers.LayersModel;
  /** The same; with dropout it takes a factor per recurrent layer beside. */
  training(isPadded: boolean): Layers.LayersModel;
  weights(): Float32Array;
  setWeights(weights: Float32Array): void;
  compile(args: Layers.ModelCompileArgs): void;
  dispose(): void;
}

export function openModels(tf: TensorFlow, model: Model, initial: Float32Array): Models {
  const { core, layers } = tf;
  const recurrent = Array.from({ length: model.layers }, (_, layer) => recurrentLayer(layers, model, layer));
  const dense = denseLayer(layers, model);
  const masking = layers.layers.masking({ maskValue: PADDING });

  const connect = (isPadded: boolean, drops: boolean): Layers.LayersModel => {
    const input = layers.input({ shape: [null, inputWidth(model.input)] });
    const factors: Layers.SymbolicTensor[] = [];
    let tensor = isPadded ? (masking.apply(input) as Layers.SymbolicTensor) : input;
    for (const [i, layer] of recurrent.entries()) {
      const isLast = i === model.layers - 1;
      tensor = layer.apply(tensor) as Layers.SymbolicTensor;
      if (model.direction === 'backward' && !isLast) tensor = turned(tf, tensor);
      if (drops) {
        const isWhole = !isLast || model.output.per === 'step';
        const factor = layers.input({ shape: isWhole ? [null, mergedWidth(model)] : [mergedWidth(model)] });
        factors.push(factor);
        tensor = multiplied(tf, tensor, factor);
      }
    }
    const output = dense.apply(tensor) as Layers.SymbolicTensor;
    return layers.model({ inputs: drops ? [input, ...factors] : input, outputs: output });
  };
  const predicting = [connect(false, false), connect(true, false)];
  const training = model.dropout === 0 ? predicting : [connect(false, true), connect(true, true)];
  const [whole] = predicting;
  setWeights(core, whole, { model, weights: initial });

  return {
    predicting: (isPadded) => predicting[Number(isPadded)],
    training: (isPadded) => training[Number(isPadded)],
    weights: () => weightsOf(whole),
    setWeights: (weights) => setWeights(core, whole, { model, weights }),
    compile(args) {
      for (const each of training) each.compile(args);
    },
    dispose() {
      for (const each of new Set([...training, ...predicting])) each.dispose();
    },
  };
}

/** Every argument is written out: TensorFlow.js's defaults differ from Keras's. */
function recurrentLayer(layers: typeof Layers, model: Model, layer: number): Layers.layers.Layer {
  const { cell, units, direction, mergeMode, output } = model;
  const zeros = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros', biasInitializer: 'zeros' } as const;
  const args = {
    units,
    activation: 'tanh',
    useBias: true,
    ...zeros, // the cheapest ones: weights are set right after
    returnSequences: layer < model.layers - 1 || output.per === 'step',
    goBackwards: direction === 'backward',
  } as const;
  const single = () => {
    switch (cell) {
      case 'lstm':
        return layers.layers.lstm({ ...args, recurrentActivation: 'sigmoid', unitForgetBias: false });
      case 'gru':
        return layers.layers.gru({ ...args, recurrentActivation: 'sigmoid' });
      case 'simple_rnn':
        return layers.layers.simpleRNN(args);
      default:
        return cell satisfies never;
    }
  };
  return mergeMode === null ? single() : layers.layers.bidirectional({ layer: single(), mergeMode });
}

function denseLayer(layers: typeof Layers, { output }: Model): Layers.layers.Layer {
  const dense = layers.layers.dense({
    units: outputWidth(output),
    activation: output.kind,
    kernelInitializer: 'zeros',
    biasInitializer: 'zeros',
  });
  return output.per === 'step' ? layers.layers.timeDistributed({ layer: dense }) : dense;
}

/** The outputs of a backward layer in the input's order: all steps turned, so that padding comes last again. */
function turned({ core, layers }: TensorFlow, tensor: Layers.SymbolicTensor): Layers.SymbolicTensor {
  return applied(layers, tensor, ([x]) => core.reverse(x, 1));
}

/** The outputs of a layer, each with its factor. */
function multiplied({ core, layers }: TensorFlow, tensor: Layers.SymbolicTensor, factor: Layers.SymbolicTensor) {
  return applied(layers, [tensor, factor], ([x, y]) => core.mul(x, y));
}

/**
 * What a function makes of the first of some tensors, with its shape and mask. There is no such layer in TensorFlow.js:
 * its Multiply throws where one of two inputs has a mask.
 */
function applied(
  layers: typeof Layers,
  inputs: Layers.SymbolicTensor | Layers.SymbolicTensor[],
  make: (tensors: Core.Tensor[]) => Core.Tensor,
): Layers.SymbolicTensor {
  class Applied extends layers.layers.Layer {
    static className = 'Applied';
    override computeOutputShape(shape: Layers.Shape | Layers.Shape[]): Layers.Shape | Layers.Shape[] {
      return Array.isArray(shape[0]) ? shape[0] : shape;
    }
    override computeMask(_: Core.Tensor | Core.Tensor[], mask?: Core.Tensor | Core.Tensor[]): Core.Tensor {
      return (Array.isArray(mask) ? mask[0] : mask) as Core.Tensor;
    }
    override call(given: Core.Tensor | Core.Tensor[]): Core.Tensor {
      return make(Array.isArray(given) ? given : [given]);
    }
  }
  const layer = new Applied({});
  layer.supportsMasking = true;
  return layer.apply(inputs) as Layers.SymbolicTensor;
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
