/** The receipt of a run: what it ran on. */
import { execFile } from 'node:child_process';
import { arch, cpus, platform, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '../vocabulary.ts';
import { PACKAGE_ROOT, packageVersion } from './package.ts';

/** This machine and this version of Bothways; the backend differs from engine to engine. */
export async function currentEnvironment(): Promise<Omit<Environment, 'backend'>> {
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
async function git(...args: string[]): Promise<string | null> {
  const cwd = fileURLToPath(PACKAGE_ROOT);
  const answer = async (...command: string[]) =>
    (await promisify(execFile)('git', ['--no-optional-locks', ...command], { cwd })).stdout.trim();
  try {
    // In node_modules of somebody else's checkout, its commit would say nothing about Bothways
    if ((await answer('rev-parse', '--show-prefix')) !== '') return null;
    return await answer(...args);
  } catch {
    return null;
  }
}
