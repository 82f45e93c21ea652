/** What the database keeps of a search beside its plan. */

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/vocabulary.ts';
import { completed, experiment, FINISHED, newStore, planned, point, save, temporaryFolder } from './examples.ts';

const FORWARD = [4, 8].map((units) => point({ units }, 'forward', planned({ units, direction: 'forward' })));

/** One level, two candidates, raced over two seeds and compared on another. */
function search(): Experiment {
  return experiment({
    seeds: [1001],
    points: [FORWARD[0]],
    search: { candidates: FORWARD, compared: FORWARD, seeds: [1, 2] },
  });
}

const run = (i: number, seed: number) => ({ planned: FORWARD[i].planned, seed, engineVersion: 'fused-1' });

describe('a search in the database', () => {
  it('comes back with its candidates in their order, and its seeds', () => {
    const store = newStore();
    store.saveExperiment(search(), FINISHED);
    expect(store.experiment(search().name)?.search).toEqual({ candidates: FORWARD, seeds: [1, 2] });
    store.saveExperiment(experiment(), FINISHED);
    expect(store.experiment(experiment().name)?.search).toBeNull();
  });

  it('keeps the runs of the race out of the results, and shows them in race_results', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    store.saveExperiment(search(), FINISHED);
    for (const [i, seed] of [
      [0, 1],
      [1, 1],
      [0, 1001],
    ])
      save(store, run(i, seed), completed());
    expect(store.results(search().name)?.points.map(({ runs }) => runs.map((one) => one.seed))).toEqual([[1001]]);
    const db = new Database(path);
    expect(db.prepare('SELECT position, block, level, seed FROM race_results ORDER BY position').raw().all()).toEqual([
      [0, 'units=4', 'forward', 1],
      [1, 'units=8', 'forward', 1],
    ]);
    expect(store.listRuns().map((row) => row.experiment)).toEqual(Array(3).fill(search().name));
  });

  it('is forgotten with the runs of its race, but for those of others', () => {
    const store = newStore();
    const other = experiment({ name: 'other', seeds: [2], points: [FORWARD[1]] });
    for (const each of [search(), other]) store.saveExperiment(each, FINISHED);
    for (const i of [0, 1]) for (const seed of [1, 2, 1001]) save(store, run(i, seed), completed());
    expect(store.forget(search().name)).toEqual({ runs: 5, configurations: 1 });
    expect(store.results('other')?.points[0].runs.map(({ seed }) => seed)).toEqual([2]);
  });

  it('keeps its runs where another experiment is forgotten, and goes along into another database', () => {
    const path = join(temporaryFolder(), 'part.db');
    const store = newStore(path);
    const other = experiment({ name: 'other', seeds: [2], points: [FORWARD[1]] });
    for (const each of [search(), other]) store.saveExperiment(each, FINISHED);
    save(store, run(1, 2), completed());
    expect(store.forget('other')).toEqual({ runs: 0, configurations: 0 });
    const merged = newStore();
    merged.merge(path);
    expect(merged.experiment(search().name)?.search).toEqual({ candidates: FORWARD, seeds: [1, 2] });
    expect(merged.runsWith({ keys: [FORWARD[1].planned.key], seeds: [1, 2] }).size).toBe(1);
  });
});
