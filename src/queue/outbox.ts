/**
 * The batches that a runner has on the queue. They are sent as there is room for them, looked after while they are there,
 * and sent again where the queue has lost them.
 */
import type { Job as QueuedJob } from 'bullmq';
import { namedData } from '../tasks/named-data.ts';
import { hasFile } from '../tasks/own-data/opened.ts';
import { configurationOf } from '../training/job.ts';
import { type Asked, type ExpectedJobs, takeBatch } from './batches.ts';
import { type Connection, pause, reasonOf } from './connect.ts';
import { offerFile } from './data-files.ts';
import { BadMessage, decodeBatch, encode, idOf, type OpenData } from './messages.ts';
import { announcedQueues, announceQueue, isRunsQueueOf, lettersQueue, runsQueue } from './registry.ts';

/** Batches on the queue for each place of a worker, and at least so many. */
const BATCHES_PER_PLACE = 4;
const FEWEST_BATCHES = 16;
/** Looks on which a batch is nowhere before it counts as lost: at one of them it may be between two places. */
const LOOKS_UNTIL_LOST = 3;
const RETRY_MS = 1000;
const FORGET_FAILED_AFTER_S = 14 * 24 * 3600;

export interface OutboxOptions {
  readonly connection: Connection;
  readonly mailbox: string;
  readonly version: string;
  readonly note: (text: string) => void;
  readonly open: OpenData;
  /** A file that runs are trained on, by its hash. */
  readonly file: (sha256: string) => Promise<Uint8Array>;
  readonly expected: ExpectedJobs;
  /** Of a job that is being done. */
  readonly onProgress: (id: string, updates: number) => void;
  /** Jobs that are nowhere any more. */
  readonly onLost: (ids: readonly string[]) => void;
  /** Jobs on which workers have died, more often than by chance. */
  readonly onFailed: (ids: readonly string[], reason: string) => void;
}

