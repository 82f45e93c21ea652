/**
 * A worker of a queue: takes batches of runs and has them trained by processes of this machine. This process itself only
 * talks to Redis, so that it can always say that it still holds what it has taken.
 */
import type { Job as QueuedJob, Worker } from 'bullmq';
import type { Answer } from '../training/job.ts';
import { processes } from '../training/workers/processes.ts';
import type { Workers } from '../training/workers/workers.ts';
import { type Connection, PREFIX, pause, reasonOf } from './connect.ts';
import { BadMessage, type Batch, decodeBatch, decodeMailbox, encode, idOf, type Letter } from './messages.ts';
import {
  announcedQueues,
  isRunsQueueOf,
  lettersQueue,
  PRESENT_EVERY_MS,
  type Presence,
  refusal,
  runsQueue,
  sayGone,
  sayPresent,
  takeOldMailboxes,
} from './registry.ts';
import { type WorkerData, workerData } from './worker-data.ts';

export interface WorkerOptions {
  readonly connection: Connection;
  readonly self: Presence;
  readonly clock: () => number;
  readonly note: (text: string) => void;
  /** When aborted, runs under way are given back and the worker ends. */
  readonly signal: AbortSignal;
}

/** Workers may die on a batch, by chance or by its fault, so often before it is given up and tried run by run. */
const MOST_STALLED = 3;
/** As long as a batch is held by a worker that says nothing; a process that only waits can say so much sooner. */
const LOCK_MS = 20_000;
const LOOK_FOR_STALLED_MS = 10_000;
const PROGRESS_EVERY_MS = 2000;
/** A letter is sent before it grows larger: weights that are kept are large. */
const LETTER_BYTES = 4 * 2 ** 20;
const RETRY_MS = 1000;
/** Longer than Redis needs to take back what was begun. */
const LEAVE_WITHIN_MS = 3000;
const OLD_LETTERS_MS = 14 * 24 * 3600 * 1000;
const CLEAN_EVERY_MS = 3600 * 1000;

/**
 * Trains what comes, until it is told to stop or a runner refuses its results.
 *
 * @returns why it is refused, or null where it was told to stop
 */
export async function serve(options: WorkerOptions): Promise<string | null> {
  const { connection, self, signal } = options;
  const crew = crewOf(processes(self.places));
  const data = workerData(connection.redis);
  const end = new AbortController();
  let refusedFor: string | null = null;
  const onRefusal = (reason: string) => {
    refusedFor = reason;
    end.abort();
  };
  signal.addEventListener('abort', () => end.abort(), { once: true });
  const ending = end.signal;
  const takers = self.engineVersions.map((engineVersion) =>
    taker(engineVersion, { ...options, crew, data, onRefusal, ending }),
  );
  const looking = look(options, onRefusal);
  if (signal.aborted) end.abort();
  await Promise.race([Promise.all(takers.map((one) => one.waitUntilReady())), untilAborted(ending)]);
  if (!ending.aborted) for (const one of takers) void one.run();
  await untilAborted(ending);

  looking.stop();
  crew.stop();
  const leave = async () => {
    await Promise.all(takers.map((one) => one.close()));
    await sayGone(connection.redis, self);
  };
  const left = leave().catch(() => {});
  await Promise.race([left, pause(LEAVE_WITHIN_MS)]); // while Redis is away: it forgets the worker in time
  data.forget();
  return refusedFor;
}

interface TakerOptions extends WorkerOptions {
  readonly crew: Workers;
  readonly data: WorkerData;
  readonly onRefusal: (reason: string) => void;
  readonly ending: AbortSignal;
}

/** Takes the batches of one engine version; one more than there are places, so that no place waits for the network. */
function taker(engineVersion: string, options: TakerOptions): Worker {
  const { connection, self, note } = options;
  const name = runsQueue(self.version, engineVersion);
  const worker = new connection.bullmq.Worker(name, (job, token) => take(job, token, options), {
    connection: connection.client(),
    prefix: PREFIX,
    autorun: false,
    concurrency: self.places + 1,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_STALLED_MS,
    maxStalledCount: MOST_STALLED,
    removeOnComplete: { count: 0 },
  });
  worker.on('error', () => {}); // connect.ts says what is to be said
  let before = '';
  worker.on('failed', (_, error) => {
    const complaint = `a batch was not trained: ${reasonOf(error)}`;
    if (complaint !== before) note(complaint); // not again and again
    before = complaint;
  });
  return worker;
}

