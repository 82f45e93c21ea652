/** Engine checks: how far single updates of an engine were from float64, once per configuration and version. */
import type { EngineCheck, PlannedConfiguration } from '../vocabulary.ts';
import { configurationId } from './configurations.ts';
import type { Connection } from './connection.ts';
import { difference, number, positive, text, whole } from './rows.ts';

export interface EngineCheckOf {
  readonly configurationKey: string;
  readonly engineVersion: string;
  /** What it was held against; earlier versions of Bothways held engines against TensorFlow.js. */
  readonly against: string;
}

/** null where there was none. */
export function engineCheck(connection: Connection, of: EngineCheckOf): EngineCheck | null {
  return connection.first(
    `SELECT k.* FROM engine_checks k JOIN configurations c ON c.id = k.configuration_id
     WHERE c.key = ? AND k.engine_version = ? AND k.against = ?`,
    [of.configurationKey, of.engineVersion, of.against],
    (row) => {
      const passed = number(row, 'passed') === 1;
      const read = passed ? positive : difference; // none that passed has been infinitely far off
      return {
        against: text(row, 'against'),
        updates: whole(row, 'updates', 0),
        lossDifference: read(row, 'loss_difference'),
        weightDifference: read(row, 'weight_difference'),
        passed,
      };
    },
  );
}

export function engineCheckCount(connection: Connection): number {
  return connection.one('SELECT count(*) AS checks FROM engine_checks', [], (row) => number(row, 'checks'));
}

/** Stores a check in place of an earlier one of the same three. A difference may be Infinity, not NaN. */
export function saveEngineCheck(
  connection: Connection,
  { planned, engineVersion }: { readonly planned: PlannedConfiguration; readonly engineVersion: string },
  check: EngineCheck,
): void {
  const { against, updates, lossDifference, weightDifference, passed } = check;
  if (Number.isNaN(lossDifference) || Number.isNaN(weightDifference)) {
    throw new Error(`engine check of ${planned.key}: expected numbers, found ${lossDifference}, ${weightDifference}`);
  }
  connection.write(() => {
    connection.change(
      `INSERT OR REPLACE INTO engine_checks
         (configuration_id, engine_version, against, updates, loss_difference, weight_difference, passed)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        configurationId(connection, planned),
        engineVersion,
        against,
        updates,
        lossDifference,
        weightDifference,
        Number(passed),
      ],
    );
  });
}
