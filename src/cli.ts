#!/usr/bin/env node
/** argv → one command → exit status. */
import { Command, CommanderError, Option } from 'commander';
import { type Context, type ExitStatus, Interrupted, outputTo } from './commands/context.ts';
import { reportError, UsageError } from './commands/errors.ts';

type Verb = (context: Context, ...rest: never[]) => ExitStatus | Promise<ExitStatus>;

const DEFAULT_DATABASE = 'results/bothways.db';

/** The whole command line. A verb's module is loaded when it is called, so that none pays for another. */
export function program(act: (load: () => Promise<Verb>, args: unknown[]) => Promise<void>): Command {
  const root = new Command('bothways')
    .description('Does reading a sequence both ways help, and by how much? Say it in a YAML file; get the answer.')
    .addOption(new Option('--json', 'print one JSON object for scripts'))
    .addOption(new Option('--database <file>', 'the results').default(DEFAULT_DATABASE))
    .addOption(new Option('--version', 'print the versions of Bothways, Node, SQLite and the engines'))
    .helpCommand(false)
    .showSuggestionAfterError()
    .action(async (options: { version?: boolean }) => {
      if (options.version) await act(async () => (await import('./commands/version.ts')).version, []);
      else root.help();
    });

  const verb = (usage: string, description: string, load: () => Promise<Verb>) =>
    root.command(usage).description(description).action((...args: unknown[]) => act(load, args.slice(0, -1)));

  verb('init [file]', 'write a commented example file and the schema for editors', async () =>
    (await import('./commands/init.ts')).init);

  verb('check <file...>', 'validate, and print the plan: configurations, runs, updates, what is done, the time', async () =>
    (await import('./commands/check.ts')).check);

  verb('run <file...>', 'train what is missing and print the comparison; key=value overrides the file', async () =>
    (await import('./commands/run.ts')).run)
    .option('--jobs <n>', 'worker processes (default: the cores)')
    .option('--fail-fast', 'stop at the first run that fails')
    .option('--again', 'train all again, compare the bits with what is stored, and replace nothing');

  verb('compare [name]', 'print the comparison of an experiment (default: the one run last)', async () =>
    (await import('./commands/compare.ts')).compare)
    .option('--by <key>', 'compare the levels of another swept key')
    .option('--baseline <level>', 'the level that the others are compared with')
    .option('--metric <name>', 'accuracy, loss, sequence_accuracy or training_loss')
    .option('--steps', 'accuracy by time step, and where the gain is')
    .option('--csv', 'print the rows as comma-separated values');

  verb('runs [name]', 'list runs, of one experiment or of all', async () => (await import('./commands/runs.ts')).runs)
    .option('--sort <column>', 'a column, with - before it for the largest first')
    .option('--columns <list>', 'columns by name, separated by commas')
    .option('--csv', 'print comma-separated values');

  verb('show <run...>', 'one run with its curve and receipt, or what differs between two', async () =>
    (await import('./commands/show.ts')).show)
    .option('--save <folder>', 'write the model as TensorFlow.js model.json and weights.bin');

  verb('predict <run...>', "a model's probabilities on a fresh sequence, or on the one given", async () =>
    (await import('./commands/predict.ts')).predict);

  verb('query [sql]', 'run read-only SQL; without SQL, show tables, columns and examples', async () =>
    (await import('./commands/query.ts')).query)
    .option('--timeout <seconds>', 'end a query after so long', '10')
    .option('--csv', 'print comma-separated values');

  verb('forget <name>', 'delete an experiment and the runs that no other one uses', async () =>
    (await import('./commands/forget.ts')).forget)
    .option('--yes', 'do not ask');

  return root;
}

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
    await root.parseAsync(argv as string[], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : reportError(context, new UsageError(oneLine(error.message)));
    }
    if (error instanceof Interrupted) {
      context.err.print(`interrupted: ${error.message}`);
      return error.exitStatus;
    }
    return reportError(context, error);
  }
}

/** 'error: unknown option …\n(Did you mean …?)' on one line, with where to look. */
function oneLine(message: string): string {
  return `${message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}. See: bothways --help`;
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
