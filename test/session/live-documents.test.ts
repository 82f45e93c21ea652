import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveDocuments } from '../../src/session/live-documents.ts';
import { openStore } from '../../src/store/store.ts';
import { completed, databaseIn, store } from '../commands/stored-example.ts';

const FILE = 'name: two\nepochs: 100\ntest_sequences: 100\nseeds: 2\nsweep:\n  direction: [forward, bidirectional]\n';
let folder: string;
let time: number;
let documents: LiveDocuments;

const onError = (error: unknown) => {
  throw error;
};

/** Stores the first so many of the four runs, in the order of seeds. */
const storeRuns = (count: number, { name = 'two', accuracy = 0.9, into = folder } = {}) => {
  let stored = 0;
  store(into, FILE.replace('name: two', `name: ${name}`), () => (stored++ < count ? completed(accuracy) : null));
};
/** Long after whatever was made last. */
const later = () => {
  time += 10_000;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-live-'));
  time = 0;
  documents = new LiveDocuments({
    database: databaseIn(folder),
    clock: () => time,
    now: () => new Date(1_770_000_000_000 + time),
    onError,
  });
});
afterEach(() => {
  documents.close();
  rmSync(folder, { recursive: true });
});

describe('live documents', () => {
  it('are an empty list before there is a database, and appear with it', () => {
    expect(documents.list().document.experiments).toEqual([]);
    expect(documents.experiment('two')).toBeNull();
    storeRuns(1);
    expect(documents.list().document.experiments).toMatchObject([
      { name: 'two', runs: { planned: 4, stored: 1 }, sentences: [] },
    ]);
    expect(documents.experiment('two')?.document.runs).toMatchObject({ planned: 4, stored: 1 });
  });

  it('have another tag when a run has been stored, and the same one when nothing of theirs has changed', () => {
    storeRuns(1);
    const first = documents.experiment('two');
    later();
    expect(documents.experiment('two')).toBe(first);
    storeRuns(1, { name: 'another', accuracy: 0.8 });
    later();
    expect(documents.experiment('two')?.tag).toBe(first?.tag);
    storeRuns(3);
    later();
    const next = documents.experiment('two');
    expect(next?.tag).not.toBe(first?.tag);
    expect(next?.document.runs.stored).toBe(3);
  });

  it('get their verdict with the last run', () => {
    storeRuns(3);
    expect(documents.experiment('two')?.document.sentences).toEqual([]);
    storeRuns(4);
    later();
    expect(documents.experiment('two')?.document.sentences).toHaveLength(1);
    expect(documents.list().document.experiments[0].sentences).toHaveLength(1);
  });

  it('are those of the file that has the name now', () => {
    storeRuns(1);
    expect(documents.experiment('two')?.document.runs.stored).toBe(1);
    const other = mkdtempSync(join(tmpdir(), 'bothways-other-'));
    storeRuns(4, { into: other });
    renameSync(databaseIn(other), databaseIn(folder));
    rmSync(other, { recursive: true });
    later();
    expect(documents.experiment('two')?.document.runs.stored).toBe(4);
  });

  it('are gone with an experiment that is forgotten', () => {
    storeRuns(4);
    expect(documents.experiment('two')).not.toBeNull();
    const open = openStore(databaseIn(folder), { mode: 'write' });
    open.forget('two');
    open.close();
    later();
    expect(documents.experiment('two')).toBeNull();
    expect(documents.list().document.experiments).toEqual([]);
  });

  it('rest after they were made, twice as long as that took', () => {
    let ticks = 0;
    const slow = new LiveDocuments({
      database: databaseIn(folder),
      clock: () => time + ticks++ * 100,
      now: () => new Date(0),
      onError,
    });
    storeRuns(1);
    expect(slow.experiment('two')?.document.runs.stored).toBe(1);
    storeRuns(2);
    expect(slow.experiment('two')?.document.runs.stored).toBe(1);
    later();
    expect(slow.experiment('two')?.document.runs.stored).toBe(2);
    slow.close();
  });

  it('list a hundred experiments at once, and their answers little by little', () => {
    for (let i = 0; i < 3; i++) storeRuns(4, { name: `number-${i}`, accuracy: 0.9 });
    let ticks = 0;
    // Every look at the clock costs 60 ms: one answer fits into the tenth of a second that a list may take
    const slow = new LiveDocuments({
      database: databaseIn(folder),
      clock: () => time + ticks++ * 60,
      now: () => new Date(0),
      onError,
    });
    const missing = () => slow.list().document.experiments.filter(({ sentences }) => sentences === null).length;
    expect(missing()).toBe(2);
    later();
    expect(missing()).toBe(1);
    later();
    expect(missing()).toBe(0);
    slow.close();
  });

  it('hold no lock: others write while they are looked at', () => {
    storeRuns(1);
    documents.experiment('two');
    const open = openStore(databaseIn(folder), { mode: 'write', busyTimeoutMs: 0 });
    expect(open.forget('two')).not.toBeNull();
    open.close();
  });
});
