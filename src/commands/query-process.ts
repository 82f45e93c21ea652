/** A process for one query of the user's: SQLite cannot be interrupted from within, so the parent ends it when needed. */
import { endWithParent } from '../machine/end-with-parent.ts';
import { runQuery } from '../store/query.ts';
import { StoreError } from '../store/store.ts';
import type { QueryAnswer, QueryQuestion } from './query.ts';

endWithParent();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {}); // the parent decides
process.on('message', ({ database, sql, rowLimit }: QueryQuestion) => {
  process.send?.(answer(database, sql, rowLimit), () => process.disconnect());
});

function answer(database: string, sql: string, rowLimit: number): QueryAnswer {
  try {
    return { kind: 'rows', ...runQuery(database, sql, { rowLimit }) };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'refused', code: error.code, message: error.message };
    return {
      kind: 'refused',
      code: 'bug',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
