/** The dense layer on top: rows of merged outputs → probabilities, or real numbers. */
// R rows of outputs, M merged, K numbers per output
import { exponential, sigmoid } from '../../elementary.ts';
import type { ModelOutput } from '../../vocabulary.ts';
import { addScaled, dot, type Kept, type Precision, zeros } from './arrays.ts';

export interface Dense {
  readonly outputs: Kept; // (R, K)
  readonly dLogits: Kept; // (K) of one row, set by the loss
  forward(inputs: Kept, rows: number): void;
  /** The way back of one row from `dLogits`: adds to the gradients of the weights and sets the row of dInputs (R, M). */
  backward(inputs: Kept, row: number, dInputs: Kept): void;
}

/** Looks into weights and gradient; a matrix is the array of its rows. */
export interface DenseParts {
  readonly output: ModelOutput;
  readonly kernel: readonly Kept[]; // (M, K)
  readonly bias: Kept; // (K)
  readonly dKernel: readonly Float64Array[];
  readonly dBias: Float64Array;
  /** R at the most. */
  readonly rows: number;
  readonly precision: Precision;
}

export function createDense({ output, kernel, bias, dKernel, dBias, rows, precision }: DenseParts): Dense {
  const M = kernel.length;
  const K = bias.length;
  const logits = new Float64Array(K); // of one row
  const outputs = zeros(rows * K, precision); // (R, K)
  const dLogits = zeros(K, precision); // of one row

  return {
    outputs,
    dLogits,

    forward(inputs, count) {
      for (let row = 0; row < count; row++) {
        logits.set(bias);
        for (let m = 0; m < M; m++) addScaled(logits, inputs[row * M + m], kernel[m]);
        switch (output.kind) {
          case 'sigmoid':
            outputs[row] = sigmoid(logits[0]);
            break;
          case 'softmax':
            softmax(logits, outputs.subarray(row * K, (row + 1) * K));
            break;
          case 'linear':
            outputs[row] = logits[0];
            break;
          default:
            output satisfies never;
        }
      }
    },

    backward(inputs, row, dInputs) {
      addScaled(dBias, 1, dLogits);
      for (let m = 0; m < M; m++) {
        addScaled(dKernel[m], inputs[row * M + m], dLogits);
        dInputs[row * M + m] = dot(kernel[m], dLogits);
      }
    },
  };
}

function softmax(logits: Float64Array, probabilities: Kept): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit); // so that no exponential overflows
  let sum = 0;
  for (const logit of logits) sum += exponential(logit - largest);
  for (let k = 0; k < logits.length; k++) probabilities[k] = exponential(logits[k] - largest) / sum;
}
