/** The types of the library in a strict project that has neither the types of Node nor those of better-sqlite3. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { STRICT_OPTIONS, STRICT_PROGRAM } from '../library/strict-program.ts';

const ROOT = join(import.meta.dirname, '../..');

it('hold with skipLibCheck: false', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-types-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'bothways'), { recursive: true });
  // A copy: a link would lead the compiler back here, where all types are
  cpSync(join(ROOT, 'package.json'), join(modules, 'bothways/package.json'));
  cpSync(join(ROOT, 'dist'), join(modules, 'bothways/dist'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@types' && !name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'strict.mts'), STRICT_PROGRAM);
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(process.execPath, [compiler, ...STRICT_OPTIONS, 'strict.mts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(compiled.stdout).toBe('');
  expect(compiled.status).toBe(0);
});
