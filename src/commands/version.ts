/** `bothways --version`: what is installed here. */
import { engineBackend, engineVersion, tfjsNodeAdvice } from '../engines/engines.ts';
import { packageVersion } from '../machine/package.ts';
import { sqliteVersion } from '../store/sqlite-version.ts';
import { StoreError } from '../store/store.ts';
import { ENGINES } from '../vocabulary.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export function version(context: Context): ExitStatus {
  const engines = Object.fromEntries(ENGINES.map((name) => [name, engineVersion(name)]));
  const advice = tfjsNodeAdvice();
  const sqlite = sqliteInstalled();
  const kernel = engineBackend('fused');
  if (context.json) {
    printJson(context, { bothways: packageVersion(), node: process.version, sqlite, engines, kernel });
    return 0;
  }
  const lines = [
    `bothways ${packageVersion()}`,
    `node ${process.version}`,
    `sqlite ${sqlite}`,
    ...ENGINES.map((name) => `engine ${name}: ${engines[name]}${name === 'fused' ? `, ${kernel}` : ''}`),
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
