/** Whether what another process sent is an answer: one of another version, or a broken one, may send anything. */
import type { Environment, RunResult } from '../vocabulary.ts';
import type { Answer } from './job.ts';

/** Has what its kind promises. */
export function isAnswer(message: unknown): message is Answer {
  if (!isRecord(message)) return false;
  switch (message.kind as Answer['kind']) {
    case 'trained':
      return isResult(message.result) && isDone(message);
    case 'checked':
      return isRecord(message.check) && typeof message.check.passed === 'boolean' && isDone(message);
    case 'failed':
      return typeof message.reason === 'string';
    default:
      return false;
  }
}

function isResult(result: unknown): result is RunResult {
  if (!isRecord(result) || !isNumber(result.trainMs) || result.trainMs < 0) return false;
  const { status, curve, metrics, steps, weights, weightsSha256, divergedAt } = result;
  switch (status as RunResult['status']) {
    case 'completed':
      return (
        isSeries(curve, 'epoch') &&
        isSeries(steps, 'step') &&
        isRecord(metrics) &&
        Object.values(metrics).every(isNumberOrNull) &&
        typeof weightsSha256 === 'string' &&
        /^[0-9a-f]{64}$/.test(weightsSha256) &&
        (weights === null || weights instanceof Float32Array)
      );
    case 'diverged':
      return isSeries(curve, 'epoch') && isNumber(divergedAt);
    case 'failed':
      return typeof result.error === 'string';
    default:
      return false;
  }
}

/** Records of numbers, of which the one that counts them goes up from 1: what the database keeps a row of each. */
function isSeries(list: unknown, counter: string): boolean {
  if (!Array.isArray(list)) return false;
  let before = 0;
  return list.every((entry) => {
    if (!isRecord(entry) || !Object.values(entry).every(isNumberOrNull)) return false;
    const at = entry[counter];
    if (!Number.isSafeInteger(at) || (at as number) <= before) return false;
    before = at as number;
    return true;
  });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value);
}

function isDone({ engineVersion, environment }: Readonly<Record<string, unknown>>): boolean {
  return typeof engineVersion === 'string' && isEnvironment(environment);
}

function isEnvironment(environment: unknown): environment is Environment {
  if (!isRecord(environment)) return false;
  const { version, gitCommit, gitDirty, node, os, cpu, backend } = environment;
  return (
    [version, node, os, cpu, backend].every((text) => typeof text === 'string') &&
    (gitCommit === null || typeof gitCommit === 'string') &&
    (gitDirty === null || typeof gitDirty === 'boolean')
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
