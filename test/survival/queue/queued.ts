/** Workers and runners of a queue, as a user starts them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { PREFIX } from '../../../src/queue/connect.ts';
import { CLI, type CliProcess, runCli, signal, startInGroup, until } from '../cli-process.ts';
import { contentsOf, writeSweep } from '../sweep.ts';
import type { RedisServer } from './redis.ts';

export interface Sweep {
  readonly file: string;
  /** The runs of its plan. */
  readonly runs: number;
  /** Of a database that a local sweep has made. */
  readonly contents: Readonly<Record<string, string>>;
}

/** A sweep that was trained once without a queue, for all tests of a file. */
export function sweepTrainedHere({ name, seeds }: { name: string; seeds: number }): Sweep {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-sweep-'));
  const file = writeSweep(folder, { name, seeds });
  const contents: Record<string, string> = {};
  beforeAll(async () => {
    const database = join(folder, 'whole.db');
    const ended = await runCli(['run', file, '--database', database], { cwd: folder });
    if (ended.status !== 0) throw new Error(ended.stderr);
    Object.assign(contents, contentsOf(database));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { file, runs: 4 * seeds, contents };
}

/** A queue of BullMQ's for whoever wants to put something there that does not belong there. */
export function queueAt({ redis }: RedisServer, name: string): Queue {
  const queue = new Queue(name, { prefix: PREFIX, connection: redis });
  queue.on('error', () => {}); // its server ends before it
  return queue;
}

interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The command line of another copy of the product. */
  readonly cli?: string;
  /** The words of a command that starts it, as in another network. */
  readonly through?: readonly string[];
}

export interface QueueWorker extends CliProcess {
  /** What it has said so far. */
  said(): string;
}

/** Starts `bothways worker`, which ends with the test. */
export function startWorker(url: string, { jobs = 1, ...options }: StartOptions & { jobs?: number } = {}): QueueWorker {
  return start(['worker', url, '--jobs', String(jobs)], options);
}

/** Starts `bothways run --queue`. */
export function startRunner(file: string, database: string, url: string, options: StartOptions = {}): QueueWorker {
  return start(['run', file, '--queue', url, '--database', database], options);
}

function start(args: readonly string[], { env = {}, cli = CLI, through = [] }: StartOptions): QueueWorker {
  const [command, ...words] = [...through, process.execPath, cli, ...args];
  const started = startInGroup(command, words, { cwd: '/', env });
  onTestFinished(() => {
    signal(-started.pid, 'SIGKILL');
  });
  return listening(started);
}

function listening(cli: CliProcess): QueueWorker {
  let text = '';
  const hear = (chunk: string) => {
    text += chunk;
  };
  cli.child.stdout.on('data', hear);
  cli.child.stderr.on('data', hear);
  return { ...cli, said: () => text };
}

/** Until a worker or runner has said something. */
export async function hasSaid(process: QueueWorker, what: RegExp): Promise<void> {
  await until(`${what} in ${process.said()}`, () => what.test(process.said()));
}
