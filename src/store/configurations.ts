/** Configurations: PlannedConfiguration ↔ a row of `configurations`. */
import { type Configuration, DIRECTIONS, ENGINES, MERGE_MODES, type PlannedConfiguration } from '../vocabulary.ts';
import type { Connection, Row } from './connection.ts';
import { number, numberOrNull, text, textOrNull, word } from './rows.ts';

/** Stores a configuration, or what planning has found out about it since (its floor, say), and gives its id. */
export function saveConfiguration(connection: Connection, planned: PlannedConfiguration): number {
  const { key, configuration: c, parameters, floor, ceiling } = planned;
  return connection.one(
    `INSERT INTO configurations (key, task, data_sha256, sequence_length, threshold, units, layers, direction,
       merge_mode, epochs, sequences_per_epoch, batch_size, learning_rate, test_sequences, engine,
       parameters, floor, ceiling)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET parameters = excluded.parameters, floor = excluded.floor, ceiling = excluded.ceiling
     RETURNING id`,
    [
      key,
      c.task,
      c.data_sha256 ?? null,
      c.sequence_length ?? null,
      c.threshold ?? null,
      c.units,
      c.layers,
      c.direction,
      c.merge_mode ?? null,
      c.epochs,
      c.sequences_per_epoch,
      c.batch_size,
      c.learning_rate,
      c.test_sequences,
      c.engine,
      parameters,
      floor,
      ceiling,
    ],
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
  const dataSha256 = textOrNull(row, 'data_sha256');
  const sequenceLength = numberOrNull(row, 'sequence_length');
  const threshold = numberOrNull(row, 'threshold');
  const configuration: Configuration = {
    task: text(row, 'task'),
    ...(dataSha256 !== null && { data_sha256: dataSha256 }),
    ...(sequenceLength !== null && { sequence_length: sequenceLength }),
    ...(threshold !== null && { threshold }),
    units: number(row, 'units'),
    layers: number(row, 'layers'),
    direction: word(row, 'direction', DIRECTIONS),
    ...(row.merge_mode !== null && { merge_mode: word(row, 'merge_mode', MERGE_MODES) }),
    epochs: number(row, 'epochs'),
    sequences_per_epoch: number(row, 'sequences_per_epoch'),
    batch_size: number(row, 'batch_size'),
    learning_rate: number(row, 'learning_rate'),
    test_sequences: number(row, 'test_sequences'),
    engine: word(row, 'engine', ENGINES),
  };
  return {
    key: text(row, 'key'),
    configuration,
    parameters: number(row, 'parameters'),
    floor: numberOrNull(row, 'floor'),
    ceiling: numberOrNull(row, 'ceiling'),
  };
}
