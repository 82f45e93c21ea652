import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { comparisonTable } from '../../src/report/comparison-table.ts';
import type { Configuration, Direction, ExperimentResults, Metric, StoredRun } from '../../src/vocabulary.ts';
import { configured } from '../examples.ts';
import { NOT_MEASURED } from '../not-measured.ts';

const CEILING: Readonly<Record<Direction, number>> = { forward: 1, backward: 0.905, bidirectional: 1 };
const PARAMETERS: Readonly<Record<Direction, number>> = { forward: 1781, backward: 1781, bidirectional: 3561 };

/** Accuracies of ten seeds around a mean, 0.001 apart from seed to seed. */
function around(mean: number): number[] {
  return [-5, 4, -3, 2, -1, 0, 1, -2, 3, 1].map((offset) => mean + offset / 1000);
}

interface PointOfTest {
  readonly block?: Readonly<Record<string, string | number>>;
  readonly direction: Direction;
  /** One per seed; a word for a run without metrics. */
  readonly accuracies: readonly (number | 'diverged' | 'failed')[];
  readonly settings?: Partial<Configuration>;
}

function results(points: readonly PointOfTest[], metric: Metric = 'accuracy'): ExperimentResults {
  let id = 0;
  const run = (accuracy: number | 'diverged' | 'failed', seed: number): StoredRun => ({
    id: ++id,
    seed,
    engineVersion: 'fused-1',
    status: typeof accuracy === 'number' ? 'completed' : accuracy,
    metrics:
      typeof accuracy === 'number'
        ? {
            accuracy,
            loss: 1 - accuracy,
            sequence_accuracy: accuracy ** 10,
            training_loss: 2 * (1 - accuracy),
            ...NOT_MEASURED,
          }
        : null,
    steps: [],
    stepCounts: [],
    testGroups: null,
    divergedAt: accuracy === 'diverged' ? 17 : null,
    error: accuracy === 'failed' ? 'the worker process ended by SIGKILL' : null,
    trainMs: 10,
    finishedAt: '2026-01-01T00:00:00.000Z',
  });
  return {
    testPart: null,
    name: 'example',
    source: '',
    seeds: points[0].accuracies.map((_, i) => i + 1),
    compare: { by: 'direction', baseline: 'forward' },
    metric,
    smallestEffect: metric.includes('loss') ? 0.01 : 0.005,
    points: points.map(({ block = {}, direction, accuracies, settings }, i) => ({
      block,
      level: direction,
      writtenUnits: 20,
      planned: {
        key: `00000000000${i}`,
        configuration: configured({ direction, ...settings }),
        parameters: PARAMETERS[direction],
        floor: 0.8892,
        ceiling: CEILING[direction],
      },
      runs: accuracies.map((accuracy, s) => run(accuracy, s + 1)),
    })),
  };
}

const directions = results([
  { direction: 'forward', accuracies: around(0.937) },
  { direction: 'backward', accuracies: around(0.894).toReversed() },
  { direction: 'bidirectional', accuracies: around(0.948).map((value, i) => value + (i % 3) / 1000) },
]);

const units = results(
  [2, 16].flatMap((units) =>
    (['forward', 'bidirectional'] as const).map((direction, i) => ({
      block: { units },
      direction,
      settings: { units },
      accuracies: around(0.92 + units / 1000 + i * (units / 2000)).map((value, s) => value + (i * (s % 4)) / 1000),
    })),
  ),
);

const withLosses = results([
  { direction: 'forward', accuracies: around(0.937) },
  {
    direction: 'bidirectional',
    accuracies: around(0.948).map((value, s) => (s === 2 ? 'diverged' : s === 4 ? 'failed' : value)),
  },
]);

const tasks = results(
  ['cumulative-sum', 'remaining-sum'].flatMap((task) =>
    (['forward', 'backward', 'bidirectional'] as const).map((direction, i) => ({
      block: { task },
      direction,
      settings: { task },
      accuracies: around(task === 'cumulative-sum' ? 0.94 - i / 100 : 0.9 + i / 100),
    })),
  ),
);

const wide = { width: 120, colour: false };

describe('the table of a comparison', () => {
  it.each([
    ['one swept key', 'one-key-120', comparisonTable(compareLevels(directions), wide)],
    [
      'one swept key in 80 columns',
      'one-key-80',
      comparisonTable(compareLevels(directions), { width: 80, colour: false }),
    ],
    [
      'one swept key in 40 columns',
      'one-key-40',
      comparisonTable(compareLevels(directions), { width: 40, colour: false }),
    ],
    ['two swept keys, two levels', 'two-keys-120', comparisonTable(compareLevels(units), wide)],
    [
      'two swept keys in 80 columns',
      'two-keys-80',
      comparisonTable(compareLevels(units), { width: 80, colour: false }),
    ],
    ['two swept keys, three levels', 'three-levels-120', comparisonTable(compareLevels(tasks), wide)],
    ['a loss, where lower is better', 'loss-120', comparisonTable(compareLevels(directions, { metric: 'loss' }), wide)],
    ['diverged and failed runs', 'lost-runs-120', comparisonTable(compareLevels(withLosses), wide)],
  ])('shows %s', async (_, name, table) => {
    await expect(table).toMatchFileSnapshot(`../fixtures/tables/${name}.txt`);
  });

  it('adds only colours to the text', () => {
    const coloured = comparisonTable(compareLevels(directions), { width: 120, colour: true });
    expect(coloured).not.toBe(comparisonTable(compareLevels(directions), wide));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours themselves
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(comparisonTable(compareLevels(directions), wide));
  });

  it('never lets a name steer the terminal', () => {
    const table = comparisonTable(compareLevels({ ...directions, name: 'a\u001b]0;owned\u0007b' }), wide);
    expect(table).toContain('a\\u{1b}]0;owned\\u{7}b');
  });
});
