/** How jobs travel together: enough of them for the way to be worth it, fewer towards the end so that none waits. */
import { estimateMs } from '../training/estimate.ts';
import type { Job } from '../training/job.ts';
import type { PerformOptions } from '../training/workers/workers.ts';
import type { Configuration } from '../vocabulary.ts';

/** A job that somebody waits for. */
export interface Asked {
  readonly id: string;
  readonly job: Job;
  readonly options: PerformOptions;
  readonly estimatedMs: number;
}

/** Estimated work of a batch. Other sizes have not been measured. */
const BATCH_MS = 500;
const MOST_JOBS = 250;

/**
 * The next batch of those that wait: jobs of one engine version, in their order. Where the work is nearly all handed out,
 * a batch has no more than its share among the places.
 */
export function takeBatch(
  waiting: readonly Asked[],
  { engineVersion, places }: { engineVersion: string; places: number },
): { batch: Asked[]; rest: Asked[] } {
  const left = waiting.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0);
  const most = Math.min(BATCH_MS, left / (2 * Math.max(1, places)));
  const [batch, rest]: Asked[][] = [[], []];
  let ms = 0;
  for (const asked of waiting) {
    const fits = batch.length === 0 || (batch.length < MOST_JOBS && ms + asked.estimatedMs <= most);
    if (asked.job.engineVersion !== engineVersion || !fits) rest.push(asked);
    else {
      batch.push(asked);
      ms += asked.estimatedMs;
    }
  }
  return { batch, rest };
}

/** Milliseconds of a job, by configuration: a sweep has few of them. */
export function estimator(): (job: Job) => number {
  const byKey = new Map<string, number>();
  return (job) => {
    if (job.kind === 'check') return estimateOf({ ...job.configuration, engine: 'tfjs', epochs: 1 });
    const { key, configuration } = job.planned;
    const ms = byKey.get(key) ?? estimateOf(configuration);
    byKey.set(key, ms);
    return ms;
  };
}

/** 0 of what cannot be done: whoever tries will say why. */
function estimateOf(configuration: Configuration): number {
  try {
    return estimateMs(configuration);
  } catch {
    return 0;
  }
}
