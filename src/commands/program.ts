/** The command line that the verbs make. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_DATABASE } from './database-path.ts';
import { VERBS, type Verb, type VerbDescription } from './verbs.ts';

/** Code of the error that `--version` ends the parsing with. */
export const VERSION_ASKED = 'bothways.version';

/** @param act is called with the loader of the verb on the line, its arguments and its options */
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
      examples([
        ['bothways init', 'write an example experiment to start from'],
        ['bothways run experiment.yaml', 'train it, and see the answer'],
        ['bothways help run', 'what else a command can do'],
      ]),
    )
    .addHelpText(
      'after',
      `
Environment:
  BOTHWAYS_DATABASE  the results, unless --database names them
  BOTHWAYS_ASCII     1: signs in ASCII; 0: as they are, whatever the locale says
  BOTHWAYS_KERNEL    wasm: train in WebAssembly, also where there is a native kernel
  NO_COLOR           no colours
  COLUMNS            the width of what goes into a pipe or a file`,
    );
  // Thrown out of the parsing, so that nothing else on the line is looked at
  root.on('option:version', () => {
    throw new CommanderError(0, VERSION_ASKED, '');
  });
  for (const { usage, description, shown, options = [], notes = '', examples: lines, load } of VERBS) {
    const command = root
      .command(usage)
      .description(description)
      .addHelpText('after', notes + examples(lines))
      .action((...args: unknown[]) => act(load, args.slice(0, -1)));
    if (shown !== undefined) command.usage(shown);
    for (const option of options) {
      if (option instanceof Option) command.addOption(option);
      else command.option(...option);
    }
  }
  return root;
}

/** Lines for the end of a help: each command under what it is for. */
function examples(lines: VerbDescription['examples']): string {
  return `\nExamples:\n${lines.map(([command, purpose]) => `  # ${purpose}\n  ${command}`).join('\n')}`;
}

function fileName(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected the name of a file.');
  return text;
}
