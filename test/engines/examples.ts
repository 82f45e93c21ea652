/** Small models of every kind, and random sequences for them. */
import { dropoutOf } from '../../src/engines/dropout.ts';
import type { OptimizerSettings } from '../../src/engines/optimizer.ts';
import { type Model, outputsPerSequence, outputWidth } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { stream } from '../../src/random.ts';
import { CELLS, type ModelInput, type ModelOutput, type Sequences } from '../../src/vocabulary.ts';
import { pairwise } from './pairwise.ts';

export interface Example {
  readonly name: string;
  readonly model: Model;
  readonly optimizer: OptimizerSettings;
  readonly batchSize: number;
  /** Whether sequences have different lengths and some of their steps do not count. */
  readonly isRagged: boolean;
}

const READINGS = [
  { direction: 'forward', mergeMode: null },
  { direction: 'backward', mergeMode: null },
  { direction: 'bidirectional', mergeMode: 'concat' },
  { direction: 'bidirectional', mergeMode: 'sum' },
  { direction: 'bidirectional', mergeMode: 'mul' },
  { direction: 'bidirectional', mergeMode: 'ave' },
] as const;

/**
 * One LSTM layer and Adam, with every direction and merge mode, each with one number and a sigmoid, three numbers and a
 * softmax, or tokens and a sigmoid.
 */
export const EXAMPLES: readonly Example[] = READINGS.flatMap(({ direction, mergeMode }) => {
  const example = (input: ModelInput, output: ModelOutput, batchSize: number, isRagged: boolean): Example => ({
    name: `${mergeMode ?? direction}, ${inWords(input)}, ${output.kind}, batches of ${batchSize}`,
    model: { input, cell: 'lstm', units: 3, layers: 1, direction, mergeMode, dropout: 0, output },
    optimizer: adam(0.001),
    batchSize,
    isRagged,
  });
  return [
    example({ kind: 'numbers', features: 1 }, { kind: 'sigmoid', per: 'step' }, 1, false),
    example({ kind: 'numbers', features: 3 }, { kind: 'softmax', classes: 4, per: 'step' }, 4, true),
    example({ kind: 'tokens', vocabulary: 6 }, { kind: 'sigmoid', per: 'step' }, 4, true),
  ];
});

/** The same with the other outputs. */
export const OUTPUTS: readonly Example[] = READINGS.flatMap((reading) =>
  (
    [
      { kind: 'linear', per: 'step' },
      { kind: 'sigmoid', per: 'sequence' },
      { kind: 'softmax', classes: 4, per: 'sequence' },
      { kind: 'linear', per: 'sequence' },
    ] as const
  ).map((output) => ({
    name: `${reading.mergeMode ?? reading.direction}, 3 numbers, ${output.kind} per ${output.per}, ragged`,
    model: {
      input: { kind: 'numbers', features: 3 },
      cell: 'lstm',
      units: 3,
      layers: 1,
      ...reading,
      dropout: 0,
      output,
    },
    optimizer: adam(0.001),
    batchSize: 3,
    isRagged: true,
  })),
);

/** Every two values of cells, layers, directions, outputs, lengths, optimizers … together in one model at least. */
export const FAMILY: readonly Example[] = pairwise({
  output: (['step', 'sequence'] as const).flatMap((per): ModelOutput[] => [
    { kind: 'sigmoid', per },
    { kind: 'softmax', classes: 4, per },
    { kind: 'linear', per },
  ]),
  reading: READINGS,
  optimizer: [
    adam(0.001),
    { name: 'adamw', learningRate: 0.001, momentum: 0, weightDecay: 0.1 },
    { name: 'rmsprop', learningRate: 0.001, momentum: 0, weightDecay: 0 },
    { name: 'rmsprop', learningRate: 0.001, momentum: 0.5, weightDecay: 0 },
    { name: 'sgd', learningRate: 0.01, momentum: 0, weightDecay: 0 },
    { name: 'sgd', learningRate: 0.01, momentum: 0.9, weightDecay: 0 },
  ],
  cell: CELLS,
  layers: [1, 2, 4],
  input: [
    { kind: 'numbers', features: 1 },
    { kind: 'numbers', features: 3 },
    { kind: 'tokens', vocabulary: 6 },
  ],
  units: [3, 5],
  batchSize: [1, 4, 7],
  dropout: [0, 0.3],
  isRagged: [false, true],
} as const).map(({ output, reading, optimizer, cell, layers, input, units, batchSize, dropout, isRagged }) => ({
  name: [
    `${layers} × ${units} ${cell}`,
    reading.mergeMode ?? reading.direction,
    inWords(input),
    `${output.kind} per ${output.per}`,
    optimizer.momentum > 0 ? `${optimizer.name} with momentum` : optimizer.name,
    `batches of ${batchSize}`,
    ...(dropout > 0 ? ['dropout'] : []),
    ...(isRagged ? ['ragged'] : []),
  ].join(', '),
  model: { input, cell, units, layers, ...reading, dropout, output },
  optimizer,
  batchSize,
  isRagged,
}));

