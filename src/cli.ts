#!/usr/bin/env node
/** argv → one command → exit status. */
import { CommanderError } from 'commander';
import { type Context, type ExitStatus, Interrupted, outputTo } from './commands/context.ts';
import { DEFAULT_DATABASE, program, VERSION_ASKED } from './commands/program.ts';
import { reportError } from './commands/report-error.ts';
import { standardInput } from './commands/standard-input.ts';
import { UsageError } from './session/errors.ts';

/** Runs one command line in this process. */
async function main(argv: readonly string[]): Promise<number> {
  const abortion = new AbortController();
  const context: Context = {
    out: outputTo(process.stdout, process.env),
    err: outputTo(process.stderr, process.env),
    input: standardInput,
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
  const verbs = root.commands.map((command) => command.name());
  for (const command of [root, ...root.commands]) {
    const help = command === root ? 'bothways --help' : `bothways ${command.name()} --help`;
    command.configureOutput({ writeErr: () => {} }).exitOverride((error) => {
      throw error.exitCode === 0 ? error : new UsageError(`${complaint(error, verbs)}. See: ${help}`);
    });
  }
  try {
    if (argv.length === 0) root.outputHelp();
    else await root.parseAsync(argv as string[], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.code === VERSION_ASKED ? (await import('./commands/version.ts')).version(context) : 0;
    }
    return reportError(context, error);
  }
}

/** 'error: unknown option …\n(Did you mean …?)' on one line. */
function complaint({ code, message }: CommanderError, verbs: readonly string[]): string {
  if (code === 'commander.help') return `expected a command: ${verbs.join(', ')}`; // none, or help for an unknown one
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
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
