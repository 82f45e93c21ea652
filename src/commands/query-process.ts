/** A process for one query of the user's: SQLite cannot be interrupted from within, so the parent ends it when needed. */
import { endWithParent } from '../machine/end-with-parent.ts';
import { type CsvDialect, csvHead, csvLine } from '../report/csv.ts';
import { plainAscii } from '../report/plain-ascii.ts';
import { queryTable } from '../report/query-table.ts';
import { terminalJson } from '../report/terminal-text.ts';
import { sourceReader } from '../session/open-results.ts';
import { openQuery, runQuery } from '../store/query.ts';
import { StoreError } from '../store/store.ts';
import { FORMAT } from './context.ts';
import type { QueryEnd, QueryQuestion } from './query.ts';

endWithParent();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {}); // the parent decides
process.on('message', async (question: QueryQuestion) => {
  const end = await answer(question);
  process.send?.(end, () => process.disconnect());
});

/** Writes the answer to standard output. */
async function answer(question: QueryQuestion): Promise<QueryEnd> {
  try {
    return question.as === 'table' ? await writeTable(question) : await writeRows(question, WRITTEN[question.as]);
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'refused', code: error.code, message: error.message };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'refused', code: 'bug', message };
  }
}

async function writeTable({ database, sql, rowLimit, width, isPlain }: QueryQuestion): Promise<QueryEnd> {
  const result = runQuery(database, sql, { rowLimit, ...(await sourceReader(database)) });
  const { text, cut } = queryTable(result, { width });
  await write(`${isPlain ? plainAscii(text) : text}\n`);
  return { kind: 'done', rowsCut: result.truncated, cellsCut: cut };
}

type Row = readonly (string | number | null)[];

/** What stands before the rows, each row, and after them. */
interface Written {
  readonly head: (columns: readonly string[]) => string;
  readonly row: (row: Row, i: number) => string;
  readonly tail: string;
}

const WRITTEN: Readonly<Record<CsvDialect | 'json', Written>> = {
  plain: csvWritten('plain'),
  excel: csvWritten('excel'),
  json: {
    head: (columns) => `{"format":${FORMAT},"columns":${terminalJson(columns)},"rows":[`,
    row: (row, i) => `${i === 0 ? '' : ','}${terminalJson(row)}`,
    tail: '],"truncated":false}\n',
  },
};

function csvWritten(dialect: CsvDialect): Written {
  return { head: (columns) => csvHead(columns, dialect), row: (row) => csvLine(row, dialect), tail: '' };
}

/** Written at once; more would keep the rows of a large answer in memory. */
const CHUNK = 65_536;

/** All rows, as they come. */
async function writeRows({ database, sql }: QueryQuestion, { head, row, tail }: Written): Promise<QueryEnd> {
  const { columns, rows, close } = openQuery(database, sql, await sourceReader(database));
  try {
    let text = head(columns);
    let i = 0;
    for (const each of rows) {
      text += row(each, i++);
      if (text.length < CHUNK) continue;
      await write(text);
      text = '';
    }
    await write(text + tail);
    return { kind: 'done', rowsCut: false, cellsCut: 0 };
  } finally {
    close();
  }
}

/** Resolves when the text has been taken. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
