/** Which runs `run` trains, and where: `--shard`, `--queue`, and what cannot stand beside them. */
import type { QueueAddress } from '../queue/connect.ts';
import { UsageError } from '../session/errors.ts';
import { queueAddress } from '../session/queue-address.ts';
import { type Shard, shardFrom } from '../session/shard.ts';

export interface WhereOptions {
  readonly jobs?: string;
  readonly again?: boolean;
  readonly shard?: string;
  /** true: without an address. */
  readonly queue?: string | true;
  readonly failUnless?: string;
  readonly report?: boolean;
}

export interface Where {
  /** null: all of the plan. */
  readonly shard: Shard | null;
  /** null: this machine. */
  readonly queue: QueueAddress | null;
}

export function whereFrom(options: WhereOptions): Where {
  return { shard: shardOf(options), queue: queueOf(options) };
}

function shardOf({ shard, again, failUnless, report }: WhereOptions): Shard | null {
  if (shard === undefined) return null;
  if (again) throw new UsageError('--again: expected without --shard: it trains all runs');
  if (failUnless !== undefined) throw new UsageError('--fail-unless: expected without --shard: a part has no verdict');
  if (report) throw new UsageError('--report: expected without --shard: a part has no answer');
  return shardFrom(shard);
}

/** The queue that was asked for; that of the environment too, where nothing says that this machine is meant. */
function queueOf({ queue, jobs, again }: WhereOptions): QueueAddress | null {
  if (queue === undefined && (jobs !== undefined || again)) return null;
  const address = queueAddress(queue === true ? undefined : queue, process.env);
  if (queue !== undefined && again)
    throw new UsageError('--again: expected without --queue: it trains on this machine');
  if (queue !== undefined && jobs !== undefined) {
    throw new UsageError('--jobs: expected without --queue: each worker has a --jobs of its own');
  }
  if (queue === true && address === null) {
    throw new UsageError('--queue: expected an address, here or in BOTHWAYS_QUEUE. Try: --queue redis://host');
  }
  return address;
}
