/** What `compile` is given: losses that know which outputs count, from the labels of tensors.ts. */
import type * as Core from '@tensorflow/tfjs-core';
import type { ModelOutput } from '../../vocabulary.ts';
import { CLIP } from '../engine.ts';
import { UNCOUNTED } from './tensors.ts';

export interface Terms {
  /** The mean over the counted outputs; 0 where none counts. */
  loss(labels: Core.Tensor, outputs: Core.Tensor): Core.Tensor;
  /** How many of them are right; of no meaning for targets. */
  correct(labels: Core.Tensor, outputs: Core.Tensor): Core.Tensor;
}

export function termsOf(core: typeof Core, { kind }: ModelOutput): Terms {
  switch (kind) {
    case 'sigmoid':
      return sigmoidTerms(core);
    case 'softmax':
      return softmaxTerms(core);
    case 'linear':
      return targetTerms(core);
    default:
      return kind satisfies never;
  }
}

function sigmoidTerms(core: typeof Core): Terms {
  return {
    loss(labels, probabilities) {
      const ofLabel = core.where(core.greater(labels, 0), probabilities, core.sub(1, probabilities));
      const counted = core.abs(labels);
      const logLikelihoods = core.mul(counted, core.log(core.clipByValue(ofLabel, CLIP, 1 - CLIP)));
      return overCounted(core, core.sub(0, core.sum(logLikelihoods)), counted);
    },
    correct(labels, probabilities) {
      const predicted = core.where(core.greater(probabilities, 0.5), 1, -1);
      return core.sum(core.relu(core.mul(labels, predicted)));
    },
  };
}

function softmaxTerms(core: typeof Core): Terms {
  return {
    loss(labels, probabilities) {
      const logLikelihoods = core.mul(labels, core.log(core.clipByValue(probabilities, CLIP, 1 - CLIP)));
      return overCounted(core, core.sub(0, core.sum(logLikelihoods)), labels);
    },
    correct(labels, probabilities) {
      const isRight = core.equal(core.argMax(probabilities, -1), core.argMax(labels, -1));
      return core.sum(core.mul(core.cast(isRight, 'float32'), core.sum(labels, -1)));
    },
  };
}

function targetTerms(core: typeof Core): Terms {
  return {
    loss(targets, outputs) {
      const counted = core.cast(core.notEqual(targets, UNCOUNTED), 'float32');
      const errors = core.where(core.cast(counted, 'bool'), core.sub(outputs, targets), core.zerosLike(targets));
      return overCounted(core, core.sum(core.square(errors)), counted);
    },
    correct: (targets) => core.mul(0, core.sum(targets)),
  };
}

function overCounted(core: typeof Core, sum: Core.Tensor, counted: Core.Tensor): Core.Tensor {
  return core.div(sum, core.maximum(core.sum(counted), 1));
}