async function take(job: QueuedJob, token: string | undefined, options: TakerOptions): Promise<void> {
  const { connection, self, onRefusal, ending } = options;
  const reason = await refusal(connection.redis, self);
  if (reason !== null) onRefusal(reason);
  const isDone = !ending.aborted && (await trainBatch(job, options));
  if (isDone) return;
  await job.moveToWait(token); // for another worker
  throw new connection.bullmq.WaitingError();
}

/** false where it was stopped on the way: then the batch goes back whole, and what was sent of it is not missed. */
async function trainBatch(job: QueuedJob, options: TakerOptions): Promise<boolean> {
  const { connection, crew, self, clock, ending } = options;
  const { jobs, mailbox } = await readBatch(job, options);
  const post = postFor(connection, mailbox, self);
  let toldAt = clock();
  for (const { job: one, timeLimitMs } of jobs) {
    const answer = await crew.perform(one, {
      timeLimitMs,
      onProgress: (updates) => {
        if (clock() - toldAt < PROGRESS_EVERY_MS) return;
        toldAt = clock();
        job.updateProgress({ id: idOf(one), updates }).catch(() => {}); // the next one will do
      },
    });
    if (ending.aborted) return false;
    await post.add({ job: one, answer });
  }
  await post.send();
  return true;
}

/** A batch that is no batch fails at once, for whoever put it there. */
async function readBatch(job: QueuedJob, { connection, data }: TakerOptions): Promise<Batch & { mailbox: string }> {
  try {
    const mailbox = decodeMailbox(job.name);
    return { ...(await decodeBatch(job.data?.text, data.open)), mailbox };
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    throw new connection.bullmq.UnrecoverableError(error.message);
  }
}

/** Collects answers into letters to one mailbox. */
function postFor(connection: Connection, mailbox: string, { id, host }: Presence) {
  let answers: Letter['answers'][number][] = [];
  let bytes = 0;
  const send = async () => {
    if (answers.length === 0) return;
    const text = encode({ worker: { id, host }, answers });
    [answers, bytes] = [[], 0];
    for (;;) {
      try {
        await connection.queue(lettersQueue(mailbox)).add('letter', { text }, { removeOnComplete: true });
        return;
      } catch {
        await pause(RETRY_MS); // Redis is full: the runner will make room
      }
    }
  };
  return {
    send,
    async add(answered: Letter['answers'][number]): Promise<void> {
      answers.push(answered);
      bytes += bytesOf(answered.answer);
      if (bytes > LETTER_BYTES) await send();
    },
  };
}

function bytesOf(answer: Answer): number {
  const result = answer.kind === 'trained' ? answer.result : null;
  return 4000 + (result?.status === 'completed' && result.weights !== null ? result.weights.byteLength : 0);
}

/** As many jobs at once as there are processes; others wait for their turn. */
function crewOf(workers: Workers): Workers {
  let free = workers.places;
  const waiting: (() => void)[] = [];
  return {
    ...workers,
    stop() {
      workers.stop();
      for (const go of waiting.splice(0)) go();
    },
    async perform(job, options) {
      if (free === 0) await new Promise<void>((go) => waiting.push(go));
      else free -= 1;
      try {
        return await workers.perform(job, options);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}

/** Says now and then that this worker is there, and sees whether it is refused, and what waits for other versions. */
function look({ connection, self, note, clock }: WorkerOptions, onRefusal: TakerOptions['onRefusal']) {
  const { redis } = connection;
  const said = new Set<string>();
  let cleanedAt = Number.NEGATIVE_INFINITY;
  const once = async () => {
    try {
      await sayPresent(redis, self);
      const reason = await refusal(redis, self);
      if (reason !== null) onRefusal(reason);
      for (const name of await announcedQueues(redis)) {
        if (said.has(name) || (isRunsQueueOf(self.version, name) && isServed(name, self))) continue;
        if ((await connection.queue(name).getWaitingCount()) === 0) continue;
        said.add(name);
        note(
          `runs wait on ${name}, which this worker (Bothways ${self.version}, ${self.engineVersions.join(', ')}) leaves alone`,
        );
      }
      if (clock() - cleanedAt < CLEAN_EVERY_MS) return;
      cleanedAt = clock();
      for (const mailbox of await takeOldMailboxes(redis, OLD_LETTERS_MS)) {
        await connection.queue(lettersQueue(mailbox)).obliterate({ force: true });
      }
    } catch {
      // Redis is away: the next look will see
    }
  };
  void once();
  const timer = setInterval(() => void once(), PRESENT_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

function isServed(name: string, { version, engineVersions }: Presence): boolean {
  return engineVersions.some((engineVersion) => runsQueue(version, engineVersion) === name);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
