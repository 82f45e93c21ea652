/** Other copies of the compiled product: of another version, with something of it changed, without a package. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../sweep.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Changes {
  readonly version?: string;
  /** Packages that are not installed. */
  readonly without?: readonly string[];
  /** In what is bundled: what is replaced, and by what. */
  readonly code?: readonly [string, string];
}

/** Makes a copy, and gives the path of its command line. */
export function copyOfProduct({ version, without = [], code }: Changes): string {
  const copy = temporaryFolder();
  cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
  const description = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(
    join(copy, 'package.json'),
    JSON.stringify({ ...description, version: version ?? description.version }),
  );
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!without.includes(name)) symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
  }
  if (code !== undefined) change(join(copy, 'dist/chunks'), code);
  return join(copy, 'dist/cli.js');
}

function change(folder: string, [from, to]: readonly [string, string]): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const changed = files.filter((file) => readFileSync(file, 'utf8').includes(from));
  if (changed.length === 0) throw new Error(`nothing to change: ${from}`);
  for (const file of changed) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
}
