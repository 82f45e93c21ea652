#!/usr/bin/env node
/** argv → one command → exit status. */
import { CommanderError } from 'commander';
import { type Context, type ExitStatus, Interrupted, outputTo } from './commands/context.ts';
import { reportError, UsageError } from './commands/errors.ts';
import { DEFAULT_DATABASE, program, VERSION_ASKED } from './commands/program.ts';

/** Runs one command line in this process. */
async function main(argv: readonly string[]): Promise<number> {
  const abortion = new AbortController();
  const context: Context = {
    out: outputTo(process.stdout, process.env),
    err: outputTo(process.stderr, process.env),
    json: argv.includes('--json'),
    database: DEFAULT_DATABASE,
    clock: () => performance.now(),
    now: () => new Date(),
    signal: abortion.signal,
  };
  onInterruption((status) => abortion.abort(new Interrupted(status)));

  let status: number = 0;
  const root = program(async (load, args) => {
    const { database } = root.opts<{ database: string }>();
    const verb = (await load()) as (context: Context, ...args: unknown[]) => Promise<ExitStatus>;
    status = await verb({ ...context, database }, ...args);
  });
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  try {
    if (argv.length === 0) root.outputHelp();
    else await root.parseAsync(argv as string[], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === VERSION_ASKED) return (await import('./commands/version.ts')).version(context);
      return error.exitCode === 0 ? 0 : reportError(context, new UsageError(oneLine(error.message)));
    }
    if (error instanceof Interrupted) {
      context.err.print(error.message);
      return error.exitStatus;
    }
    return reportError(context, error);
  }
}

/** 'error: unknown option …\n(Did you mean …?)' on one line, with where to look. */
function oneLine(message: string): string {
  return `${message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')}. See: bothways --help`;
}

/** 130 for Ctrl-C, 143 for an end from outside. The second signal ends the process at once. */
function onInterruption(act: (status: number) => void): void {
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
  let before = false;
  for (const [signal, status] of Object.entries(statuses)) {
    process.on(signal, () => {
      if (before) process.exit(status);
      before = true;
      act(status);
    });
  }
  // A reader that has seen enough, as in `bothways runs | head -3`
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.stderr.on('error', () => {}); // whoever watched is gone; the results go on
}

process.exitCode = await main(process.argv.slice(2));
