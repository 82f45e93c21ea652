/** The loss of one output, and its derivative by the logits. */
import { logarithm } from '../../elementary.ts';
import type { Sequences } from '../../vocabulary.ts';
import { CLIP, predictedClass, probabilityOfLabel } from '../engine.ts';
import type { Kept } from './arrays.ts';

/** What is compared: the outputs (R, K) of one sequence with the labels or targets (N, L) from `first` on. */
export interface Compared {
  readonly outputs: Kept;
  /** K. */
  readonly width: number;
  readonly sequences: Sequences;
  readonly first: number;
}

/** Cross-entropy of the label's probability, clipped; or the squared error of the target. NaN stays NaN. */
export function lossOf({ outputs, width, sequences, first }: Compared, row: number): number {
  const { labels, targets } = sequences;
  if (targets !== null) return (outputs[row] - targets[first + row]) ** 2;
  const p = probabilityOfLabel(outputs, row, width, labels[first + row]);
  return -logarithm(Math.min(Math.max(p, CLIP), 1 - CLIP));
}

export function isRight({ outputs, width, sequences, first }: Compared, row: number): boolean {
  return sequences.targets === null && predictedClass(outputs, row, width) === sequences.labels[first + row];
}

/**
 * Sets dLogits (K) of one row: of a cross-entropy after a sigmoid or a softmax probability − label, 0 where it is
 * clipped; of a squared error 2 (output − target). Divided by the counted outputs of the batch; 0 where this one does
 * not count.
 */
export function setLossGradient(dLogits: Kept, compared: Compared, row: number, countedOfBatch: number): void {
  const { outputs, width: K, sequences, first } = compared;
  const { labels, targets, counted } = sequences;
  const i = first + row;
  if (counted[i] === 0) {
    dLogits.fill(0);
    return;
  }
  if (targets !== null) {
    dLogits[0] = (2 * (outputs[row] - targets[i])) / countedOfBatch;
    return;
  }
  const p = probabilityOfLabel(outputs, row, K, labels[i]);
  const isClipped = p < CLIP || p > 1 - CLIP;
  for (let k = 0; k < K; k++) {
    const label = K === 1 ? labels[i] : Number(k === labels[i]);
    dLogits[k] = isClipped ? 0 : (outputs[row * K + k] - label) / countedOfBatch;
  }
}
