/** What the cells share: a reading of one sequence in one direction, step by step. */
// T time steps, F numbers per step, U units, G gates of the cell
import { addScaled, type Kept, type Precision } from './arrays.ts';

/** The inputs of one sequence: numbers or outputs of the layer below (T, F), or tokens (T). */
export type Inputs = Kept | Int32Array;

/** A recurrent cell that reads in one direction. Whatever belongs to a time step stands in the input's order. */
export interface Reading {
  readonly direction: 'forward' | 'backward';
  readonly outputs: Kept; // (T, U)
  readonly dOutputs: Kept; // (T, U) from above; 0 where nothing comes
  /** Reads a sequence of so many steps. */
  forward(inputs: Inputs, length: number): void;
  /**
   * Backpropagation through time, from the last step read to the first: adds to the gradients of the weights, and to
   * dInputs (T, F) where the inputs are the outputs of a layer.
   */
  backward(inputs: Inputs, length: number, dInputs: Float64Array | null): void;
}

/** Looks into weights and gradient; a matrix is the array of its rows. */
export interface ReadingParts {
  readonly direction: 'forward' | 'backward';
  readonly kernel: readonly Kept[]; // (F, GU)
  readonly recurrentKernel: readonly Kept[]; // (U, GU)
  readonly bias: Kept; // (GU)
  readonly dKernel: readonly Float64Array[];
  readonly dRecurrentKernel: readonly Float64Array[];
  readonly dBias: Float64Array;
  /** T at the most. */
  readonly steps: number;
  readonly precision: Precision;
}

type Visit = (t: number, before: number) => void;

/** Calls `visit` for every step in the order of reading, with the step read before it, or −1. */
export function eachStep(direction: Reading['direction'], length: number, visit: Visit): void {
  for (let read = 0; read < length; read++) visit(stepOf(direction, length, read), stepOf(direction, length, read - 1));
}

/** The same in the opposite order. */
export function eachStepBack(direction: Reading['direction'], length: number, visit: Visit): void {
  for (let read = length - 1; read >= 0; read--) {
    visit(stepOf(direction, length, read), stepOf(direction, length, read - 1));
  }
}

function stepOf(direction: Reading['direction'], length: number, read: number): number {
  return direction === 'forward' || read < 0 ? read : length - 1 - read;
}

/** sums (GU) = bias + kernelᵀ · inputs of step t; a token selects its row. */
export function sumInputs(sums: Float64Array, { kernel, bias }: ReadingParts, inputs: Inputs, t: number): void {
  const F = kernel.length;
  sums.set(bias);
  if (inputs instanceof Int32Array) addScaled(sums, 1, kernel[inputs[t]]);
  else for (let f = 0; f < F; f++) addScaled(sums, inputs[t * F + f], kernel[f]);
}

/** The way back through sumInputs: dSums (GU) of step t to the gradients of bias, kernel and inputs. */
export function sumInputsBack(
  dSums: Kept,
  { kernel, dKernel, dBias }: ReadingParts,
  { inputs, t, dInputs }: { inputs: Inputs; t: number; dInputs: Float64Array | null },
): void {
  const F = kernel.length;
  addScaled(dBias, 1, dSums);
  if (inputs instanceof Int32Array) addScaled(dKernel[inputs[t]], 1, dSums);
  else for (let f = 0; f < F; f++) addScaled(dKernel[f], inputs[t * F + f], dSums);
  if (dInputs === null) return;
  for (let f = 0; f < F; f++) {
    let sum = 0;
    for (let i = 0; i < dSums.length; i++) sum += kernel[f][i] * dSums[i];
    dInputs[t * F + f] += sum;
  }
}
