/** The package that this process was started from. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: above this file, whether it is source, compiled, or bundled with others. */
export const PACKAGE_ROOT = packageRoot(new URL('./', import.meta.url));

function packageRoot(folder: URL): URL {
  const above = new URL('../', folder);
  if (existsSync(new URL('package.json', folder)) || above.href === folder.href) return folder;
  return packageRoot(above);
}

/** A file of dist/: what another process or thread is started from is compiled, also where this one runs from source. */
export function compiled(path: string): URL {
  return new URL(`dist/${path}`, PACKAGE_ROOT);
}

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
