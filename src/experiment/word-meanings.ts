/** What the words mean that a file may choose between: an editor shows each beside its word. */
import { TASK_NAMES, taskNamed } from '../tasks/tasks.ts';
import type { CellName, Direction, EngineName, MergeMode, Metric, OptimizerName } from '../vocabulary.ts';
import type { Scale } from './range-schema.ts';

type Word =
  | Direction
  | MergeMode
  | CellName
  | OptimizerName
  | EngineName
  | Metric
  | Scale
  | DataWord
  | 'parameters'
  | 'all';
type DataWord = ',' | ';' | 'tab' | 'step' | 'sequence' | 'error' | 'mean';

const MEANINGS: Readonly<Record<Word, string>> = {
  forward: 'From the first step to the last: an output knows what came before.',
  backward: 'From the last step to the first: an output knows what comes after.',
  bidirectional: 'Both ways, by two layers beside each other: an output knows all of the sequence.',

  concat: 'One after the other: twice as many outputs.',
  sum: 'Added up.',
  mul: 'Multiplied.',
  ave: 'Averaged.',

  lstm: 'Long short-term memory: input, forget and output gate.',
  gru: 'Gated recurrent unit: update and reset gate.',
  simple_rnn: 'No gates: tanh of the input and the state.',

  adam: 'Steps by the mean of gradients over that of their squares.',
  adamw: 'adam, with weight_decay taken off the weights themselves.',
  rmsprop: 'Steps by the gradient over the mean of its squares.',
  sgd: 'Steps by the gradient, with momentum where it is given.',

  fused: 'A kernel of our own: fast, and the same bits on every machine.',
  tfjs: 'TensorFlow.js, with tfjs-node where that is installed.',
  reference: 'Plain TypeScript to be read, and slow.',

  accuracy: 'The share of the counted time steps that are right.',
  loss: 'Cross-entropy or squared error on the test sequences; lower is better.',
  sequence_accuracy: 'The share of the sequences with every counted step right.',
  training_loss: 'The mean loss of all training sequences, each before its update: who learns faster.',
  f1_macro: 'The mean of the F1 scores of the classes, of data of your own.',
  mae: 'The mean absolute error, of real numbers.',
  mse: 'The mean squared error, of real numbers.',
  r2: 'The share of the variance that is explained, of real numbers.',

  linear: 'Equal distances.',
  log: 'Equal ratios.',

  ',': 'A comma between cells.',
  ';': 'A semicolon between cells, as where the comma is the decimal sign.',
  tab: 'A tab between cells.',
  step: 'An answer at every step.',
  sequence: 'One answer for the whole sequence.',
  error: 'An empty cell is an error.',
  mean: 'An empty cell is the mean, and a further input says where the gaps are.',

  all: 'Every combination of the values under sweep.',
  parameters: 'One-way models get as many units as it takes to have no fewer parameters.',
};

/** undefined for what is no word of a closed set: the name of a key, say. */
export function meaningOf(word: string): string | undefined {
  if (TASK_NAMES.includes(word)) return `${sentence(taskNamed(word).label)}. ${taskNamed(word).needs}`;
  return Object.hasOwn(MEANINGS, word) ? MEANINGS[word as Word] : undefined; // a key of the table
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
