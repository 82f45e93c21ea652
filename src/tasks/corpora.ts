/** Tasks whose sequences are a fixed set of real ones, from a package: they are read as a file of the user's own is. */
import type { DataBytes } from './own-data/bytes.ts';
import type { WrittenData } from './own-data/settings.ts';
import { MissingDictionary } from './stress/dictionary.ts';
import { STRESS_DATA, stressData, stressTyped } from './stress/stress.ts';

export interface Corpus {
  /** How the bytes are read. */
  readonly written: WrittenData;
  /** @throws {MissingCorpus} where its package is not installed */
  bytes(): Promise<DataBytes>;
  /** What a user typed, as `Dataset.read` takes it: words looked up. */
  meant(typed: readonly string[]): Promise<readonly string[]>;
}

const CORPORA: Readonly<Record<string, Corpus>> = {
  stress: { written: STRESS_DATA, bytes: stressData, meant: stressTyped },
};

/** null for a task that makes its sequences. */
export function corpusOf(task: string): Corpus | null {
  return Object.hasOwn(CORPORA, task) ? CORPORA[task] : null;
}

/** What a corpus throws whose package is not installed. */
export const MissingCorpus = MissingDictionary;
