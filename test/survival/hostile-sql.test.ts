/** A hundred statements that try to write, to reach other files, to hang or to fill the memory. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from './cli-process.ts';
import { figure } from './figures.ts';
import { hostileStatements } from './hostile-statements.ts';
import { temporaryFolder, writeSweep } from './sweep.ts';

const TIMEOUT_S = 2;
/** With the start of two processes, on a machine that is busy with many more of them: none of the statements ends by itself. */
const LIMIT_MS = 100_000;
const AT_ONCE = 3;

it('100 hostile statements change no file, and each ends in time with an answer or one line', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const results = join(folder, 'results');
  mkdirSync(results);
  const database = join(results, 'bothways.db');
  const file = writeSweep(folder, { name: 'victim', seeds: 2 });
  const run = await runCli(['run', file, '--database', database], { cwd: results });
  expect(run.status, run.stderr).toBe(0);
  writeFileSync(join(results, 'other.db'), readFileSync(database));
  const before = treeOf(folder);

  const waiting = hostileStatements(folder);
  expect(waiting).toHaveLength(100);
  let [refused, answered, slowestMs] = [0, 0, 0];
  const work = async () => {
    for (let sql = waiting.shift(); sql !== undefined; sql = waiting.shift()) {
      const args = ['query', `--timeout=${TIMEOUT_S}`, `--database=${database}`, '--', sql];
      const { status, stdout, stderr, durationMs } = await runCli(args, { cwd: results });
      slowestMs = Math.max(slowestMs, durationMs);
      expect([0, 1, 2], `${sql}: ${stderr}`).toContain(status);
      expect(stderr.split('\n').length, `${sql}: ${stderr}`).toBeLessThanOrEqual(2);
      expect(stderr, sql).not.toMatch(/\n\s+at /);
      if (status === 0 || / have everything$/m.test(stderr))
        answered += 1; // a table may be cut
      else {
        refused += 1;
        expect(stdout, sql).toBe('');
        expect(stderr, sql).toMatch(/^bothways: /);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  expect(treeOf(folder)).toEqual(before);
  figure(
    '100 hostile SQL statements',
    `${refused} refused, ${answered} answered, file tree and database unchanged, the slowest ended after ${(slowestMs / 1000).toFixed(1)} s at a time limit of ${TIMEOUT_S} s`,
    startedAt,
  );
  expect(slowestMs).toBeLessThan(LIMIT_MS);
});

/** Every file below a folder with its size and hash. */
function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return `${name}/`;
      return `${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    });
}
