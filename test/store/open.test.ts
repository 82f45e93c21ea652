import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openStore, StoreError } from '../../src/store/store.ts';
import { storeError } from '../../src/store/store-error.ts';
import { damage, onlyStoreErrors, readEverything, writeDatabase, writeEverything } from './damage.ts';
import { experiment, FINISHED, temporaryFolder } from './examples.ts';

const MODES = ['read', 'write'] as const;

function refusal(path: string, mode: 'read' | 'write', busyTimeoutMs = 10_000): StoreError {
  try {
    openStore(path, { mode, busyTimeoutMs }).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error(`expected ${path} to be refused`);
}

/** A file with this content, in a folder of its own. */
function file(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'bothways.db');
  writeFileSync(path, content);
  return path;
}

/** A whole database of eight runs. */
function database(): string {
  const path = join(temporaryFolder(), 'bothways.db');
  writeDatabase(path);
  return path;
}

function change(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe('a file that is no database of Bothways', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

  it.each(MODES)('is refused to %s with what it is, and stays as it is', (mode) => {
    const png = file(Buffer.concat([PNG, Buffer.alloc(5000, 7)]));
    const before = readFileSync(png);
    expect(refusal(png, mode)).toMatchObject({
      code: 'not-a-database',
      message: `${png}: expected a database of Bothways, found a file of another kind. Name another file with --database.`,
    });
    expect(readFileSync(png)).toEqual(before);
    expect(readdirSync(dirname(png))).toEqual(['bothways.db']);
  });

  it.each(MODES)('but a folder is refused to %s', (mode) => {
    const folder = temporaryFolder();
    expect(refusal(folder, mode)).toMatchObject({
      code: 'not-a-database',
      message: `${folder}: expected a database of Bothways, found a folder. Name another file with --database.`,
    });
  });

  it.each(MODES)('but one of another program is refused to %s and stays as it is', (mode) => {
    const path = file('');
    change(path, 'CREATE TABLE places (id INTEGER)');
    const before = readFileSync(path);
    expect(refusal(path, mode).code).toBe('foreign');
    expect(readFileSync(path)).toEqual(before);
  });

  it.each(MODES)('but of a newer Bothways is refused to %s and stays as it is', (mode) => {
    const path = database();
    change(path, 'PRAGMA user_version = 9');
    const before = readFileSync(path);
    expect(refusal(path, mode)).toMatchObject({
      code: 'newer',
      message: expect.stringContaining(
        `expected format ${MIGRATIONS.length} or older, found 9, which a newer Bothways has written`,
      ),
    });
    expect(readFileSync(path)).toEqual(before);
  });

  it('but empty becomes one when it is written, as after a kill right at the start', () => {
    const path = file('');
    expect(refusal(path, 'read').code).toBe('missing');
    openStore(path, { mode: 'write' }).close();
    openStore(path, { mode: 'read' }).close();
  });
});

describe('a damaged database', () => {
  it('says so in one line, with how to save what can be read', () => {
    const path = database();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    const { code, message } = refusal(path, 'write');
    expect(code).toBe('damaged');
    expect(message).toContain(`sqlite3 "${path}" .recover | sqlite3 recovered.db`);
  });

  it.each(MODES)('is one whose header has a version that never was, to %s', (mode) => {
    const path = database();
    change(path, 'PRAGMA user_version = -9');
    expect(refusal(path, mode)).toMatchObject({ code: 'damaged', message: expect.stringContaining('version -9') });
  });

  it('names the copy that a migration has left beside it', () => {
    const path = database();
    writeFileSync(`${path}.version-1.backup`, readFileSync(path));
    writeFileSync(path, readFileSync(path).subarray(0, 8192));
    expect(refusal(path, 'read').message).toContain(`put the backup ${path}.version-1.backup in its place`);
  });

  it('gives a StoreError or an answer in any state, and is never changed by reading', () => {
    const whole = readFileSync(database());
    let refused = 0;
    for (let seed = 0; seed < 40; seed++) {
      const path = file(whole);
      const what = damage(path, seed);
      const before = readFileSync(path);
      onlyStoreErrors(() => readEverything(path));
      expect(readFileSync(path).equals(before), `${what}, seed ${seed}`).toBe(true);
      onlyStoreErrors(() => writeEverything(path));
      if (!isWhole(path)) refused += 1;
    }
    expect(refused).toBeGreaterThan(10); // The damage is real
  });

  function isWhole(path: string): boolean {
    try {
      const db = new Database(path);
      const answer = db.pragma('integrity_check', { simple: true });
      db.close();
      return answer === 'ok';
    } catch {
      return false;
    }
  }
});

