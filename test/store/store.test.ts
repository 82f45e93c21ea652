import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { openStore } from '../../src/store/store.ts';
import { NOT_MEASURED } from '../not-measured.ts';
import {
  completed,
  DIVERGED,
  ENVIRONMENT,
  experiment,
  FAILED,
  FINISHED,
  newStore,
  planned,
  point,
  run,
  runsOf,
  save,
  temporaryFolder,
} from './examples.ts';

describe('results', () => {
  it('is null for a name that no experiment has', () => {
    expect(newStore().results('nobody')).toBeNull();
  });

  it('gives back what was saved, runs in the order of the seeds', () => {
    const store = newStore();
    const saved = experiment({ seeds: [2, 1] });
    store.saveExperiment(saved, FINISHED);
    for (const each of runsOf(saved).reverse()) save(store, each, completed());

    const { description: _, points, ...rest } = saved;
    const found = store.results(saved.name);
    expect(found).toMatchObject(rest);
    expect(found?.points.map(({ runs, ...p }) => p)).toEqual(points);
    expect(found?.points.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(found?.points[0].runs[0]).toEqual({
      stepCounts: [2000, 2000, 2000],
      testGroups: null,
      id: 4,
      seed: 2,
      engineVersion: 'reference-1',
      status: 'completed',
      metrics: { accuracy: 0.9375, loss: 0.1875, sequence_accuracy: 0.5, training_loss: 0.375, ...NOT_MEASURED },
      steps: [1, 0.875, 0.9375],
      divergedAt: null,
      error: null,
      trainMs: 12.5,
      finishedAt: '2026-03-01T12:00:00.000Z',
    });
  });

  it('has diverged and failed runs with their epoch or reason and without metrics', () => {
    const store = newStore();
    const saved = experiment({ points: [point({}, 'forward')], compare: null });
    store.saveExperiment(saved, FINISHED);
    save(store, run(saved.points[0].planned, 1), DIVERGED);
    save(store, run(saved.points[0].planned, 2), FAILED);

    expect(store.results(saved.name)?.compare).toBeNull();
    expect(store.results(saved.name)?.points[0].runs).toMatchObject([
      { status: 'diverged', divergedAt: 7, error: null, metrics: null, steps: [] },
      { status: 'failed', divergedAt: null, error: 'the worker ran out of memory', metrics: null, steps: [] },
    ]);
  });

  it('leaves out runs of other seeds and other experiments', () => {
    const store = newStore();
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    store.saveExperiment(saved, FINISHED);
    save(store, run(planned({ direction: 'forward' }), 1), completed());
    save(store, run(planned({ direction: 'forward' }), 2), completed());
    save(store, run(planned({ direction: 'backward' }), 1), completed());

    expect(store.results(saved.name)?.points.map(({ runs }) => runs.length)).toEqual([1]);
  });

  it('gives a configuration that two points share to both', () => {
    const store = newStore();
    const shared = planned({ direction: 'forward' });
    const points = [
      point({ merge_mode: 'concat' }, 'forward', shared),
      point({ merge_mode: 'sum' }, 'forward', shared),
    ];
    const saved = experiment({ seeds: [1], points });
    store.saveExperiment(saved, FINISHED);
    save(store, run(shared, 1), completed());

    expect(store.results(saved.name)?.points.map(({ runs }) => runs.length)).toEqual([1, 1]);
  });

  it('leaves a gap of NaN at a time step that never counts', () => {
    const store = newStore();
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    store.saveExperiment(saved, FINISHED);
    save(store, run(saved.points[0].planned, 1), {
      ...completed(),
      steps: [{ step: 3, accuracy: 0.5, mae: null, counted: 9 }],
    });

    expect(store.results(saved.name)?.points[0].runs[0].steps).toEqual([Number.NaN, Number.NaN, 0.5]);
  });

  it('has accuracies by step to the last bit', () => {
    const store = newStore();
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    store.saveExperiment(saved, FINISHED);
    const random = stream(0, 'accuracies');
    const any = () => (random.bits() + random.bits() / 2 ** 32) / 2 ** 32;
    const accuracies = [0, 1, 5e-324, 1 / 3, 1 - 2 ** -53, ...Array.from({ length: 20_000 }, any)];
    save(store, run(saved.points[0].planned, 1), {
      ...completed(),
      steps: accuracies.map((accuracy, t) => ({ step: t + 1, accuracy, mae: null, counted: t })),
    });

    const [found] = store.results(saved.name)!.points[0].runs;
    expect(found.steps).toEqual(accuracies);
    expect(found.stepCounts).toEqual(accuracies.map((_, t) => t));
  });

  it('has the points in the order of the file, with their units as written and values of their type', () => {
    const store = newStore();
    const points = [16, 4].flatMap((units) =>
      ['bidirectional', 'forward'].map((level) => ({
        ...point({ units, threshold: '25%' }, level, planned({ units: 20 + units, direction: level as 'forward' })),
        writtenUnits: units,
      })),
    );
    store.saveExperiment(experiment({ points }), FINISHED);

    expect(store.results('does-direction-matter')?.points).toMatchObject([
      { block: { units: 16, threshold: '25%' }, level: 'bidirectional', writtenUnits: 16 },
      { block: { units: 16, threshold: '25%' }, level: 'forward', writtenUnits: 16 },
      { block: { units: 4, threshold: '25%' }, level: 'bidirectional', writtenUnits: 4 },
      { block: { units: 4, threshold: '25%' }, level: 'forward', writtenUnits: 4 },
    ]);
  });

  it('has levels that are numbers as numbers, and null for a point to which the compared key does not apply', () => {
    const store = newStore();
    const rates = [0.01, 1e-7].map((rate) => point({}, rate, planned({ learning_rate: rate })));
    store.saveExperiment(
      experiment({ name: 'rates', points: rates, compare: { by: 'learning_rate', baseline: 1e-7 } }),
      FINISHED,
    );
    const modes = [
      point({}, null, planned({ direction: 'forward' })),
      point({}, 'sum', planned({ merge_mode: 'sum' })),
    ];
    store.saveExperiment(
      experiment({ name: 'modes', points: modes, compare: { by: 'merge_mode', baseline: 'sum' } }),
      FINISHED,
    );

    expect(store.results('rates')).toMatchObject({
      compare: { by: 'learning_rate', baseline: 1e-7 },
      points: [{ level: 0.01 }, { level: 1e-7 }],
    });
    expect(store.results('modes')?.points.map(({ level }) => level)).toEqual([null, 'sum']);
  });
});

describe('saveExperiment', () => {
  it('replaces the plan of the same name and keeps the runs', () => {
    const store = newStore();
    const first = experiment();
    store.saveExperiment(first, FINISHED);
    for (const each of runsOf(first)) save(store, each, completed());
    store.saveExperiment(experiment({ points: [point({}, 'forward')], metric: 'loss' }), FINISHED);

    const found = store.results(first.name);
    expect(found?.metric).toBe('loss');
    expect(found?.points.map(({ level, runs }) => [level, runs.length])).toEqual([['forward', 2]]);
    expect(store.missing(runsOf(first))).toEqual([]);
  });

  it('stores all of it or nothing', () => {
    const store = newStore();
    const sound = planned({ direction: 'forward' });
    const broken = { ...sound, configuration: { ...sound.configuration, merge_mode: 'sum' as const } };
    const saved = experiment({ points: [point({}, 'bidirectional'), point({}, 'forward', broken)] });

    expect(() => store.saveExperiment(saved, FINISHED)).toThrow('CHECK constraint failed');
    expect(store.experimentNames()).toEqual([]);
  });

  it('makes its experiment the latest, whatever the clock says', () => {
    const store = newStore();
    expect(store.latestExperiment()).toBeNull();
    store.saveExperiment(experiment({ name: 'a' }), new Date('2026-03-01T10:00:00Z'));
    store.saveExperiment(experiment({ name: 'b' }), new Date('2026-03-01T11:00:00Z'));
    store.saveExperiment(experiment({ name: 'a' }), new Date('2026-03-01T09:00:00Z'));

    expect(store.latestExperiment()).toBe('a');
    expect(store.experimentNames()).toEqual(['a', 'b']);
  });
});

describe('missing', () => {
  it('gives the runs that are neither completed nor diverged, in their order', () => {
    const store = newStore();
    const [a, b, c, d] = runsOf(experiment());
    save(store, a, completed());
    save(store, b, DIVERGED);
    save(store, c, FAILED);

    expect(store.missing([d, c, b, a])).toEqual([d, c]);
  });

  it('does not know runs of another engine version', () => {
    const store = newStore();
    const [old] = runsOf(experiment(), 'reference-1');
    const newer = { ...old, engineVersion: 'reference-2' };
    save(store, old, completed());

    expect(store.missing([newer])).toEqual([newer]);
    expect(store.olderVersions([newer])).toEqual(new Map([['reference-1', 1]]));
    expect(store.olderVersions([old])).toEqual(new Map());
  });
});

describe('saveRun', () => {
  it('keeps the result that was there first, and says so', () => {
    const store = newStore();
    const saved = experiment();
    const [first] = runsOf(saved);
    store.saveExperiment(saved, FINISHED);

    expect(save(store, first, completed(0.75))).toEqual({ id: 1, outcome: 'stored' });
    expect(save(store, first, completed(0.5))).toEqual({ id: 1, outcome: 'already-there' });
    expect(save(store, first, FAILED)).toEqual({ id: 1, outcome: 'already-there' });
    expect(store.results(saved.name)?.points[0].runs.map(({ metrics }) => metrics?.accuracy)).toEqual([0.75]);
  });

  it('replaces a failed run, which keeps its number', () => {
    const store = newStore();
    const saved = experiment();
    const [first] = runsOf(saved);
    store.saveExperiment(saved, FINISHED);
    save(store, first, FAILED);

    expect(save(store, first, completed())).toEqual({ id: 1, outcome: 'stored' });
    expect(store.results(saved.name)?.points[0].runs).toMatchObject([{ status: 'completed', error: null }]);
  });

  it('marks what an older engine version made as superseded and keeps it', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    store.saveExperiment(saved, FINISHED);
    save(store, runsOf(saved, 'fused-1')[0], completed(0.5));
    save(store, runsOf(saved, 'fused-2')[0], completed(0.75));

    expect(store.results(saved.name)?.points[0].runs).toMatchObject([{ engineVersion: 'fused-2' }]);
    const rows = new Database(path).prepare('SELECT engine_version, superseded FROM runs').raw().all();
    expect(rows).toEqual([
      ['fused-1', 1],
      ['fused-2', 0],
    ]);
  });

  it('goes back to an older version where that is trained again', () => {
    const store = newStore();
    const saved = experiment({ seeds: [1], points: [point({}, 'forward')] });
    const [old, newer] = [runsOf(saved, 'fused-1'), runsOf(saved, 'fused-2')];
    store.saveExperiment(saved, FINISHED);
    save(store, old[0], completed(0.5));
    save(store, newer[0], completed(0.75));

    expect(store.missing(old)).toEqual(old);
    expect(save(store, old[0], completed(0.5)).outcome).toBe('already-there');
    expect(store.missing(old)).toEqual([]);
    expect(store.missing(newer)).toEqual(newer);
  });

  it('never mixes versions, half way through an upgrade', () => {
    const store = newStore();
    const saved = experiment({ seeds: [1, 2], points: [point({}, 'forward')] });
    store.saveExperiment(saved, FINISHED);
    for (const each of runsOf(saved, 'fused-1')) save(store, each, completed());
    const later = { environment: ENVIRONMENT, finishedAt: new Date('2026-03-02T12:00:00Z'), keep: null };
    store.saveRun(runsOf(saved, 'fused-2')[0], completed(), later);

    const found = store.results(saved.name)?.points[0].runs.map(({ seed, engineVersion }) => [seed, engineVersion]);
    expect(found).toEqual([[1, 'fused-2']]);
  });

  it('refuses a number that is not finite, and stores nothing of the run', () => {
    const store = newStore();
    const [first] = runsOf(experiment());
    const { metrics, ...rest } = completed();
    const broken = { ...rest, metrics: { ...metrics, loss: Number.NaN } };

    expect(() => save(store, first, broken)).toThrow('seed 1, completed: expected a number, loss is NaN');
    expect(store.missing([first])).toEqual([first]);
  });
});

