/**
 * The runner's end of a queue: workers anywhere that take its jobs, behind the same contract as those of this machine.
 *
 * The database is the truth and the queue a hint. What a queue has lost is noticed and sent again; what arrives twice is
 * dropped; what arrives for a runner that is gone waits for the next one.
 */
import type { Answer, Job } from '../training/job.ts';
import { type AtWork, STOPPED, type Workers } from '../training/workers/workers.ts';
import type { Run } from '../vocabulary.ts';
import { type Asked, expectedJobs } from './batches.ts';
import type { Connection } from './connect.ts';
import { checkFirstResults } from './first-results.ts';
import { Inbox } from './inbox.ts';
import { idOf, type Letter, type OpenData } from './messages.ts';
import { Outbox } from './outbox.ts';
import { announceMailbox, type Presence, present, refuse } from './registry.ts';

/** The database of the runner. */
export interface Ledger {
  /** The answer to a run that has been stored meanwhile, by another runner say; null where it has not. */
  stored(run: Run): Answer | null;
  /** Stores the answer to a run that nobody has asked for here: one that an earlier runner had sent. */
  keep(run: Run, answer: Answer & { kind: 'trained' }): void;
  /** Makes the data of a configuration known; throws where they cannot be had. */
  readonly open: OpenData;
  /** A file that runs are trained on, by its hash. */
  file(sha256: string): Promise<Uint8Array>;
}

export interface RunnerOptions {
  readonly connection: Connection;
  readonly ledger: Ledger;
  /** Of the database: letters to it go there. */
  readonly mailbox: string;
  /** Of Bothways. */
  readonly version: string;
  /** Of the queue, for people. */
  readonly address: string;
  readonly clock: () => number;
  readonly note: (text: string) => void;
}

/** Promises that are pending at most; the queue itself holds far less. */
const MOST_UNDER_WAY = 2000;
const LOOK_EVERY_MS = 2000;
const SAY_NO_WORKERS_AFTER_MS = 5000;
/** How long others may take to come where all workers that were there have been refused. */
const OTHERS_WITHIN_MS = 60_000;
/** Longer than Redis needs to take back what waits. */
const STOP_WITHIN_MS = 5000;

interface UnderWay extends Asked {
  /** Of all that have asked for it. */
  readonly resolve: ((answer: Answer) => void)[];
}

export interface QueueWorkers extends Workers {
  /** Resolves when nothing of it is on the queue any more and its connections are closed. */
  readonly closed: Promise<void>;
}

/** Empties the mailbox into the ledger, takes up what an earlier runner of this database has on the queue, and waits. */
export async function queueWorkers(options: RunnerOptions): Promise<QueueWorkers> {
  const runner = new Runner(options);
  await runner.open();
  return runner;
}

