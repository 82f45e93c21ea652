/** The results database, of whatever version Bothways has written it. */
import type { readExperiment as ReadExperiment } from '../experiment/experiment.ts';
import { isOlder, type OpenOptions, openStore, type Store } from '../store/store.ts';
import type { Surroundings } from './session.ts';

/** Opens the file to read it; one of an older version with all that the sources of its experiments tell. */
export async function openToRead(database: string): Promise<Store> {
  return openStore(database, { mode: 'read', ...(await sourceReader(database)) });
}

/** Opens the file to write to it, bringing it up to date, and says what is to be said about it. */
export async function openToWrite(database: string, { note }: Pick<Surroundings, 'note'>): Promise<Store> {
  const store = openStore(database, { mode: 'write', ...(await sourceReader(database)) });
  for (const warning of store.warnings) note(`bothways: warning: ${warning}`);
  return store;
}

/**
 * What a migration needs to read experiment files. It is loaded only where there is one to be made: loading it takes
 * longer than all the rest of a look at results.
 */
export async function sourceReader(database: string): Promise<Partial<Pick<OpenOptions, 'readSource'>>> {
  if (!isOlder(database)) return {};
  return { readSource: sourceReaderBy((await import('../experiment/experiment.ts')).readExperiment) };
}

/** The same where reading files has been loaded for other reasons. */
export function sourceReaderBy(readExperiment: typeof ReadExperiment): NonNullable<OpenOptions['readSource']> {
  return ({ name, source }) => {
    const reading = readExperiment({ file: name, text: source, overrides: [] });
    return reading.kind === 'valid' ? reading.experiment : null;
  };
}
