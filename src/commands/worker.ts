/** `bothways worker`: trains the runs of a queue on this machine, until it is stopped. */
import { hostname } from 'node:os';
import { engineVersion } from '../engines/engines.ts';
import { endSoon } from '../machine/end-soon.ts';
import { packageVersion } from '../machine/package.ts';
import { connect } from '../queue/connect.ts';
import { QueueError } from '../queue/queue-error.ts';
import { serve } from '../queue/worker.ts';
import { UsageError } from '../session/errors.ts';
import { queueAddress } from '../session/queue-address.ts';
import { ENGINES } from '../vocabulary.ts';
import { plural } from '../words.ts';
import { type Context, type ExitStatus, surroundings } from './context.ts';
import { jobsFrom } from './jobs.ts';

export async function worker(
  context: Context,
  typed: string | undefined,
  { jobs }: { jobs?: string },
): Promise<ExitStatus> {
  const address = queueAddress(typed, process.env);
  if (address === null) throw new UsageError('expected the address of a queue. Try: bothways worker redis://host');
  const { clock, signal, note } = surroundings(context);
  const host = hostname();
  const self = {
    id: `${host}-${process.pid}-${context.now().getTime()}`,
    host,
    version: packageVersion(),
    engineVersions: ENGINES.map(engineVersion),
    places: jobsFrom(jobs),
  };
  const connection = await connect(address, { clock, signal, note });
  try {
    note(`${host}: trains ${plural(self.places, 'run')} at once from ${address.text}, until it is stopped with Ctrl-C`);
    const refusal = await serve({ connection, self, clock, note, signal });
    if (refusal !== null) throw new QueueError(`a runner refuses this worker: ${refusal}`);
    throw signal.reason;
  } finally {
    connection.close();
    endSoon(); // BullMQ goes on looking for a Redis that is away
  }
}
