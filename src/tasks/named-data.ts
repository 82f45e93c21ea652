/** The files that a configuration trains on, as the configuration itself tells: how they are read, and their hashes. */
import { corpusOf } from './corpora.ts';
import { asWritten } from './own-data/as-written.ts';
import { type DataSettings, FORMATS, type WrittenData } from './own-data/settings.ts';
import type { TaskSettings } from './task.ts';

export interface NamedData {
  readonly written: WrittenData;
  /** SHA-256 of the file, and of the test part's where that is another. */
  readonly hashes: readonly string[];
}

/** @throws where the settings are none; what they say is as sound as whoever wrote them */
export function namedData({ task, data_sha256: sha256 = '', data = '' }: TaskSettings): NamedData {
  const settings = JSON.parse(data) as DataSettings;
  const corpus = corpusOf(task);
  const test = settings.test.kind === 'file' ? settings.test.sha256 : null;
  const hashes = test === null ? [sha256] : [sha256, test];
  const name = (what: string) => `${what}${endingOf(settings)}`;
  const names = { file: name('data'), test: test === null ? null : name('test') };
  return { written: corpus?.written ?? asWritten(settings, names), hashes };
}

function endingOf({ format }: DataSettings): string {
  const found = Object.entries(FORMATS).find(([, known]) => known === format);
  if (found === undefined) throw new Error(`expected a format of data, found ${format}`);
  return found[0];
}
