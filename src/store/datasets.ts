/** The files of users' own data: kept whole up to 64 MB, so that a run can be understood without the file. */
import type { Configuration } from '../vocabulary.ts';
import type { Connection, Row } from './connection.ts';
import { isDataSettings } from './data-settings.ts';
import { bytes, number, text, unexpected } from './rows.ts';

/** Larger files are known by name and hash alone. */
export const MOST_KEPT_BYTES = 64 * 2 ** 20;

export interface StoredDataset {
  readonly sha256: string;
  /** As the experiment file named it. */
  readonly name: string;
  readonly bytes: number;
  /** null where it was too large to be kept. */
  readonly content: Uint8Array | null;
}

/** Stores a file; one that is there already stays, with its content where it has any. */
export function saveDataset(connection: Connection, { sha256, name, bytes: size, content }: StoredDataset): void {
  connection.change(
    `INSERT INTO datasets (sha256, name, bytes, content) VALUES (?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET name = excluded.name, content = coalesce(content, excluded.content)`,
    [sha256, name, size, content],
  );
}

/** null where no file with that hash has been stored. */
export function dataset(connection: Connection, sha256: string): StoredDataset | null {
  return connection.first('SELECT * FROM datasets WHERE sha256 = ?', [sha256], (row) => ({
    sha256,
    name: nameIn(row),
    bytes: number(row, 'bytes'),
    content: row.content === null ? null : bytes(row, 'content'),
  }));
}

/** Its ending says how a file is read. */
function nameIn(row: Row): string {
  const name = text(row, 'name');
  if (/\.(csv|tsv|jsonl|conllu?)$/i.test(name)) return name;
  throw unexpected('name', 'a file that ends in .csv, .tsv, .jsonl, .conll or .conllu', name);
}

/** What decides the data of a configuration. */
export type DataIdentity = Pick<Configuration, 'task' | 'data_sha256' | 'data'>;

/** Of all configurations whose data are those of a file. */
export function dataIdentities(connection: Connection): DataIdentity[] {
  return connection.all(
    'SELECT DISTINCT task, data_sha256, data FROM configurations WHERE data_sha256 IS NOT NULL',
    [],
    (row) => {
      const data = text(row, 'data');
      if (!isDataSettings(data)) throw unexpected('data', 'what a data map means, as JSON', data);
      return { task: text(row, 'task'), data_sha256: text(row, 'data_sha256'), data };
    },
  );
}

/** Whether a file is kept whole. */
export function keepsDataset(connection: Connection, sha256: string): boolean {
  const sql = 'SELECT content IS NOT NULL AS kept FROM datasets WHERE sha256 = ?';
  return connection.first(sql, [sha256], (row) => number(row, 'kept') === 1) ?? false;
}

/** Deletes the files that no configuration uses, as its data or as their test part. */
export function forgetUnusedDatasets(connection: Connection): void {
  connection.change(
    `DELETE FROM datasets WHERE sha256 NOT IN (
       SELECT data_sha256 FROM configurations WHERE data_sha256 IS NOT NULL
       UNION SELECT json_extract(data, '$.test.sha256') FROM configurations
         WHERE json_extract(data, '$.test.sha256') IS NOT NULL)`,
    [],
  );
}
