/** The files of data of a stored experiment, as a bundle has them beside the experiment file. */
import { basename, extname, posix } from 'node:path';
import { namedFiles, withNames } from '../experiment/named-files.ts';
import type { Store } from '../store/store.ts';
import { withoutChoosing } from '../tasks/own-data/choosing.ts';
import type { DataSettings } from '../tasks/own-data/settings.ts';
import { configurationsIn, storedResults } from './stored-results.ts';

export interface BundledData {
  /** The experiment file, naming the files as they lie in the bundle. */
  readonly text: string;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
  /** Names of files that are not in the database: too large to be kept there. */
  readonly missing: readonly string[];
}

/**
 * A file keeps its name where that leads nowhere out of the bundle; others go to `data/`.
 *
 * @param isFree whether a path in the bundle can be had
 */
export function bundledData(store: Store, name: string, isFree: (path: string) => boolean): BundledData {
  const text = store.experiment(name)?.source ?? '';
  const names = namedFiles(text);
  const hashes = names.length === 0 ? [] : hashesOf(store, name);
  const files: { path: string; content: Uint8Array }[] = [];
  const missing: string[] = [];
  const pathOf = new Map<string, string>();
  for (const [i, named] of names.entries()) {
    const content = store.dataset(hashes[i])?.content ?? null;
    const isHad = (path: string) => !isFree(path) || files.some((file) => file.path === path);
    const plain = posix.normalize(named);
    const choices = [
      ...(leadsOut(plain) ? [] : [plain]),
      `data/${basename(named)}`,
      `data/${hashes[i].slice(0, 12)}${extname(named)}`,
    ];
    const path = choices.find((choice) => !isHad(choice)) ?? `data/${hashes[i].slice(0, 12)}`;
    pathOf.set(named, path);
    if (content === null) missing.push(path);
    else files.push({ path, content });
  }
  return { text: withNames(text, (named) => pathOf.get(named) ?? named), files, missing };
}

function leadsOut(path: string): boolean {
  return path.startsWith('..') || posix.isAbsolute(path) || /[\\:]/.test(path);
}

/** Of the file, and of that of the test part where it is another. */
function hashesOf(store: Store, name: string): string[] {
  for (const { data_sha256, data } of configurationsIn(storedResults(store, name))) {
    if (data_sha256 === undefined || data === undefined) continue;
    const { test } = JSON.parse(withoutChoosing(data).data) as DataSettings;
    return [data_sha256, ...(test.kind === 'file' ? [test.sha256] : [])];
  }
  return [];
}
