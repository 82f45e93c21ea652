/** Copies of a database with something wrong, and everything that may be asked of one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { runQuery } from '../../src/store/query.ts';
import { EXAMPLE_QUERIES } from '../../src/store/schema.ts';
import { openStore, StoreError } from '../../src/store/store.ts';
import { BACKWARD, completed, experiment, FINISHED, planned, point, runsOf, save } from './examples.ts';

const EXPERIMENT = experiment({
  name: 'hidden-sizes',
  points: [16, 32].flatMap((units) =>
    (['forward', 'bidirectional'] as const).map((level) =>
      point({ units }, level, planned({ units, direction: level })),
    ),
  ),
});

/** A whole database of eight runs, closed. */
export function writeDatabase(path: string): void {
  const store = openStore(path, { mode: 'write' });
  store.saveExperiment(EXPERIMENT, FINISHED);
  for (const each of runsOf(EXPERIMENT)) save(store, each, completed(), BACKWARD);
  store.close();
}

/** Numbers from 0 to below `limit`, the same for the same seed (Park and Miller 1988). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed + 1;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
}

const PAGE = 4096;

/** Flips bytes, cuts the end off, or zeroes a page of a file. */
export function damage(path: string, seed: number): string {
  const bytes = readFileSync(path);
  const next = numbersFrom(seed);
  switch (next(3)) {
    case 0: {
      const flips = 1 + next(20);
      for (let i = 0; i < flips; i++) bytes[next(bytes.length)] ^= 1 + next(255);
      writeFileSync(path, bytes);
      return `${flips} bytes flipped`;
    }
    case 1: {
      const size = next(bytes.length);
      writeFileSync(path, bytes.subarray(0, size));
      return `cut to ${size} bytes`;
    }
    default: {
      const page = next(bytes.length / PAGE);
      bytes.fill(0, page * PAGE, (page + 1) * PAGE);
      writeFileSync(path, bytes);
      return `page ${page} zeroed`;
    }
  }
}

/** Asks a store everything that reads. Throws what it throws. */
export function readEverything(path: string): void {
  const store = openStore(path, { mode: 'read' });
  try {
    const attempts = [
      () => store.experimentNames(),
      () => store.results(EXPERIMENT.name),
      () => store.missing(runsOf(EXPERIMENT)),
      () => store.listRuns({ experiment: EXPERIMENT.name, sort: 'accuracy' }),
      () => [1, 2, 3, 4, 5, 6, 7, 8].map((id) => [store.run(id), store.weights(id, BACKWARD)]),
      () => store.forgettable(EXPERIMENT.name),
      ...EXAMPLE_QUERIES.map(
        ({ sql }) =>
          () =>
            runQuery(path, sql, { rowLimit: 100 }),
      ),
    ];
    for (const attempt of attempts) onlyStoreErrors(attempt);
  } finally {
    store.close();
  }
}

/** Adds to a store and takes away from it. */
export function writeEverything(path: string): void {
  const store = openStore(path, { mode: 'write' });
  try {
    onlyStoreErrors(() => store.saveExperiment(EXPERIMENT, FINISHED));
    for (const each of runsOf({ ...EXPERIMENT, seeds: [2, 3] })) {
      onlyStoreErrors(() => save(store, each, completed(), BACKWARD));
    }
    onlyStoreErrors(() => store.forget(EXPERIMENT.name));
  } finally {
    store.close();
  }
}

/** Lets a `StoreError` of one line pass, and nothing else. */
export function onlyStoreErrors(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StoreError) || /\n/.test(error.message)) throw error;
  }
}