describe('a locked database', () => {
  it('is waited for, then given up with a line that says why', () => {
    const path = database();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const store = openStore(path, { mode: 'read', busyTimeoutMs: 20 });
    expect(store.experimentNames()).toEqual(['hidden-sizes']);
    store.close();

    expect(refusal(path, 'write', 20)).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('another program keeps locked'),
    });
    other.close();
    openStore(path, { mode: 'write' }).close();
  });
});

describe('a database on a network file system', () => {
  const NFS = 0x6969;

  it('is used without a write-ahead log, and a warning says what that means', () => {
    const path = database();
    const store = openStore(path, { mode: 'write', fileSystemType: NFS });
    expect(store.warnings).toEqual([expect.stringContaining('lies on a network file system')]);
    store.saveExperiment(experiment(), FINISHED);
    expect(readdirSync(dirname(path))).toEqual(['bothways.db']);
    store.close();

    const local = openStore(path, { mode: 'write', fileSystemType: 0xef53 }); // ext4
    expect(local.warnings).toEqual([]);
    expect(readdirSync(dirname(path)).sort()).toEqual(['bothways.db', 'bothways.db-shm', 'bothways.db-wal']);
    local.close();
  });
});

describe('without permission', () => {
  /** What a process without root's rights says; the compiled store is opened, and `--database` is `path`. */
  function asNobody(path: string, mode: 'read' | 'write'): string {
    const store = fileURLToPath(new URL('../../dist/store/store.js', import.meta.url));
    const script = `
      const { openStore } = await import(${JSON.stringify(store)});
      if (process.getuid() === 0) process.setuid(65534);
      try {
        const store = openStore(${JSON.stringify(path)}, { mode: '${mode}' });
        console.log(store.experimentNames().join());
        store.close();
      } catch (error) { console.log(error.name, error.code, error.message); }`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout.trim();
  }

  it('a folder that cannot be made is one clear line', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    const path = join(folder, 'results', 'bothways.db');
    expect(asNobody(path, 'write')).toContain(`StoreError unwritable ${path}: expected a file and a folder`);
  });

  it('a folder that is read-only can be read from, not written to', () => {
    const path = database();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    expect(asNobody(path, 'read')).toBe('hidden-sizes');
    expect(asNobody(path, 'write')).toContain('StoreError unwritable');
    expect(readdirSync(dirname(path))).toEqual(['bothways.db']);
    chmodSync(dirname(path), 0o755);
  });

  it('a path through a file is one clear line', () => {
    const path = join(file('text'), 'bothways.db');
    expect(refusal(path, 'write').code).toBe('unwritable');
  });
});

describe('storeError', () => {
  it.each([
    ['SQLITE_FULL', 'disk-full', 'Everything stored before is safe'],
    ['ENOSPC', 'disk-full', 'Everything stored before is safe'],
    ['SQLITE_READONLY_DBMOVED', 'unwritable', 'Change the permissions'],
    ['EROFS', 'unwritable', 'Change the permissions'],
    ['SQLITE_IOERR_WRITE', 'unreadable', 'the disk or file system failed'],
    ['SQLITE_BUSY_SNAPSHOT', 'locked', 'another program keeps locked'],
    ['SQLITE_CORRUPT_INDEX', 'damaged', '.recover'],
  ])('turns %s into %s, and names the file', (code, expected, advice) => {
    const cause = Object.assign(new Error('what SQLite says'), { code });
    expect(storeError(cause, 'results/bothways.db')).toMatchObject({
      code: expected,
      cause,
      message: expect.stringMatching(new RegExp(`^results/bothways\\.db: .*${advice}`)),
    });
  });

  it('says how to get the binary of better-sqlite3 where there is none', () => {
    const missing = new Error('Could not locate the bindings file. Tried:\n → build/better_sqlite3.node');
    expect(storeError(missing, 'a.db')).toMatchObject({
      code: 'no-binding',
      message: expect.stringMatching(/Allow this one: npm rebuild better-sqlite3$/),
    });
    const other = new Error(
      'The module was compiled against a different Node.js version using NODE_MODULE_VERSION 127',
    );
    expect(storeError(Object.assign(other, { code: 'ERR_DLOPEN_FAILED' }), 'a.db')).toMatchObject({
      code: 'no-binding',
      message: expect.stringMatching(/another version of Node.*npm rebuild better-sqlite3$/),
    });
  });

  it('leaves a bug as it is', () => {
    const bug = new TypeError('undefined is not a function');
    expect(storeError(bug, 'a.db')).toBe(bug);
  });
});

describe('a folder that cannot be made', () => {
  it.skipIf(!existsSync('/proc/self'))('is refused at once, also where the system has no place for folders', () => {
    expect(() => openStore('/proc/no-such-folder/deeper/bothways.db', { mode: 'write' })).toThrow(StoreError);
  });
});
