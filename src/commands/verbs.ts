/** The verbs of the command line: their arguments and options, what they are for, and where they are. */
import { Option } from 'commander';
import type { CsvDialect } from '../report/csv.ts';
import type { Context, ExitStatus } from './context.ts';

export type Verb = (context: Context, ...rest: never[]) => ExitStatus | Promise<ExitStatus>;

export interface VerbDescription {
  /** The name and its arguments, as commander reads them. */
  readonly usage: string;
  readonly description: string;
  /** What follows the name in `--help`, where that is not what is in `usage`. */
  readonly shown?: string;
  /** Flags, what they do, and the value without them where there is one; or what only commander can say. */
  readonly options?: readonly (readonly [flags: string, purpose: string, value?: string] | Option)[];
  /** What `--help` says before the examples. */
  readonly notes?: string;
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Loads the verb's module, at its first call only, so that none pays for another. */
  readonly load: () => Promise<Verb>;
}

const DIALECTS: readonly CsvDialect[] = ['plain', 'excel'];
/** cli.ts writes a bare `--csv` as `--csv=plain`, so that the word after it is not taken for the dialect. */
const CSV = new Option(
  '--csv [dialect]',
  'comma-separated values; --csv=excel has semicolons and a byte order mark',
).choices(DIALECTS);

const RUN_SAID = `
A run is its number, or the name of an experiment with as many key=value as it
takes to leave one configuration; without seed=… its first seed.
`;

