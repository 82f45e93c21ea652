/** `bothways query`: read-only SQL over the results, in a process of its own with a limit on time and rows. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { toCsv } from '../report/csv.ts';
import { renderTable } from '../report/table.ts';
import { terminalText } from '../report/terminal-text.ts';
import { UsageError } from '../session/errors.ts';
import type { QueryResult } from '../store/query.ts';
import { openStore, StoreError, type StoreErrorCode } from '../store/store.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { schemaGuide } from './query-guide.ts';

export interface QueryQuestion {
  readonly database: string;
  readonly sql: string;
  readonly rowLimit: number;
}

export type QueryAnswer =
  | ({ readonly kind: 'rows' } & QueryResult)
  | { readonly kind: 'refused'; readonly code: StoreErrorCode | 'bug'; readonly message: string };

export interface QueryOptions {
  /** Seconds, as typed. */
  readonly timeout: string;
  readonly csv?: boolean;
}

const MOST_ROWS = 10_000;
const MOST_SECONDS = 3600;

export async function query(context: Context, sql: string | undefined, options: QueryOptions): Promise<ExitStatus> {
  if (sql === undefined) return schemaGuide(context);
  const seconds = secondsFrom(options.timeout);
  const { database } = context;
  const result = await ask(context, { database, sql, rowLimit: MOST_ROWS }, seconds).catch((error) => {
    openStore(database, { mode: 'read' }).close(); // removes the log files that a killed process leaves beside it
    throw error;
  });
  if (context.json) {
    printJson(context, { ...result });
  } else if (options.csv) {
    context.out.write(toCsv(result.columns, result.rows));
  } else {
    context.out.print(resultTable(result, context.out.width));
  }
  if (result.truncated) {
    context.err.print(`bothways: only the first ${MOST_ROWS} rows are shown. Add a LIMIT or a WHERE to ask for others`);
  }
  return 0;
}

function secondsFrom(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw new UsageError(`--timeout: expected seconds above 0, at most ${MOST_SECONDS}; found "${text}"`);
}

/** Rejects with a StoreError where SQLite or its guard says no, or the time is over. */
function ask({ signal }: Context, question: QueryQuestion, seconds: number): Promise<QueryResult> {
  const own = import.meta.url;
  const file = new URL(own.endsWith('.ts') ? '../../dist/commands/query-process.js' : './query-process.js', own);
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return new Promise<QueryResult>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new StoreError(
          'sql',
          `the query was ended after ${seconds} s. Ask for less, or for longer with --timeout ${6 * seconds}`,
        ),
      );
    }, 1000 * seconds);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    child.on('message', (answer: QueryAnswer) => {
      if (answer.kind === 'rows') resolve({ columns: answer.columns, rows: answer.rows, truncated: answer.truncated });
      else if (answer.code === 'bug') reject(new Error(answer.message));
      else reject(new StoreError(answer.code, answer.message));
    });
    child.on('error', reject);
    child.on('exit', (status, by) => {
      reject(new StoreError('sql', `the query's process ended (${by ?? `status ${status}`}), perhaps out of memory`));
    });
    child.on('exit', () => clearTimeout(timer));
    child.send(question);
  }).finally(() => end(child));
}

/** Resolves when the process is gone, so that nothing it held is held any more. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function resultTable({ columns, rows }: QueryResult, width: number): string {
  if (rows.length === 0) return '(no rows)';
  const isNumeric = columns.map((_, c) => rows.every((row) => row[c] === null || typeof row[c] === 'number'));
  return renderTable(
    columns.map((title, c) => ({ title: terminalText(title), align: isNumeric[c] ? 'right' : 'left' })),
    rows.map((row) => row.map(cell)),
    { width },
  );
}

/** Numbers without the noise of their last binary digits; `--csv` and `--json` have all of them. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(Number(value.toPrecision(12))) : terminalText(value);
}
