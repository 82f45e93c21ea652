/** Which TensorFlow.js is installed here, found out without loading it. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface InstalledTfjs {
  /** tfjs-node where it works, else the three small packages with the cpu backend. */
  readonly kind: 'tfjs-node' | 'tfjs';
  readonly packageVersion: string;
  /** 'tfjs-4.22.0-cpu', 'tfjs-node-4.22.0-tensorflow': other bits come from another backend. */
  readonly engineVersion: string;
}

const require = createRequire(import.meta.url);

export function installedTfjs(): InstalledTfjs {
  const node = manifestOf('@tensorflow/tfjs-node');
  if (node !== null && hasAddon(dirname(node))) {
    const packageVersion = versionIn(node);
    return { kind: 'tfjs-node', packageVersion, engineVersion: `tfjs-node-${packageVersion}-tensorflow` };
  }
  const packageVersion = versionIn(require.resolve('@tensorflow/tfjs-layers/package.json'));
  return { kind: 'tfjs', packageVersion, engineVersion: `tfjs-${packageVersion}-cpu` };
}

/** Path of a package's package.json, or null where it is not installed. */
function manifestOf(name: string): string | null {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}

/** Where the download of its binary failed, the package may stand there without it. */
function hasAddon(folder: string): boolean {
  const lib = join(folder, 'lib');
  if (!existsSync(lib)) return false;
  return readdirSync(lib).some((name) => name.startsWith('napi-v') && existsSync(join(lib, name, 'tfjs_binding.node')));
}

function versionIn(manifest: string): string {
  return require(manifest).version;
}
