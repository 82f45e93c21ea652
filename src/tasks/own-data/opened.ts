/** The own data that this process has opened, by what decides every number of them: their file and their settings. */
import type { Dataset } from '../dataset.ts';
import type { TaskSettings } from '../task.ts';
import { ownDataset } from './own-data.ts';
import type { Prepared } from './prepared.ts';
import { readPrepared } from './prepared-file.ts';

/** The name of the task of every configuration with own data. */
export const OWN_DATA = 'own-data';

interface Opened {
  readonly dataset: Dataset;
  readonly prepared: Prepared;
  /** Where they lie prepared, for other processes; null where nowhere. */
  readonly path: string | null;
}

const opened = new Map<string, Opened>();

type Identity = Pick<TaskSettings, 'data_sha256' | 'data'>;

function keyOf({ data_sha256, data }: Identity): string {
  return `${data_sha256} ${data}`;
}

/** Makes data known to `openOwnData`. */
export function keepOpened(identity: Identity, { prepared, path }: { prepared: Prepared; path: string | null }): void {
  opened.set(keyOf(identity), { dataset: ownDataset(prepared), prepared, path });
}

export function isOpened(identity: Identity): boolean {
  return opened.has(keyOf(identity));
}

/** Whether a configuration's sequences are those of a file: of the user's own, or of a task with real data. */
export function hasFile({ data_sha256 }: Identity): boolean {
  return data_sha256 !== undefined;
}

/** Where the data of a configuration lie prepared, for other processes; null for tasks that need no file. */
export function preparedPathOf(settings: TaskSettings): string | null {
  if (!hasFile(settings)) return null;
  const { path } = openOwnData(settings);
  if (path === null) throw new Error(`the data ${settings.data_sha256} lie nowhere for other processes`);
  return path;
}

/** Data that are known; throws where nobody has opened them. */
export function openOwnData(identity: Identity): Opened {
  const known = opened.get(keyOf(identity));
  if (known === undefined) throw new Error(`the data ${identity.data_sha256} have not been opened`);
  return known;
}

/** Opens what another process has prepared; throws where it is not there. */
export function openPreparedFile(identity: Identity, path: string): void {
  if (isOpened(identity)) return;
  const prepared = readPrepared(path);
  if (prepared === null) throw new Error(`expected prepared data in ${path}; found none`);
  keepOpened(identity, { prepared, path });
}
