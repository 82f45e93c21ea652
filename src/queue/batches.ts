/** How jobs travel together: enough of them for the way to be worth it, fewer towards the end so that none waits. */
import { estimateMs, expectations } from '../training/estimate.ts';
import type { Answer, Job } from '../training/job.ts';
import type { PerformOptions } from '../training/workers/workers.ts';
import type { Configuration } from '../vocabulary.ts';

/** A job that somebody waits for. */
export interface Asked {
  readonly id: string;
  readonly job: Job;
  readonly options: PerformOptions;
}

/** Estimated work of a batch: half as much takes 3.5 % more processor time, twice and four times as much no less. */
const BATCH_MS = 500;
const MOST_JOBS = 250;

/**
 * The next batch of those that wait: jobs of one engine version, in their order. Where the work is nearly all handed out,
 * a batch has no more than its share among the places. Looks no further than it has to: thousands may wait.
 */
export function takeBatch(
  waiting: readonly Asked[],
  { engineVersion, places, expected }: { engineVersion: string; places: number; expected: ExpectedJobs },
): { batch: Asked[]; rest: Asked[] } {
  const shares = 2 * Math.max(1, places);
  let left = 0;
  for (const { job } of waiting) {
    left += expected.ms(job);
    if (left >= BATCH_MS * shares) break;
  }
  const most = Math.min(BATCH_MS, left / shares);
  const [batch, rest]: Asked[][] = [[], []];
  let ms = 0;
  for (const [i, asked] of waiting.entries()) {
    if (asked.job.engineVersion !== engineVersion) {
      rest.push(asked);
      continue;
    }
    ms += expected.ms(asked.job);
    const isFull = batch.length === MOST_JOBS || (batch.length > 0 && ms > most);
    if (isFull) return { batch, rest: [...rest, ...waiting.slice(i)] };
    batch.push(asked);
  }
  return { batch, rest };
}

/** What jobs are expected to take, by what others of this sweep have taken, wherever they were done. */
export interface ExpectedJobs {
  /** Milliseconds; 0 of what cannot be done: whoever tries will say why. */
  ms(job: Job): number;
  learn(job: Job, answer: Answer): void;
}

export function expectedJobs(): ExpectedJobs {
  const expected = expectations([]);
  const ofChecks = new Map<Configuration, number>();
  const ofCheck = (configuration: Configuration) => {
    const ms = ofChecks.get(configuration) ?? estimateMs({ ...configuration, engine: 'tfjs', epochs: 1 });
    ofChecks.set(configuration, ms);
    return ms;
  };
  return {
    ms(job) {
      try {
        return job.kind === 'check' ? ofCheck(job.configuration) : expected.ms(job.planned);
      } catch {
        return 0;
      }
    },
    learn(job, answer) {
      if (job.kind !== 'train' || answer.kind !== 'trained' || answer.result.status !== 'completed') return;
      expected.learn(job.planned, answer.result.trainMs);
    },
  };
}
