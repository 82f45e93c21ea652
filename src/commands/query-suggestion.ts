/** A misspelt column or table in a query, with the one that was probably meant. */
import { suggestKey } from '../experiment/suggestions.ts';
import { schema } from '../store/schema.ts';
import { StoreError } from '../store/store.ts';

/** 'no such column: acuracy (line 1, column 8). Did you mean accuracy?'; other errors come back as they are. */
export function withSuggestion(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.code !== 'sql') return error;
  const [, kind, found] = /^no such (column|table): "?([\w.-]+)"?/.exec(error.message) ?? [];
  const name = found?.split('.').at(-1);
  if (name === undefined) return error;
  const tables = schema();
  const known =
    kind === 'table' ? tables.map((table) => table.name) : tables.flatMap(({ columns }) => columns.map((c) => c.name));
  const meant = suggestKey(name, [...new Set(known)]);
  if (meant === null) return error;
  return new StoreError('sql', `${error.message}. Did you mean ${meant}?`, { cause: error.cause });
}
