/** The command line: verbs, their options, what they are for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CsvDialect } from '../report/csv.ts';
import type { Context, ExitStatus } from './context.ts';
import { DEFAULT_DATABASE } from './database-path.ts';

export type Verb = (context: Context, ...rest: never[]) => ExitStatus | Promise<ExitStatus>;

/** Code of the error that `--version` ends the parsing with. */
export const VERSION_ASKED = 'bothways.version';

/** The whole command line. A verb's module is loaded when it is called, so that none pays for another. */
export function program(act: (load: () => Promise<Verb>, args: unknown[]) => Promise<void>): Command {
  const root = new Command('bothways')
    .description('Does reading a sequence both ways help, and by how much? Say it in a YAML file; get the answer.')
    .addOption(new Option('--json', 'print one JSON object for scripts'))
    .addOption(
      new Option(
        '--database <file>',
        `the results (default: ${DEFAULT_DATABASE}, here or in a folder above)`,
      ).argParser(fileName),
    )
    .addOption(new Option('-v, --version', 'print the versions of Bothways, Node, SQLite and the engines'))
    .helpCommand('help [command]', 'the options of a command with examples, or the text of a key of the file')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      examples(
        ['bothways init', 'write an example experiment to start from'],
        ['bothways run experiment.yaml', 'train it, and see the answer'],
        ['bothways help run', 'what else a command can do'],
      ),
    )
    .addHelpText(
      'after',
      `
Environment:
  BOTHWAYS_DATABASE  the results, unless --database names them
  BOTHWAYS_ASCII     1: signs in ASCII; 0: as they are, whatever the locale says
  NO_COLOR           no colours
  COLUMNS            the width of what goes into a pipe or a file`,
    );
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
  )
    .option('--data <file>', 'look at a file of your own, and write an experiment for it')
    .addHelpText(
      'after',
      examples(
        ['bothways init', 'writes experiment.yaml and experiment.schema.json'],
        ['bothways init --data walks.csv', 'writes walks.yaml, with a comment for each guess'],
        ['bothways init questions/how-deep.yaml', 'the same in another folder, under a name of your own'],
      ),
    );

  verb(
    'check <file...>',
    'validate, and print the plan: configurations, runs, updates, what is done, the time',
    async () => (await import('./check.ts')).check,
  )
    .usage('<file...> [key=value...]')
    .addHelpText(
      'after',
      examples(
        ['bothways check experiments/*.yaml', 'every mistake of every file, with its place'],
        ['bothways check experiments/hidden-sizes.yaml epochs=5000', 'how long would that take?'],
      ),
    );

  verb(
    'run <file...>',
    'train what is missing and print the comparison; key=value overrides the file',
    async () => (await import('./run.ts')).run,
  )
    .usage('[options] <file...> [key=value...]')
    .option('--jobs <n>', 'worker processes (default: the cores)')
    .option('--fail-fast', 'stop at the first run that fails')
    .option(
      '--fail-unless <verdict>',
      'end with status 1 unless every level is better, same or not-worse (by the smallest effect) than the baseline',
    )
    .option('--again', 'train all again, compare the bits with what is stored, and replace nothing')
    .option('--report', 'write the answer as an HTML page, too')
    .addHelpText(
      'after',
      `
Running it again trains nothing; with another seed or value in the file it trains
only what is new. Ctrl-C keeps what is finished. With key=value the experiment is
stored under a name of its own, such as 'hidden-sizes epochs=200'.
${examples(
  ['bothways run experiments/hidden-sizes.yaml', 'train, compare, answer'],
  ['bothways run experiments/hidden-sizes.yaml epochs=200 units=4,8', 'with other values'],
  ['bothways run experiments/*.yaml --jobs 2', 'one after the other, two processes each'],
  ['bothways run experiment.yaml --fail-unless better', 'as a test in CI'],
)}`,
    );

  verb(
    'compare [name]',
    'print the comparison of an experiment (default: the one run last)',
    async () => (await import('./compare.ts')).compare,
  )
    .option('--by <key>', 'compare the levels of another swept key')
    .option('--baseline <level>', 'the level that the others are compared with')
    .option('--metric <name>', 'what is compared: accuracy, loss, … as its data have it')
    .option('--steps', 'accuracy by time step, and where the gain is')
    .addOption(csvOption())
    .option('--markdown', 'print a table to paste, with mean, standard deviation and interval')
    .option('--latex', 'print the same table for LaTeX, with booktabs')
    .addHelpText(
      'after',
      examples(
        ['bothways compare', 'the experiment run last'],
        ['bothways compare hidden-sizes --by units --baseline 4', 'what do more units gain?'],
        ['bothways compare does-direction-matter --steps', 'where in the sequence is the gain?'],
        ["bothways compare 'hidden-sizes epochs=200'", 'an experiment that was run with overrides'],
        ['bothways compare hidden-sizes --latex > table.tex', 'for a paper'],
      ),
    );

  verb(
    'experiments',
    'list the experiments: their question, their runs, the answer in short',
    async () => (await import('./experiments.ts')).experiments,
  ).addHelpText('after', examples(['bothways experiments', 'the one run last first']));

  verb('runs [name]', 'list runs, of one experiment or of all', async () => (await import('./runs.ts')).runs)
    .option('--sort <column>', 'a column, with - before it for the largest first')
    .option('--columns <list>', 'columns by name, separated by commas')
    .addOption(csvOption())
    .addHelpText(
      'after',
      examples(
        ['bothways runs hidden-sizes --sort -accuracy', 'the best first'],
        ['bothways runs --columns run,seed,units,accuracy', 'these columns only'],
        ['bothways runs --csv > runs.csv', 'all columns, for a spreadsheet'],
      ),
    );

  verb(
    'show <run...>',
    'one run with its curve and receipt, or what differs between two',
    async () => (await import('./show.ts')).show,
  )
    .usage('[options] <run> [run]')
    .option('--save <folder>', 'write the model as TensorFlow.js model.json and weights.bin')
    .option('--yaml', 'the file of an experiment as it was run, overrides written in')
    .addHelpText(
      'after',
      `${RUN_SAID}${examples(
        ['bothways show 3', 'run 3, as `bothways runs` numbers it'],
        ['bothways show hidden-sizes units=16 direction=forward seed=2', 'a run by what it is'],
        ['bothways show 3 4', 'what differs between two'],
        ['bothways show 3 --save my-model', 'for tf.loadLayersModel'],
        ["bothways show 'hidden-sizes epochs=200' --yaml > mine.yaml", 'the file back, with what was overridden'],
      )}`,
    );

  verb(
    'predict <run...>',
    "a model's probabilities on a fresh sequence, or on the one given",
    async () => (await import('./predict.ts')).predict,
  )
    .usage('<run> [input...]')
    .addHelpText(
      'after',
      `${RUN_SAID}A name that leaves up to four configurations shows them side by side.
${examples(
  ['bothways predict article', 'a fresh sequence: expected beside predicted'],
  ['bothways predict 3 .9 .1 .4 .7 .2 .5 .8 .3 .6 .1', 'a sequence of your own'],
  ["bothways predict fill-in-the-blank '我今天不舒服,我打算____一天。'", 'the words for a gap'],
)}`,
    );

  verb(
    'verify <run...>',
    'train stored runs again from their receipts: bit-identical, or where they first differ',
    async () => (await import('./verify.ts')).verify,
  )
    .usage('[options] <run or name>')
    .option('--jobs <n>', 'worker processes (default: the cores)')
    .addHelpText(
      'after',
      `
Compared are the learning curve, the accuracy by time step, the metrics and the
weights, in this order. The saved model is opened in TensorFlow.js too. Nothing is
stored. Ends with 1 unless every run comes out bit-identical.
${examples(
  ['bothways verify 3', 'run 3, as `bothways runs` numbers it'],
  ['bothways verify hidden-sizes', 'all runs of an experiment'],
  ['bothways verify hidden-sizes units=16 direction=forward', 'its first seed'],
)}`,
    );

  verb(
    'bundle <name>',
    'pack an experiment with its results and receipts into one archive',
    async () => (await import('./bundle.ts')).bundle,
  )
    .option('--output <file>', 'the archive (default: the name, with .tar.gz)')
    .addHelpText(
      'after',
      `
In the archive are the experiment file, the results database with the runs of this
experiment alone, a table of them, their receipts, and a page that says what is
what. On another machine \`bothways verify\` and \`bothways run\` work in its folder.
${examples(
  ['bothways bundle hidden-sizes', 'writes hidden-sizes.tar.gz'],
  ["bothways bundle 'hidden-sizes epochs=200' --output for-the-paper.tar.gz", 'under a name of your own'],
)}`,
    );

  verb(
    'query [sql]',
    'run read-only SQL, as an argument, in a file or on standard input; without SQL, show what there is to ask',
    async () => (await import('./query.ts')).query,
  )
    .option('--schema', 'show every view and table with the meaning of its columns')
    .option('--file <file>', 'run the SQL in a file')
    .option('--timeout <seconds>', 'end a query after so long', '10')
    .addOption(csvOption())
    .addHelpText(
      'after',
      examples(
        ['bothways query', 'the views, and five questions that work on this database'],
        ['bothways query "SELECT units, avg(accuracy) FROM results GROUP BY units"', 'one of your own'],
        ['bothways query --file question.sql --csv > answer.csv', 'all rows, for a spreadsheet'],
      ),
    );

  verb(
    'report [name]',
    'write an experiment as one HTML page (default: the one run last)',
    async () => (await import('./report.ts')).report,
  )
    .option('--output <file>', 'the file (default: the name of the experiment, in this folder)')
    .addHelpText(
      'after',
      examples(
        ['bothways report', 'the experiment run last'],
        ['bothways report hidden-sizes --output answers/sizes.html', 'under another name'],
      ),
    );

  verb(
    'serve [name]',
    'show all pages in a browser on this machine, as runs come in',
    async () => (await import('./serve.ts')).serve,
  )
    .option('--port <n>', 'the port (default: one that is free)')
    .option('--open', 'open the page in a browser, too')
    .addHelpText(
      'after',
      `
It prints the address, which holds a secret: only who has it sees the pages, and
only on this machine. From another one: ssh -L 8000:127.0.0.1:8000 HOST, and
--port 8000 here. Ctrl-C ends it.
${examples(
  ['bothways serve', 'the list of experiments'],
  ['bothways serve hidden-sizes --open', 'the page of one, in a browser'],
)}`,
    );

  verb(
    'forget <name>',
    'delete an experiment and the runs that no other one uses',
    async () => (await import('./forget.ts')).forget,
  )
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples(
        ['bothways forget hidden-sizes', 'says what would go, and asks'],
        ["bothways forget 'hidden-sizes epochs=200' --yes", 'in a script'],
      ),
    );

  verb(
    'complete <shell>',
    'print what completes commands, names and keys in bash, zsh, fish or powershell',
    async () => (await import('./complete.ts')).complete,
  ).addHelpText(
    'after',
    examples(
      ['bothways complete fish > ~/.config/fish/completions/bothways.fish', 'for fish, once and for all'],
      ['source <(bothways complete bash)', 'for bash, as a line of ~/.bashrc'],
      ['source <(bothways complete zsh)', 'for zsh, as a line of ~/.zshrc'],
    ),
  );

  return root;
}

const RUN_SAID = `
A run is its number, or the name of an experiment with as many key=value as it
takes to leave one configuration; without seed=… its first seed.
`;

/** Lines for the end of a help: each command under what it is for. */
function examples(...lines: readonly (readonly [command: string, purpose: string])[]): string {
  return `\nExamples:\n${lines.map(([command, purpose]) => `  # ${purpose}\n  ${command}`).join('\n')}`;
}

/** cli.ts writes a bare `--csv` as `--csv=plain`, so that the word after it is not taken for the dialect. */
function csvOption(): Option {
  const dialects: readonly CsvDialect[] = ['plain', 'excel'];
  const meaning = 'comma-separated values; --csv=excel has semicolons and a byte order mark';
  return new Option('--csv [dialect]', meaning).choices(dialects);
}

function fileName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected the name of a file.');
  return text;
}
