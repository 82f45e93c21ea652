/** What tells the recurrent cells apart, as data: the names are Keras's. */
import type { CellName } from '../vocabulary.ts';

export interface Cell {
  /** Blocks of U columns in its kernels, in Keras's order. */
  readonly gates: readonly string[];
  /** The gate whose bias starts at 1 instead of 0. */
  readonly openGate: string | null;
  /** The class of its layer in Keras and TensorFlow.js, and what it takes that not every cell takes. */
  readonly layer: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export const CELL: Readonly<Record<CellName, Cell>> = {
  lstm: {
    gates: ['i', 'f', 'c', 'o'],
    openGate: 'f',
    layer: 'LSTM',
    arguments: { recurrent_activation: 'sigmoid', unit_forget_bias: false },
  },
  gru: {
    gates: ['z', 'r', 'h'],
    openGate: null,
    layer: 'GRU',
    arguments: { recurrent_activation: 'sigmoid', reset_after: false },
  },
  simple_rnn: { gates: ['h'], openGate: null, layer: 'SimpleRNN', arguments: {} },
};
