/** argv → one command → exit status. */
import { type Command, CommanderError } from 'commander';
import { UsageError } from '../session/errors.ts';
import { type Context, type ExitStatus, Interrupted, outputTo } from './context.ts';
import { DEFAULT_DATABASE, databasePath } from './database-path.ts';
import { program, VERSION_ASKED } from './program.ts';
import { reportError } from './report-error.ts';
import { standardInput } from './standard-input.ts';

/** Runs one command line in this process. */
export async function main(argv: readonly string[]): Promise<number> {
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
    const { database } = root.opts<{ database?: string }>();
    const verb = (await load()) as (context: Context, ...args: unknown[]) => Promise<ExitStatus>;
    status = await verb({ ...context, database: databasePath(database, process.env) }, ...args);
  });
  const verbs = root.commands.map((command) => command.name());
  for (const command of [root, ...root.commands]) {
    const help = command === root ? 'bothways --help' : `bothways ${command.name()} --help`;
    const writeOut = (text: string) => context.out.print(text.replace(/\n$/, '')); // help, its signs too
    command.configureOutput({ writeErr: () => {}, writeOut }).exitOverride((error) => {
      throw error.exitCode === 0 ? error : new Misunderstood(error, help);
    });
  }
  try {
    if (await isAnswered(context, root, argv)) return 0;
    if (argv.length === 0) root.outputHelp();
    else await root.parseAsync(withDialect(argv), { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.code === VERSION_ASKED ? (await import('./version.ts')).version(context) : 0;
    }
    if (error instanceof Misunderstood) return reportError(context, await usageError(error, argv, verbs));
    return reportError(context, error);
  }
}

/** What stands beside the commands: the question of a shell what may follow, and `help` for a key of the file. */
async function isAnswered(context: Context, root: Command, [first, second, ...rest]: readonly string[]) {
  if (first === 'complete' && second === '--') {
    (await import('./complete.ts')).suggest(context, root, rest);
    return true;
  }
  if (first !== 'help' || second === undefined || root.commands.some((command) => command.name() === second))
    return false;
  const text = (await import('./meant.ts')).keyHelp(second);
  if (text !== null) context.out.print(text);
  return text !== null;
}

/** A command line that the parser does not take. */
class Misunderstood extends Error {
  readonly error: CommanderError;
  /** The command that shows what it does take. */
  readonly help: string;
  constructor(error: CommanderError, help: string) {
    super(error.message);
    this.error = error;
    this.help = help;
  }
}

/** `--csv NAME` is --csv and a name: an option that may have a value would take it. */
function withDialect(argv: readonly string[]): string[] {
  return argv.map((word) => (word === '--csv' ? '--csv=plain' : word));
}

/** 'error: unknown option …\n(Did you mean …?)' on one line, with what was probably meant. */
async function usageError({ error, help }: Misunderstood, argv: readonly string[], verbs: readonly string[]) {
  // None, or help for an unknown one
  if (error.code === 'commander.help') return new UsageError(`expected a command: ${verbs.join(', ')}. See: ${help}`);
  const said = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const [, word = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const { keyMeant, verbMeant } = await import('./meant.ts');
  if (error.code === 'commander.unknownOption') {
    const override = said.includes('Did you mean') ? null : keyMeant(word, argv);
    if (override !== null)
      return new UsageError(`${said}: keys of the file are set without dashes; ${override} is meant`);
  }
  if (error.code === 'commander.unknownCommand') {
    const verb = verbMeant(word, verbs);
    if (verb !== null)
      return new UsageError(`unknown command '${word}'. Try: bothways ${verb}. See: bothways ${verb} --help`);
  }
  return new UsageError(`${said}. See: ${help}`);
}

/** 128 and the signal's number, as shells have it. The second signal ends the process at once. */
function onInterruption(act: (status: number) => void): void {
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let before = false;
  for (const [signal, status] of Object.entries(statuses)) {
    process.on(signal, () => {
      if (before) process.exit(status);
      before = true;
      act(status);
    });
  }
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0); // a reader that has seen enough, as in `bothways runs | head -3`
    process.stderr.write(`bothways: the output is cut off: ${message}. What was stored stays\n`);
    process.exit(1);
  });
  process.stderr.on('error', () => {}); // whoever watched is gone; the results go on
}
