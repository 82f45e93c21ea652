/** Files that a command makes for its user: whole or not at all. */
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../machine/make-folder.ts';
import { UnwritableError } from '../session/errors.ts';

export interface NewFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Writes the files, none of which may be there already, with the folders they lie in. Throws an `UnwritableError`, and leaves none of them by half. */
export function writeNewFiles(files: readonly NewFile[]): void {
  const begun: string[] = [];
  for (const { path, content } of files) {
    try {
      makeFolder(dirname(resolve(path)));
      const descriptor = openSync(path, 'wx');
      begun.push(path);
      try {
        writeFileSync(descriptor, content);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      for (const file of begun) rmSync(file, { force: true });
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnwritableError(`${path} could not be written: ${reason}. Nothing was left behind`, { cause: error });
    }
  }
}

/** Writes a file, with the folder it lies in, over one of that name. Throws an `UnwritableError`; what was there stays. */
export function replaceFile(path: string, content: string): void {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    makeFolder(dirname(resolve(path)));
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnwritableError(`${path} could not be written: ${reason}`, { cause: error });
  }
}
