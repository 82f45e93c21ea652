import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  BACKWARD,
  completed,
  ENVIRONMENT,
  experiment,
  FINISHED,
  newStore,
  planned,
  point,
  runsOf,
  save,
  temporaryFolder,
} from './examples.ts';

const CHECK = { against: 'reference-1 in float64', updates: 4, lossDifference: 0, weightDifference: 0, passed: true };

describe('forget', () => {
  it('deletes an experiment with all that it alone uses', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    const saved = experiment();
    store.saveExperiment(saved, FINISHED);
    for (const each of runsOf(saved)) save(store, each, completed(), BACKWARD);
    store.saveEngineCheck({ planned: saved.points[0].planned, engineVersion: 'fused-1' }, CHECK);

    expect(store.forgettable(saved.name)).toEqual({ runs: 4, configurations: 2 });
    expect(store.forget(saved.name)).toEqual({ runs: 4, configurations: 2 });
    const db = new Database(path);
    const left = ['experiments', 'plan', 'configurations', 'runs', 'curves', 'steps', 'models', 'environments'];
    for (const table of [...left, 'engine_checks']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0);
    }
  });

  it('keeps runs and configurations that another experiment uses', () => {
    const store = newStore();
    const [mine, other] = [experiment({ seeds: [1, 2, 3] }), experiment({ name: 'other', seeds: [2], points: [] })];
    const shared = { ...other, points: [point({}, 'forward')] };
    store.saveExperiment(mine, FINISHED);
    store.saveExperiment(shared, FINISHED);
    for (const each of runsOf(mine)) save(store, each, completed());

    expect(store.forget(mine.name)).toEqual({ runs: 5, configurations: 1 });
    expect(store.experimentNames()).toEqual(['other']);
    expect(store.results('other')?.points[0].runs.map(({ seed }) => seed)).toEqual([2]);
  });

  it('deletes superseded runs and those of earlier seeds, and keeps environments that are used', () => {
    const store = newStore();
    const kept = experiment({ name: 'kept', points: [point({}, 'backward', planned({ direction: 'backward' }))] });
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    for (const each of [kept, saved]) store.saveExperiment(each, FINISHED);
    for (const each of runsOf(kept)) save(store, each, completed());
    for (const each of runsOf(saved, 'fused-1')) save(store, each, completed());
    for (const each of runsOf(saved, 'fused-2')) save(store, each, completed());
    for (const each of runsOf({ ...saved, seeds: [9] })) save(store, each, completed());

    expect(store.forget(saved.name)).toEqual({ runs: 3, configurations: 1 });
    expect(store.run(1)?.environment).toEqual(ENVIRONMENT);
  });

  it('does nothing for a name that is not there', () => {
    expect(newStore().forget('nobody')).toBeNull();
    expect(newStore().forgettable('nobody')).toBeNull();
  });
});

describe('engineCheck', () => {
  it('gives back what was saved last for a configuration and its versions', () => {
    const store = newStore();
    const of = { planned: planned(), engineVersion: 'fused-1' };
    const asked = { configurationKey: planned().key, engineVersion: 'fused-1', against: CHECK.against };
    expect(store.engineCheck(asked)).toBeNull();
    store.saveEngineCheck(of, { ...CHECK, updates: 10 });
    store.saveEngineCheck(of, CHECK);

    expect(store.engineCheck(asked)).toEqual(CHECK);
    expect(store.engineCheck({ ...asked, engineVersion: 'fused-2' })).toBeNull();
  });

  it('is of one yardstick: another is another check, and an infinite difference stays as it is', () => {
    const store = newStore();
    const of = { planned: planned(), engineVersion: 'fused-1' };
    const failed = { ...CHECK, against: 'tfjs-4.22.0-cpu', lossDifference: Number.POSITIVE_INFINITY, passed: false };
    store.saveEngineCheck(of, failed);
    store.saveEngineCheck(of, CHECK);

    const asked = { configurationKey: planned().key, engineVersion: 'fused-1' };
    expect(store.engineCheck({ ...asked, against: CHECK.against })).toEqual(CHECK);
    expect(store.engineCheck({ ...asked, against: failed.against })).toEqual(failed);
  });

  it('refuses NaN, which SQLite would take for a missing value', () => {
    const of = { planned: planned(), engineVersion: 'fused-1' };
    expect(() => newStore().saveEngineCheck(of, { ...CHECK, weightDifference: Number.NaN })).toThrow('found 0, NaN');
  });
});
