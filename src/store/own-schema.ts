/**
 * What a file of ours may have in it: the tables and views that the migrations make, as they make them. A view in
 * place of a table need not end; a trigger of somebody else's would change what is stored whenever we store something.
 */
import Database from 'better-sqlite3';
import { MOST_POINTS, MOST_SEEDS } from '../vocabulary.ts';
import { grouped, terminalText } from '../words.ts';
import { type Migration, migrate } from './migrations.ts';
import { DamagedRow, OTHER_FILE, StoreError } from './store-error.ts';

/** A row of `sqlite_schema` that somebody has written: SQLite's own have names of their own, and no triggers. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** Of the file as it stands; to be read in the transaction that reads its version. */
export function schemaObjects(db: Database.Database): SchemaObject[] {
  return db
    .prepare<[], SchemaObject>("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .all();
}

/**
 * Throws where a table or view of ours is missing or another, and, where the file is to be written, where a trigger or
 * view is not ours. Other tables and indexes do no harm.
 */
export function refuseOtherSchema(
  found: readonly SchemaObject[],
  {
    path,
    mode,
    migrations,
  }: { readonly path: string; readonly mode: 'read' | 'write'; readonly migrations: readonly Migration[] },
): void {
  const ours = schemaMadeBy(migrations);
  for (const { type, name, sql } of ours.values()) {
    const there = found.find((object) => object.name.toLowerCase() === name);
    if (there === undefined) throw new DamagedRow(`expected the ${type} ${name}, found none`);
    if (there.type !== type || there.sql !== sql) throw new DamagedRow(`the ${type} ${name} is not as it was made`);
  }
  const other = found.find(
    ({ type, name }) => type === 'trigger' || (type === 'view' && !ours.has(name.toLowerCase())),
  );
  if (mode === 'read' || other === undefined) return;
  const name = terminalText(other.name.slice(0, 60));
  throw new StoreError(
    'altered',
    `${path}: expected the tables and views of Bothways alone, found the ${other.type} ${name}, which could change ` +
      `results as they are stored. If you trust it, take it out: sqlite3 "${path}" 'DROP ${other.type.toUpperCase()} ` +
      `"${name}"'. ${OTHER_FILE}`,
  );
}

/** By the last migration. Making one takes some milliseconds. */
const MADE = new Map<Migration | undefined, ReadonlyMap<string, SchemaObject>>();

/** By name. */
function schemaMadeBy(migrations: readonly Migration[]): ReadonlyMap<string, SchemaObject> {
  const known = MADE.get(migrations.at(-1));
  if (known !== undefined) return known;
  const db = new Database(':memory:');
  try {
    migrate(db, { migrations, readSource: () => null, path: null });
    const made = new Map(schemaObjects(db).map((object) => [object.name.toLowerCase(), object]));
    MADE.set(migrations.at(-1), made);
    return made;
  } finally {
    db.close();
  }
}

/**
 * Throws where an experiment is larger than any file may say: going through all its runs would not end.
 */
export function refuseEndless(db: Database.Database): void {
  const experiments = db
    .prepare<[], { name: string; seeds: number; points: number }>(
      `SELECT name, max(json_array_length(seeds), coalesce(json_array_length(race_seeds), 0)) AS seeds,
         max((SELECT count(*) FROM plan WHERE experiment_id = e.id),
             (SELECT count(*) FROM candidates WHERE experiment_id = e.id)) AS points FROM experiments e`,
    )
    .all();
  for (const { name, seeds, points } of experiments) {
    const of = `experiment ${terminalText(name.slice(0, 60))}: expected at most`;
    if (seeds > MOST_SEEDS) throw new DamagedRow(`${of} ${grouped(MOST_SEEDS)} seeds, found ${grouped(seeds)}`);
    if (points > MOST_POINTS) throw new DamagedRow(`${of} ${grouped(MOST_POINTS)} points, found ${grouped(points)}`);
  }
}
