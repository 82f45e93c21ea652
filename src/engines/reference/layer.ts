/** A recurrent layer: its readings, merged, with dropout. */
// T time steps, R rows of outputs: T, or 1 where only the last outputs are used; U units, W merged
import { type Model, mergedWidth } from '../../model/model.ts';
import { type Kept, type Precision, zeros } from './arrays.ts';
import type { Inputs, Reading } from './reading.ts';

export interface Layer {
  readonly outputs: Kept; // (R, W)
  readonly dOutputs: Kept; // (R, W) from above
  /** Reads a sequence of so many steps; with a mask (R, W) of 1 and 0, only what it keeps goes on. */
  forward(inputs: Inputs, length: number, mask: Uint8Array | null): void;
  /** Adds to the gradients of the weights, and to dInputs (T, F). */
  backward(inputs: Inputs, length: number, dInputs: Float64Array | null): void;
}

export interface LayerSettings {
  readonly model: Model;
  /** One or two. */
  readonly readings: readonly Reading[];
  /** Whether every output is used, or each reading's last. */
  readonly isWhole: boolean;
  readonly steps: number;
  readonly precision: Precision;
}

export function createLayer({ model, readings, isWhole, steps, precision }: LayerSettings): Layer {
  const U = model.units;
  const W = mergedWidth(model);
  const rows = isWhole ? steps : 1;
  const outputs = zeros(rows * W, precision); // (R, W)
  const dOutputs = zeros(rows * W, precision); // (R, W)
  const scale = Math.fround(1 / (1 - model.dropout));
  let dropped: Uint8Array | null = null;

  /** For every row of outputs, where each reading has its part of it. */
  const eachRow = (length: number, visit: (row: number, parts: readonly number[]) => void) => {
    for (let row = 0; row < (isWhole ? length : 1); row++) {
      visit(
        row,
        readings.map(({ direction }) => (isWhole ? row : direction === 'forward' ? length - 1 : 0)),
      );
    }
  };

  return {
    outputs,
    dOutputs,

    forward(inputs, length, mask) {
      for (const reading of readings) reading.forward(inputs, length);
      const [a, b] = readings.map((reading) => reading.outputs);
      eachRow(length, (row, [ofA, ofB]) => {
        for (let u = 0; u < U; u++) {
          const i = row * W + u;
          switch (model.mergeMode) {
            case null:
              outputs[i] = a[ofA * U + u];
              break;
            case 'concat':
              outputs[i] = a[ofA * U + u];
              outputs[i + U] = b[ofB * U + u];
              break;
            case 'sum':
              outputs[i] = a[ofA * U + u] + b[ofB * U + u];
              break;
            case 'mul':
              outputs[i] = a[ofA * U + u] * b[ofB * U + u];
              break;
            case 'ave':
              outputs[i] = (a[ofA * U + u] + b[ofB * U + u]) / 2;
              break;
            default:
              model.mergeMode satisfies never;
          }
        }
      });
      dropped = mask;
      if (mask !== null) drop(outputs, mask, scale);
    },

    backward(inputs, length, dInputs) {
      if (dropped !== null) drop(dOutputs, dropped, scale);
      const [a, b] = readings;
      if (!isWhole) for (const { dOutputs: each } of readings) each.fill(0);
      eachRow(length, (row, [ofA, ofB]) => {
        for (let u = 0; u < U; u++) {
          const d = dOutputs[row * W + u];
          switch (model.mergeMode) {
            case null:
              a.dOutputs[ofA * U + u] = d;
              break;
            case 'concat':
              a.dOutputs[ofA * U + u] = d;
              b.dOutputs[ofB * U + u] = dOutputs[row * W + U + u];
              break;
            case 'sum':
              a.dOutputs[ofA * U + u] = d;
              b.dOutputs[ofB * U + u] = d;
              break;
            case 'mul':
              a.dOutputs[ofA * U + u] = d * b.outputs[ofB * U + u];
              b.dOutputs[ofB * U + u] = d * a.outputs[ofA * U + u];
              break;
            case 'ave':
              a.dOutputs[ofA * U + u] = d / 2;
              b.dOutputs[ofB * U + u] = d / 2;
              break;
            default:
              model.mergeMode satisfies never;
          }
        }
      });
      for (const reading of readings) reading.backward(inputs, length, dInputs);
    },
  };
}

function drop(values: Kept, mask: Uint8Array, scale: number): void {
  for (let i = 0; i < mask.length; i++) values[i] = mask[i] === 1 ? values[i] * scale : 0;
}
