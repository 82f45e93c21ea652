/** The own data that this process has opened, by what decides every number of them: their file and their settings. */
import type { Dataset } from '../dataset.ts';
import type { TaskSettings } from '../task.ts';
import { forChoosing, withoutChoosing } from './choosing.ts';
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
  return opened.has(keyOf(compared(identity)));
}

/** Whose files these are: data to be chosen by are made of those that are compared. */
function compared(identity: Identity): Identity {
  return identity.data === undefined ? identity : { ...identity, data: withoutChoosing(identity.data).data };
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
  const known = opened.get(keyOf(identity)) ?? openedForChoosing(identity);
  if (known === null) throw new Error(`the data ${identity.data_sha256} have not been opened`);
  return known;
}

/** Made the first time that somebody asks; null where they are none to be chosen by, or nobody has opened the file. */
function openedForChoosing(identity: Identity): Opened | null {
  const whole = opened.get(keyOf(compared(identity)));
  if (whole === undefined || keyOf(compared(identity)) === keyOf(identity)) return null;
  const prepared = forChoosing(whole.prepared);
  if (prepared === null) return null;
  const made = { dataset: ownDataset(prepared), prepared, path: whole.path };
  opened.set(keyOf(identity), made);
  return made;
}

/** Opens what another process has prepared; throws where it is not there. */
export function openPreparedFile(identity: Identity, path: string): void {
  if (isOpened(identity)) return;
  const prepared = readPrepared(path);
  if (prepared === null) throw new Error(`expected prepared data in ${path}; found none`);
  keepOpened(compared(identity), { prepared, path });
}
