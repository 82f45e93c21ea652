/** Configurations: PlannedConfiguration ↔ a row of `configurations`, a column for each key. */
import { isAlwaysThere, isValueOf, KEY_NAMES, valuesInWords } from '../keys.ts';
import type { Configuration, PlannedConfiguration } from '../vocabulary.ts';
import type { Connection, Row } from './connection.ts';
import { number, numberOrNull, text, unexpected } from './rows.ts';

const COLUMNS = ['key', ...KEY_NAMES, 'parameters', 'floor', 'ceiling'];

/** Stores a configuration, or what planning has found out about it since (its floor, say), and gives its id. */
export function saveConfiguration(connection: Connection, planned: PlannedConfiguration): number {
  const { key, configuration, parameters, floor, ceiling } = planned;
  return connection.one(
    `INSERT INTO configurations (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT (key) DO UPDATE SET parameters = excluded.parameters, floor = excluded.floor, ceiling = excluded.ceiling
     RETURNING id`,
    [key, ...KEY_NAMES.map((name) => configuration[name] ?? null), parameters, floor, ceiling],
    (row) => number(row, 'id'),
  );
}

/** The id of a configuration, which is stored if it is not there: another process may have forgotten its experiment. */
export function configurationId(connection: Connection, planned: PlannedConfiguration): number {
  const id = connection.first('SELECT id FROM configurations WHERE key = ?', [planned.key], (row) => number(row, 'id'));
  return id ?? saveConfiguration(connection, planned);
}

/** A row of `configurations`. */
export function plannedConfiguration(row: Row): PlannedConfiguration {
  const values = KEY_NAMES.flatMap((name) => {
    const value = row[name];
    if (value === null && !isAlwaysThere(name)) return [];
    if (!isValueOf(name, value)) throw unexpected(name, valuesInWords(name), value);
    return [[name, value] as const];
  });
  return {
    key: text(row, 'key'),
    configuration: Object.fromEntries(values) as unknown as Configuration, // as keys.ts has the types
    parameters: number(row, 'parameters'),
    floor: numberOrNull(row, 'floor'),
    ceiling: numberOrNull(row, 'ceiling'),
  };
}
