/** The package that this process was started from. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from source and from dist/ alike. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** The version of Bothways. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8')).version;
}

/**
 * Where a package stands: in a checkout of its own, in the node_modules of a project, or in those that a global
 * installation shares.
 */
export function installation(root: string = fileURLToPath(PACKAGE_ROOT)): 'checkout' | 'project' | 'global' {
  const modules = dirname(root);
  if (basename(modules) !== 'node_modules') return 'checkout';
  return existsSync(join(dirname(modules), 'package.json')) ? 'project' : 'global';
}
