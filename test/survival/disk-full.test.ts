/** A file system of 1.5 MB: the sweep ends in one line, keeps what it has stored, and goes on when there is space. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from './cli-process.ts';
import { figure } from './figures.ts';
import { contentsOf, isSound, storedRuns, temporaryFolder, writeSweep } from './sweep.ts';

/** A new file system of so many kilobytes in memory; null where it takes rights that are not there. */
function smallDisk(kilobytes: number): string | null {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  if (mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'none', folder) !== 0) return null;
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', folder]);
  });
  return folder;
}

function mount(...args: string[]): number | null {
  return spawnSync('mount', args).status;
}

it('a full disk costs no run that was stored, and is said in one line that names the file', async ({ skip }) => {
  const startedAt = performance.now();
  const disk = smallDisk(1536);
  if (disk === null) {
    console.log('full disk: skipped, a file system of 1.5 MB takes the rights of root');
    return skip();
  }
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'full', seeds: 80 });
  const database = join(disk, 'bothways.db');
  const run = () => runCli(['run', file, '--jobs', '2', '--database', database], { cwd: folder });

  const full = await run();
  expect(full.status, full.stderr).toBe(1);
  expect(lines(full.stderr).at(-1)).toBe(
    `bothways: ${database}: the disk is full. Everything stored before is safe; free some space, then run again to go on.`,
  );
  expect(full.stderr).not.toMatch(/^\s+at /m);
  expect(isSound(database)).toBe(true);
  const kept = storedRuns(database);
  expect(kept.length).toBeGreaterThan(20);

  const again = await run(); // and again there is no space
  expect(again.status, again.stderr).toBe(1);
  expect(storedRuns(database)).toEqual(expect.arrayContaining(kept));

  // A model does not fit either: nothing of it stays behind
  writeFileSync(join(disk, 'padding'), Buffer.alloc(Math.max(0, freeBytes(disk) - 8192)));
  const saved = await runCli(['show', '1', '--save', join(disk, 'model'), '--database', database], { cwd: folder });
  expect(saved.status, saved.stderr).toBe(1);
  expect(lines(saved.stderr)).toHaveLength(1);
  expect(saved.stderr).toContain(join(disk, 'model'));
  expect(existsSync(join(disk, 'model')) ? readdirSync(join(disk, 'model')) : []).toEqual([]);

  rmSync(join(disk, 'padding'));
  expect(mount('-o', 'remount,size=32m', disk)).toBe(0);
  const last = await run();
  expect(last.status, last.stderr).toBe(0);
  expect(storedRuns(database)).toEqual(expect.arrayContaining(kept));
  const elsewhere = join(folder, 'uninterrupted.db');
  await runCli(['run', file, '--jobs', '2', '--database', elsewhere], { cwd: folder });
  expect(contentsOf(database)).toEqual(contentsOf(elsewhere));
  figure(
    'disk of 1.5 MB full',
    `one line, status 1, ${kept.length} stored runs kept, file sound, plan finished after freeing space`,
    startedAt,
  );
});

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
