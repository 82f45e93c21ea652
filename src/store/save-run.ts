/** Runs with their curves, steps and models, each saved whole or not at all. */
import { createHash } from 'node:crypto';
import type { Model } from '../model/model.ts';
import { savedTopology, savedWeights } from '../model/saved-model.ts';
import { weightBytes } from '../model/weight-bytes.ts';
import {
  type CurvePoint,
  type Environment,
  METRICS,
  type Run,
  type RunResult,
  type StepMetrics,
} from '../vocabulary.ts';
import { configurationId } from './configurations.ts';
import type { Connection, Row, SqlValue } from './connection.ts';
import { number } from './rows.ts';
import { testGroupBytes } from './test-groups.ts';

export interface SaveRunOptions {
  readonly environment: Environment;
  readonly finishedAt: Date;
  /** The run's model where the weights of its result are to be kept with it; null: only their hash. */
  readonly keep: Model | null;
}

/** What a run ended in. */
export interface EndedRun extends SaveRunOptions {
  readonly run: Run;
  readonly result: RunResult;
}

export interface SavedRun {
  readonly id: number;
  /** `already-there`: another process has stored this run before; its result stays, this one is dropped. */
  readonly outcome: 'stored' | 'already-there';
}

/**
 * Stores runs with their curves, steps and models in one transaction, and marks what other engine versions made of them
 * as superseded. Only a failed run is ever replaced.
 *
 * Throws where a number of a result is not finite: SQLite would take NaN for a missing value.
 */
export function saveRuns(connection: Connection, ended: readonly EndedRun[]): SavedRun[] {
  for (const { run, result } of ended) refuseNotFinite(run, result);
  return connection.write(() => ended.map((one) => insertRun(connection, one)));
}

function insertRun(connection: Connection, { run, result, environment, finishedAt, keep }: EndedRun): SavedRun {
  const { planned, seed, engineVersion } = run;
  const key = [configurationId(connection, planned), seed, engineVersion] as const;
  const columns = {
    configuration_id: key[0],
    seed,
    engine_version: engineVersion,
    ...resultColumns(run, result),
    environment_id: environmentId(connection, environment),
    finished_at: finishedAt.toISOString(),
  };
  const stored = insertUnlessDone(connection, columns);
  // The version trained last is the one that counts, also when somebody goes back to an older one
  connection.change(
    `UPDATE runs SET superseded = NOT superseded
     WHERE configuration_id = ? AND seed = ? AND superseded = (engine_version = ?)`,
    key,
  );
  if (stored === null) {
    const id = connection.one(
      'SELECT id FROM runs WHERE configuration_id = ? AND seed = ? AND engine_version = ?',
      key,
      (row) => number(row, 'id'),
    );
    return { id, outcome: 'already-there' };
  }
  if (result.status !== 'failed') saveCurve(connection, stored, result.curve);
  if (result.status === 'completed') {
    saveSteps(connection, stored, result.steps);
    if (keep !== null) {
      connection.change('INSERT INTO models (run_id, topology, weights) VALUES (?, ?, ?)', [
        stored,
        JSON.stringify(savedTopology(keep)),
        weightBytes(savedWeights(keep, weightsOf(result))),
      ]);
    }
  }
  return { id: stored, outcome: 'stored' };
}

/** Throws where they were left where the run was made. */
function weightsOf({ weights, weightsSha256 }: RunResult & { status: 'completed' }): Float32Array {
  if (weights === null)
    throw new Error(`expected the weights ${weightsSha256}, which are to be kept; found their hash only`);
  return weights;
}

function refuseNotFinite({ planned, seed }: Run, result: RunResult): void {
  const expectNumber = (value: number, what: string, at: number | null = null) => {
    if (Number.isFinite(value)) return;
    throw new Error(
      `configuration ${planned.key}, seed ${seed}, ${result.status}: expected a number, ` +
        `${what}${at === null ? '' : ` ${at}`} is ${value}`,
    );
  };
  expectNumber(result.trainMs, 'trainMs');
  if (result.status !== 'failed') {
    for (const { epoch, loss, accuracy, validationLoss } of result.curve) {
      expectNumber(loss, 'loss at epoch', epoch);
      if (validationLoss !== undefined) expectNumber(validationLoss, 'validation loss at epoch', epoch);
      if (accuracy !== null) expectNumber(accuracy, 'accuracy at epoch', epoch);
    }
  }
  if (result.status === 'completed') {
    for (const [metric, value] of Object.entries(result.metrics)) if (value !== null) expectNumber(value, metric);
    for (const { step, accuracy, mae } of result.steps) expectNumber(accuracy ?? mae ?? Number.NaN, 'step', step);
  }
}

/** The squared error has no column: it is in what the metrics are summed from. */
const METRIC_COLUMNS = METRICS.filter((metric) => metric !== 'mse');

type Columns = Readonly<Record<string, SqlValue>>;

function resultColumns({ planned }: Run, result: RunResult): Columns {
  const completed = result.status === 'completed' ? result : null;
  return {
    status: result.status,
    error: result.status === 'failed' ? result.error : null,
    diverged_at: result.status === 'diverged' ? result.divergedAt : null,
    ...Object.fromEntries(METRIC_COLUMNS.map((metric) => [metric, completed?.metrics[metric] ?? null])),
    test_groups: completed?.testGroups == null ? null : testGroupBytes(completed.testGroups),
    epochs_made: completed === null ? null : (completed.stoppedAt ?? planned.configuration.epochs),
    kept_epoch: completed?.keptEpoch ?? null,
    train_ms: result.trainMs,
    weights_sha256: completed?.weightsSha256 ?? null,
  };
}

/** The id, or null where the run is there with a result. A failed one keeps its id and has nothing else to replace. */
function insertUnlessDone(connection: Connection, columns: Columns): number | null {
  const names = Object.keys(columns);
  return connection.first(
    `INSERT INTO runs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (configuration_id, seed, engine_version)
     DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')} WHERE status = 'failed'
     RETURNING id`,
    Object.values(columns),
    (row) => number(row, 'id'),
  );
}

const CURVE_COLUMNS = ['run_id', 'epoch', 'loss', 'accuracy', 'validation_loss'];

function saveCurve(connection: Connection, runId: number, curve: readonly CurvePoint[]): void {
  const rows = curve.map(({ epoch, loss, accuracy, validationLoss }) => [
    runId,
    epoch,
    loss,
    accuracy,
    validationLoss ?? null,
  ]);
  connection.insert('curves', CURVE_COLUMNS, rows);
}

const STEP_COLUMNS = ['run_id', 'step', 'accuracy', 'mae', 'counted'];

function saveSteps(connection: Connection, runId: number, steps: readonly StepMetrics[]): void {
  const rows = steps.map(({ step, accuracy, mae, counted }) => [runId, step, accuracy, mae, counted]);
  connection.insert('steps', STEP_COLUMNS, rows);
}

function environmentId(connection: Connection, environment: Environment): number {
  const { version, gitCommit, gitDirty, node, os, cpu, backend } = environment;
  const dirty = gitDirty === null ? null : Number(gitDirty);
  const values = [version, gitCommit, dirty, node, os, cpu, backend];
  const sha256 = createHash('sha256').update(JSON.stringify(values)).digest('hex');
  const id = (row: Row) => number(row, 'id');
  return (
    connection.first('SELECT id FROM environments WHERE sha256 = ?', [sha256], id) ??
    connection.one(
      `INSERT INTO environments (sha256, version, git_commit, git_dirty, node, os, cpu, backend)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      [sha256, ...values],
      id,
    )
  );
}
