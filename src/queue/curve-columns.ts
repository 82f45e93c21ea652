/** Learning curves as they travel: an array of numbers for each quantity, in place of a record for each point. */
import type { Answer } from '../training/job.ts';
import type { CurvePoint } from '../vocabulary.ts';

const COLUMNS = ['epoch', 'loss', 'accuracy', 'validationLoss'] as const;
/** Arrays of the same length, with NaN where a point has no such number. */
type CurveColumns = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;

/** An answer with its curve in columns. */
export function withColumns(answer: Answer): unknown {
  if (answer.kind !== 'trained' || answer.result.status === 'failed') return answer;
  return { ...answer, result: { ...answer.result, curve: columnsOf(answer.result.curve) } };
}

/** The reverse; what has no curve in columns comes back as it is. */
export function withPoints(answer: unknown): unknown {
  if (!isRecord(answer) || !isRecord(answer.result) || !isColumns(answer.result.curve)) return answer;
  return { ...answer, result: { ...answer.result, curve: pointsOf(answer.result.curve) } };
}

function columnsOf(curve: readonly CurvePoint[]): CurveColumns {
  const column = () => new Float64Array(curve.length).fill(Number.NaN);
  const columns = { epoch: column(), loss: column(), accuracy: column(), validationLoss: column() };
  for (const [i, { epoch, loss, accuracy, validationLoss }] of curve.entries()) {
    columns.epoch[i] = epoch;
    columns.loss[i] = loss;
    columns.accuracy[i] = accuracy ?? Number.NaN;
    columns.validationLoss[i] = validationLoss ?? Number.NaN;
  }
  return columns;
}

function pointsOf(columns: CurveColumns): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (let i = 0; i < columns.epoch.length; i++) {
    const accuracy = Number.isNaN(columns.accuracy[i]) ? null : columns.accuracy[i];
    const point = { epoch: columns.epoch[i], loss: columns.loss[i], accuracy };
    const validationLoss = columns.validationLoss[i];
    points.push(Number.isNaN(validationLoss) ? point : { ...point, validationLoss });
  }
  return points;
}

function isColumns(curve: unknown): curve is CurveColumns {
  if (!isRecord(curve) || !(curve.epoch instanceof Float64Array)) return false;
  const { length } = curve.epoch;
  return COLUMNS.map((name) => curve[name]).every(
    (column) => column instanceof Float64Array && column.length === length,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
