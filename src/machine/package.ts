/** The package that this process was started from. */
import { readFileSync } from 'node:fs';

/** The folder that holds package.json, from source and from dist/ alike. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** The version of Bothways. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')).version;
}
