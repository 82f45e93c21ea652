import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeNewFiles } from '../../src/commands/new-files.ts';
import { UnwritableError } from '../../src/session/errors.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-commands-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('files are written with the folders they lie in', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'model.json');
  writeNewFiles([{ path, content: '{}' }]);
  expect(readFileSync(path, 'utf8')).toBe('{}');
});

it('files that cannot all be written are not there at all, and what was there stays', () => {
  const folder = temporaryFolder();
  const [first, second] = [join(folder, 'weights.bin'), join(folder, 'model.json')];
  writeFileSync(second, 'of somebody else');
  const write = () => writeNewFiles([first, second].map((path) => ({ path, content: 'ours' })));
  expect(write).toThrow(UnwritableError);
  expect(write).toThrow(`${second} could not be written: EEXIST`);
  expect(existsSync(first)).toBe(false);
  expect(readFileSync(second, 'utf8')).toBe('of somebody else');
});

it('a file in place of a folder is an error of the machine', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));
  expect(() => writeNewFiles([{ path: join(folder, 'file', 'x.yaml'), content: '' }])).toThrow(UnwritableError);
  expect(() => writeNewFiles([{ path: join(folder, 'folder'), content: '' }])).toThrow(UnwritableError);
});
