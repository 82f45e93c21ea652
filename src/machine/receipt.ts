/** The receipt of a run: what it ran on. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '../vocabulary.ts';
import { PACKAGE_ROOT, packageVersion } from './package.ts';

export type Receipt = Omit<Environment, 'backend'>;

let ofThisProcess: Promise<Receipt> | null = null;

/** This machine and this version of Bothways, as they were when first asked; the backend differs from engine to engine. */
export function receipt(): Promise<Receipt> {
  ofThisProcess ??= makeReceipt();
  return ofThisProcess;
}

async function makeReceipt(): Promise<Receipt> {
  const [commit, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
  return {
    version: packageVersion(),
    gitCommit: commit,
    gitDirty: changes === null ? null : changes !== '',
    node: process.version,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
  };
}

/** null where there is no git, or Bothways does not stand in a checkout of its own. */
async function git(...command: string[]): Promise<string | null> {
  // In node_modules of somebody else's checkout, its commit would say nothing about Bothways
  if (!existsSync(new URL('.git', PACKAGE_ROOT))) return null;
  try {
    const { stdout } = await promisify(execFile)('git', ['--no-optional-locks', ...command], {
      cwd: fileURLToPath(PACKAGE_ROOT),
    });
    return stdout.trim();
  } catch {
    return null;
  }
}
