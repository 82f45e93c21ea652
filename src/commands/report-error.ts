/** How every error leaves the program: one clear message, or one JSON object. */
import { QueueError } from '../queue/queue-error.ts';
import { renderProblem } from '../report/problem-text.ts';
import { terminalText } from '../report/terminal-text.ts';
import { InvalidFiles, UnwritableError, UsageError } from '../session/errors.ts';
import { StoreError, type StoreErrorCode } from '../store/store-error.ts';
import type { Problem } from '../vocabulary.ts';
import { type Context, Interrupted, printJson } from './context.ts';

/** The codes of errors in `--json`, beside those of `StoreError`; docs/errors.md has a row for each. */
export const ERROR_CODES = ['usage', 'invalid-file', 'unwritable', 'queue', 'interrupted'] as const;
type ErrorCode = (typeof ERROR_CODES)[number] | StoreErrorCode;

/** Prints an error where it belongs and says with what status the program ends. A bug keeps its stack trace. */
export function reportError(context: Context, error: unknown): number {
  if (error instanceof InvalidFiles) {
    const problems = error.invalid.flatMap(({ problems }) => problems);
    if (context.json) printError(context, { code: 'invalid-file', message: error.message, problems });
    for (const { problems, text } of error.invalid) {
      for (const problem of problems) if (!context.json) context.err.print(renderProblem(problem, text));
    }
    return 2;
  }
  const code = codeOf(error);
  if (!(error instanceof Error) || code === null) throw error;
  const isInterrupted = error instanceof Interrupted;
  if (context.json) printError(context, { code, message: error.message, problems: [] });
  else if (isInterrupted) context.err.print(error.message);
  else context.err.print(`bothways: ${error.message.split('\n').map(terminalText).join('\n  ')}`);
  if (isInterrupted) return error.exitStatus;
  // A mistake in a query is the user's, as one in a file is
  return code === 'usage' || code === 'sql' ? 2 : 1;
}

/** null for a bug. */
function codeOf(error: unknown): ErrorCode | null {
  if (error instanceof StoreError) return error.code;
  if (error instanceof UsageError) return 'usage';
  if (error instanceof UnwritableError) return 'unwritable';
  if (error instanceof QueueError) return 'queue';
  if (error instanceof Interrupted) return 'interrupted';
  return null;
}

function printError(context: Context, error: { code: ErrorCode; message: string; problems: readonly Problem[] }): void {
  const problems = error.problems.map(({ file, line, column, key, message, suggestion }) => ({
    file,
    line,
    column,
    key,
    message,
    suggestion,
  }));
  printJson(context, { error: { code: error.code, message: error.message, problems } });
}
