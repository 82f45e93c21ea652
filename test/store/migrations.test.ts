import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backupName } from '../../src/store/backup-name.ts';
import { MIGRATIONS, type Migration, migrate } from '../../src/store/migrations.ts';
import { runQuery } from '../../src/store/query.ts';
import { openStore } from '../../src/store/store.ts';
import { completed, experiment, FINISHED, runsOf, save, temporaryFolder } from './examples.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/database/version-1.db', import.meta.url));

/** A copy of the database that version 1 has written. */
function versionOne(): string {
  const path = join(temporaryFolder(), 'bothways.db');
  copyFileSync(FIXTURE, path);
  return path;
}

/** The same, brought to the newest version. */
function newest(): string {
  const path = versionOne();
  openStore(path, { mode: 'write' }).close();
  rmSync(backupName(path, 1));
  return path;
}

function schemaOf(path: string): unknown[] {
  const db = new Database(path);
  const found = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").raw().all();
  db.close();
  return found;
}

/** Every row of every table, in a fixed order. */
function content(path: string): Record<string, unknown[]> {
  const db = new Database(path);
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    .pluck()
    .all();
  const rows = tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).raw().all()]);
  db.close();
  return Object.fromEntries(rows);
}

function header(path: string): { version: unknown; id: unknown } {
  const db = new Database(path);
  const pragma = (name: string) => db.pragma(name, { simple: true });
  const found = { version: pragma('user_version'), id: pragma('application_id') };
  db.close();
  return found;
}

