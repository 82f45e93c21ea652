/** A file of the user's own on the way of an experiment: opened once for all that follows. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OwnData, openedOwnData } from '../experiment/own-data.ts';
import { MOST_KEPT_BYTES } from '../store/datasets.ts';
import type { DataIdentity, Store } from '../store/store.ts';
import { type Corpus, corpusOf, MissingCorpus } from '../tasks/corpora.ts';
import { asWritten } from '../tasks/own-data/as-written.ts';
import { bytesInMemory, bytesOnDisk, type DataBytes, fingerprint } from '../tasks/own-data/bytes.ts';
import { withoutChoosing } from '../tasks/own-data/choosing.ts';
import { type OpenedData, openData } from '../tasks/own-data/open.ts';
import { hasFile, isOpened, keepOpened } from '../tasks/own-data/opened.ts';
import type { Prepared } from '../tasks/own-data/prepared.ts';
import { preparedPath, readPrepared, settingsJson } from '../tasks/own-data/prepared-file.ts';
import type { DataSettings, WrittenData } from '../tasks/own-data/settings.ts';
import { UsageError } from './errors.ts';
import { configurationsIn, storedResults } from './stored-results.ts';

/** What an experiment file names under `data`. */
export interface ExperimentData {
  readonly own: OwnData;
  /** Fold by fold; without folds one, and none where the file cannot be trained on. */
  readonly prepared: readonly Prepared[];
  /** The file, and that of the test part where it is another. */
  readonly files: readonly DataFile[];
}

export interface DataFile {
  readonly sha256: string;
  /** As the experiment file names it. */
  readonly name: string;
  readonly bytes: number;
  /** null where it is no file, but made of a package. */
  readonly path: string | null;
  content(): Promise<Uint8Array>;
}

/**
 * Opens the data of an experiment file, from where openDataset finds them afterwards.
 *
 * @param folder where prepared data are kept for other processes; null to keep nothing
 */
export async function openExperimentData(
  { task, written }: { task: string; written: WrittenData },
  { file, folder }: { file: string; folder: string | null },
): Promise<ExperimentData> {
  const corpus = corpusOf(task);
  if (corpus !== null) return await openCorpus(corpus, folder);
  const names = [
    written.file,
    ...(typeof written.test === 'object' && 'file' in written.test ? [written.test.file] : []),
  ];
  const paths = names.map((name) => join(dirname(file), name));
  const [first, second] = paths.map((path) => bytesOnDisk(path, path));
  const opened = await openData(written, { files: second === undefined ? [first] : [first, second], folder });
  if (opened.kind === 'invalid') return { own: opened, prepared: [], files: [] };

  const files = opened.fingerprints.map((fingerprint, i) => ({
    ...fingerprint,
    name: names[i],
    path: paths[i],
    content: async () => readFileSync(paths[i]),
  }));
  return known(opened, files);
}

/** The data of a task that has real ones: their package stands for the file, and nothing of them is kept. */
async function openCorpus({ written, bytes }: Corpus, folder: string | null): Promise<ExperimentData> {
  try {
    const file = await bytes();
    const opened = await openData(written, { files: [file], folder });
    if (opened.kind === 'invalid') return { own: opened, prepared: [], files: [] };
    return known({ ...opened, warnings: [] }, [
      { ...opened.fingerprints[0], name: file.name, path: null, content: () => allOf(file) },
    ]);
  } catch (error) {
    if (!(error instanceof MissingCorpus)) throw error;
    const { message } = error;
    const place = { in: 'map', key: 'file' } as const;
    const none = { file: written.file, text: null, suggestion: null, unknown: null };
    return {
      own: { kind: 'invalid', problems: [{ severity: 'error', place, message, ...none }] },
      prepared: [],
      files: [],
    };
  }
}