describe('saveRuns', () => {
  it('stores curves and steps of any length, those of one run beside those of others', () => {
    const store = newStore();
    const runs = runsOf(experiment({ seeds: [1, 2, 3, 4, 5] }));
    const lengths = [0, 1, 50, 51, 200];
    const options = { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null };
    const ended = lengths.map((length, i) => {
      const numbers = Array.from({ length }, (_, at) => at + 1);
      const curve = numbers.map((epoch) => ({ epoch, loss: 1 / epoch, accuracy: epoch % 2 === 0 ? null : 1 / epoch }));
      const steps = numbers.map((step) => ({ step, accuracy: 1 / step, mae: null, counted: step }));
      return { run: runs[i], result: { ...completed(), curve, steps }, ...options };
    });
    const saved = store.saveRuns(ended);
    expect(saved.map(({ outcome }) => outcome)).toEqual(lengths.map(() => 'stored'));
    for (const [i, { id }] of saved.entries()) {
      const { curve, steps } = ended[i].result;
      expect(store.run(id)).toMatchObject({ curve, steps });
    }
  });

  it('stores all of them or none', () => {
    const store = newStore();
    const [first, second] = runsOf(experiment());
    const options = { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null };
    const twice = [{ step: 1, accuracy: 1, mae: null, counted: 1 }].flatMap((step) => [step, step]);
    const ended = [
      { run: first, result: completed(), ...options },
      { run: second, result: { ...completed(), steps: twice }, ...options },
    ];
    expect(() => store.saveRuns(ended)).toThrow(/UNIQUE/);
    expect(store.missing([first, second])).toEqual([first, second]);
  });
});