describe('a database that version 1 has written', () => {
  it('opens and has what was stored', () => {
    const store = openStore(versionOne(), { mode: 'read' });
    const found = store.results('fixture threshold=25%');
    expect(found).toMatchObject({
      source: 'name: fixture\n',
      seeds: [1, 2],
      compare: { by: 'direction', baseline: 'forward' },
      metric: 'accuracy',
      smallestEffect: 0.005,
    });
    expect(found?.points).toMatchObject([
      {
        block: { units: 4, threshold: '25%' },
        level: 'forward',
        planned: { key: 'e5e4e367d131', parameters: 101, configuration: { direction: 'forward', threshold: 0.75 } },
        runs: [
          { seed: 1, status: 'completed', engineVersion: 'fused-2', metrics: { accuracy: 0.9375, loss: 0.1875 } },
          { seed: 2, status: 'diverged', divergedAt: 7 },
        ],
      },
      {
        level: 'bidirectional',
        planned: { configuration: { direction: 'bidirectional', merge_mode: 'concat' } },
        runs: [{ seed: 1, status: 'failed', error: 'the worker ran out of memory' }],
      },
    ]);
    expect(found?.points[0].runs[0].steps).toEqual([1, 0.875, 0.9375]);
    expect(store.run(1)).toMatchObject({ isSuperseded: true, environment: { gitCommit: 'c0ffee', gitDirty: true } });
    const of = { configurationKey: 'e5e4e367d131', engineVersion: 'fused-2', against: 'tfjs-4.22.0-cpu' };
    expect(store.engineCheck(of)).toMatchObject({
      lossDifference: 0.000006,
      passed: true,
    });
    store.close();
  });

  it('is read without being touched', () => {
    const path = versionOne();
    const before = readFileSync(path);
    openStore(path, { mode: 'read' }).close();
    expect(runQuery(path, 'SELECT max(position) FROM plan', { rowLimit: 1 }).rows).toEqual([[1]]);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dirname(path))).toEqual(['bothways.db']);
  });

  it('gets the tables and views that a new database has, and keeps every row', () => {
    const fresh = join(temporaryFolder(), 'bothways.db');
    openStore(fresh, { mode: 'write' }).close();
    const path = versionOne();
    const before = content(path);
    openStore(path, { mode: 'write' }).close();

    expect(schemaOf(path)).toEqual(schemaOf(fresh));
    const columnsOf = (table: string) => new Database(FIXTURE).prepare(`SELECT * FROM ${table}`).columns();
    const db = new Database(path);
    for (const [table, rows] of Object.entries(before)) {
      const columns = columnsOf(table).map(({ name }) => name);
      expect(
        db
          .prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1, 2`)
          .raw()
          .all(),
      ).toEqual(rows);
    }
    db.close();
  });

  it('gets a counter of the experiments run, and the epochs that its completed runs made', () => {
    const path = versionOne();
    openStore(path, { mode: 'write' }).close();
    const db = new Database(path);
    expect(db.prepare('SELECT name, last_run FROM experiments ORDER BY updated_at, id').raw().all()).toEqual([
      ['fixture threshold=25%', 1],
    ]);
    expect(db.prepare('SELECT status, epochs_made FROM runs ORDER BY id').raw().all()).toEqual([
      ['completed', 1000],
      ['completed', 1000],
      ['diverged', null],
      ['failed', null],
    ]);
    db.close();
  });
});

describe('a migration', () => {
  const NOW = MIGRATIONS.length;
  const NEXT = [...MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT; UPDATE runs SET note = 'old'"];

  it('keeps everything, and a copy of the database as it was', () => {
    const path = newest();
    const before = content(path);
    const store = openStore(path, { mode: 'write', migrations: NEXT });
    expect(store.warnings).toEqual([expect.stringContaining(backupName(path, NOW))]);
    const saved = experiment();
    store.saveExperiment(saved, FINISHED);
    expect(save(store, runsOf(saved)[0], completed()).outcome).toBe('stored');
    store.close();

    expect(header(path)).toEqual({ version: NOW + 1, id: 0x426f7468 });
    expect(content(backupName(path, NOW))).toEqual(before);
    expect(header(backupName(path, NOW))).toEqual({ version: NOW, id: 0x426f7468 });
    const { runs } = content(path) as { runs: unknown[][] };
    expect(runs.slice(0, 4)).toEqual((before.runs as unknown[][]).map((row) => [...row, 'old']));
    expect(readdirSync(dirname(path)).sort()).toEqual(['bothways.db', `bothways.db.version-${NOW}.backup`]);
  });

  it('of a new database copies nothing', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const store = openStore(path, { mode: 'write', migrations: NEXT });
    expect(store.warnings).toEqual([]);
    store.close();
    expect(readdirSync(dirname(path))).toEqual(['bothways.db']);
  });

  it('may be a function, which is told what the sources of experiments say', () => {
    const path = newest();
    const asked: string[] = [];
    const migrations: Migration[] = [
      ...MIGRATIONS,
      (db, readSource) => {
        const stored = db.prepare<[], { name: string; source: string }>('SELECT name, source FROM experiments').all();
        for (const each of stored) asked.push(`${each.name}: ${readSource(each)?.points.length}`);
      },
    ];
    openStore(path, { mode: 'write', migrations, readSource: () => experiment() }).close();
    expect(asked).toEqual(['fixture threshold=25%: 2']);
    expect(header(path).version).toBe(NOW + 1);
  });

  it('is made in memory for a command that only reads', () => {
    const path = newest();
    const before = readFileSync(path);
    expect(runQuery(path, 'SELECT DISTINCT note FROM runs', { rowLimit: 9, migrations: NEXT }).rows).toEqual([['old']]);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dirname(path))).toEqual(['bothways.db']);
  });

  it('that fails leaves the version before, whole', () => {
    const path = newest();
    const before = content(path);
    const migrations = [...NEXT, 'UPDATE runs SET seed = seed + 1000; SELECT no_such_function()'];
    expect(() => openStore(path, { mode: 'write', migrations })).toThrow('no such function');
    expect(header(path).version).toBe(NOW + 1);
    openStore(path, { mode: 'write', migrations: NEXT }).close();
    expect(content(backupName(path, NOW))).toEqual(before);
    expect((content(path).runs as unknown[][]).map((row) => row.slice(0, -1))).toEqual(before.runs);
  });

  it('may not break a reference from one table to another', () => {
    const path = newest();
    const migrations = [...MIGRATIONS, 'DELETE FROM configurations'];
    expect(() => openStore(path, { mode: 'write', migrations })).toThrow(`migration to version ${NOW + 1} breaks`);
    expect(header(path).version).toBe(NOW);
  });

  it('that another process has made since is not made again, nor is the copy', () => {
    const path = newest();
    const other = openStore(path, { mode: 'write' });
    openStore(path, { mode: 'write', migrations: NEXT }).close();
    const copy = readFileSync(backupName(path, NOW));
    other.close();
    const late = openStore(path, { mode: 'write', migrations: NEXT });
    expect(late.warnings).toEqual([]);
    late.close();
    expect(readFileSync(backupName(path, NOW))).toEqual(copy);
  });
});

describe('a database of version 3', () => {
  it('knows which epoch was kept of runs that ended early', () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const db = new Database(path);
    migrate(db, { migrations: MIGRATIONS.slice(0, 3), readSource: () => null, path: null });
    db.exec(`
      INSERT INTO environments (sha256, version, node, os, cpu, backend) VALUES ('', '', '', '', '', '');
      INSERT INTO configurations (key, task, units, layers, direction, epochs, sequences_per_epoch, batch_size,
        learning_rate, patience, engine, parameters)
        VALUES ('a', 'own-data', 2, 1, 'forward', 30, 1, 1, 0.1, 4, 'fused', 9), ('b', 'own-data', 2, 1, 'forward', 30, 1, 1, 0.1, NULL, 'fused', 9);
      INSERT INTO runs (configuration_id, seed, engine_version, status, loss, epochs_made, train_ms, environment_id, finished_at)
        VALUES (1, 1, '', 'completed', 1, 17, 1, 1, ''), (1, 2, '', 'completed', 1, 30, 1, 1, ''), (2, 1, '', 'completed', 1, 30, 1, 1, '');
    `);
    migrate(db, { migrations: MIGRATIONS, readSource: () => null, path: null });
    expect(db.prepare('SELECT kept_epoch FROM runs ORDER BY id').pluck().all()).toEqual([13, null, null]);
    db.close();
  });
});