class Runner implements QueueWorkers {
  readonly places = MOST_UNDER_WAY;
  readonly closed: Promise<void>;
  readonly #options: RunnerOptions;
  readonly #expected = expectedJobs();
  readonly #firstResults = checkFirstResults();
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #asked = new Map<string, UnderWay>();
  /** What was kept here though nobody had asked for it yet. */
  readonly #keptEarly = new Set<string>();
  /** By run that has arrived and is not kept yet, the host that trained it. */
  readonly #trainedOn = new Map<string, string>();
  /** By host, the runs of it that are kept. */
  readonly #keptOf = new Map<string, number>();
  readonly #refused = new Set<string>();
  #workers: readonly Presence[] = [];
  #noWorkersSince: number | null = null;
  #hasSaidNoWorkers = false;
  #isStopped = false;
  #look: NodeJS.Timeout | undefined;
  #resolveClosed = () => {};

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    const { open, file } = options.ledger;
    this.#inbox = new Inbox({ ...options, open, deliver: (letter) => this.#deliver(letter) });
    this.#outbox = new Outbox({
      ...options,
      open,
      file,
      expected: this.#expected,
      onProgress: (id, updates) => this.#asked.get(id)?.options.onProgress?.(updates),
      onLost: (ids) => this.#lost(ids),
      onFailed: (ids, reason) => this.#failed(ids, reason),
    });
  }

  async open(): Promise<void> {
    await this.#outbox.open();
    await this.#inbox.open();
    await this.#lookAround();
  }

  perform(job: Job, options: Asked['options']): Promise<Answer> {
    if (this.#isStopped) return Promise.resolve({ kind: 'failed', reason: STOPPED });
    const id = idOf(job);
    if (job.kind === 'train' && this.#keptEarly.has(id)) {
      const stored = this.#options.ledger.stored(job);
      if (stored !== null) return Promise.resolve(stored);
    }
    return new Promise((resolve) => {
      const before = this.#asked.get(id);
      if (before !== undefined) {
        before.resolve.push(resolve);
        return;
      }
      const asked = { id, job, options, resolve: [resolve] };
      this.#asked.set(id, asked);
      this.#outbox.ask(asked);
    });
  }

  kept(job: Job): void {
    const id = idOf(job);
    this.#inbox.kept(id);
    const host = this.#trainedOn.get(id);
    if (host === undefined) return;
    this.#trainedOn.delete(id);
    this.#keptOf.set(host, (this.#keptOf.get(host) ?? 0) + 1);
  }

  /** @example { places: 4, by: '4 places at work: alpha 412, beta 388' } */
  atWork(): AtWork {
    const places = this.#workers.reduce((sum, worker) => sum + worker.places, 0);
    const hosts = [...this.#keptOf].map(([host, runs]) => `${host} ${runs}`);
    const by = `${places} ${places === 1 ? 'place' : 'places'} at work${hosts.length === 0 ? '' : `: ${hosts.join(', ')}`}`;
    return { places: Math.max(1, places), by };
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#look);
    for (const asked of this.#asked.values()) this.#answer(asked, { kind: 'failed', reason: STOPPED });
    this.#firstResults.stop();
    const close = () => {
      clearTimeout(late);
      this.#options.connection.close();
      this.#resolveClosed();
    };
    // While Redis is away nothing can be taken back: the next runner takes up what is left there
    const isThere = this.#options.connection.redis.status === 'ready';
    const late = setTimeout(close, isThere ? STOP_WITHIN_MS : 0);
    void Promise.all([this.#outbox.close(), this.#inbox.close()]).then(close, close);
  }

  /** Takes what a letter brings; gives the ids of what others have to keep. */
  async #deliver(letter: Letter): Promise<string[]> {
    const { worker, answers } = letter;
    const reason = this.#refused.has(worker.id) ? 'as before' : await this.#firstResults.refusal(letter);
    if (reason !== null) {
      await this.#refuse(letter, reason);
      return [];
    }
    const given: string[] = [];
    for (const { job, answer } of answers) {
      const id = idOf(job);
      const asked = this.#asked.get(id);
      this.#outbox.forget(id);
      if (asked === undefined) this.#keepEarly(id, job, answer);
      else if (!isWanted(asked.job, answer)) this.#outbox.ask(asked);
      else {
        given.push(id);
        this.#expected.learn(asked.job, answer);
        if (job.kind === 'train') this.#trainedOn.set(id, worker.host);
        this.#answer(asked, answer);
      }
    }
    return given;
  }

  #answer(asked: UnderWay, answer: Answer): void {
    this.#asked.delete(asked.id);
    for (const resolve of asked.resolve) resolve(answer);
  }

  #keepEarly(id: string, job: Job, answer: Answer): void {
    if (job.kind !== 'train' || answer.kind !== 'trained' || this.#keptEarly.has(id)) return;
    this.#options.ledger.keep(job, answer);
    this.#keptEarly.add(id);
  }

  async #refuse({ worker, answers }: Letter, reason: string): Promise<void> {
    if (!this.#refused.has(worker.id)) {
      this.#refused.add(worker.id);
      this.#options.note(`the worker on ${worker.host} is refused: ${reason}`);
      await refuse(this.#options.connection.redis, worker, reason);
    }
    this.#again(answers.map(({ job }) => idOf(job)));
  }

  #again(ids: readonly string[]): void {
    for (const id of ids) {
      const asked = this.#asked.get(id);
      this.#outbox.forget(id);
      if (asked !== undefined) this.#outbox.ask(asked);
    }
  }

  /** What the queue has lost, or another runner on this database has received. */
  #lost(ids: readonly string[]): void {
    for (const id of ids) {
      const asked = this.#asked.get(id);
      const stored = asked?.job.kind === 'train' ? this.#options.ledger.stored(asked.job) : null;
      if (asked !== undefined && stored !== null) this.#answer(asked, stored);
      else this.#again([id]);
    }
  }

  /** Jobs of a batch on which workers died are sent again one by one, so that the one at fault is found. */
  #failed(ids: readonly string[], reason: string): void {
    const all = ids.flatMap((id) => this.#asked.get(id) ?? []);
    if (all.length > 1) this.#outbox.askSingly(all);
    else for (const asked of all) this.#answer(asked, { kind: 'failed', reason: `no worker could do it: ${reason}` });
  }

  /** Sees who is there and what has become of what was sent, again and again. */
  async #lookAround(): Promise<void> {
    const { connection, version, mailbox } = this.#options;
    try {
      const all = await present(connection.redis);
      this.#workers = all.filter((worker) => worker.version === version && !this.#refused.has(worker.id));
      this.#mindMissingWorkers(all);
      await this.#outbox.lookAfter(this.#workers.reduce((sum, worker) => sum + worker.places, 0));
      await announceMailbox(connection.redis, mailbox); // again and again: it is not an old one while this runs
    } catch {
      // Redis is away, or full: the next look will see
    }
    if (!this.#isStopped) this.#look = setTimeout(() => void this.#lookAround(), LOOK_EVERY_MS);
  }

  #mindMissingWorkers(all: readonly Presence[]): void {
    const { clock, address, version, note } = this.#options;
    if (this.#workers.length > 0 || this.#asked.size === 0) {
      this.#noWorkersSince = null;
      this.#hasSaidNoWorkers = false;
      return;
    }
    this.#noWorkersSince ??= clock();
    const since = clock() - this.#noWorkersSince;
    if (this.#refused.size > 0 && since > OTHERS_WITHIN_MS) {
      const reason = 'the workers that were there have been refused, and no other has come';
      for (const asked of this.#asked.values()) this.#answer(asked, { kind: 'failed', reason });
    } else if (since > SAY_NO_WORKERS_AFTER_MS && !this.#hasSaidNoWorkers) {
      this.#hasSaidNoWorkers = true;
      const others = [...new Set(all.map((worker) => worker.version))].filter((other) => other !== version);
      const only = others.length === 0 ? '' : `, only of ${others.join(', ')}`;
      note(
        `no worker of Bothways ${version} is at the queue${only}. Start one on any machine: bothways worker ${address}`,
      );
    }
  }
}

/** Weights may have been left out for a runner that did not want them. */
function isWanted(job: Job, answer: Answer): boolean {
  const isBare = answer.kind === 'trained' && answer.result.status === 'completed' && answer.result.weights === null;
  return !(isBare && job.kind === 'train' && job.keepWeights);
}
