/** Results as the store hands them out, made from a few numbers. */
import type { AtFloor, Block, ExperimentResults, Metric, Metrics, StoredRun, Value } from '../../src/vocabulary.ts';
import { configured } from '../examples.ts';
import { NOT_MEASURED } from '../not-measured.ts';

/** A completed run by its metric, or how it ended otherwise. */
export type Ending = number | 'diverged' | 'failed';

export interface Level {
  readonly level: Value | null;
  readonly block?: Block;
  /** One for each seed, from seed 1; null is a run that has not been trained. */
  readonly runs: readonly (Ending | null)[];
  readonly floor?: number;
  /** Accuracy by time step, the same for all runs. */
  readonly steps?: readonly number[];
}

export interface Options {
  readonly by?: string;
  readonly baseline?: Value;
  readonly metric?: Metric;
  readonly smallestEffect?: number;
}

export function resultsOf(
  levels: readonly Level[],
  { by = 'direction', baseline = 'forward', metric = 'accuracy', smallestEffect = 0.005 }: Options = {},
): ExperimentResults {
  const seeds = Array.from({ length: Math.max(...levels.map(({ runs }) => runs.length)) }, (_, i) => i + 1);
  return {
    testPart: null,
    name: 'an-experiment',
    source: '',
    seeds,
    compare: { by, baseline },
    metric,
    smallestEffect,
    points: levels.map(({ level, block = {}, runs, floor, steps = [] }, l) => ({
      block,
      level,
      writtenUnits: 20,
      planned: {
        key: JSON.stringify([block, level]),
        configuration: configured({ direction: 'forward', engine: 'reference' }),
        parameters: 1781,
        floor: floor ?? null,
        ceiling: 1,
      },
      runs: runs.flatMap((ending, i) =>
        ending === null ? [] : [run({ id: l * 1000 + i + 1, seed: i + 1 }, ending, { metric, steps })],
      ),
    })),
  };
}

function run(
  { id, seed }: { id: number; seed: number },
  ending: Ending,
  { metric, steps }: { metric: Metric; steps: readonly number[] },
): StoredRun {
  const rest = {
    id,
    seed,
    engineVersion: 'reference-1',
    trainMs: 1,
    finishedAt: '2025-01-01T00:00:00.000Z',
    testGroups: null,
    stepCounts: [],
  };
  if (ending === 'diverged') return { ...rest, status: ending, metrics: null, steps: [], divergedAt: 7, error: null };
  if (ending === 'failed') {
    return { ...rest, status: ending, metrics: null, steps: [], divergedAt: null, error: 'out of memory' };
  }
  const metrics: Metrics = {
    accuracy: 0.95,
    loss: 0.3,
    sequence_accuracy: 0.5,
    training_loss: 0.4,
    ...NOT_MEASURED,
    [metric]: ending,
  };
  return { ...rest, status: 'completed', metrics, steps, divergedAt: null, error: null };
}

/** The runs of some levels, by seed, as if they had ended at the floor. */
export function atFloor(
  { points }: ExperimentResults,
  seeds: Readonly<Record<string, readonly number[]>>,
  how: AtFloor = 'never-left',
): Map<number, AtFloor> {
  return new Map(
    points.flatMap(({ level, runs }) =>
      runs.filter(({ seed }) => seeds[String(level)]?.includes(seed)).map(({ id }) => [id, how] as const),
    ),
  );
}

/** The values of a baseline plus differences, seed by seed. */
export function plus(values: readonly number[], differences: readonly number[]): number[] {
  return values.map((value, i) => value + differences[i]);
}
