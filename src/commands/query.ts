/** `bothways query`: read-only SQL over the results, in a process of its own with a limit on time. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readAtMost } from '../experiment/read-at-most.ts';
import { childEnvironment } from '../machine/child-environment.ts';
import { compiled } from '../machine/package.ts';
import { type CsvDialect, dialectOf } from '../report/csv.ts';
import { UsageError } from '../session/errors.ts';
import { openStore, StoreError, type StoreErrorCode } from '../store/store.ts';
import type { Context, ExitStatus } from './context.ts';
import { printExamples, printSchema } from './query-guide.ts';
import { withSuggestion } from './query-suggestion.ts';

export interface QueryQuestion {
  readonly database: string;
  readonly sql: string;
  readonly as: 'table' | 'json' | CsvDialect;
  /** Rows of a table at most. */
  readonly rowLimit: number;
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether a table is written in ASCII. */
  readonly isPlain: boolean;
}

/** What the process says when its answer is written, or why there is none. */
export type QueryEnd =
  | { readonly kind: 'done'; readonly rowsCut: boolean; readonly cellsCut: number }
  | { readonly kind: 'refused'; readonly code: StoreErrorCode | 'bug'; readonly message: string };

export interface QueryOptions {
  /** Seconds, as typed. */
  readonly timeout: string;
  readonly csv?: boolean | CsvDialect;
  readonly schema?: boolean;
  readonly file?: string;
}

/** A table of more is no table any more; `--csv` and `--json` have all rows. */
const MOST_ROWS = 10_000;
const MOST_SECONDS = 3600;

export async function query(context: Context, typed: string | undefined, options: QueryOptions): Promise<ExitStatus> {
  if (options.schema) return printSchema(context);
  const sql = await sqlFrom(context, typed, options);
  if (sql === null) return printExamples(context);
  const seconds = secondsFrom(options.timeout);
  const { database, json, out } = context;
  const as = json ? 'json' : (dialectOf(options.csv) ?? 'table');
  const question: QueryQuestion = { database, sql, as, rowLimit: MOST_ROWS, width: out.width, isPlain: out.isPlain };
  const { rowsCut, cellsCut } = await ask(context, question, seconds).catch((error) => {
    openStore(database, { mode: 'read' }).close(); // removes the log files that a killed process leaves beside it
    throw withSuggestion(error);
  });
  const cut = [
    ...(rowsCut ? [`only the first ${MOST_ROWS} rows are shown`] : []),
    ...(cellsCut > 0 ? [`${cellsCut === 1 ? 'a long value is' : `${cellsCut} long values are`} cut`] : []),
  ];
  if (cut.length === 0) return 0;
  context.err.print(`bothways: ${cut.join(' and ')}. --csv and --json have everything`);
  return 1;
}

/** Of a file with SQL. */
const MOST_SQL_BYTES = 1_000_000;

/** What is asked: as an argument, in a file, or on standard input; null where it is nowhere. */
async function sqlFrom(
  context: Context,
  typed: string | undefined,
  { file }: Pick<QueryOptions, 'file'>,
): Promise<string | null> {
  if (typed !== undefined && file !== undefined) {
    throw new UsageError('expected the SQL as an argument or in a file, found both');
  }
  if (file !== undefined) {
    try {
      const bytes = readAtMost(file, MOST_SQL_BYTES + 1);
      if (bytes.length <= MOST_SQL_BYTES) return bytes.toString('utf8');
    } catch (error) {
      throw new UsageError(`--file: ${file} cannot be read: ${(error as Error).message}`);
    }
    throw new UsageError(`--file: expected at most ${MOST_SQL_BYTES / 1e6} MB of SQL; ${file} has more`);
  }
  if (typed !== undefined && typed !== '-') return typed;
  const given = await context.input({ isExpected: typed === '-' });
  return given === null || given.trim() === '' ? null : given;
}

function secondsFrom(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw new UsageError(`--timeout: expected seconds above 0, at most ${MOST_SECONDS}; found "${text}"`);
}

/** Writes the answer as it comes. Rejects with a StoreError where SQLite or its guard says no, or the time is over. */
async function ask(
  { signal, out, clock }: Context,
  question: QueryQuestion,
  seconds: number,
): Promise<QueryEnd & { readonly kind: 'done' }> {
  const child = fork(compiled('commands/query-process.js'), {
    env: childEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const limit = timeLimit(seconds, child, clock);
  const onAbort = () => child.kill('SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  let end: QueryEnd | null = null;
  child.on('message', (message: QueryEnd) => {
    end = message;
  });
  const exited = once(child, 'exit'); // rejects where the process cannot be started
  exited.catch(() => {});
  try {
    child.send(question);
    child.stdout?.setEncoding('utf8');
    for await (const chunk of child.stdout ?? []) {
      out.write(chunk);
      await limit.suspended(out.drained());
    }
    const [status, by] = await exited;
    signal.throwIfAborted();
    limit.throwIfOver();
    return endOf(end, by ?? `status ${status}`);
  } finally {
    limit.stop();
    signal.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
    await exited; // so that nothing it held is held any more
  }
}

function endOf(end: QueryEnd | null, how: string): QueryEnd & { readonly kind: 'done' } {
  if (end?.kind === 'done') return end;
  if (end === null) throw new StoreError('sql', `the query's process ended (${how}), perhaps out of memory`);
  if (end.code === 'bug') throw new Error(end.message);
  throw new StoreError(end.code, end.message);
}

/** Ends a process after some seconds, of which waiting for a slow reader of the answer takes none. */
function timeLimit(seconds: number, child: ChildProcess, clock: () => number) {
  let left = 1000 * seconds;
  let isOver = false;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    since = clock();
    timer = setTimeout(() => {
      isOver = true;
      child.kill('SIGKILL');
    }, left);
  };
  const stop = () => {
    clearTimeout(timer);
    left -= clock() - since;
  };
  start();
  return {
    stop,
    async suspended(waiting: Promise<void>): Promise<void> {
      stop();
      await waiting;
      start();
    },
    throwIfOver(): void {
      if (!isOver) return;
      const message = `the query was ended after ${seconds} s. Ask for less, or for longer with --timeout ${6 * seconds}`;
      throw new StoreError('sql', message);
    },
  };
}
