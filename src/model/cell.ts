/** What tells the recurrent cells apart, as data: the names are Keras's. */
import type { CellName } from '../vocabulary.ts';

export interface Cell {
  /** Blocks of U columns in its kernels, in Keras's order. */
  readonly gates: readonly string[];
  /** The gate whose bias starts at 1 instead of 0. */
  readonly openGate: string | null;
  /** The class of its layer in Keras and TensorFlow.js. */
  readonly layer: string;
}

export const CELL: Readonly<Record<CellName, Cell>> = {
  lstm: { gates: ['i', 'f', 'c', 'o'], openGate: 'f', layer: 'LSTM' },
  gru: { gates: ['z', 'r', 'h'], openGate: null, layer: 'GRU' },
  simple_rnn: { gates: ['h'], openGate: null, layer: 'SimpleRNN' },
};
