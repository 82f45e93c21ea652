/** `bothways --version`: what is installed here. */
import { engineVersion, tfjsNodeAdvice } from '../engines/engines.ts';
import { sqliteVersion } from '../store/store.ts';
import { ENGINES } from '../vocabulary.ts';
import { type Context, type ExitStatus, packageVersion, printJson } from './context.ts';

export function version(context: Context): ExitStatus {
  const engines = Object.fromEntries(ENGINES.map((name) => [name, engineVersion(name)]));
  const advice = tfjsNodeAdvice();
  if (context.json) {
    printJson(context, { bothways: packageVersion(), node: process.version, sqlite: sqliteVersion(), engines });
    return 0;
  }
  const lines = [
    `bothways ${packageVersion()}`,
    `node ${process.version}`,
    `sqlite ${sqliteVersion()}`,
    ...Object.entries(engines).map(([name, installed]) => `engine ${name}: ${installed}`),
    ...(advice === null ? [] : [advice]),
  ];
  context.out.print(lines.join('\n'));
  return 0;
}
