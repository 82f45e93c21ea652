/**
 * The update of engine.ts as a WebAssembly module: what engines/kernel.ts names. One instance holds one model.
 *
 * `describe`, `allocate`, weights into the place that `flat` names, `pack`; then any number of `train` and `predict`,
 * each on sequences that the caller has put into the places that the other globals name.
 */
import { backward } from './backward';
import { readBatch, readLabels, readMasks, writePredictions } from './batch';
import { forward } from './forward';
import { update } from './gradient';
import { computeLogits, headBackward, headUpdate } from './head';
import { enter, isLast, layers } from './layout';
import { computeLoss, computeProbabilities } from './loss';
import { mergeOutputs, readFromBelow, separate, thinBack } from './merge';
import { nextUpdate } from './optimizer';

export {
  allocate,
  corrects,
  describe,
  description,
  flat,
  losses,
  maskBytes,
  predictions,
  sequenceCounted,
  sequenceInputs,
  sequenceLabels,
  sequenceLengths,
  sequenceMasks,
} from './memory';
export { continueAt } from './optimizer';
export { pack, unpack } from './weights';

/** One update per `batch` of the caller's sequences (N, steps); losses and right predictions are measured before it. */
export function train(updates: i32, batch: i32, steps: i32): void {
  for (let n = 0; n < updates; n++) {
    readBatch(n * batch, batch, steps);
    readMasks(n * batch, steps);
    const countedOutputs = readLabels(n * batch, steps);
    climb(true);
    computeLoss(n, countedOutputs);
    nextUpdate();
    descend();
  }
}

/** Predictions of the caller's first `count` sequences. */
export function predict(count: i32, steps: i32): void {
  readBatch(0, count, steps);
  climb(false);
  computeProbabilities();
  writePredictions(0, steps);
}

/** From the first layer, which is at hand, to the logits. */
function climb(isTraining: bool): void {
  for (let i = 0; i < layers; i++) {
    if (i > 0) {
      enter(i);
      readFromBelow();
    }
    forward(isTraining);
    mergeOutputs(isTraining);
  }
  computeLogits();
}

/** From dlogits to the first layer; the weights of each layer move once their gradient has been passed on. */
function descend(): void {
  headBackward();
  for (let i = layers - 1; i >= 0; i--) {
    if (!isLast(i)) {
      enter(i);
      separate();
    }
    thinBack();
    backward();
    if (isLast(i)) headUpdate();
    update();
  }
}
