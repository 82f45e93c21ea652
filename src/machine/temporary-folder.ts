/**
 * Folders for what a process needs while it lives. One that is killed cannot delete its own, so they bear its number, and
 * the next process of the same kind deletes those whose process is gone.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder of this process. @param kind such as 'bothways-worker' */
export function temporaryFolder(kind: string): string {
  return mkdtempSync(join(tmpdir(), `${ofThisHost(kind)}${process.pid}-`));
}

/** Deletes the folders of a kind whose process is gone. */
export function deleteAbandonedFolders(kind: string): void {
  const start = ofThisHost(kind);
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(start) ? /^(\d+)-/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's: theirs to delete
    }
  }
}

/** Containers may share a folder where their numbers of processes mean different ones, but not a name. */
function ofThisHost(kind: string): string {
  return `${kind}-${hostname().replace(/[^\w.]/g, '_')}-`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