interface Sent {
  readonly queue: string;
  /** null until Redis has taken it. */
  jobId: string | null;
  /** Of the jobs that have not been answered yet. */
  readonly ids: Set<string>;
  unseen: number;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #announced = new Set<string>();
  readonly #sent = new Set<Sent>();
  /** By the id of each of their jobs; of an earlier runner's too. */
  readonly #of = new Map<string, Sent>();
  /** Files under way to the queue, by their hash. */
  readonly #offering = new Map<string, Promise<void>>();
  #waiting: Asked[] = [];
  #places = 0;
  #pump: NodeJS.Immediate | null = null;
  #isClosed = false;
  #complained = '';

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier runner of this database has left on the queue. */
  async open(): Promise<void> {
    const { connection, version } = this.#options;
    for (const name of await announcedQueues(connection.redis)) {
      if (!isRunsQueueOf(version, name)) continue;
      for (const job of await this.#own(name)) await this.#adopt(name, job);
    }
  }

  /** Sends a job, with others that are asked for at the same time; not one that is on the queue already. */
  ask(asked: Asked): void {
    if (this.#of.has(asked.id)) return;
    this.#waiting.push(asked);
    this.#schedule();
  }

  /** Sends jobs by themselves, each as soon as it can be. */
  askSingly(all: readonly Asked[]): void {
    for (const asked of all) void this.#send([asked]);
  }

  /** A job has been answered, or is to be sent anew. */
  forget(id: string): void {
    const sent = this.#of.get(id);
    this.#of.delete(id);
    sent?.ids.delete(id);
    if (sent?.ids.size === 0) this.#sent.delete(sent);
    this.#schedule();
  }

  /** Sees what has become of what was sent, for so many places at work. */
  async lookAfter(places: number): Promise<void> {
    this.#places = places;
    this.#schedule();
    for (const name of new Set([...this.#sent].map(({ queue }) => queue))) await this.#lookAt(name);
  }

  /** Sends nothing more, and takes back what no worker has begun. */
  async close(): Promise<void> {
    const { connection } = this.#options;
    this.#isClosed = true;
    if (this.#pump !== null) clearImmediate(this.#pump);
    const removals = [...this.#sent].map(
      ({ queue, jobId }) =>
        jobId === null
          ? 0
          : connection
              .queue(queue)
              .remove(jobId)
              .catch(() => 0), // somebody is at it
    );
    await Promise.all(removals);
  }

  #schedule(): void {
    this.#pump ??= setImmediate(() => {
      this.#pump = null;
      this.#handOut();
    });
  }

  #handOut(): void {
    const most = Math.max(FEWEST_BATCHES, BATCHES_PER_PLACE * this.#places);
    while (!this.#isClosed && this.#waiting.length > 0 && this.#sent.size < most) {
      const { engineVersion } = this.#waiting[0].job;
      const { batch, rest } = takeBatch(this.#waiting, {
        engineVersion,
        places: this.#places,
        expected: this.#options.expected,
      });
      this.#waiting = rest;
      void this.#send(batch);
    }
  }

  async #send(batch: readonly Asked[]): Promise<void> {
    const { mailbox, version, connection, note } = this.#options;
    const name = runsQueue(version, batch[0].job.engineVersion);
    const sent: Sent = { queue: name, jobId: null, ids: new Set(batch.map(({ id }) => id)), unseen: 0 };
    this.#sent.add(sent);
    for (const { id } of batch) this.#of.set(id, sent);
    const text = encode({ jobs: batch.map(({ job, options }) => ({ job, timeLimitMs: options.timeLimitMs })) });
    while (!this.#isClosed) {
      try {
        for (const sha256 of filesOf(batch)) await this.#offer(sha256);
        if (!this.#announced.has(name)) await announceQueue(connection.redis, name);
        this.#announced.add(name);
        const options = { removeOnComplete: true, removeOnFail: { age: FORGET_FAILED_AFTER_S }, stackTraceLimit: 0 };
        const job = await connection.queue(name).add(mailbox, { text }, options);
        sent.jobId = job.id ?? null;
        return;
      } catch (error) {
        const complaint = `the queue takes no runs (${reasonOf(error)}); waiting`;
        if (!this.#isClosed && complaint !== this.#complained) note(complaint);
        this.#complained = complaint;
        await pause(RETRY_MS);
      }
    }
  }

  /** Of batches that are sent together, the first takes the file along. */
  async #offer(sha256: string): Promise<void> {
    const { connection, file } = this.#options;
    const begun = this.#offering.get(sha256) ?? offerFile(connection.redis, sha256, () => file(sha256));
    this.#offering.set(sha256, begun);
    try {
      await begun;
    } finally {
      this.#offering.delete(sha256);
    }
  }

  /** What is on a queue for this database. */
  async #own(name: string): Promise<QueuedJob[]> {
    const jobs = await this.#options.connection
      .queue(name)
      .getJobs(['waiting', 'active', 'failed', 'prioritized', 'delayed']);
    return jobs.filter((job) => job?.name === this.#options.mailbox);
  }

  async #adopt(queue: string, job: QueuedJob): Promise<void> {
    try {
      const ids = (await decodeBatch(job.data?.text, this.#options.open)).jobs.map((one) => idOf(one.job));
      const sent: Sent = { queue, jobId: job.id ?? null, ids: new Set(ids), unseen: 0 };
      this.#sent.add(sent);
      for (const id of ids) this.#of.set(id, sent);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      await job.remove().catch(() => {}); // not of a runner of ours
    }
  }

  async #lookAt(name: string): Promise<void> {
    const before = [...this.#sent].filter(({ queue, jobId }) => queue === name && jobId !== null);
    const there = new Map((await this.#own(name)).map((job) => [job.id, job]));
    const letters = this.#options.connection.queue(lettersQueue(this.#options.mailbox));
    const isMailOnItsWay = (await letters.getJobCountByTypes('waiting', 'active', 'delayed')) > 0;
    for (const sent of before) {
      const job = there.get(sent.jobId ?? '');
      if (job?.failedReason) await this.#giveUp(sent, job);
      else if (job !== undefined || isMailOnItsWay) this.#isThere(sent, job);
      else this.#isNowhere(sent);
    }
  }

  #isThere(sent: Sent, job: QueuedJob | undefined): void {
    sent.unseen = 0;
    const progress = job?.progress;
    if (typeof progress !== 'object' || !('id' in progress) || !('updates' in progress)) return;
    if (typeof progress.updates === 'number') this.#options.onProgress(String(progress.id), progress.updates);
  }

  #isNowhere(sent: Sent): void {
    sent.unseen += 1;
    if (sent.unseen >= LOOKS_UNTIL_LOST) this.#options.onLost(this.#drop(sent));
  }

  async #giveUp(sent: Sent, job: QueuedJob): Promise<void> {
    await job.remove();
    this.#options.onFailed(this.#drop(sent), job.failedReason);
  }

  #drop(sent: Sent): string[] {
    const ids = [...sent.ids];
    for (const id of ids) this.forget(id);
    this.#sent.delete(sent);
    return ids;
  }
}

/** The hashes of the files that a batch is trained on. */
function filesOf(batch: readonly Asked[]): Set<string> {
  return new Set(
    batch.flatMap(({ job }) => {
      const configuration = configurationOf(job);
      return hasFile(configuration) ? namedData(configuration).hashes : [];
    }),
  );
}
