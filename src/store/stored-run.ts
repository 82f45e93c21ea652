/** A row of `runs` → a run as the database has it. */
import type { GroupSums, Metrics, RunResult, StoredRun } from '../vocabulary.ts';
import type { Row } from './connection.ts';
import { bytes, number, numberOrNull, positive, positiveOrNull, shareOrNull, text, textOrNull, word } from './rows.ts';
import { testGroupsFrom } from './test-groups.ts';

const STATUSES = ['completed', 'diverged', 'failed'] as const satisfies readonly RunResult['status'][];

/** By time step, index 0 is step 1. */
export interface StoredSteps {
  readonly steps: number[];
  readonly stepCounts: number[];
}

/** The columns of `runs` that are read. */
export const STORED_COLUMNS = [
  ...['id', 'seed', 'engine_version', 'status', 'loss', 'training_loss', 'accuracy', 'sequence_accuracy', 'f1_macro'],
  ...['mae', 'r2', 'test_groups', 'diverged_at', 'error', 'train_ms', 'finished_at'],
];

/** Steps stand in a table of their own; without them there are none. */
export function storedRun(row: Row, { steps, stepCounts }: StoredSteps = { steps: [], stepCounts: [] }): StoredRun {
  const status = word(row, 'status', STATUSES);
  const testGroups = row.test_groups === null ? null : testGroupsFrom(bytes(row, 'test_groups'));
  return {
    id: number(row, 'id'),
    seed: number(row, 'seed'),
    engineVersion: text(row, 'engine_version'),
    status,
    metrics: status === 'completed' ? metricsOf(row, testGroups) : null,
    steps,
    stepCounts,
    testGroups,
    divergedAt: numberOrNull(row, 'diverged_at'),
    error: textOrNull(row, 'error'),
    trainMs: positive(row, 'train_ms'),
    finishedAt: text(row, 'finished_at'),
  };
}

/** The squared error has no column: it is in what the metrics are summed from. */
function metricsOf(row: Row, testGroups: GroupSums | null): Metrics {
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  return {
    loss: positive(row, 'loss'),
    training_loss: positive(row, 'training_loss'),
    accuracy: shareOrNull(row, 'accuracy'),
    sequence_accuracy: shareOrNull(row, 'sequence_accuracy'),
    f1_macro: shareOrNull(row, 'f1_macro'),
    mae: positiveOrNull(row, 'mae'),
    mse: testGroups?.kind === 'targets' ? sum(testGroups.squared) / sum(testGroups.counted) : null,
    r2: numberOrNull(row, 'r2'),
  };
}
