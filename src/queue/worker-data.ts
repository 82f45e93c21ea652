/** The data that a worker has fetched: each once, however many runs are trained on them. */
import { rmSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { deleteAbandonedFolders, temporaryFolder } from '../machine/temporary-folder.ts';
import { namedData } from '../tasks/named-data.ts';
import { bytesInMemory } from '../tasks/own-data/bytes.ts';
import { openData } from '../tasks/own-data/open.ts';
import { isOpened, keepOpened } from '../tasks/own-data/opened.ts';
import { settingsJson } from '../tasks/own-data/prepared-file.ts';
import { fetchFile } from './data-files.ts';
import { BadMessage, type DataIdentity } from './messages.ts';

export interface WorkerData {
  /** Makes the data of a configuration known here and to the processes that train. */
  open(identity: DataIdentity): Promise<void>;
  /** Leaves nothing of them on the disk. */
  forget(): void;
}

const FOLDER = 'bothways-worker';

export function workerData(redis: Redis): WorkerData {
  deleteAbandonedFolders(FOLDER);
  const opening = new Map<string, Promise<void>>();
  let folder: string | null = null;
  return {
    async open(identity) {
      if (isOpened(identity)) return;
      folder ??= temporaryFolder(FOLDER);
      const key = `${identity.data_sha256} ${identity.data}`;
      const begun = opening.get(key) ?? fetchAndOpen(redis, identity, folder);
      opening.set(key, begun);
      try {
        await begun;
      } finally {
        opening.delete(key); // what could not be fetched may be there another time
      }
    },
    forget() {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fetchAndOpen(redis: Redis, identity: DataIdentity, folder: string): Promise<void> {
  const { written, hashes } = namedData(identity);
  const contents: Uint8Array[] = [];
  for (const sha256 of hashes) contents.push(await fetchFile(redis, sha256));
  const [file, test] = contents.map((content, i) => bytesInMemory(hashes[i], content));
  const opened = await openData(written, { files: test === undefined ? [file] : [file, test], folder });
  if (opened.kind === 'invalid') throw new BadMessage(`the data cannot be read: ${opened.problems[0].message}`);
  const fold = opened.folds.find(({ prepared }) => settingsJson(prepared.description.settings) === identity.data);
  if (fold === undefined) throw new BadMessage('expected the settings that these data have');
  keepOpened(identity, fold);
}
