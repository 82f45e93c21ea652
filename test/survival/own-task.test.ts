/** The program of docs/library.md with a task of its own, training so long that worker processes do it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('worker processes know the task that a program has registered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-own-task-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/bothways'));
  const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
  for (const [, code, file] of text.matchAll(/```js\n(\/\/ (\S+\.mjs)\n[\s\S]*?)```/g))
    writeFileSync(join(folder, file), code);
  const program = readFileSync(join(folder, 'own-task.mjs'), 'utf8');
  const long = program.replace('epochs: 300', 'epochs: 300000').replace('seeds: 7', 'seeds: 1');
  expect(long).toMatch(/epochs: 300000[\s\S]*seeds: 1\b/);
  writeFileSync(join(folder, 'long.mjs'), long);
  const { status, stderr } = spawnSync(process.execPath, ['long.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const db = new Database(join(folder, 'results/bothways.db'), { readonly: true });
  expect(db.prepare('SELECT status, error FROM runs').all()).toEqual([
    { status: 'completed', error: null },
    { status: 'completed', error: null },
  ]);
  db.close();
});
