/** What a worker makes is trained again here once, and compared to the bit, before anything of it is taken. */
import type { Answer, Job } from '../training/job.ts';
import { processes } from '../training/workers/processes.ts';
import { expectedJobs } from './batches.ts';
import type { Letter } from './messages.ts';

/** A result that would take longer is not trained again; a later one of the same worker may be. */
const MOST_MS = 5000;

export interface FirstResults {
  /** Why the worker of a letter is not to be believed; null where it is, or cannot be checked yet. */
  refusal(letter: Letter): Promise<string | null>;
  stop(): void;
}

export function checkFirstResults(): FirstResults {
  const verdicts = new Map<string, Promise<string | null>>();
  const expected = expectedJobs();
  const workers = processes(1);
  let last: Promise<unknown> = Promise.resolve();

  const trainedAgain = async (job: Job & { kind: 'train' }, claimed: Answer): Promise<string | null> => {
    const own = await workers.perform({ ...job, keepWeights: false }, { timeLimitMs: 120_000 });
    if (own.kind === 'failed') return null; // says nothing of the worker's
    if (isSame(own, claimed)) return null;
    const { direction, units } = job.planned.configuration;
    return `its first result (${direction}, ${units} units, seed ${job.seed}) has other bits than the same run here`;
  };

  return {
    async refusal({ worker, answers }) {
      const known = verdicts.get(worker.id);
      if (known !== undefined) return await known;
      const first = answers.find(({ job, answer }) => isCheckable(job, answer) && expected.ms(job) <= MOST_MS);
      if (first === undefined || first.job.kind !== 'train') return null;
      const { job, answer } = first;
      const verdict = last.then(() => trainedAgain(job, answer)); // one after the other
      last = verdict;
      verdicts.set(worker.id, verdict);
      return await verdict;
    },
    stop: () => workers.stop(),
  };
}

/** TensorFlow.js promises the same bits on one machine only. */
function isCheckable(job: Job, answer: Answer): boolean {
  return job.kind === 'train' && job.planned.configuration.engine !== 'tfjs' && answer.kind === 'trained';
}

/** In everything but the time that it took and the weights themselves, of which the hash tells. */
function isSame(a: Answer, b: Answer): boolean {
  if (a.kind !== 'trained' || b.kind !== 'trained') return false;
  const said = ({ result }: Answer & { kind: 'trained' }) =>
    JSON.stringify(result, (key, value) => (key === 'trainMs' || key === 'weights' ? undefined : value));
  return said(a) === said(b);
}
