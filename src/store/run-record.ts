/** One run with all that is kept of it: for `show` and `predict`. */
import type { Model } from '../model/model.ts';
import { trainedWeights } from '../model/saved-model.ts';
import { weightsFrom, weightsSha256 } from '../model/weight-bytes.ts';
import type { CurvePoint, Environment, Run, RunRecord, StoredRun } from '../vocabulary.ts';
import { plannedConfiguration } from './configurations.ts';
import type { Connection, Row } from './connection.ts';
import {
  bytes,
  number,
  numberOrNull,
  positive,
  positiveOrNull,
  shareOrNull,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from './rows.ts';
import { DamagedRow } from './store-error.ts';
import { storedRun } from './stored-run.ts';

/** null where no run has that number. */
export function runRecord(connection: Connection, id: number): RunRecord | null {
  return connection.read(() => {
    const steps = connection.all('SELECT * FROM steps WHERE run_id = ? ORDER BY step', [id], (row) => ({
      step: whole(row, 'step', 1),
      accuracy: shareOrNull(row, 'accuracy'),
      mae: positiveOrNull(row, 'mae'),
      counted: whole(row, 'counted', 0),
    }));
    return connection.first(
      `SELECT c.*, v.*, r.*, EXISTS (SELECT 1 FROM models WHERE run_id = r.id) AS has_model
       FROM runs r JOIN configurations c ON c.id = r.configuration_id JOIN environments v ON v.id = r.environment_id
       WHERE r.id = ?`,
      [id],
      (row) => ({
        ...withoutSteps(storedRun(row)),
        planned: plannedConfiguration(row),
        isSuperseded: number(row, 'superseded') === 1,
        environment: environment(row),
        curve: curve(connection, id),
        steps,
        keptEpoch: wholeOrNull(row, 'kept_epoch', 1),
        weightsSha256: textOrNull(row, 'weights_sha256'),
        hasModel: number(row, 'has_model') === 1,
      }),
    );
  });
}

/** They stand in a record with all that is kept of each. */
function withoutSteps({ steps: _, stepCounts: __, ...run }: StoredRun): Omit<StoredRun, 'steps' | 'stepCounts'> {
  return run;
}

/** The learning curve of a run, first epoch first; empty where it failed, or no run has that number. */
export function curve(connection: Connection, id: number): CurvePoint[] {
  return connection.all('SELECT * FROM curves WHERE run_id = ? ORDER BY epoch', [id], (row) => {
    const validationLoss = positiveOrNull(row, 'validation_loss');
    return {
      epoch: whole(row, 'epoch', 1),
      loss: positive(row, 'loss'),
      accuracy: shareOrNull(row, 'accuracy'),
      ...(validationLoss !== null && { validationLoss }),
    };
  });
}

export function environment(row: Row): Environment {
  const dirty = numberOrNull(row, 'git_dirty');
  return {
    version: text(row, 'version'),
    gitCommit: textOrNull(row, 'git_commit'),
    gitDirty: dirty === null ? null : dirty === 1,
    node: text(row, 'node'),
    os: text(row, 'os'),
    cpu: text(row, 'cpu'),
    backend: text(row, 'backend'),
  };
}

/** The number of a run, superseded or not; null where it has never been stored. */
export function runId(connection: Connection, { planned, seed, engineVersion }: Run): number | null {
  return connection.first(
    `SELECT r.id FROM runs r JOIN configurations c ON c.id = r.configuration_id
     WHERE c.key = ? AND r.seed = ? AND r.engine_version = ?`,
    [planned.key, seed, engineVersion],
    (row) => number(row, 'id'),
  );
}

/**
 * The weights that a run of that model ended with; null where none are kept.
 *
 * @throws DamagedRow where those kept are others
 */
export function keptWeights(connection: Connection, id: number, model: Model): Float32Array | null {
  return connection.first(
    'SELECT m.weights, r.weights_sha256 FROM models m JOIN runs r ON r.id = m.run_id WHERE m.run_id = ?',
    [id],
    (row) => {
      const kept = bytes(row, 'weights');
      const weights = kept.byteLength % 4 === 0 ? trainedWeights(model, weightsFrom(kept)) : null;
      if (weights === null || weightsSha256(weights) !== text(row, 'weights_sha256')) {
        throw new DamagedRow(`the weights of run ${id} do not have their weights_sha256`);
      }
      return weights;
    },
  );
}
