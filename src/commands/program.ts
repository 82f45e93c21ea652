/** The command line: verbs, their options, what they are for. */
import { Command, CommanderError, Option } from 'commander';
import type { Context, ExitStatus } from './context.ts';

export type Verb = (context: Context, ...rest: never[]) => ExitStatus | Promise<ExitStatus>;

export const DEFAULT_DATABASE = 'results/bothways.db';
/** Code of the error that `--version` ends the parsing with. */
export const VERSION_ASKED = 'bothways.version';

/** The whole command line. A verb's module is loaded when it is called, so that none pays for another. */
export function program(act: (load: () => Promise<Verb>, args: unknown[]) => Promise<void>): Command {
  const root = new Command('bothways')
    .description('Does reading a sequence both ways help, and by how much? Say it in a YAML file; get the answer.')
    .addOption(new Option('--json', 'print one JSON object for scripts'))
    .addOption(new Option('--database <file>', 'the results').default(DEFAULT_DATABASE))
    .addOption(new Option('--version', 'print the versions of Bothways, Node, SQLite and the engines'))
    .helpCommand(false)
    .showSuggestionAfterError();
  // Thrown out of the parsing, so that nothing else on the line is looked at
  root.on('option:version', () => {
    throw new CommanderError(0, VERSION_ASKED, '');
  });

  const verb = (usage: string, description: string, load: () => Promise<Verb>) =>
    root
      .command(usage)
      .description(description)
      .action((...args: unknown[]) => act(load, args.slice(0, -1)));

  verb(
    'init [file]',
    'write a commented example file and the schema for editors',
    async () => (await import('./init.ts')).init,
  );

  verb(
    'check <file...>',
    'validate, and print the plan: configurations, runs, updates, what is done, the time',
    async () => (await import('./check.ts')).check,
  );

  verb(
    'run <file...>',
    'train what is missing and print the comparison; key=value overrides the file',
    async () => (await import('./run.ts')).run,
  )
    .option('--jobs <n>', 'worker processes (default: the cores)')
    .option('--fail-fast', 'stop at the first run that fails')
    .option('--again', 'train all again, compare the bits with what is stored, and replace nothing');

  verb(
    'compare [name]',
    'print the comparison of an experiment (default: the one run last)',
    async () => (await import('./compare.ts')).compare,
  )
    .option('--by <key>', 'compare the levels of another swept key')
    .option('--baseline <level>', 'the level that the others are compared with')
    .option('--metric <name>', 'accuracy, loss, sequence_accuracy or training_loss')
    .option('--steps', 'accuracy by time step, and where the gain is')
    .option('--csv', 'print the rows as comma-separated values');

  verb('runs [name]', 'list runs, of one experiment or of all', async () => (await import('./runs.ts')).runs)
    .option('--sort <column>', 'a column, with - before it for the largest first')
    .option('--columns <list>', 'columns by name, separated by commas')
    .option('--csv', 'print comma-separated values');

  verb(
    'show <run...>',
    'one run with its curve and receipt, or what differs between two',
    async () => (await import('./show.ts')).show,
  ).option('--save <folder>', 'write the model as TensorFlow.js model.json and weights.bin');

  verb(
    'predict <run...>',
    "a model's probabilities on a fresh sequence, or on the one given",
    async () => (await import('./predict.ts')).predict,
  );

  verb(
    'query [sql]',
    'run read-only SQL; without SQL, show tables, columns and examples',
    async () => (await import('./query.ts')).query,
  )
    .option('--timeout <seconds>', 'end a query after so long', '10')
    .option('--csv', 'print comma-separated values');

  verb(
    'forget <name>',
    'delete an experiment and the runs that no other one uses',
    async () => (await import('./forget.ts')).forget,
  ).option('--yes', 'do not ask');

  return root;
}
