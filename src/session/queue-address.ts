/** Where the queue is, and its password, which never stands where others can read it. */
import type { QueueAddress } from '../queue/connect.ts';
import { UsageError } from './errors.ts';

/** Variables of the environment. */
export interface QueueEnvironment {
  readonly BOTHWAYS_QUEUE?: string | undefined;
  readonly BOTHWAYS_QUEUE_PASSWORD?: string | undefined;
}

/**
 * The address that was typed, else that of BOTHWAYS_QUEUE, with the password of BOTHWAYS_QUEUE or of
 * BOTHWAYS_QUEUE_PASSWORD; null where there is none.
 *
 * @throws UsageError where a password was typed: command lines are shown to everybody on a machine
 */
export function queueAddress(typed: string | undefined, environment: QueueEnvironment): QueueAddress | null {
  const { BOTHWAYS_QUEUE: given, BOTHWAYS_QUEUE_PASSWORD: password } = environment;
  if (typed !== undefined && hasPassword(typed)) {
    throw new UsageError(
      'expected the address of the queue without a password, since others can see what is typed. ' +
        'Put it into BOTHWAYS_QUEUE_PASSWORD, or the whole address into BOTHWAYS_QUEUE',
    );
  }
  const from = typed ?? (given === '' ? undefined : given);
  if (from === undefined) return null;
  return parsed(from, { name: typed === undefined ? 'BOTHWAYS_QUEUE' : 'the queue', password: password || null });
}

/** Also in an address that is no URL: what stands before an @. */
function hasPassword(text: string): boolean {
  return /:[^@/]+@/.test(text.replace(/^\w+:\/\//, ''));
}

function parsed(text: string, { name, password }: { name: string; password: string | null }): QueueAddress {
  const wrong = () =>
    new UsageError(
      `${name}: expected an address such as redis://host or rediss://host:6380/0, found "${text.replace(/\/\/.*@/, '//…@')}"`,
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong();
  }
  const database = /^\/?(\d{0,3})$/.exec(url.pathname);
  if (!['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '' || database === null) throw wrong();
  const address = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    database: Number(database[1]),
    username: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? password : decodeURIComponent(url.password),
    tls: url.protocol === 'rediss:',
  };
  url.username = '';
  url.password = '';
  return { ...address, text: url.href.replace(/\/$/, '') };
}
