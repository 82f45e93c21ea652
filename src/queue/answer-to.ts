/** Whether an answer that came from elsewhere can be one to its job: what its configuration, and no other, allows. */
import { weightsSha256 } from '../model/weight-bytes.ts';
import type { Answer, Job } from '../training/job.ts';
import type { PlannedConfiguration, RunResult } from '../vocabulary.ts';

/**
 * What is wrong with it; null where nothing is.
 *
 * @example 'expected an answer by fused-1, found one by fused-0'
 */
export function wrongAnswer(job: Job, answer: Answer): string | null {
  if (answer.kind === 'failed') return null;
  if (answer.engineVersion !== job.engineVersion) {
    return `expected an answer by ${job.engineVersion}, found one by ${answer.engineVersion}`;
  }
  if (job.kind === 'check') return answer.kind === 'checked' ? null : `expected a check, found ${answer.kind}`;
  if (answer.kind !== 'trained') return `expected a result, found ${answer.kind}`;
  return wrongResult(job.planned, answer.result);
}

function wrongResult({ configuration, parameters }: PlannedConfiguration, result: RunResult): string | null {
  if (result.status === 'failed') return null;
  const { epochs, sequence_length: length, data_sha256: ownData } = configuration;
  const last = result.status === 'diverged' ? result.divergedAt : (result.curve.at(-1)?.epoch ?? 0);
  if (last > epochs) return `expected ${epochs} epochs at most, found ${last}`;
  if (result.status === 'diverged') return null;
  if (result.stoppedAt !== undefined && result.stoppedAt > epochs) {
    return `expected ${epochs} epochs at most, found ${result.stoppedAt}`;
  }

  const lastStep = result.steps.at(-1)?.step ?? 0;
  if (length !== undefined && lastStep > length) return `expected ${length} steps at most, found ${lastStep}`;
  if ((result.testGroups == null) === (ownData !== undefined)) return 'expected sums by test group for own data alone';
  const { weights, weightsSha256: hash } = result;
  if (weights === null) return null;
  if (weights.length !== parameters) return `expected ${parameters} weights, found ${weights.length}`;
  return weightsSha256(weights) === hash ? null : 'expected weights with the hash that stands beside them';
}
