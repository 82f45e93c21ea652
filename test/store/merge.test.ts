/** Databases brought together: what is added, what stays, what is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/vocabulary.ts';
import { contentsOf } from '../survival/sweep.ts';
import {
  BACKWARD,
  completed,
  DIVERGED,
  ENVIRONMENT,
  experiment,
  newStore,
  planned,
  point,
  run,
  runsOf,
  save,
  temporaryFolder,
} from './examples.ts';

const FAILED: RunResult = { status: 'failed', trainMs: 1, error: 'out of luck' };
const CHECK = { against: 'tfjs-4.22.0-cpu', updates: 20, lossDifference: 1e-6, weightDifference: 1e-5, passed: true };

/** A database with these results for the runs of the example's experiment, in their order; none where null. */
function database(results: readonly (RunResult | null)[], its = experiment()) {
  const path = join(temporaryFolder(), 'part.db');
  const store = newStore(path);
  store.saveExperiment(its, new Date('2026-03-01T12:00:00.000Z'));
  for (const [i, one] of runsOf(its).entries()) {
    const result = results[i];
    if (result) save(store, one, result, result.status === 'completed' && i === 0 ? BACKWARD : null);
  }
  return { path, store };
}

describe('merging databases', () => {
  it('gives what one database with all runs has, row for row, in whatever order and however often', () => {
    const results = [completed(0.9), DIVERGED, completed(0.8), completed(0.7)];
    const whole = database(results);
    const parts = [0, 1, 2, 3].map((i) => database(results.map((result, j) => (j === i ? result : null))));
    const merged = newStore(join(temporaryFolder(), 'merged.db'));
    const target = database([]);
    for (const i of [2, 0, 3, 1]) {
      expect(target.store.merge(parts[i].path)).toEqual({ added: 1, equal: 0, different: [], otherFiles: [] });
    }
    for (const i of [2, 0]) {
      expect(target.store.merge(parts[i].path)).toEqual({ added: 0, equal: 1, different: [], otherFiles: [] });
    }
    expect(contentsOf(target.path)).toEqual(contentsOf(whole.path));
    expect(merged.merge(target.path)).toEqual({ added: 4, equal: 0, different: [], otherFiles: [] });
    expect(merged.latestExperiment()).toBe('does-direction-matter');
  });

  it('leaves a run with other bits as it is here, and names it', () => {
    const [here, there] = [database([completed(0.9), completed(0.8)]), database([completed(0.9), completed(0.81)])];
    const before = contentsOf(here.path);
    const [, { planned: configuration, seed, engineVersion }] = runsOf(experiment());
    expect(here.store.merge(there.path)).toEqual({
      added: 0,
      equal: 1,
      different: [{ configuration: configuration.key, seed, engineVersion }],
      otherFiles: [],
    });
    expect(contentsOf(here.path)).toEqual(before);
  });

  it('puts a result in the place of a run that failed, with its curve, and never the other way round', () => {
    const result = completed(0.9);
    const good = database([null, result]);
    const bad = database([FAILED, FAILED]);
    expect(bad.store.merge(good.path)).toMatchObject({ added: 1, equal: 0 });
    const [, replaced] = runsOf(experiment());
    const stored = bad.store.run(bad.store.runId(replaced) ?? 0);
    expect(stored).toMatchObject({ status: 'completed', steps: result.steps });
    expect(bad.store.curve(stored?.id ?? 0)).toEqual(result.curve);
    expect(good.store.merge(bad.path)).toMatchObject({ added: 1, equal: 1 }); // the other one that failed
    expect(good.store.run(good.store.runId(replaced) ?? 0)?.status).toBe('completed');
  });

  it('counts the engine version that finished last, and keeps a check that failed', () => {
    const [one] = runsOf(experiment());
    const [older, newer] = [database([]), database([])];
    const options = { environment: ENVIRONMENT, keep: null };
    older.store.saveRun(one, completed(), { ...options, finishedAt: new Date(1000) });
    newer.store.saveRun({ ...one, engineVersion: 'reference-2' }, completed(), {
      ...options,
      finishedAt: new Date(2000),
    });
    const of = { planned: one.planned, engineVersion: 'reference-1' };
    older.store.saveEngineCheck(of, CHECK);
    newer.store.saveEngineCheck(of, { ...CHECK, passed: false });
    newer.store.merge(older.path);
    older.store.merge(newer.path);
    for (const { store } of [older, newer]) {
      expect(store.missing([one])).toEqual([one]);
      expect(store.missing([{ ...one, engineVersion: 'reference-2' }])).toEqual([]);
      expect(
        store.engineCheck({ configurationKey: one.planned.key, engineVersion: 'reference-1', against: CHECK.against }),
      ).toMatchObject({
        passed: false,
      });
    }
  });

  it('takes over experiments that are not here, and says which names stand for another file', () => {
    const other = experiment({ name: 'another', points: [point({}, 'forward', planned({ units: 3 }))] });
    const there = database([completed()], other);
    there.store.saveExperiment(experiment({ source: 'another: file\n' }), new Date());
    const here = database([completed()]);
    expect(here.store.merge(there.path)).toEqual({
      added: 1,
      equal: 0,
      different: [],
      otherFiles: ['does-direction-matter'],
    });
    expect(here.store.experimentNames()).toEqual(['another', 'does-direction-matter']);
    expect(here.store.results('another')?.points.map(({ runs }) => runs.length)).toEqual([1]);
  });

  it.each<[string, (path: string) => void, string]>([
    ['is not there', () => {}, 'missing'],
    [
      'is text',
      (path) => writeFileSync(path, 'no database, but long enough to have a header'.repeat(10)),
      'not-a-database',
    ],
    ['belongs to another program', (path) => new Database(path).exec('CREATE TABLE t (a)').close(), 'foreign'],
    [
      'is damaged',
      (path) => {
        const { path: sound } = database([completed(), completed(), completed(), completed()]);
        const bytes = new Database(sound).serialize();
        bytes.fill(0xa5, bytes.length - 8192);
        writeFileSync(path, bytes);
      },
      'damaged',
    ],
  ])('refuses a file that %s, and changes nothing', (_, make, code) => {
    const here = database([completed()]);
    const before = contentsOf(here.path);
    const path = join(temporaryFolder(), 'other.db');
    make(path);
    expect(() => here.store.merge(path)).toThrow(expect.objectContaining({ code }));
    expect(contentsOf(here.path)).toEqual(before);
    expect(
      here.store.saveRun(run(planned(), 9), completed(), {
        environment: ENVIRONMENT,
        finishedAt: new Date(),
        keep: null,
      }).outcome,
    ).toBe('stored');
  });

  it('takes a file of version 1 as it is, and leaves it so', () => {
    const old = join(import.meta.dirname, '../fixtures/database/version-1-trained.db');
    const before = readFileSync(old);
    const here = database([completed()]);
    const { added } = here.store.merge(old);
    expect(added).toBeGreaterThan(10);
    expect(readFileSync(old).equals(before)).toBe(true);
    expect(here.store.merge(old)).toMatchObject({ added: 0, equal: added, different: [] });
  });
});
