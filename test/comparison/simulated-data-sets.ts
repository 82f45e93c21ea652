/** Data sets with a fixed test part, made up: what an interval says of them is held against the truth. */
import { normalBelow } from '../../src/comparison/normal.ts';
import type { RandomStream } from '../../src/random.ts';
import type { ClassSums, StoredRun } from '../../src/vocabulary.ts';
import { NOT_MEASURED } from '../not-measured.ts';

/**
 * A learner is right on a test sequence where ability + the sequence's ease + the training set's luck + the seed's luck
 * > 0. Most of a sequence's ease is the same for both learners, and little depends on the seed, as in trained networks.
 */
const EASE_OF_BOTH = 0.8;
const EASE_OF_ONE = 0.6;
const TRAINING_SET = 0.03;
const SEED = 0.25;

export interface SimulatedDataSet {
  /** [level, baseline] by seed. */
  readonly pairs: readonly (readonly [StoredRun, StoredRun])[];
  /** The difference of their accuracies over all sequences, training sets and seeds. */
  readonly truth: number;
}

export function simulatedDataSet(
  random: RandomStream,
  {
    seeds,
    sequences,
    abilities,
    folds = 1,
  }: { seeds: number; sequences: number; abilities: readonly [number, number]; folds?: number },
): SimulatedDataSet {
  // Training sets of two of k folds have k − 2 of the k − 1 parts of each in common, and so much of their luck
  const common = folds === 1 ? 1 : (folds - 2) / (folds - 1);
  const ofAll = abilities.map(() => TRAINING_SET * random.normal());
  const luck = Array.from({ length: folds }, () =>
    abilities.map((_, i) =>
      folds === 1 ? ofAll[i] : Math.sqrt(common) * ofAll[i] + Math.sqrt(1 - common) * TRAINING_SET * random.normal(),
    ),
  );
  const ease = Array.from({ length: sequences }, (_, n) => {
    const ofBoth = EASE_OF_BOTH * random.normal();
    return abilities.map((ability, i) => ability + luck[n % folds][i] + ofBoth + EASE_OF_ONE * random.normal());
  });
  const runOf = (i: number, seed: number) =>
    storedRun(
      2 * seed + i,
      ease.map((of) => (of[i] + SEED * random.normal() > 0 ? 1 : 0)),
    );
  const sd = Math.hypot(EASE_OF_BOTH, EASE_OF_ONE, TRAINING_SET, SEED);
  const [level, baseline] = abilities.map((ability) => normalBelow(ability / sd));
  return {
    pairs: Array.from({ length: seeds }, (_, seed) => [runOf(0, seed), runOf(1, seed)] as const),
    truth: level - baseline,
  };
}

/** A run on as many sequences as there are values, each a group with one label, right (1) or wrong (0). */
export function storedRun(id: number, right: readonly number[]): StoredRun {
  const accuracy = right.reduce((sum, value) => sum + value, 0) / right.length;
  return {
    id,
    seed: id,
    engineVersion: 'fused-1',
    status: 'completed',
    metrics: { ...NOT_MEASURED, loss: 0.3, training_loss: 0.3, accuracy, sequence_accuracy: null },
    steps: [],
    stepCounts: [],
    testGroups: sumsOf(right),
    divergedAt: null,
    error: null,
    trainMs: 1,
    finishedAt: '2026-01-01T00:00:00.000Z',
  };
}

function sumsOf(right: readonly number[]): ClassSums {
  const column = (value: number) => new Float64Array(right.length).fill(value);
  return {
    kind: 'classes',
    groups: right.length,
    classes: 2,
    sequences: column(1),
    sequencesRight: Float64Array.from(right),
    counted: column(1),
    right: Float64Array.from(right),
    loss: column(0.3),
    confusion: Float64Array.from(right.flatMap((value, group) => [group, 1, value, 1])),
  };
}
