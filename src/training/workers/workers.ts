/**
 * Where runs are done: the contract that every kind of workers keeps.
 *
 * The same job gives the same bits in all of them. Whatever happens to a job is an answer: `perform` never rejects,
 * and a job that fails costs no other one.
 */
import type { Answer, Job } from '../job.ts';

export interface Workers {
  /** Jobs that can be under way at once; whoever asks keeps to it. */
  readonly places: number;
  /** Does a job. One that cannot be done, or is not done in its time, answers 'failed' with the reason. */
  perform(job: Job, options: PerformOptions): Promise<Answer>;
  /** Is told once the answer to a job is kept: until then whoever made it has to remember it. */
  kept(job: Job): void;
  /** Who is at work now. */
  atWork(): AtWork;
  /** Ends at once whatever is under way; its jobs answer 'failed'. Nothing is performed afterwards. */
  stop(): void;
}

export interface AtWork {
  /** Jobs that are done at once; at least 1, also while nobody is there. */
  readonly places: number;
  /** Where, and how much has been done by whom, for somebody who waits; '' where that is this machine. */
  readonly by: string;
}

export interface PerformOptions {
  /** From the moment at which the work begins. */
  readonly timeLimitMs: number;
  /** Called with 0 when the work begins, where that is known, and now and then with the updates made so far. */
  readonly onProgress?: (updates: number) => void;
}

/** The reason of a job that `stop` has ended. */
export const STOPPED = 'it was stopped';