describe('a store that is closed', () => {
  it('leaves counts of its rows to SQLite where there are many alone: by those of few it would go through all runs', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const saved = experiment({ seeds: Array.from({ length: 1200 }, (_, i) => i + 1) });
    const runs = runsOf(saved);
    const store = (from: number, to: number) => {
      const opened = openStore(path, { mode: 'write' });
      opened.saveExperiment(saved, FINISHED);
      const options = { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null };
      opened.saveRuns(runs.slice(from, to).map((each) => ({ run: each, result: completed(), ...options })));
      opened.close();
      const db = new Database(path);
      const counted = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'").pluck().get();
      db.close();
      return counted;
    };
    expect(store(0, 10)).toBe(0);
    expect(store(10, 1000)).toBe(1);
  });
});

describe('openStore', () => {
  it('to read neither makes a file nor leaves one behind', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'bothways.db');
    expect(() => openStore(path, { mode: 'read' })).toThrow(
      expect.objectContaining({ code: 'missing', message: expect.stringContaining('bothways run') }),
    );
    expect(existsSync(path)).toBe(false);

    openStore(path, { mode: 'write' }).close();
    const store = openStore(path, { mode: 'read' });
    expect(() => store.saveExperiment(experiment(), FINISHED)).toThrow();
    store.close();
    expect(readdirSync(folder)).toEqual(['bothways.db']);
  });

  it('to write makes the folder', () => {
    const path = join(temporaryFolder(), 'a', 'b', 'bothways.db');
    newStore(path);
    expect(existsSync(path)).toBe(true);
  });
});
