/** A part of a plan, for machines that share nothing: each trains its part into a database of its own. */
import { estimateMs } from '../training/estimate.ts';
import type { Run } from '../vocabulary.ts';
import { UsageError } from './errors.ts';

export interface Shard {
  /** 1 … of. */
  readonly part: number;
  readonly of: number;
}

const MOST_PARTS = 10_000;

/** @example shardFrom('3/8') is { part: 3, of: 8 } */
export function shardFrom(text: string): Shard {
  const [part, of] = /^\d+\/\d+$/.test(text) ? text.split('/').map(Number) : [0, 0];
  if (part >= 1 && part <= of && of <= MOST_PARTS) return { part, of };
  throw new UsageError(
    `--shard: expected a part and their number, such as 3/8, at most ${MOST_PARTS}; found "${text}"`,
  );
}

/**
 * The runs of one part, in the order of the plan. The parts have no run in common and all of them together; each run,
 * the longest first, goes to the part with the least work so far, so that the parts take nearly the same time. The
 * same plan is always divided in the same way.
 */
export function runsOfShard(runs: readonly Run[], { part, of }: Shard): Run[] {
  const estimates = new Map<string, number>();
  const costOf = ({ planned }: Run) => {
    const ms = estimates.get(planned.key) ?? estimateMs(planned.configuration);
    estimates.set(planned.key, ms);
    return ms;
  };
  const work = new Float64Array(of); // (of): milliseconds given to each part so far
  const mine = new Set<Run>();
  for (const run of runs.toSorted((a, b) => costOf(b) - costOf(a))) {
    const least = work.indexOf(Math.min(...work));
    work[least] += costOf(run);
    if (least === part - 1) mine.add(run);
  }
  return runs.filter((run) => mine.has(run));
}