/** In the order of `--help`. */
export const VERBS: readonly VerbDescription[] = [
  {
    usage: 'init [file]',
    description: 'write a commented example file and the schema for editors',
    options: [['--data <file>', 'look at a file of your own, and write an experiment for it']],
    examples: [
      ['bothways init', 'writes experiment.yaml and experiment.schema.json'],
      ['bothways init --data walks.csv', 'writes walks.yaml, with a comment for each guess'],
      ['bothways init questions/how-deep.yaml', 'the same in another folder, under a name of your own'],
    ],
    load: async () => (await import('./init.ts')).init,
  },
  {
    usage: 'check <file...>',
    description: 'validate, and print the plan: configurations, runs, updates, what is done, the time',
    shown: '<file...> [key=value...]',
    examples: [
      ['bothways check experiments/*.yaml', 'every mistake of every file, with its place'],
      ['bothways check experiments/hidden-sizes.yaml epochs=5000', 'how long would that take?'],
    ],
    load: async () => (await import('./check.ts')).check,
  },
  {
    usage: 'run <file...>',
    description: 'train what is missing and print the comparison; key=value overrides the file',
    shown: '[options] <file...> [key=value...]',
    options: [
      ['--jobs <n>', 'worker processes (default: the cores)'],
      ['--queue [address]', 'have the runs trained by the workers of a queue, such as redis://host'],
      ['--shard <part>', 'train one part of the plan, such as 3/8, into a database of its own for `merge`'],
      ['--fail-fast', 'stop at the first run that fails'],
      ['--report', 'write the answer as an HTML page, too'],
      [
        '--fail-unless <verdict>',
        'end with status 1 unless every level is better, same or not-worse (by the smallest effect) than the baseline',
      ],
      ['--verbose', 'say what hardly ever changes, too: what the task needs, how the engine was checked, all advice'],
      ['--again', 'train all again, compare the bits with what is stored, and replace nothing'],
    ],
    notes: `
Running it again trains nothing; with another seed or value in the file it trains
only what is new. Ctrl-C keeps what is finished. With key=value the experiment is
stored under a name of its own, such as 'hidden-sizes epochs=200'.
`,
    examples: [
      ['bothways run experiments/hidden-sizes.yaml', 'train, compare, answer'],
      ['bothways run experiments/hidden-sizes.yaml epochs=200 units=4,8', 'with other values'],
      ['bothways run experiments/*.yaml --jobs 2', 'one after the other, two processes each'],
      ['bothways run experiment.yaml --fail-unless better', 'as a test in CI'],
      ['bothways run experiments/hidden-sizes.yaml --shard 3/8 --database part-3.db', 'the third of eight parts'],
    ],
    load: async () => (await import('./run.ts')).run,
  },
  {
    usage: 'worker [address]',
    description: 'train the runs of a queue on this machine, until it is stopped',
    options: [['--jobs <n>', 'runs at once (default: the cores)']],
    notes: `
A queue is a Redis or Valkey server; its address may stand in BOTHWAYS_QUEUE, its
password in BOTHWAYS_QUEUE_PASSWORD, and never on the command line. Workers and
\`run --queue\` must have the same version of Bothways. Ctrl-C gives back what is
not finished. See docs/machines.md.
`,
    examples: [
      ['bothways worker redis://10.0.0.5', 'on each machine that is to help'],
      ['bothways worker rediss://queue.example.org:6380 --jobs 4', 'encrypted, with four processes'],
    ],
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    usage: 'compare [name]',
    description: 'print the comparison of an experiment (default: the one run last)',
    options: [
      ['--by <key>', 'compare the levels of another swept key'],
      ['--baseline <level>', 'the level that the others are compared with'],
      ['--metric <name>', 'what is compared: accuracy, loss, … as its data have it'],
      ['--steps', 'accuracy by time step, and where the gain is'],
      ['--curves', 'how each level learns: loss or accuracy over the epochs, drawn'],
      ['--classes', 'precision, recall and mistakes of each class, of data with a fixed test part'],
      CSV,
      ['--verbose', 'say what hardly ever changes, too: what the task needs, how the engine was checked, all advice'],
      ['--markdown', 'print a table to paste, with mean, standard deviation and interval'],
      ['--latex', 'print the same table for LaTeX, with booktabs'],
    ],
    examples: [
      ['bothways compare', 'the experiment run last'],
      ['bothways compare hidden-sizes --by units --baseline 4', 'what do more units gain?'],
      ['bothways compare does-direction-matter --steps', 'where in the sequence is the gain?'],
      ['bothways compare own-data --classes', 'which class is taken for which?'],
      ["bothways compare 'hidden-sizes epochs=200'", 'an experiment that was run with overrides'],
      ['bothways compare hidden-sizes --latex > table.tex', 'for a paper'],
    ],
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    usage: 'experiments',
    description: 'list the experiments: their question, their runs, the answer in short',
    examples: [['bothways experiments', 'the one run last first']],
    load: async () => (await import('./experiments.ts')).experiments,
  },
  {
    usage: 'runs [name]',
    description: 'list runs, of one experiment or of all',
    options: [
      ['--sort <column>', 'a column, with - before it for the largest first'],
      ['--columns <list>', 'columns by name, separated by commas'],
      CSV,
    ],
    examples: [
      ['bothways runs hidden-sizes --sort -accuracy', 'the best first'],
      ['bothways runs --columns run,seed,units,accuracy', 'these columns only'],
      ['bothways runs --csv > runs.csv', 'all columns, for a spreadsheet'],
    ],
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    usage: 'show <run...>',
    description: 'one run with its curve and receipt, or what differs between two',
    shown: '[options] <run> [run]',
    options: [
      ['--save <folder>', 'write the model as TensorFlow.js model.json and weights.bin'],
      ['--yaml', 'the file of an experiment as it was run, overrides written in'],
    ],
    notes: RUN_SAID,
    examples: [
      ['bothways show 3', 'run 3, as `bothways runs` numbers it'],
      ['bothways show hidden-sizes units=16 direction=forward seed=2', 'a run by what it is'],
      ['bothways show 3 4', 'what differs between two'],
      ['bothways show 3 --save my-model', 'for tf.loadLayersModel'],
      ["bothways show 'hidden-sizes epochs=200' --yaml > mine.yaml", 'the file back, with what was overridden'],
    ],
    load: async () => (await import('./show.ts')).show,
  },
  {
    usage: 'predict <run...>',
    description: "a model's probabilities on a fresh sequence, or on the one given, or on a file",
    shown: '<run> [input...]',
    notes: `${RUN_SAID}A name that leaves up to four configurations shows them side by side.
A file is one like that of the experiment, which needs no labels; it is printed
again with what one model says behind each row.
`,
    examples: [
      ['bothways predict article', 'a fresh sequence: expected beside predicted'],
      ['bothways predict 3 .9 .1 .4 .7 .2 .5 .8 .3 .6 .1', 'a sequence of your own'],
      ["bothways predict fill-in-the-blank '我今天不舒服,我打算____一天。'", 'the words for a gap'],
      ['bothways predict own-data direction=backward new.csv > labelled.csv', 'a file of your own'],
      ['bothways predict stress banana', 'a word of the dictionary; or its sounds: "B AH N AE N AH"'],
    ],
    load: async () => (await import('./predict.ts')).predict,
  },
  {
    usage: 'verify <run...>',
    description: 'train stored runs again from their receipts: bit-identical, or where they first differ',
    shown: '[options] <run or name>',
    options: [['--jobs <n>', 'worker processes (default: the cores)']],
    notes: `
Compared are the learning curve, the accuracy by time step, the metrics and the
weights, in this order. The saved model is opened in TensorFlow.js too. Nothing is
stored. Ends with 1 unless every run comes out bit-identical.
`,
    examples: [
      ['bothways verify 3', 'run 3, as `bothways runs` numbers it'],
      ['bothways verify hidden-sizes', 'all runs of an experiment'],
      ['bothways verify hidden-sizes units=16 direction=forward', 'its first seed'],
    ],
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    usage: 'bundle <name>',
    description: 'pack an experiment with its results and receipts into one archive',
    options: [['--output <file>', 'the archive (default: the name, with .tar.gz)']],
    notes: `
In the archive are the experiment file, the results database with the runs of this
experiment alone, a table of them, their receipts, and a page that says what is
what. On another machine \`bothways verify\` and \`bothways run\` work in its folder.
`,
    examples: [
      ['bothways bundle hidden-sizes', 'writes hidden-sizes.tar.gz'],
      ["bothways bundle 'hidden-sizes epochs=200' --output for-the-paper.tar.gz", 'under a name of your own'],
    ],
    load: async () => (await import('./bundle.ts')).bundle,
  },
  {
    usage: 'query [sql]',
    description:
      'run read-only SQL, as an argument, in a file or on standard input; without SQL, show what there is to ask',
    options: [
      ['--schema', 'show every view and table with the meaning of its columns'],
      ['--file <file>', 'run the SQL in a file'],
      ['--timeout <seconds>', 'end a query after so long', '10'],
      CSV,
    ],
    examples: [
      ['bothways query', 'the views, and five questions that work on this database'],
      ['bothways query "SELECT units, avg(accuracy) FROM results GROUP BY units"', 'one of your own'],
      ['bothways query --file question.sql --csv > answer.csv', 'all rows, for a spreadsheet'],
    ],
    load: async () => (await import('./query.ts')).query,
  },
  {
    usage: 'report [name]',
    description: 'write an experiment as one HTML page (default: the one run last)',
    options: [['--output <file>', 'the file (default: the name of the experiment, in this folder)']],
    examples: [
      ['bothways report', 'the experiment run last'],
      ['bothways report hidden-sizes --output answers/sizes.html', 'under another name'],
    ],
    load: async () => (await import('./report.ts')).report,
  },
  {
    usage: 'serve [name]',
    description: 'show all pages in a browser on this machine, as runs come in',
    options: [
      ['--port <n>', 'the port (default: one that is free)'],
      ['--open', 'open the page in a browser, too'],
    ],
    notes: `
It prints the address, which holds a secret: only who has it sees the pages, and
only on this machine. From another one: ssh -L 8000:127.0.0.1:8000 HOST, and
--port 8000 here. Ctrl-C ends it.
`,
    examples: [
      ['bothways serve', 'the list of experiments'],
      ['bothways serve hidden-sizes --open', 'the page of one, in a browser'],
    ],
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    usage: 'merge <file...>',
    description: 'add the runs of other databases to this one; runs that both have must agree to the bit',
    examples: [
      ['bothways merge part-*.db', 'the parts that run --shard has left'],
      ['bothways merge ../from-a-friend.db --database all.db', 'two databases into a third, one after the other'],
    ],
    load: async () => (await import('./merge.ts')).merge,
  },
  {
    usage: 'forget <name>',
    description: 'delete an experiment and the runs that no other one uses',
    options: [['--yes', 'do not ask']],
    examples: [
      ['bothways forget hidden-sizes', 'says what would go, and asks'],
      ["bothways forget 'hidden-sizes epochs=200' --yes", 'in a script'],
    ],
    load: async () => (await import('./forget.ts')).forget,
  },
  {
    usage: 'complete <shell>',
    description: 'print what completes commands, names and keys in bash, zsh, fish or powershell',
    examples: [
      ['bothways complete fish > ~/.config/fish/completions/bothways.fish', 'for fish, once and for all'],
      ['source <(bothways complete bash)', 'for bash, as a line of ~/.bashrc'],
      ['source <(bothways complete zsh)', 'for zsh, as a line of ~/.zshrc'],
    ],
    load: async () => (await import('./complete.ts')).complete,
  },
];
