/** The programs of docs/library.md, run as they stand there, in a folder that has Bothways installed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'bothways-library-'));

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/bothways'));
  const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
  for (const [, code] of text.matchAll(/```js\n([\s\S]*?)```/g)) {
    const [, file] = /^\/\/ (\S+\.mjs)\n/.exec(code) ?? [];
    writeFileSync(join(folder, file), code);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function program(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function rows(sql: string): unknown[] {
  const db = new Database(join(folder, 'results/bothways.db'), { readonly: true });
  const found = db.prepare(sql).all();
  db.close();
  return found;
}

describe('the programs of docs/library.md', () => {
  it('run an experiment in one call, with receipts, and train nothing the second time', () => {
    const first = program('experiment.mjs');
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('14 of 14 runs trained, 0 were there') });
    expect(first.stdout).toMatch(/idirectional/);
    expect(first.stderr).toMatch(/14 of 14 runs$/);
    expect(program('experiment.mjs').stdout).toContain('0 of 14 runs trained, 14 were there');
    expect(rows('SELECT node, git_commit IS NOT NULL AS has_commit FROM environments')).toEqual([
      { node: process.version, has_commit: 1 },
    ]);
  });

  it('train a task of their own, and compare it', () => {
    const { status, stdout, stderr } = program('own-task.mjs');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/orward/);
    expect(rows("SELECT count(*) AS runs FROM results WHERE task = 'parity' AND status = 'completed'")).toEqual([
      { runs: 14 },
    ]);
  });

  it('end with the reason of their signal, and keep what is finished', () => {
    writeFileSync(
      join(folder, 'aborted.mjs'),
      `import { readExperiment, run } from 'bothways';
       const text = 'epochs: 20000\\nseeds: 40\\n';
       const { experiment } = readExperiment({ file: 'aborted.yaml', text, overrides: [] });
       const abortion = new AbortController();
       const onProgress = ({ runs }) => runs.done > 0 && abortion.abort(new Error('enough'));
       await run(experiment, { signal: abortion.signal, onProgress, jobs: 1 }).catch((error) => console.log(error.message));`,
    );
    expect(program('aborted.mjs')).toMatchObject({ status: 0, stdout: 'enough\n' });
    const [{ runs }] = rows("SELECT count(*) AS runs FROM experiment_results WHERE experiment = 'aborted'") as [
      { runs: number },
    ];
    expect(runs).toBeGreaterThan(0);
    expect(runs).toBeLessThan(40);
  });

  it('are told what is wrong with a task', () => {
    const told = program(
      '--input-type=module',
      '-e',
      `import { registerTask, TASKS } from 'bothways';
       for (const name of ['cumulative-sum', 'My Task']) {
         try { registerTask({ ...TASKS['cumulative-sum'], name }); } catch (error) { console.log(error.message); }
       }`,
    );
    expect(told.stdout).toBe(
      'there is a task "cumulative-sum" already; choose another name\n' +
        'task: expected a name of lower-case words with hyphens; found "My Task"\n',
    );
  });
});
