/** A queue as the place where the runs of a session are done, with the database for its truth. */
import { packageVersion } from '../machine/package.ts';
import { modelOf } from '../model/model.ts';
import { type Connection, connect, type QueueAddress } from '../queue/connect.ts';
import { mailboxOf } from '../queue/mailbox.ts';
import { type Ledger, type QueueWorkers, queueWorkers } from '../queue/runner.ts';
import type { Store } from '../store/store.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Run } from '../vocabulary.ts';
import type { Surroundings } from './session.ts';

/** Connects, stores what has arrived for the database, and takes up what is still on the queue for it. */
export async function openQueue(
  address: QueueAddress,
  { store, database, surroundings }: { store: Store; database: string; surroundings: Surroundings },
): Promise<QueueWorkers> {
  const { clock, note } = surroundings;
  const connection: Connection = await connect(address, surroundings);
  try {
    return await queueWorkers({
      connection,
      ledger: ledgerOf(store, surroundings),
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

function ledgerOf(store: Store, { now }: Surroundings): Ledger {
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
