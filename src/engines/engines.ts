/** The engines by name. Asking for a version loads no engine: listing and checking must not pay for TensorFlow.js. */
import type { EngineName } from '../vocabulary.ts';
import type { Engine } from './engine.ts';
import { FUSED_VERSION, fusedEngine } from './fused.ts';
import { kernelBackend } from './load-kernel.ts';
import { REFERENCE_VERSION, reference } from './reference.ts';
import { installedTfjs } from './tfjs-installed.ts';

/** The engine of that name; TensorFlow.js and the kernel are loaded at their first use. */
export async function engineNamed(name: EngineName): Promise<Engine> {
  switch (name) {
    case 'reference':
      return reference;
    case 'tfjs':
      return (await import('./tfjs.ts')).tfjsEngine();
    case 'fused':
      return fusedEngine();
    default:
      return name satisfies never;
  }
}

/**
 * The version that a run with this engine is stored under; the same as the engine's own.
 *
 * @example engineVersion('reference') is 'reference-1'; engineVersion('tfjs') is 'tfjs-4.22.0-cpu', or
 * 'tfjs-node-4.22.0-tensorflow' where tfjs-node is installed with its binary
 */
export function engineVersion(name: EngineName): string {
  switch (name) {
    case 'reference':
      return REFERENCE_VERSION;
    case 'tfjs':
      return installedTfjs().engineVersion;
    case 'fused':
      return FUSED_VERSION;
    default:
      return name satisfies never;
  }
}

/** What the engine of that name runs on; the same as the engine's own, without loading it. */
export function engineBackend(name: EngineName): string {
  switch (name) {
    case 'reference':
      return 'TypeScript';
    case 'tfjs':
      return installedTfjs().kind === 'tfjs-node' ? 'tensorflow' : 'cpu';
    case 'fused':
      return kernelBackend();
    default:
      return name satisfies never;
  }
}

/** How to get tfjs-node, for `bothways --version`; null where it is installed. */
export function tfjsNodeAdvice(): string | null {
  const { kind, packageVersion } = installedTfjs();
  if (kind === 'tfjs-node') return null;
  return (
    "tfjs-node is not installed, so the tfjs engine uses TensorFlow.js's cpu backend. " +
    `To get it: npm install --no-save @tensorflow/tfjs-node@${packageVersion}`
  );
}
