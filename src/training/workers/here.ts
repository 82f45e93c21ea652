/** Workers that are this very process: for what takes less time than starting another one. */
import { perform } from '../job.ts';
import { STOPPED, type Workers } from './workers.ts';

/**
 * One place. An engine gives way some fifty times a second; only then does a job hear of its time limit or of `stop`.
 */
export function here({ clock }: { clock: () => number }): Workers {
  const underWay = new Set<AbortController>();
  return {
    places: 1,
    kept() {},
    atWork: () => ({ places: 1, by: '' }),
    stop() {
      for (const job of underWay) job.abort(new Error(STOPPED));
    },
    async perform(job, { timeLimitMs, onProgress }) {
      const ending = new AbortController();
      underWay.add(ending);
      onProgress?.(0);
      const late = new Error(`there was no result in ${Math.round(timeLimitMs / 1000)} s`);
      const timer = setTimeout(() => ending.abort(late), timeLimitMs);
      try {
        return await perform(job, { clock, signal: ending.signal, ...(onProgress && { onProgress }) });
      } catch (reason) {
        return { kind: 'failed', reason: reason instanceof Error ? reason.message : String(reason) };
      } finally {
        clearTimeout(timer);
        underWay.delete(ending);
      }
    },
  };
}
