/** Configurations: PlannedConfiguration ↔ a row of `configurations`, a column for each key. */
import { configurationKey } from '../configuration-key.ts';
import { isAlwaysThere, isValueOf, KEY_NAMES, valuesInWords } from '../keys.ts';
import type { Configuration, PlannedConfiguration } from '../vocabulary.ts';
import type { Connection, Row } from './connection.ts';
import { isDataSettings } from './data-settings.ts';
import { number, shareOrNull, text, unexpected, whole } from './rows.ts';
import { DamagedRow } from './store-error.ts';

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

/**
 * A row of `configurations`. Its values are those that its key was made from, or somebody has changed them since: the
 * runs under that key would be shown as those of another configuration.
 */
export function plannedConfiguration(row: Row): PlannedConfiguration {
  const values = KEY_NAMES.flatMap((name) => {
    const value = row[name];
    if (value === null && !isAlwaysThere(name)) return [];
    if (!isValueOf(name, value)) throw unexpected(name, valuesInWords(name), value);
    return [[name, value] as const];
  });
  const configuration = Object.fromEntries(values) as unknown as Configuration; // as keys.ts has the types
  const [key, made] = [text(row, 'key'), configurationKey(configuration)];
  if (key !== made) throw new DamagedRow(`configuration ${key}: its values are those of ${made}`);
  if (configuration.data !== undefined && !isDataSettings(configuration.data)) {
    throw unexpected('data', 'what a data map means, as JSON', configuration.data);
  }
  return {
    key,
    configuration,
    parameters: whole(row, 'parameters', 1),
    floor: shareOrNull(row, 'floor'),
    ceiling: shareOrNull(row, 'ceiling'),
  };
}
