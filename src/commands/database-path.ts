/** Which database a command means: one for a project, however deep the folder. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const DEFAULT_DATABASE = 'results/bothways.db';

/**
 * The path of the database: what `--database` names, else the environment variable, else `results/bothways.db` in this
 * folder or the nearest one above that has it, else in this folder, where it will be made.
 */
export function databasePath(
  option: string | undefined,
  { BOTHWAYS_DATABASE }: Readonly<Record<string, string | undefined>>,
): string {
  const named = option ?? (BOTHWAYS_DATABASE || undefined);
  if (named !== undefined) return named;
  try {
    const found = nearest('.');
    return found === null ? DEFAULT_DATABASE : relative('', found);
  } catch {
    return DEFAULT_DATABASE; // the current folder has been deleted
  }
}

/** The absolute path of the database in a folder or the nearest one above it; null where there is none. */
function nearest(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const database = join(at, DEFAULT_DATABASE);
    if (existsSync(database)) return database;
    if (at === dirname(at)) return null;
  }
}

/** Word of a database that nobody has named and that is about to be made beside another, that of the files; or null. */
export function secondDatabase(database: string, files: readonly string[]): string | null {
  if (database !== DEFAULT_DATABASE || existsSync(database)) return null;
  const other = files.map((file) => nearest(dirname(resolve(file)))).find((path) => path !== null);
  if (other === undefined) return null;
  return `results go into a new database, ${database}; for the one beside the experiment: --database ${relative('', other)}`;
}
