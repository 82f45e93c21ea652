/** The addon for this platform that the package was built with. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiled } from './package.ts';

/**
 * What the compiled addon of that name exports. null where the package has none for this platform, where the one it has
 * cannot be loaded, as another C library would make it, or where the environment variable `BOTHWAYS_KERNEL` is `wasm`.
 */
export function addonNamed(name: string): unknown {
  if (process.env.BOTHWAYS_KERNEL === 'wasm') return null;
  const file = compiled(`${name}/${process.platform}-${process.arch}.node`);
  if (!existsSync(file)) return null;
  const addon = { exports: {} };
  try {
    process.dlopen(addon, fileURLToPath(file));
  } catch {
    return null;
  }
  return addon.exports;
}
