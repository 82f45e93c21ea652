/** `--jobs`. */
import { availableParallelism } from 'node:os';
import { UsageError } from '../session/errors.ts';

const MOST_JOBS = 256;

/** The cores of this machine where nothing is said. */
export function jobsFrom(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new UsageError(`--jobs: expected a whole number from 1 to ${MOST_JOBS}, found "${text}"`);
}