function inWords(input: ModelInput): string {
  if (input.kind === 'tokens') return 'tokens';
  return input.features === 1 ? 'one number' : `${input.features} numbers`;
}

export function adam(learningRate: number): OptimizerSettings {
  return { name: 'adam', learningRate, momentum: 0, weightDecay: 0 };
}

/** Keras's initial weights, plus a little so that no bias is 0. */
export function exampleWeights(model: Model): Float32Array {
  const random = stream(7, 'bias');
  return initialWeights(model, 7).map((weight) => weight + 0.1 * random.normal());
}

/** Time steps of the longest example. */
export const STEPS = 5;

/** Random inputs with labels or targets; lengths 1 … T and about a third of the outputs uncounted where ragged. */
export function exampleSequences(
  { model, isRagged }: Pick<Example, 'model' | 'isRagged'>,
  count: number,
  steps = STEPS,
): Sequences {
  const { input, output } = model;
  const random = stream(7, 'sequences');
  const F = input.kind === 'numbers' ? input.features : 1;
  const L = outputsPerSequence(output, steps);
  const inputs = input.kind === 'numbers' ? new Float32Array(count * steps * F) : new Int32Array(count * steps * F);
  const labels = new Int32Array(count * L).fill(output.kind === 'linear' ? -1 : 0);
  const targets = output.kind === 'linear' ? new Float32Array(count * L) : null;
  const counted = new Uint8Array(count * L);
  const lengths = new Int32Array(count);
  const draw = (i: number) => {
    if (targets !== null) targets[i] = random.normal();
    else labels[i] = random.below(Math.max(2, outputWidth(output)));
    counted[i] = isRagged && random.below(3) === 0 ? 0 : 1;
  };
  for (let n = 0; n < count; n++) {
    lengths[n] = isRagged ? 1 + random.below(steps) : steps;
    for (let i = n * steps; i < n * steps + lengths[n]; i++) {
      for (let f = 0; f < F; f++) {
        inputs[i * F + f] = input.kind === 'numbers' ? random.normal() : random.below(input.vocabulary);
      }
      if (output.per === 'step') draw(i);
    }
    if (output.per === 'sequence') draw(n);
  }
  return { count, steps, inputs, labels, targets, counted, lengths };
}

/** The masks of a model with dropout for its sequences; none without. */
export function exampleMasks({ model }: Pick<Example, 'model'>, sequences: Sequences): Uint8Array[] | undefined {
  return model.dropout === 0 ? undefined : [...dropoutOf(model, 7).next(sequences)];
}

/** Sequences `first` … `first + count − 1`, padded to `steps`. */
export function cut(sequences: Sequences, first: number, count: number, steps = sequences.steps): Sequences {
  const perStep = <T extends Float32Array | Int32Array | Uint8Array>(values: T): T => {
    const width = values.length / (sequences.count * sequences.steps);
    const target = new (values.constructor as new (size: number) => T)(count * steps * width);
    for (let n = 0; n < count; n++) {
      const from = (first + n) * sequences.steps * width;
      const row = values.subarray(from, from + Math.min(steps, sequences.steps) * width);
      target.set(row, n * steps * width);
    }
    return target;
  };
  const perOutput = <T extends Float32Array | Int32Array | Uint8Array>(values: T): T =>
    values.length === sequences.count ? (values.slice(first, first + count) as T) : perStep(values);
  return {
    count,
    steps,
    inputs: perStep(sequences.inputs),
    labels: perOutput(sequences.labels),
    targets: sequences.targets === null ? null : perOutput(sequences.targets),
    counted: perOutput(sequences.counted),
    lengths: sequences.lengths.slice(first, first + count),
  };
}
