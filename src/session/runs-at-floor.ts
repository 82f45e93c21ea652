/** Which runs of an experiment end at the floor, held against the labels of their own test sequences. */

import { endsAtFloor, floorBefore } from '../comparison/floor.ts';
import { foldsOfPoints } from '../comparison/folds.ts';
import { outputWidth } from '../model/model.ts';
import type { Store } from '../store/store.ts';
import { type Dataset, testCount } from '../tasks/dataset.ts';
import { countLabels, guessByPosition, varianceOfGuess } from '../tasks/position-guess.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { AtFloor, Configuration, ExperimentResults, PositionGuess } from '../vocabulary.ts';

/** By the number of the run; the others have learnt more than the position, or have no result. */
export function runsAtFloor(store: Store, { points }: ExperimentResults): Map<number, AtFloor> {
  const testPartOf = testParts();
  const found = new Map<number, AtFloor>();
  for (const { planned, runs } of points) {
    const { configuration, floor } = planned;
    if (floor === null || runs.length === 0) continue;
    const { count, ofSeed } = testPartOf(configuration);
    const mostAtFloor = floor + mostLuck(floor, count);
    for (const { id, seed, metrics, steps } of runs) {
      const accuracy = metrics?.accuracy ?? null;
      if (accuracy === null || accuracy > mostAtFloor || found.has(id)) continue;
      const test = ofSeed(seed);
      if (endsAtFloor(test.isPerStep ? steps : [accuracy], test.guess()))
        found.set(id, howItCameTo(store, id, configuration, test));
    }
  }
  return withFoldsPooled(found, points);
}

/** With folds a seed ends at the floor where all its folds do, and is known by the run of the first. */
function withFoldsPooled(found: Map<number, AtFloor>, points: ExperimentResults['points']): Map<number, AtFloor> {
  for (const folds of foldsOfPoints(points)) {
    for (const { id, seed } of folds[0].runs) {
      const ofSeed = folds.flatMap(({ runs }) => runs.filter((run) => run.seed === seed));
      if (!ofSeed.every((run) => found.has(run.id))) found.delete(id);
    }
  }
  return found;
}

function howItCameTo(store: Store, id: number, configuration: Configuration, test: TestPart): AtFloor {
  if (!test.isFresh) return 'ended'; // it has learnt the sequences of its curve by heart, perhaps
  const curve = store.curve(id).flatMap(({ epoch, accuracy }) => (accuracy === null ? [] : [{ epoch, accuracy }]));
  return floorBefore(curve, {
    guess: test.guess(),
    sequences: test.count,
    variance: test.variance(),
    sequencesPerEpoch: configuration.sequences_per_epoch,
  });
}

/**
 * By how much the accuracy of a run that is at the floor of its N own test sequences may exceed the floor of all
 * sequences: five standard deviations of a mean of N shares, and what `endsAtFloor` allows at most. It spares large test
 * sets the counting, where it is small.
 */
function mostLuck(floor: number, sequences: number): number {
  return (5 * Math.sqrt(floor * (1 - floor)) + 5) / Math.sqrt(sequences);
}

/** What a run was tested on. */
interface TestPart {
  readonly count: number;
  /** Whether there is an answer at every step, or one for the sequence. */
  readonly isPerStep: boolean;
  /** Whether all sequences are fresh, those of training too. */
  readonly isFresh: boolean;
  /** Of the commonest label at each time step; worked out when it is first asked for. */
  guess(): PositionGuess;
  /** How the share that it has right varies from sequence to sequence; the same. */
  variance(): number;
}

const AT_ONCE = 1000;

/** The test parts of a configuration, of which all seeds have as many sequences. */
interface TestParts {
  readonly count: number;
  ofSeed(seed: number): TestPart;
}

/** Finds the test parts of configurations, once for all of the same data. */
function testParts(): (configuration: Configuration) => TestParts {
  const datasets = new Map<string, Dataset>();
  const parts = new Map<string, TestPart>();
  return (configuration) => {
    const { task, data_sha256, data: settings, sequence_length, threshold } = configuration;
    const data = JSON.stringify([task, data_sha256, settings, sequence_length, threshold]);
    const dataset = datasets.get(data) ?? openDataset(configuration);
    datasets.set(data, dataset);
    const count = testCount(dataset, configuration);
    const isFixed = dataset.test(0).count !== null;
    const ofAllSeeds = JSON.stringify([data, count]);
    const ofSeed = (seed: number) => {
      const key = isFixed ? ofAllSeeds : `${ofAllSeeds} ${seed}`;
      const part = parts.get(key) ?? testPart(dataset, { seed, count });
      parts.set(key, part);
      return part;
    };
    return { count, ofSeed };
  };
}

function testPart(dataset: Dataset, { seed, count }: { seed: number; count: number }): TestPart {
  const { output } = dataset;
  // Made anew each time, so that many sequences need not be held at once
  function* batches() {
    const source = dataset.test(seed);
    for (let left = count; left > 0; left -= AT_ONCE) yield source.next(Math.min(left, AT_ONCE));
  }
  const labels = once(() => countLabels(batches(), Math.max(2, outputWidth(output))));
  return {
    count,
    isPerStep: output.per === 'step',
    isFresh: dataset.training(seed).count === null,
    guess: once(() => guessByPosition(labels())),
    variance: once(() => varianceOfGuess(batches(), labels())),
  };
}

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}
