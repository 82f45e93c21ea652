/**
 * The letters to one database. Each stays on the queue until all that it brought is kept, so that a runner that is killed
 * loses none: it returns to the next one.
 */
import type { Job as QueuedJob, Worker } from 'bullmq';
import { type Connection, PREFIX, pause } from './connect.ts';
import { BadMessage, decodeLetter, type Letter, type OpenData } from './messages.ts';
import { lettersQueue } from './registry.ts';

const AT_ONCE = 8;
const LOCK_MS = 15_000;
/** A runner that is killed again and again loses no letter. */
const MOST_RETURNS = 1000;

export interface InboxOptions {
  readonly connection: Connection;
  readonly mailbox: string;
  readonly note: (text: string) => void;
  /** Of what runs were trained on. */
  readonly open: OpenData;
  /** Takes what a letter brings; gives the ids of what is to be kept before the letter goes. */
  readonly deliver: (letter: Letter) => Promise<readonly string[]>;
}

/** A letter whose content is not kept yet. */
interface Open {
  readonly left: Set<string>;
  readonly end: (isKept: boolean) => void;
}

export class Inbox {
  readonly #options: InboxOptions;
  readonly #worker: Worker;
  readonly #open = new Set<Open>();
  #isClosed = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    const { connection, mailbox } = options;
    this.#worker = new connection.bullmq.Worker(lettersQueue(mailbox), (job, token) => this.#read(job, token), {
      connection: connection.client(),
      prefix: PREFIX,
      autorun: false,
      concurrency: AT_ONCE,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      maxStalledCount: MOST_RETURNS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    this.#worker.on('error', () => {}); // connect.ts says what is to be said
  }

  /** Reads the letters that are there, and from then on those that come. */
  async open(): Promise<void> {
    const { connection, mailbox } = this.#options;
    const queue = connection.queue(lettersQueue(mailbox));
    void this.#worker.run();
    while (!this.#isClosed && (await queue.getWaitingCount()) > 0) await pause(10);
  }

  kept(id: string): void {
    for (const letter of this.#open) {
      letter.left.delete(id);
      if (letter.left.size === 0) letter.end(true);
    }
  }

  /** Reads nothing more, and gives back the letters whose content is not kept. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const letter of this.#open) letter.end(false);
    await this.#worker.close();
  }

  async #read(job: QueuedJob, token: string | undefined): Promise<void> {
    try {
      const { open, deliver } = this.#options;
      const ids = await deliver(await decodeLetter(job.data?.text, open));
      if (await this.#areKept(ids)) return;
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#options.note(`a letter was refused: ${error.message}`);
      return;
    }
    await job.moveToWait(token);
    throw new this.#options.connection.bullmq.WaitingError();
  }

  #areKept(ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return Promise.resolve(true);
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const letter: Open = {
        left: new Set(ids),
        end: (isKept) => {
          this.#open.delete(letter);
          resolve(isKept);
        },
      };
      this.#open.add(letter);
    });
  }
}
