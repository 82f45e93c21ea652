/** Small models of every kind, and random sequences for them. */

import type { OptimizerSettings } from '../../src/engines/optimizer.ts';
import { type Model, outputWidth } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { stream } from '../../src/random.ts';
import type { ModelInput, ModelOutput, Sequences } from '../../src/vocabulary.ts';

export interface Example {
  readonly name: string;
  readonly model: Model;
  readonly batchSize: number;
  /** Whether sequences have different lengths and some of their steps do not count. */
  readonly isRagged: boolean;
}

/** Every direction and merge mode, each with one number and a sigmoid, three numbers or tokens and a softmax. */
export const EXAMPLES: readonly Example[] = (
  [
    { direction: 'forward', mergeMode: null },
    { direction: 'backward', mergeMode: null },
    { direction: 'bidirectional', mergeMode: 'concat' },
    { direction: 'bidirectional', mergeMode: 'sum' },
    { direction: 'bidirectional', mergeMode: 'mul' },
    { direction: 'bidirectional', mergeMode: 'ave' },
  ] as const
).flatMap(({ direction, mergeMode }) => {
  const example = (input: ModelInput, output: ModelOutput, batchSize: number, isRagged: boolean): Example => ({
    name: `${mergeMode ?? direction}, ${inWords(input)}, ${output.kind}, batches of ${batchSize}`,
    model: { input, cell: 'lstm', units: 3, layers: 1, direction, mergeMode, dropout: 0, output },
    batchSize,
    isRagged,
  });
  return [
    example({ kind: 'numbers', features: 1 }, { kind: 'sigmoid', per: 'step' }, 1, false),
    example({ kind: 'numbers', features: 3 }, { kind: 'softmax', classes: 4, per: 'step' }, 4, true),
    example({ kind: 'tokens', vocabulary: 6 }, { kind: 'sigmoid', per: 'step' }, 4, true),
  ];
});

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

/** Random inputs and labels; lengths 1 … T and about a third of the steps uncounted where ragged. */
export function exampleSequences({ model, isRagged }: Example, count: number): Sequences {
  const random = stream(7, 'sequences');
  const F = model.input.kind === 'numbers' ? model.input.features : 1;
  const inputs =
    model.input.kind === 'numbers' ? new Float32Array(count * STEPS * F) : new Int32Array(count * STEPS * F);
  const labels = new Int32Array(count * STEPS);
  const counted = new Uint8Array(count * STEPS);
  const lengths = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    lengths[n] = isRagged ? 1 + random.below(STEPS) : STEPS;
    for (let i = n * STEPS; i < n * STEPS + lengths[n]; i++) {
      for (let f = 0; f < F; f++) {
        inputs[i * F + f] = model.input.kind === 'numbers' ? random.normal() : random.below(model.input.vocabulary);
      }
      labels[i] = random.below(Math.max(2, outputWidth(model.output)));
      counted[i] = isRagged && random.below(3) === 0 ? 0 : 1;
    }
  }
  return { count, steps: STEPS, inputs, labels, targets: null, counted, lengths };
}

/** Sequences `first` … `first + count − 1`, padded to `steps`. */
export function cut(sequences: Sequences, first: number, count: number, steps = sequences.steps): Sequences {
  const rows = <T extends Float32Array | Int32Array | Uint8Array>(values: T): T => {
    const width = values.length / (sequences.count * sequences.steps);
    const target = new (values.constructor as new (size: number) => T)(count * steps * width);
    for (let n = 0; n < count; n++) {
      const from = (first + n) * sequences.steps * width;
      const row = values.subarray(from, from + Math.min(steps, sequences.steps) * width);
      target.set(row, n * steps * width);
    }
    return target;
  };
  return {
    count,
    steps,
    inputs: rows(sequences.inputs),
    labels: rows(sequences.labels),
    targets: null,
    counted: rows(sequences.counted),
    lengths: sequences.lengths.slice(first, first + count),
  };
}
