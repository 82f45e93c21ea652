/** Runs: which are missing, saved whole or not at all, and read back. */
import { createHash } from 'node:crypto';
import type { Model } from '../model/model.ts';
import { savedTopology, savedWeights } from '../model/saved-model.ts';
import { weightBytes } from '../model/weight-bytes.ts';
import type {
  CurvePoint,
  Environment,
  GroupSums,
  Metrics,
  Run,
  RunResult,
  StepMetrics,
  StoredRun,
} from '../vocabulary.ts';
import { configurationId } from './configurations.ts';
import type { Connection, Row, SqlValue } from './connection.ts';
import {
  bytes,
  number,
  numberOrNull,
  positive,
  positiveOrNull,
  share,
  shareOrNull,
  text,
  textOrNull,
  word,
} from './rows.ts';
import { DamagedRow } from './store-error.ts';
import { testGroupBytes, testGroupsFrom } from './test-groups.ts';

const STATUSES = ['completed', 'diverged', 'failed'] as const satisfies readonly RunResult['status'][];

/** The runs that have no result by their engine version: never made, failed, or superseded. In the order given. */
export function missing(connection: Connection, runs: readonly Run[]): Run[] {
  return connection.read(() => {
    const versionOf = currentVersions(connection);
    return runs.filter(({ planned, seed, engineVersion }) => versionOf(planned.key, seed) !== engineVersion);
  });
}

