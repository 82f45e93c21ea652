/** Mistakes of use, and how every error leaves the program: one clear message, or one JSON object. */
import { type Problem, renderProblem } from '../experiment/problems.ts';
import { terminalText } from '../report/terminal-text.ts';
import { StoreError } from '../store/store.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

/** A wrong option, argument or name. The message says what was expected, what was found, what to do. */
export class UsageError extends Error {}

/** A file that the machine would not let a command write: a full disk, a folder without permission. */
export class UnwritableError extends Error {}

/** Experiment files that cannot be run, with the texts that the problems point into. */
export class InvalidFiles extends Error {
  readonly invalid: readonly { readonly problems: readonly Problem[]; readonly text: string }[];
  constructor(invalid: InvalidFiles['invalid']) {
    super(`${invalid.length === 1 ? 'the file is' : `${invalid.length} files are`} not valid`);
    this.invalid = invalid;
  }
}

/** Prints an error where it belongs and says with what status the program ends. A bug keeps its stack trace. */
export function reportError(context: Context, error: unknown): ExitStatus {
  if (error instanceof InvalidFiles) {
    const problems = error.invalid.flatMap(({ problems }) => problems);
    if (context.json) printError(context, { code: 'invalid-file', message: error.message, problems });
    for (const { problems, text } of error.invalid) {
      for (const problem of problems) if (!context.json) context.err.print(renderProblem(problem, text));
    }
    return 2;
  }
  if (error instanceof UsageError || error instanceof UnwritableError || error instanceof StoreError) {
    const code = error instanceof StoreError ? error.code : error instanceof UsageError ? 'usage' : 'unwritable';
    if (context.json) printError(context, { code, message: error.message, problems: [] });
    else context.err.print(`bothways: ${error.message.split('\n').map(terminalText).join('\n  ')}`);
    // A mistake in a query is the user's, as one in a file is
    return code === 'usage' || code === 'sql' ? 2 : 1;
  }
  throw error;
}

function printError(context: Context, error: { code: string; message: string; problems: readonly Problem[] }): void {
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
