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
  if (!isRecord(result) || typeof result.trainMs !== 'number') return false;
  const { status, curve, metrics, steps, weights, weightsSha256, divergedAt } = result;
  switch (status as RunResult['status']) {
    case 'completed':
      return (
        Array.isArray(curve) &&
        isRecord(metrics) &&
        Array.isArray(steps) &&
        typeof weightsSha256 === 'string' &&
        (weights === null || weights instanceof Float32Array)
      );
    case 'diverged':
      return Array.isArray(curve) && typeof divergedAt === 'number';
    case 'failed':
      return typeof result.error === 'string';
    default:
      return false;
  }
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
