/** A file of the user's own on the way of an experiment: opened once for all that follows. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OwnData } from '../experiment/own-data.ts';
import { MOST_KEPT_BYTES, type Store } from '../store/store.ts';
import { asWritten } from '../tasks/own-data/as-written.ts';
import { bytesInMemory, bytesOnDisk, type DataBytes } from '../tasks/own-data/bytes.ts';
import { openData } from '../tasks/own-data/open.ts';
import { isOpened, keepOpened, OWN_DATA } from '../tasks/own-data/opened.ts';
import type { Prepared } from '../tasks/own-data/prepared.ts';
import { preparedPath, readPrepared, settingsJson } from '../tasks/own-data/prepared-file.ts';
import { TRAINING } from '../tasks/own-data/raw.ts';
import type { DataSettings, WrittenData } from '../tasks/own-data/settings.ts';
import type { Configuration } from '../vocabulary.ts';
import { UsageError } from './errors.ts';

/** What an experiment file names under `data`. */
export interface ExperimentData {
  readonly own: OwnData;
  /** null where the file cannot be trained on. */
  readonly prepared: Prepared | null;
  /** The file, and that of the test part where it is another. */
  readonly files: readonly DataFile[];
}

export interface DataFile {
  readonly sha256: string;
  /** As the experiment file names it. */
  readonly name: string;
  readonly bytes: number;
  readonly path: string;
}

/**
 * Opens the data of an experiment file, from where openDataset finds them afterwards.
 *
 * @param folder where prepared data are kept for other processes; null to keep nothing
 */
export async function openExperimentData(
  written: WrittenData,
  { file, folder }: { file: string; folder: string | null },
): Promise<ExperimentData> {
  const names = [
    written.file,
    ...(typeof written.test === 'object' && 'file' in written.test ? [written.test.file] : []),
  ];
  const paths = names.map((name) => join(dirname(file), name));
  const [first, second] = paths.map((path) => bytesOnDisk(path, path));
  const opened = await openData(written, { files: second === undefined ? [first] : [first, second], folder });
  if (opened.kind === 'invalid') return { own: opened, prepared: null, files: [] };

  const { prepared, path, fingerprints, warnings } = opened;
  const identity = { data_sha256: fingerprints[0].sha256, data: settingsJson(prepared.description.settings) };
  keepOpened(identity, { prepared, path });
  const trainingSequences = prepared.parts.filter((part) => part === TRAINING).length;
  return {
    own: { kind: 'opened', identity, trainingSequences, warnings },
    prepared,
    files: fingerprints.map((fingerprint, i) => ({ ...fingerprint, name: names[i], path: paths[i] })),
  };
}

/** Keeps the files of an experiment with its results; of one that is too large, its name and hash. */
export function keepFiles(store: Store, { files }: ExperimentData): void {
  for (const { sha256, name, bytes, path } of files) {
    if (store.keepsDataset(sha256)) continue;
    store.saveDataset({ sha256, name, bytes, content: bytes > MOST_KEPT_BYTES ? null : readFileSync(path) });
  }
}

/**
 * Opens the data of stored configurations: from where they lie prepared, else from the file that was kept.
 *
 * @throws {UsageError} where neither is there
 */
export async function openStoredData(
  store: Store,
  configurations: readonly Configuration[],
  database: string,
): Promise<void> {
  for (const configuration of configurations) {
    if (configuration.task !== OWN_DATA || isOpened(configuration)) continue;
    await openStored(store, configuration, preparedFolder(database));
  }
}

async function openStored(store: Store, configuration: Configuration, folder: string): Promise<void> {
  const { data_sha256: sha256 = '', data = '' } = configuration;
  const settings = JSON.parse(data) as DataSettings;
  const path = preparedPath(folder, { sha256, settings });
  const known = readPrepared(path);
  if (known !== null) return keepOpened(configuration, { prepared: known, path });

  const file = keptFile(store, sha256);
  const test = settings.test.kind === 'file' ? keptFile(store, settings.test.sha256) : null;
  const written = asWritten(settings, { file: file.name, test: test?.name ?? null });
  const opened = await openData(written, { files: test === null ? [file] : [file, test], folder });
  if (opened.kind === 'invalid') {
    throw new Error(`the data ${sha256} are not what they were: ${opened.problems[0].message}`);
  }
  keepOpened(configuration, opened);
}

function keptFile(store: Store, sha256: string): DataBytes {
  const kept = store.dataset(sha256);
  if (kept !== null && kept.content !== null) return bytesInMemory(kept.name, kept.content);
  const name = kept?.name ?? `the file with SHA-256 ${sha256.slice(0, 12)}…`;
  throw new UsageError(
    `${name} is needed and is not in the database: it is too large to be kept there. Put it where the experiment ` +
      'file says, and run the experiment again',
  );
}

/** Where prepared data lie beside a database. */
export function preparedFolder(database: string): string {
  return `${database}.prepared`;
}
