import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { savedTopology } from '../../src/model/saved-model.ts';
import {
  BACKWARD,
  completed,
  DIVERGED,
  ENVIRONMENT,
  experiment,
  newStore,
  planned,
  run,
  runsOf,
  save,
  temporaryFolder,
  WEIGHTS,
} from './examples.ts';

/** 1, -2.5, 0.1, nine times 0, 0.5 and 2 as float32, little-endian: worked by hand from IEEE 754. */
const BYTES = Buffer.from(`0000803f000020c0cdcccc3d${'00'.repeat(9 * 4)}0000003f00000040`, 'hex');

describe('run', () => {
  it('has everything that was saved', () => {
    const store = newStore();
    const [first] = runsOf(experiment());
    const { id } = save(store, first, completed(), BACKWARD);

    const { curve, metrics, steps } = completed();
    expect(store.run(id)).toEqual({
      testGroups: null,
      id,
      planned: first.planned,
      seed: 1,
      engineVersion: 'reference-1',
      isSuperseded: false,
      status: 'completed',
      metrics,
      curve,
      steps,
      divergedAt: null,
      error: null,
      trainMs: 12.5,
      keptEpoch: null,
      weightsSha256: createHash('sha256').update(BYTES).digest('hex'),
      hasModel: true,
      environment: ENVIRONMENT,
      finishedAt: '2026-03-01T12:00:00.000Z',
    });
  });

  it('of a diverged one has the curve up to there and no weights', () => {
    const store = newStore();
    const { id } = save(store, runsOf(experiment())[0], DIVERGED);

    expect(store.run(id)).toMatchObject({
      status: 'diverged',
      curve: [{ epoch: 5, loss: 7.5, accuracy: 0.5 }],
      weightsSha256: null,
      hasModel: false,
    });
  });

  it('is found by configuration, seed and engine version, and null is said where it is not', () => {
    const store = newStore();
    const saved = run(planned(), 7);
    const { id } = save(store, saved, completed());

    expect(store.runId(saved)).toBe(id);
    expect(store.runId({ ...saved, seed: 8 })).toBeNull();
    expect(store.runId({ ...saved, engineVersion: 'reference-2' })).toBeNull();
    expect(store.run(id + 1)).toBeNull();
  });

  it('keeps a checkout with changes apart from a clean one', () => {
    const store = newStore();
    const [a, b] = runsOf(experiment());
    const clean = { ...ENVIRONMENT, gitCommit: 'c0ffee', gitDirty: false };
    const options = { finishedAt: new Date(0), keep: null };
    store.saveRun(a, completed(), { ...options, environment: clean });
    store.saveRun(b, completed(), { ...options, environment: { ...clean, gitDirty: true } });

    expect([store.run(1)?.environment.gitDirty, store.run(2)?.environment.gitDirty]).toEqual([false, true]);
  });
});

describe('weights', () => {
  it('come back to the bit, kept as float32, little-endian', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    const forward: Model = { ...BACKWARD, direction: 'forward' };
    const { id } = save(store, runsOf(experiment())[0], completed(), forward);

    expect(store.weights(id, forward)).toEqual(WEIGHTS);
    expect(new Database(path).prepare('SELECT weights FROM models').pluck().get()).toEqual(BYTES);
  });

  it('of a backward model are kept behind a forward half of 0, as in the files that TensorFlow.js opens', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    const { id } = save(store, runsOf(experiment())[0], completed(), BACKWARD);

    expect(store.weights(id, BACKWARD)).toEqual(WEIGHTS);
    expect(store.run(id)?.weightsSha256).toBe(createHash('sha256').update(BYTES).digest('hex'));
    const kept = new Database(path).prepare('SELECT topology, weights FROM models').get() as Record<string, unknown>;
    expect(kept.weights).toEqual(Buffer.concat([Buffer.alloc(12 * 4), BYTES]));
    expect(JSON.parse(kept.topology as string)).toEqual(savedTopology(BACKWARD));
  });

  it('are null where none were kept', () => {
    const store = newStore();
    expect(store.weights(save(store, runsOf(experiment())[0], completed()).id, BACKWARD)).toBeNull();
  });

  it('that are to be kept but did not come with the result leave nothing stored', () => {
    const store = newStore();
    const [wanted] = runsOf(experiment());
    expect(() => save(store, wanted, { ...completed(), weights: null }, BACKWARD)).toThrow('found their hash only');
    expect(store.runId(wanted)).toBeNull();
  });

  it.each(['0000803f', '00'.repeat(26 * 4)])('that are not those the run ended with are refused: %s', (bytes) => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = newStore(path);
    const { id } = save(store, runsOf(experiment())[0], completed(), BACKWARD);
    new Database(path).exec(`UPDATE models SET weights = x'${bytes}'`);

    expect(() => store.weights(id, BACKWARD)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });
});
