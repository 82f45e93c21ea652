/** Prepared data as a `Dataset`: one pass after the other for training, a fixed part for testing. */
import { type RandomStream, stream } from '../../random.ts';
import type { InputColumn, Sequences } from '../../vocabulary.ts';
import type { Dataset, Groups, Source } from '../dataset.ts';
import type { Description, Prepared } from './prepared.ts';
import { TEST, TRAINING, VALIDATION } from './raw.ts';
import { readTyped } from './read-typed.ts';

/** Every pass of training has an order of its own, from the stream (seed, 'train'). */
export function ownDataset(prepared: Prepared): Dataset {
  const { description, lengths } = prepared;
  const { input, output, words, floor } = description;
  const part = (wanted: number) =>
    Int32Array.from([...prepared.parts.keys()].filter((n) => prepared.parts[n] === wanted));
  const [training, test, validation] = [TRAINING, TEST, VALIDATION].map(part);
  return {
    input,
    output,
    words,
    columns: inputColumns(description),
    scale: description.target,
    steps: lengths.reduce((most, length) => Math.max(most, length), 0),
    meanSteps: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    training: (seed) => shuffled(prepared, training, stream(seed, 'train')),
    validation: () => (validation.length === 0 ? null : inOrder(prepared, validation)),
    test: () => inOrder(prepared, test),
    example: (seed) => pick(prepared, test.subarray(stream(seed, 'predict').below(test.length)).subarray(0, 1)),
    floor: () => (floor.kind === 'targets' ? null : { overall: floor.accuracy, bySteps: floor.bySteps }),
    bounds: () => null,
    read: (typed) => readTyped(typed, description),
    quantities: () => ({}),
    truth: () => null,
  };
}

/** null for tokens. Columns with gaps have an input of their own behind all columns. */
function inputColumns({ input, columns, settings }: Description): InputColumn[] | null {
  if (input.kind === 'tokens') return null;
  const withGaps = columns.filter(({ missing }) => missing > 0);
  return columns.map((column) => {
    const { name, mean, sd, missing } = column;
    const gapAt = missing > 0 ? columns.length + withGaps.indexOf(column) : null;
    return settings.standardise === true ? { name, mean, sd: sd || 1, gapAt } : { name, mean: 0, sd: 1, gapAt };
  });
}

/** A permutation of all, then another one: a batch may lie in two passes. */
function shuffled(prepared: Prepared, members: Int32Array, random: RandomStream): Source {
  const order = members.slice();
  let at = order.length;
  return {
    count: members.length,
    groups: null,
    next(count) {
      const picked = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        if (at === order.length) {
          shuffle(order, random);
          at = 0;
        }
        picked[i] = order[at++];
      }
      return pick(prepared, picked);
    },
  };
}

/** Fisher and Yates. */
function shuffle(order: Int32Array, random: RandomStream): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

function inOrder(prepared: Prepared, members: Int32Array): Source {
  let at = 0;
  return {
    count: members.length,
    groups: groupsOf(prepared, members),
    next(count) {
      const picked = Int32Array.from({ length: count }, (_, i) => members[(at + i) % members.length]);
      at = (at + count) % members.length;
      return pick(prepared, picked);
    },
  };
}

/** The groups of a part, numbered from 0 in the order of the data set. */
function groupsOf({ groups }: Prepared, members: Int32Array): Groups {
  const numbers = new Map<number, number>();
  const of = members.map((n) => {
    const number = numbers.get(groups[n]) ?? numbers.size;
    numbers.set(groups[n], number);
    return number;
  });
  return { count: numbers.size, of };
}

/** Copies of the sequences, padded to the longest of them. */
function pick({ description, inputs, labels, targets, starts, lengths }: Prepared, picked: Int32Array): Sequences {
  const { input, output } = description;
  const width = input.kind === 'numbers' ? input.features : 1;
  const count = picked.length;
  const lengthsOf = picked.map((n) => lengths[n]);
  const steps = lengthsOf.reduce((most, length) => Math.max(most, length), 1);
  const perSequence = output.per === 'sequence' ? 1 : steps;
  const taken = {
    count,
    steps,
    inputs: input.kind === 'numbers' ? new Float32Array(count * steps * width) : new Int32Array(count * steps),
    labels: new Int32Array(count * perSequence),
    targets: targets === null ? null : new Float32Array(count * perSequence),
    counted: new Uint8Array(count * perSequence),
    lengths: lengthsOf,
  };
  for (let i = 0; i < count; i++) {
    const n = picked[i];
    const [start, length] = [starts[n], lengths[n]];
    taken.inputs.set(inputs.subarray(start * width, (start + length) * width), i * steps * width);
    const [from, answers] = perSequence === 1 && output.per === 'sequence' ? [n, 1] : [start, length];
    for (let t = 0; t < answers; t++) {
      const to = i * perSequence + t;
      const target = targets?.[from + t] ?? Number.NaN;
      const isCounted = targets === null ? labels[from + t] >= 0 : !Number.isNaN(target);
      taken.counted[to] = isCounted ? 1 : 0;
      taken.labels[to] = isCounted ? labels[from + t] : targets === null ? 0 : -1;
      if (taken.targets !== null) taken.targets[to] = isCounted ? target : 0;
    }
  }
  return taken;
}
