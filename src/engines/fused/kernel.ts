/**
 * The update of engine.ts as a WebAssembly module: what engines/kernel.ts names. One instance holds one model.
 *
 * `describe`, `allocate`, weights into the place that `flat` names, `pack`; then any number of `train` and `predict`,
 * each on sequences that the caller has put into the places that the other globals name.
 */
import { nextUpdate } from './adam';
import { backward } from './backward';
import { readBatch, readLabels, writeProbabilities } from './batch';
import { forward } from './forward';
import { update } from './gradient';
import { computeLogits, headBackward, headUpdate } from './head';
import { computeLoss, computeProbabilities } from './loss';

export { continueAt } from './adam';
export {
  allocate,
  corrects,
  describe,
  description,
  flat,
  losses,
  probabilities,
  sequenceCounted,
  sequenceInputs,
  sequenceLabels,
  sequenceLengths,
} from './layout';
export { pack, unpack } from './weights';

/** One update per `batch` of the caller's sequences (N, steps); losses and right predictions are measured before it. */
export function train(updates: i32, batch: i32, steps: i32): void {
  for (let n = 0; n < updates; n++) {
    readBatch(n * batch, batch, steps);
    const countedOutputs = readLabels(n * batch, steps);
    forward(true);
    computeLogits();
    computeLoss(n, countedOutputs);
    headBackward();
    backward();
    nextUpdate();
    headUpdate();
    update();
  }
}

/** Probabilities of the caller's first `count` sequences. */
export function predict(count: i32, steps: i32): void {
  readBatch(0, count, steps);
  forward(false);
  computeLogits();
  computeProbabilities();
  writeProbabilities(0, steps);
}
