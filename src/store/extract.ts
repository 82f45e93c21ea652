/** One experiment out of a database, as a database of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from './connection.ts';
import { experimentNames } from './experiments.ts';
import { forget } from './forget.ts';

/** The bytes of a database file with that experiment, its runs, receipts and models, and of other experiments nothing. */
export function extract(connection: Connection, name: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-'));
  try {
    const path = join(folder, 'bothways.db');
    writeFileSync(path, connection.serialize());
    const copy = new Connection(path, { mode: 'write' });
    try {
      for (const other of experimentNames(copy)) if (other !== name) forget(copy, other);
      copy.compact();
    } finally {
      copy.close();
    }
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
