/** What a database says, asked of its own schema, so that a column that is added is compared from then on. */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';

/** Times, and a counter of who came last: they differ between databases that say the same. */
export const NOT_CONTENT: readonly string[] = [
  'experiments.updated_at',
  'experiments.last_run',
  'runs.train_ms',
  'runs.finished_at',
];

interface Column {
  readonly name: string;
  readonly type: string;
  /** The table whose rows it refers to by their id; null where it stands for itself. */
  readonly parent: string | null;
}

/** For each table the number of its rows and a hash of them, equal for databases that say the same. */
export function contentsIn(db: Database.Database): Record<string, string> {
  const contents = [...contentQueries(db)].map(([table, sql]) => {
    const hash = createHash('sha256');
    let rows = 0;
    for (const row of db.prepare(sql).raw().iterate()) {
      hash.update(JSON.stringify(row));
      rows += 1;
    }
    return [table, `${rows} rows, ${hash.digest('hex')}`];
  });
  return Object.fromEntries(contents);
}

/**
 * By table, a query for its rows in an order of their own. Ids are in the order of finishing: in place of one stands
 * what else makes its row unique.
 */
function contentQueries(db: Database.Database): Map<string, string> {
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  const columns = new Map(tables.map((table) => [table, columnsOf(db, table)]));
  const isNumbered = (table: string) => columns.get(table)?.some(({ name }) => name === 'id') === true;
  const query = (table: string, isWanted: (column: Column) => boolean, form: (values: readonly string[]) => string) => {
    const wanted = (columns.get(table) ?? []).filter(isWanted);
    const parents = wanted.filter(({ parent }) => parent !== null && isNumbered(parent));
    const values = wanted.map((column) => {
      if (parents.includes(column)) return `of_${column.name}.name`;
      return column.type === 'BLOB' ? `hex(t.${column.name})` : `t.${column.name}`;
    });
    const joins = parents.map(
      ({ name, parent }) => `LEFT JOIN ${parent}_names of_${name} ON of_${name}.id = t.${name}`,
    );
    return `SELECT ${form(values)} FROM ${table} t ${joins.join(' ')}`;
  };
  const names = tables.filter(isNumbered).map((table) => {
    const key = naturalKey(db, table);
    const named = query(
      table,
      ({ name }) => key.includes(name),
      (values) => `t.id, json_array(${values.join(', ')}) AS name`,
    );
    return `${table}_names AS MATERIALIZED (${named})`;
  });
  return new Map(
    tables.map((table) => {
      const isContent = ({ name }: Column) => name !== 'id' && !NOT_CONTENT.includes(`${table}.${name}`);
      const rows = query(table, isContent, (values) => values.join(', '));
      const places = (columns.get(table) ?? []).filter(isContent).map((_, i) => i + 1);
      return [table, `WITH ${names.join(', ')} ${rows} ORDER BY ${places.join(', ')}`];
    }),
  );
}

function columnsOf(db: Database.Database, table: string): Column[] {
  return db
    .prepare<[string, string], Column>(
      `SELECT c.name, c.type, f."table" AS parent
       FROM pragma_table_info(?) c LEFT JOIN pragma_foreign_key_list(?) f ON f."from" = c.name`,
    )
    .all(table, table);
}

/** What is unique in a table beside its ids. */
function naturalKey(db: Database.Database, table: string): string[] {
  const indices = db
    .prepare<[string], string>("SELECT name FROM pragma_index_list(?) WHERE origin = 'u' ORDER BY name")
    .pluck()
    .all(table);
  const keys = indices.map((index) =>
    db.prepare<[string], string>('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck().all(index),
  );
  const key = keys.find((names) => !names.some((name) => NOT_CONTENT.includes(`${table}.${name}`)));
  if (key === undefined) throw new Error(`${table}: expected columns that are unique, beside its ids and times`);
  return key;
}
