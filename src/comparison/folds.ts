/** Folds seen as one: of each seed the runs of all folds, tested on all groups together. */
import { summedMetric } from '../group-sums.ts';
import {
  type ClassSums,
  type ExperimentResults,
  FOLD,
  type GroupSums,
  type Metric,
  type Metrics,
  type StoredRun,
  type TargetSums,
} from '../vocabulary.ts';

type PointWithRuns = ExperimentResults['points'][number];

/** The points of every fold, those that differ in nothing else together; a point of its own where there are no folds. */
export function foldsOfPoints(points: readonly PointWithRuns[]): PointWithRuns[][] {
  const pooled = new Map<string, PointWithRuns[]>();
  for (const point of points) {
    const { [FOLD]: fold, ...block } = point.block;
    const key = JSON.stringify(
      fold === undefined ? [point.planned.key, point.block, point.level] : [block, point.level],
    );
    pooled.set(key, [...(pooled.get(key) ?? []), point]);
  }
  return [...pooled.values()];
}

/**
 * One point in the place of those of its folds. Its configuration is that of the first fold, its floor that of all. A
 * seed has a run there when every fold has one: completed where all are, with the metrics of all test groups together
 * (the training loss is the mean), and otherwise with the status of the first that is not.
 */
export function poolFolds(points: readonly PointWithRuns[]): readonly PointWithRuns[] {
  if (points.every(({ block }) => block[FOLD] === undefined)) return points;
  return foldsOfPoints(points).map((folds) => {
    const [{ block, planned, ...first }] = folds;
    const { [FOLD]: _, ...rest } = block;
    const seeds = folds[0].runs.map(({ seed }) => seed);
    const runs = seeds.flatMap((seed) => {
      const ofSeed = folds.flatMap((fold) => fold.runs.find((run) => run.seed === seed) ?? []);
      return ofSeed.length < folds.length ? [] : [pooledRun(ofSeed)];
    });
    return { ...first, block: rest, planned: { ...planned, floor: pooledFloor(folds) }, runs };
  });
}

function pooledRun(runs: readonly StoredRun[]): StoredRun {
  const lost = runs.find(({ status }) => status !== 'completed');
  const last = runs.reduce((a, b) => (b.finishedAt > a.finishedAt ? b : a));
  const shared = { trainMs: sum(runs.map(({ trainMs }) => trainMs)), finishedAt: last.finishedAt };
  if (lost !== undefined) return { ...lost, ...shared, id: runs[0].id };
  const sums = runs.flatMap(({ testGroups }) => testGroups ?? []);
  const { steps, stepCounts } = pooledSteps(runs);
  const testGroups = together(sums);
  return { ...runs[0], ...shared, metrics: metricsOf(runs, testGroups), steps, stepCounts, testGroups };
}

/** Metrics of the test groups of all folds together; the training loss is no such metric. */
function metricsOf(runs: readonly StoredRun[], testGroups: GroupSums): Metrics {
  const pooled = (metric: Metric) => {
    const summed = summedMetric(metric, testGroups);
    if (summed === null) return null;
    const value = summed.value(summed.own.map(sum), summed.shared.map(sum));
    return Number.isNaN(value) ? null : value;
  };
  const training = runs.map(({ metrics }) => metrics?.training_loss ?? Number.NaN);
  return {
    loss: pooled('loss') ?? Number.NaN,
    accuracy: pooled('accuracy'),
    sequence_accuracy: runs[0].metrics?.sequence_accuracy == null ? null : pooled('sequence_accuracy'),
    training_loss: sum(training) / training.length,
    f1_macro: pooled('f1_macro'),
    mae: pooled('mae'),
    mse: pooled('mse'),
    r2: pooled('r2'),
  };
}

/** Every test sequence has the same weight, in whatever fold it is. */
function pooledSteps(runs: readonly StoredRun[]): Pick<StoredRun, 'steps' | 'stepCounts'> {
  const length = Math.max(...runs.map(({ steps }) => steps.length));
  const stepCounts = Array.from({ length }, (_, t) => sum(runs.map((run) => run.stepCounts[t] ?? 0)));
  const right = (run: StoredRun, t: number) => ((run.stepCounts[t] ?? 0) === 0 ? 0 : run.steps[t] * run.stepCounts[t]);
  return { steps: stepCounts.map((count, t) => sum(runs.map((run) => right(run, t))) / count), stepCounts };
}

/** The sums of all groups, those of one fold after those of another. */
function together(sums: readonly GroupSums[]): GroupSums {
  const [first] = sums;
  const groups = sum(sums.map((each) => each.groups));
  return first.kind === 'classes'
    ? { ...first, ...joined(sums as ClassSums[], CLASS_COLUMNS), groups, confusion: confusionOf(sums as ClassSums[]) }
    : { ...first, ...joined(sums as TargetSums[], TARGET_COLUMNS), groups };
}

const CLASS_COLUMNS = ['sequences', 'sequencesRight', 'counted', 'right', 'loss'] as const;
const TARGET_COLUMNS = ['sequences', 'counted', 'loss', 'absolute', 'squared', 'target', 'targetSquared'] as const;

function joined<Column extends string>(
  sums: readonly Readonly<Record<Column, Float64Array>>[],
  columns: readonly Column[],
): Record<Column, Float64Array> {
  const entries = columns.map((column) => [column, Float64Array.from(sums.flatMap((each) => [...each[column]]))]);
  return Object.fromEntries(entries) as Record<Column, Float64Array>;
}

/** Rows of group, actual class, predicted class, how often: with the groups numbered on. */
function confusionOf(sums: readonly ClassSums[]): Float64Array {
  let before = 0; // groups of the folds before
  const rows = sums.flatMap(({ confusion, groups }) => {
    const renumbered = [...confusion].map((value, i) => (i % 4 === 0 ? value + before : value));
    before += groups;
    return renumbered;
  });
  return Float64Array.from(rows);
}

/** Folds weigh as much as they have answers; all the same until that is known. */
function pooledFloor(folds: readonly PointWithRuns[]): number | null {
  const counts = folds.map(({ runs }) => {
    const measured = runs.find(({ testGroups }) => testGroups !== null)?.testGroups;
    return measured == null ? null : sum(measured.counted);
  });
  const weights = counts.every((count) => count !== null) ? counts : folds.map(() => 1);
  const floors = folds.map(({ planned }) => planned.floor);
  if (floors.includes(null)) return null;
  return sum(floors.map((floor, i) => (floor ?? 0) * weights[i])) / sum(weights);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
