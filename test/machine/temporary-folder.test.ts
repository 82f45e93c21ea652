import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deleteAbandonedFolders, temporaryFolder } from '../../src/machine/temporary-folder.ts';

it('deletes the folders of processes that are gone, and of no others', () => {
  const own = temporaryFolder('bothways-test');
  onTestFinished(() => rmSync(own, { recursive: true }));
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const like = (pid: number | string, kind = 'bothways-test') =>
    join(dirname(own), basename(own).replace('bothways-test', kind).replace(`-${process.pid}-`, `-${pid}-`));
  const abandoned = like(gone);
  const others = [like(process.ppid), like(gone, 'bothways-other'), like('x')];
  for (const folder of [abandoned, ...others]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'content'), '');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  }
  deleteAbandonedFolders('bothways-test');
  expect(existsSync(abandoned)).toBe(false);
  for (const folder of [own, ...others]) expect(existsSync(folder)).toBe(true);
});
