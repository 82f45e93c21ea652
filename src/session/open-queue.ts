/** A queue as the place where the runs of a session are done, with the database for its truth. */
import { packageVersion } from '../machine/package.ts';
import { modelOf } from '../model/model.ts';
import { type Connection, connect, type QueueAddress } from '../queue/connect.ts';
import { MOST_FILE_BYTES } from '../queue/data-files.ts';
import { mailboxOf } from '../queue/mailbox.ts';
import { BadMessage } from '../queue/messages.ts';
import { type Ledger, type QueueWorkers, queueWorkers } from '../queue/runner.ts';
import type { Store } from '../store/store.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Run } from '../vocabulary.ts';
import { UsageError } from './errors.ts';
import { contentOf, type ExperimentData, openStoredData } from './own-data.ts';
import type { Surroundings } from './session.ts';

export interface OpenQueueOptions {
  readonly store: Store;
  readonly database: string;
  /** Of the experiment; null where every sequence is fresh. */
  readonly data: ExperimentData | null;
  readonly surroundings: Surroundings;
}

/** Connects, stores what has arrived for the database, and takes up what is still on the queue for it. */
export async function openQueue(
  address: QueueAddress,
  { store, database, data, surroundings }: OpenQueueOptions,
): Promise<QueueWorkers> {
  const { clock, note } = surroundings;
  refuseLarge(data);
  const connection: Connection = await connect(address, surroundings);
  try {
    return await queueWorkers({
      connection,
      ledger: { ...ledgerOf(store, surroundings), ...dataOf(store, { data, database }) },
      mailbox: mailboxOf(database),
      version: packageVersion(),
      address: address.text,
      clock,
      note,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function ledgerOf(store: Store, { now }: Surroundings): Pick<Ledger, 'stored' | 'keep'> {
  return {
    stored(run) {
      const id = store.runId(run);
      const record = id === null ? null : store.run(id);
      if (record === null || record.status === 'failed') return null;
      const { engineVersion, environment, trainMs, metrics, steps, weightsSha256, divergedAt } = record;
      const curve = store.curve(record.id);
      const made = { kind: 'trained', engineVersion, environment } as const;
      if (divergedAt !== null) return { ...made, result: { status: 'diverged', trainMs, curve, divergedAt } };
      if (metrics === null || weightsSha256 === null) return null; // a row that is damaged
      return {
        ...made,
        result: { status: 'completed', trainMs, curve, metrics, steps, testGroups: null, weights: null, weightsSha256 },
      };
    },
    keep(run, { result, environment }) {
      const keepsWeights = result.status === 'completed' && result.weights !== null;
      store.saveRun(run, result, { environment, finishedAt: now(), keep: keepsWeights ? modelOfRun(run) : null });
    },
  };
}

function modelOfRun({ planned: { configuration } }: Run) {
  return modelOf(configuration, openDataset(configuration));
}

function refuseLarge(data: ExperimentData | null): void {
  const large = data?.files.find(({ bytes }) => bytes > MOST_FILE_BYTES);
  if (large === undefined) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  throw new UsageError(
    `${large.name}: expected at most ${megabytes(MOST_FILE_BYTES)} to send over a queue, found ${megabytes(large.bytes)}. ` +
      'Use --shard on machines that have the file',
  );
}

/** What runs are trained on: of this experiment as it was opened, of earlier ones as the database has kept it. */
function dataOf(
  store: Store,
  { data, database }: Pick<OpenQueueOptions, 'data' | 'database'>,
): Pick<Ledger, 'open' | 'file'> {
  return {
    async open(identity) {
      try {
        await openStoredData(store, [identity], database);
      } catch (error) {
        throw new BadMessage(error instanceof Error ? error.message : String(error));
      }
    },
    async file(sha256) {
      const content = (data && (await contentOf(data, sha256))) ?? store.dataset(sha256)?.content;
      if (content == null) throw new Error(`the file with SHA-256 ${sha256.slice(0, 12)}… is not there any more`);
      return content;
    },
  };
}
