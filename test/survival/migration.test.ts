/** kill -9 at random moments of a migration: the old database or the new one, never something between. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { backupName } from '../../src/store/backup-name.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/store.ts';
import { pause, signal, startInGroup } from './cli-process.ts';
import { figure, SEED } from './figures.ts';

const KILLS = 50;
/** The versions before and after the migration of the program. */
const [OLD, NEW] = [MIGRATIONS.length, MIGRATIONS.length + 1];
const FIXTURE = fileURLToPath(new URL('../fixtures/database/version-1.db', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./migrating.mjs', import.meta.url));

interface State {
  readonly version: number;
  readonly isSound: boolean;
  readonly added: number;
  readonly runs: unknown;
}

function stateOf(path: string): State {
  const db = new Database(path);
  try {
    const version = db.pragma('user_version', { simple: true }) as number;
    return {
      version,
      isSound: db.pragma('integrity_check', { simple: true }) === 'ok',
      added: version === NEW ? (db.prepare('SELECT count(*) FROM added').pluck().get() as number) : 0,
      runs: db.prepare('SELECT * FROM runs ORDER BY id').raw().all(),
    };
  } finally {
    db.close();
  }
}

it('a migration that is killed leaves the old database or the new one, and the next start finishes it', async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'migration');
  const folder = mkdtempSync(join(tmpdir(), 'bothways-survival-'));
  const old = join(folder, 'old.db');
  copyFileSync(FIXTURE, old);
  openStore(old, { mode: 'write' }).close();
  const before = stateOf(old);
  const killedAt = { [OLD]: 0, [NEW]: 0 };
  // From the start of Node to some time after the migration, on this machine
  const whole = join(folder, 'whole.db');
  copyFileSync(old, whole);
  const latestMs = Math.ceil(
    1.5 * (await startInGroup(process.execPath, [PROGRAM, whole], { cwd: folder }).ended).durationMs,
  );
  for (let kill = 0; kill < KILLS; kill++) {
    const database = join(folder, `${kill}.db`);
    copyFileSync(old, database);
    const program = startInGroup(process.execPath, [PROGRAM, database], { cwd: folder });
    await pause(random.below(latestMs));
    signal(-program.pid, 'SIGKILL');
    await program.ended;

    const after = stateOf(database);
    expect(after).toEqual({ ...before, version: after.version, added: after.version === NEW ? 300_000 : 0 });
    killedAt[after.version] += 1;
    const backup = backupName(database, OLD);
    if (after.version === NEW) expect(existsSync(backup)).toBe(true);
    if (existsSync(backup)) expect(stateOf(backup)).toEqual(before);

    expect((await startInGroup(process.execPath, [PROGRAM, database], { cwd: folder }).ended).status).toBe(0);
    expect(stateOf(database)).toEqual({ ...before, version: NEW, added: 300_000 });
  }
  rmSync(folder, { recursive: true });
  expect(Math.min(killedAt[OLD], killedAt[NEW])).toBeGreaterThan(0);
  figure(
    `${KILLS} kills of a migration`,
    `${killedAt[OLD]} left the old version, ${killedAt[NEW]} the new one, 0 something between; all finished by the next start`,
    startedAt,
  );
});