async function allOf(file: DataBytes): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.stream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function known(
  { folds, fingerprints, warnings }: OpenedData & { kind: 'opened' },
  files: readonly DataFile[],
): ExperimentData {
  const identities = folds.map((fold) => {
    const identity = {
      data_sha256: fingerprints[0].sha256,
      data: settingsJson(fold.prepared.description.settings),
    };
    keepOpened(identity, fold);
    return identity;
  });
  const own = identities.map(openedOwnData);
  return { own: { ...own[0], folds: own, warnings }, prepared: folds.map(({ prepared }) => prepared), files };
}

/** The bytes of one of the files; null where it is none of them. */
export async function contentOf({ files }: ExperimentData, sha256: string): Promise<Uint8Array | null> {
  return (await files.find((file) => file.sha256 === sha256)?.content()) ?? null;
}

/** Keeps the files of an experiment with its results; of one that is too large, its name and hash. */
export function keepFiles(store: Store, { files }: ExperimentData): void {
  for (const { sha256, name, bytes, path } of files) {
    if (store.keepsDataset(sha256)) continue;
    const content = path === null || bytes > MOST_KEPT_BYTES ? null : readFileSync(path);
    store.saveDataset({ sha256, name, bytes, content });
  }
}

/**
 * Opens the data of stored configurations: from where they lie prepared, else from the file that was kept.
 *
 * @throws {UsageError} where neither is there
 */
export async function openStoredData(
  store: Store,
  configurations: readonly DataIdentity[],
  database: string,
): Promise<void> {
  for (const configuration of configurations) {
    if (isDataOpen(configuration)) continue;
    await openStored(store, configuration, preparedFolder(database));
  }
}

/**
 * Opens the data of a stored experiment: before anything is worked out from its results.
 *
 * @throws {UsageError} where they are not to be had, or there is no experiment of that name
 */
export async function openDataOf(store: Store, name: string, database: string): Promise<void> {
  await openStoredData(store, configurationsIn(storedResults(store, name)), database);
}

/** Whether the data of a configuration need no file, or have been opened. */
export function isDataOpen(identity: DataIdentity): boolean {
  return !hasFile(identity) || isOpened(identity);
}

/** Opens all data of a database that are to be had; `isDataOpen` tells them from the others. */
export async function openAllData(store: Store, database: string): Promise<void> {
  for (const identity of store.dataIdentities()) {
    try {
      await openStoredData(store, [identity], database);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
}

async function openStored(store: Store, configuration: DataIdentity, folder: string): Promise<void> {
  const { data_sha256: sha256 = '' } = configuration;
  const { data } = withoutChoosing(configuration.data ?? '');
  const settings = JSON.parse(data) as DataSettings;
  const path = preparedPath(folder, { sha256, settings });
  const known = readPrepared(path);
  if (known !== null) return keepOpened({ data_sha256: sha256, data }, { prepared: known, path });

  const corpus = corpusOf(configuration.task);
  const file = corpus === null ? keptFile(store, sha256) : await installed(corpus, configuration);
  const test = settings.test.kind === 'file' ? keptFile(store, settings.test.sha256) : null;
  const written = asWritten(settings, { file: corpus?.written.file ?? file.name, test: test?.name ?? null });
  const opened = await openData(written, { files: test === null ? [file] : [file, test], folder });
  if (opened.kind === 'invalid') {
    throw new UsageError(`${file.name} in the database is not what was trained on: ${opened.problems[0].message}`);
  }
  const fold = settings.test.kind === 'fold' ? opened.folds[settings.test.fold - 1] : opened;
  keepOpened({ data_sha256: sha256, data }, fold);
}

/** The data of a task as its package has them here; throws where they are others than those that were trained on. */
async function installed({ bytes }: Corpus, { task, data_sha256 }: DataIdentity): Promise<DataBytes> {
  const file = await bytes().catch((error: unknown) => {
    throw error instanceof MissingCorpus ? new UsageError(error.message) : error;
  });
  if ((await fingerprint(file)).sha256 === data_sha256) return file;
  throw new UsageError(`${task}: the installed ${file.name} is another version than the one that was trained on`);
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
