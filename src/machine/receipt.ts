/** The receipt of a run: what it ran on. */
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import type { Environment } from '../vocabulary.ts';
import { PACKAGE_ROOT, packageVersion } from './package.ts';

export type Receipt = Omit<Environment, 'backend'>;

let ofThisProcess: Receipt | null = null;

/** This machine and this version of Bothways, as they were when first asked; the backend differs from engine to engine. */
export function receipt(): Receipt {
  ofThisProcess ??= makeReceipt();
  return ofThisProcess;
}

function makeReceipt(): Receipt {
  const { commit, dirty } = build();
  return {
    version: packageVersion(),
    gitCommit: commit,
    gitDirty: dirty,
    node: process.version,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: processor(),
  };
}

/** What build.mjs writes down. */
interface Build {
  readonly commit: string | null;
  readonly dirty: boolean | null;
}

/** Of which commit this was built; also of a package, which has no checkout any more. */
function build(): Build {
  return JSON.parse(readFileSync(new URL('dist/build.json', PACKAGE_ROOT), 'utf8'));
}

/** The name of the processor, as receipts have it. */
export function processor(): string {
  return cpus()[0]?.model.trim() || 'unknown';
}