/** How many of the runs have a result by another version of their engine, by that version. */
export function olderVersions(connection: Connection, runs: readonly Run[]): Map<string, number> {
  return connection.read(() => {
    const versionOf = currentVersions(connection);
    const counts = new Map<string, number>();
    for (const { planned, seed, engineVersion } of runs) {
      const version = versionOf(planned.key, seed);
      if (version === undefined || version === engineVersion) continue;
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    return counts;
  });
}

/** Looks up the engine version of the result that counts for a configuration and seed, a whole configuration at once. */
function currentVersions(connection: Connection): (key: string, seed: number) => string | undefined {
  const byKey = new Map<string, ReadonlyMap<number, string>>();
  return (key, seed) => {
    const bySeed = byKey.get(key) ?? new Map(currentRuns(connection, key));
    byKey.set(key, bySeed);
    return bySeed.get(seed);
  };
}

/** Seed and engine version of the completed and diverged runs of a configuration that are not superseded. */
function currentRuns(connection: Connection, key: string): [number, string][] {
  return connection.all(
    `SELECT seed, engine_version FROM runs
     WHERE configuration_id = (SELECT id FROM configurations WHERE key = ?) AND NOT superseded AND status <> 'failed'`,
    [key],
    (row) => [number(row, 'seed'), text(row, 'engine_version')],
  );
}

export interface SaveRunOptions {
  readonly environment: Environment;
  readonly finishedAt: Date;
  /** The run's model where the weights of its result are to be kept with it; null: only their hash. */
  readonly keep: Model | null;
}

export interface SavedRun {
  readonly id: number;
  /** `already-there`: another process has stored this run before; its result stays, this one is dropped. */
  readonly outcome: 'stored' | 'already-there';
}

/**
 * Stores a run with its curve, steps and model in one transaction, and marks what other engine versions made of it as
 * superseded. Only a failed run is ever replaced.
 *
 * Throws where a number of the result is not finite: SQLite would take NaN for a missing value.
 */
export function saveRun(connection: Connection, run: Run, result: RunResult, options: SaveRunOptions): SavedRun {
  const { planned, seed, engineVersion } = run;
  const { environment, finishedAt, keep } = options;
  refuseNotFinite(run, result);
  return connection.write(() => {
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
  });
}

/** Throws where they were left where the run was made. */
function weightsOf({ weights, weightsSha256 }: RunResult & { status: 'completed' }): Float32Array {
  if (weights === null)
    throw new Error(`expected the weights ${weightsSha256}, which are to be kept; found their hash only`);
  return weights;
}

function refuseNotFinite({ planned, seed }: Run, result: RunResult): void {
  const numbers: [string, number][] = [['trainMs', result.trainMs]];
  if (result.status !== 'failed') {
    for (const { epoch, loss, accuracy, validationLoss } of result.curve) {
      numbers.push([`loss at epoch ${epoch}`, loss]);
      if (validationLoss !== undefined) numbers.push([`validation loss at epoch ${epoch}`, validationLoss]);
      if (accuracy !== null) numbers.push([`accuracy at epoch ${epoch}`, accuracy]);
    }
  }
  if (result.status === 'completed') {
    for (const [metric, value] of Object.entries(result.metrics)) if (value !== null) numbers.push([metric, value]);
    for (const { step, accuracy, mae } of result.steps) numbers.push([`step ${step}`, accuracy ?? mae ?? Number.NaN]);
  }
  const bad = numbers.find(([, value]) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new Error(
    `configuration ${planned.key}, seed ${seed}, ${result.status}: expected a number, ${bad.join(' is ')}`,
  );
}

type Columns = Readonly<Record<string, SqlValue>>;

function resultColumns({ planned }: Run, result: RunResult): Columns {
  const completed = result.status === 'completed' ? result : null;
  return {
    status: result.status,
    error: result.status === 'failed' ? result.error : null,
    diverged_at: result.status === 'diverged' ? result.divergedAt : null,
    loss: completed?.metrics.loss ?? null,
    accuracy: completed?.metrics.accuracy ?? null,
    sequence_accuracy: completed?.metrics.sequence_accuracy ?? null,
    training_loss: completed?.metrics.training_loss ?? null,
    f1_macro: completed?.metrics.f1_macro ?? null,
    mae: completed?.metrics.mae ?? null,
    r2: completed?.metrics.r2 ?? null,
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

function saveCurve(connection: Connection, runId: number, curve: readonly CurvePoint[]): void {
  for (const { epoch, loss, accuracy, validationLoss = null } of curve) {
    connection.change('INSERT INTO curves (run_id, epoch, loss, accuracy, validation_loss) VALUES (?, ?, ?, ?, ?)', [
      runId,
      epoch,
      loss,
      accuracy,
      validationLoss,
    ]);
  }
}

function saveSteps(connection: Connection, runId: number, steps: readonly StepMetrics[]): void {
  for (const { step, accuracy, mae, counted } of steps) {
    connection.change('INSERT INTO steps (run_id, step, accuracy, mae, counted) VALUES (?, ?, ?, ?, ?)', [
      runId,
      step,
      accuracy,
      mae,
      counted,
    ]);
  }
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

/**
 * The runs of an experiment's plan by configuration key, in the order of its seeds.
 *
 * Of each engine only those of one version, the one that finished a run last: versions are never mixed, not even
 * while an upgrade is half way through.
 */
export function plannedRuns(connection: Connection, experimentId: number): Map<string, StoredRun[]> {
  const steps = new Map<number, StoredSteps>();
  connection.all(
    `SELECT s.run_id, s.step, s.accuracy, s.counted ${PLANNED_RUNS} JOIN steps s ON s.run_id = r.id AND s.accuracy IS NOT NULL`,
    [experimentId, experimentId],
    (row) => {
      const id = number(row, 'run_id');
      const known = steps.get(id) ?? { steps: [], stepCounts: [] };
      steps.set(id, known);
      const step = number(row, 'step');
      if (!(step >= 1 && step <= MOST_STEPS)) throw new DamagedRow(`step: expected 1 to ${MOST_STEPS}, found ${step}`);
      // Steps that never count have no row
      while (known.steps.length < step) {
        known.steps.push(Number.NaN);
        known.stepCounts.push(0);
      }
      known.steps[step - 1] = share(row, 'accuracy');
      known.stepCounts[step - 1] = positive(row, 'counted');
    },
  );
  const runs = connection.all(
    `SELECT r.*, c.key, c.engine ${PLANNED_RUNS} JOIN configurations c ON c.id = r.configuration_id ORDER BY w.key`,
    [experimentId, experimentId],
    (row) => ({
      key: text(row, 'key'),
      engine: text(row, 'engine'),
      run: storedRun(row, steps.get(number(row, 'id'))),
    }),
  );
  const latest = new Map<string, StoredRun>();
  for (const { engine, run } of runs) {
    const other = latest.get(engine);
    if (other === undefined || isLater(run, other)) latest.set(engine, run);
  }
  const byKey = new Map<string, StoredRun[]>();
  for (const { key, engine, run } of runs) {
    if (run.engineVersion !== latest.get(engine)?.engineVersion) continue;
    const others = byKey.get(key) ?? [];
    others.push(run);
    byKey.set(key, others);
  }
  return byKey;
}

/** The runs of some configurations with some seeds, by configuration key, without their steps; superseded ones left out. */
export function runsWith(
  connection: Connection,
  { keys, seeds }: { keys: readonly string[]; seeds: readonly number[] },
): Map<string, StoredRun[]> {
  const byKey = new Map<string, StoredRun[]>();
  connection.all(
    `SELECT r.*, c.key FROM json_each(?) k CROSS JOIN configurations c ON c.key = k.value
       CROSS JOIN runs r ON r.configuration_id = c.id AND NOT r.superseded
     WHERE r.seed IN (SELECT value FROM json_each(?)) ORDER BY r.seed`,
    [JSON.stringify(keys), JSON.stringify(seeds)],
    (row) => {
      const key = text(row, 'key');
      byKey.set(key, [...(byKey.get(key) ?? []), storedRun(row)]);
    },
  );
  return byKey;
}

/** More than any sequence has; a damaged row should not ask for all the memory there is. */
const MOST_STEPS = 1_000_000;

/** CROSS JOIN keeps the order: left alone, SQLite goes through all seeds again for every run. */
const PLANNED_RUNS = `
  FROM experiments e
    CROSS JOIN json_each(e.seeds) w
    CROSS JOIN (SELECT DISTINCT configuration_id FROM plan WHERE experiment_id = ?) p
    CROSS JOIN runs r ON e.id = ? AND r.configuration_id = p.configuration_id AND r.seed = w.value AND NOT r.superseded`;

function isLater(a: StoredRun, b: StoredRun): boolean {
  return a.finishedAt === b.finishedAt ? a.id > b.id : a.finishedAt > b.finishedAt;
}

interface StoredSteps {
  readonly steps: number[];
  readonly stepCounts: number[];
}

/** A row of `runs`. */
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
