/** Files that a command makes for its user: never over one that is there, and all of them or none. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../machine/make-folder.ts';
import { UnwritableError } from '../session/errors.ts';

export interface NewFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Writes the files, with the folders they lie in. Throws an `UnwritableError`, and leaves none of them by half. */
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
