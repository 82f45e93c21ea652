/** `bothways --version`: what is installed here. */
import { engineVersion, tfjsNodeAdvice } from '../engines/engines.ts';
import { packageVersion } from '../machine/package.ts';
import { sqliteVersion } from '../store/sqlite-version.ts';
import { StoreError } from '../store/store.ts';
import { ENGINES } from '../vocabulary.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export function version(context: Context): ExitStatus {
  const engines = Object.fromEntries(ENGINES.map((name) => [name, engineVersion(name)]));
  const advice = tfjsNodeAdvice();
  const sqlite = sqliteInstalled();
  if (context.json) {
    printJson(context, { bothways: packageVersion(), node: process.version, sqlite, engines });
    return 0;
  }
  const lines = [
    `bothways ${packageVersion()}`,
    `node ${process.version}`,
    `sqlite ${sqlite}`,
    ...Object.entries(engines).map(([name, installed]) => `engine ${name}: ${installed}`),
    ...(advice === null ? [] : [advice]),
  ];
  context.out.print(lines.join('\n'));
  return 0;
}

/** Without a working better-sqlite3, what to do about it stands in the place of the version. */
function sqliteInstalled(): string {
  try {
    return sqliteVersion();
  } catch (error) {
    if (error instanceof StoreError) return `is missing: ${error.message}`;
    throw error;
  }
}
