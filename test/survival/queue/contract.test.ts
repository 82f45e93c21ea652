/** The contract of workers, kept by a queue with a worker of this machine. */
import { afterAll, beforeAll } from 'vitest';
import { packageVersion } from '../../../src/machine/package.ts';
import { connect } from '../../../src/queue/connect.ts';
import { queueWorkers } from '../../../src/queue/runner.ts';
import { queueAddress } from '../../../src/session/queue-address.ts';
import { keepsContract } from '../../training/workers/contract.ts';
import { type CliProcess, signal, startCli } from '../cli-process.ts';
import { type RedisServer, startRedis } from './redis.ts';

let server: RedisServer;
let worker: CliProcess;
beforeAll(async () => {
  server = await startRedis();
  worker = startCli(['worker', server.url, '--jobs', '2'], { cwd: '/' });
});
afterAll(async () => {
  signal(-worker.pid, 'SIGKILL');
  await server.close();
});

let mailboxes = 0;
const clock = () => performance.now();
const note = () => {};
const noData = () => Promise.reject(new Error('every sequence is fresh'));

keepsContract('a queue', async () => {
  const address = queueAddress(server.url, {});
  if (address === null) throw new Error(server.url);
  mailboxes += 1;
  return queueWorkers({
    connection: await connect(address, { note, clock, signal: new AbortController().signal }),
    ledger: { stored: () => null, keep: () => {}, open: noData, file: noData },
    mailbox: `contract-${mailboxes}`,
    version: packageVersion(),
    address: address.text,
    clock,
    note,
  });
});
