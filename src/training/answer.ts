/** Whether what another process sent is an answer: one of another version, or a broken one, may send anything. */
import type { ClassSums, Environment, RunResult, TargetSums } from '../vocabulary.ts';
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
  const { status, curve, stoppedAt, keptEpoch, metrics, steps, testGroups, weights, weightsSha256, divergedAt } =
    result;
  switch (status as RunResult['status']) {
    case 'completed':
      return (
        isSeries(curve, 'epoch', isPoint) &&
        [stoppedAt, keptEpoch].every((epoch) => epoch === undefined || isCount(epoch)) &&
        isSeries(steps, 'step', isStep) &&
        isMetrics(metrics) &&
        (testGroups === null || isGroupSums(testGroups)) &&
        typeof weightsSha256 === 'string' &&
        /^[0-9a-f]{64}$/.test(weightsSha256) &&
        (weights === null || weights instanceof Float32Array)
      );
    case 'diverged':
      return isSeries(curve, 'epoch', isPoint) && isCount(divergedAt);
    case 'failed':
      return typeof result.error === 'string';
    default:
      return false;
  }
}

/** Records of numbers, of which the one that counts them goes up from 1: what the database keeps a row of each. */
function isSeries(list: unknown, counter: string, isWhole: (entry: Fields) => boolean): boolean {
  if (!Array.isArray(list)) return false;
  let before = 0;
  return list.every((entry) => {
    if (!isRecord(entry) || !isWhole(entry)) return false;
    const at = entry[counter];
    if (!isCount(at) || at <= before) return false;
    before = at;
    return true;
  });
}

function isPoint({ loss, accuracy, validationLoss }: Fields): boolean {
  return isNumber(loss) && isNumberOrNull(accuracy) && (validationLoss === undefined || isNumber(validationLoss));
}

function isStep({ accuracy, mae, counted }: Fields): boolean {
  return isNumberOrNull(accuracy) && isNumberOrNull(mae) && isNumber(accuracy ?? mae) && isNumber(counted);
}

function isMetrics(metrics: unknown): boolean {
  if (!isRecord(metrics) || !Object.values(metrics).every(isNumberOrNull)) return false;
  return isNumber(metrics.loss) && isNumber(metrics.training_loss);
}

const CLASS_COLUMNS = [
  'sequences',
  'sequencesRight',
  'counted',
  'right',
  'loss',
] as const satisfies (keyof ClassSums)[];
const TARGET_COLUMNS = [
  'sequences',
  'counted',
  'loss',
  'absolute',
  'squared',
  'target',
  'targetSquared',
] as const satisfies (keyof TargetSums)[];

/** Columns of one number for each group; of classes also counts, four numbers each. */
function isGroupSums(sums: unknown): boolean {
  if (!isRecord(sums) || !isCount(sums.groups)) return false;
  const { kind, groups, classes, confusion } = sums;
  const areColumns = (names: readonly string[]) =>
    names.map((name) => sums[name]).every((column) => isNumbers(column) && column.length === groups);
  if (kind === 'targets') return areColumns(TARGET_COLUMNS);
  const hasCounts = isCount(classes) && isNumbers(confusion) && confusion.length % 4 === 0;
  return kind === 'classes' && hasCounts && areColumns(CLASS_COLUMNS);
}

function isNumbers(value: unknown): value is Float64Array {
  return value instanceof Float64Array;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value);
}

function isDone({ engineVersion, environment }: Fields): boolean {
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

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
