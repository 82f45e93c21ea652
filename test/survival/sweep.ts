/** A sweep that lasts some seconds, and what its database holds when it is done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { contentsIn } from './contents.ts';

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-survival-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes an experiment of 4 × `seeds` runs, each of some 15 ms, and gives the path of its file. From about 60 seeds on
 * it is trained by worker processes.
 */
export function writeSweep(folder: string, { name, seeds }: { name: string; seeds: number }): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `task: cumulative-sum
sequence_length: 6
epochs: 100
batch_size: 8
test_sequences: 200
engine: reference
seeds: ${seeds}
sweep:
  units: [3, 5]
  direction: [forward, bidirectional]
`,
  );
  return file;
}

/**
 * Writes a search and gives the path of its file: rates so far apart that some leave at once and others stay, some 90 of
 * 140 runs, each of some 15 ms.
 */
export function writeSearch(folder: string, name: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `sequence_length: 6
epochs: 100
batch_size: 8
test_sequences: 200
engine: reference
sweep:
  direction: [forward, bidirectional]
  units: [3, 5]
  learning_rate: {from: 0.0001, to: 0.1, scale: log}
search: {configurations: 8, seeds: 8, confirm: 6}
`,
  );
  return file;
}

/** `contentsIn` of a file. */
export function contentsOf(database: string): Record<string, string> {
  return reading(database, contentsIn);
}

/** Whether SQLite finds the file whole. */
export function isSound(database: string): boolean {
  return reading(database, (db) => db.pragma('integrity_check', { simple: true }) === 'ok');
}

/** `key seed version weights` of every run that has a result; none where a kill has left a file without tables. */
export function storedRuns(database: string): string[] {
  return reading(database, (db) =>
    hasTables(db)
      ? db
          .prepare<[], string>(
            `SELECT c.key || ' ' || r.seed || ' ' || r.engine_version || ' ' || r.weights_sha256
             FROM runs r JOIN configurations c ON c.id = r.configuration_id WHERE r.status = 'completed'`,
          )
          .pluck()
          .all()
      : [],
  );
}

/** How many runs lack a part: every completed one has a curve of 100 points and 6 steps. */
export function halfStored(database: string): number {
  return reading(database, (db) => {
    if (!hasTables(db)) return 0;
    const halves = db.prepare<[], number>(
      `SELECT count(*) FROM runs WHERE status = 'completed'
         AND ((SELECT count(*) FROM curves WHERE run_id = id) <> 100 OR (SELECT count(*) FROM steps WHERE run_id = id) <> 6)`,
    );
    return halves.pluck().get() ?? 0;
  });
}

function hasTables(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'runs'").get() !== undefined;
}

function reading<T>(database: string, read: (db: Database.Database) => T): T {
  const db = new Database(database, { fileMustExist: true, timeout: 20_000 });
  try {
    db.pragma('query_only = ON');
    return read(db);
  } finally {
    db.close();
  }
}
