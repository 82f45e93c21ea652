/** Which runs there are: by their version, and of configurations and seeds. */
import type { Run, StoredRun } from '../vocabulary.ts';
import type { Connection } from './connection.ts';
import { number, text } from './rows.ts';
import { storedRun } from './stored-run.ts';

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
