/** `bothways complete`: completion of commands, options, experiment names and keys in a shell. */
import { readdirSync } from 'node:fs';
import { type ArgumentHandler, RootCommand, script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import type { Described } from '../experiment/schema.ts';
import { EXPERIMENT_SCHEMA } from '../experiment/schema.ts';
import { UsageError } from '../session/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Context, ExitStatus } from './context.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** The script for bash calls a function of the package bash-completion, which macOS and small systems do not have. */
const WITHOUT_BASH_COMPLETION = `if ! declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref() {
        local line=\${COMP_LINE:0:COMP_POINT}
        read -ra words <<< "$line"
        if [[ $line == *[[:space:]] ]]; then words+=(""); fi
        cword=$((\${#words[@]} - 1))
        cur=\${words[cword]}
        prev=\${words[cword - 1]}
    }
fi`;

/** Prints what a shell has to read once, as in `source <(bothways complete bash)`. */
export function complete(context: Context, shell: string): ExitStatus {
  if (!SHELLS.some((name) => name === shell)) {
    throw new UsageError(`expected a shell, one of ${SHELLS.join(', ')}; found "${shell}"`);
  }
  if (shell === 'bash') context.out.print(WITHOUT_BASH_COMPLETION);
  script(shell, 'bothways', 'bothways');
  return 0;
}

/** Answers a shell that asks what may follow on a command line; its last word may be begun or empty. */
export function suggest(context: Pick<Context, 'database'>, root: Command, words: readonly string[]): void {
  const completion = new RootCommand();
  describe(completion, root);
  for (const command of root.commands) {
    const described = completion.command(command.name(), command.description());
    describe(described, command);
    const handler = HANDLERS[command.name()];
    if (handler !== undefined) described.argument('words', handler(context), true);
  }
  completion.parse([...words]);
}

function describe(target: RootCommand | ReturnType<RootCommand['command']>, command: Command): void {
  for (const { long, short, description, required, optional } of command.createHelp().visibleOptions(command)) {
    const name = long?.slice(2);
    if (name === undefined) continue;
    const takesValue = required || optional;
    const alias = short?.slice(1);
    if (takesValue) target.option(name, description, () => {}, alias);
    else target.option(name, description, alias);
  }
}

type HandlerOf = (context: Pick<Context, 'database'>) => ArgumentHandler;

const experiments: HandlerOf =
  ({ database }) =>
  (say) => {
    for (const name of withStore(database, (store) => store.experimentNames())) say(name, 'an experiment');
  };

const files: HandlerOf = () => (say) => {
  for (const folder of ['.', 'experiments']) {
    for (const file of yamlIn(folder)) say(folder === '.' ? file : `${folder}/${file}`, 'an experiment file');
  }
  const keys: Readonly<Record<string, Described>> = EXPERIMENT_SCHEMA.properties;
  for (const [key, { description }] of Object.entries(keys)) {
    if (key !== 'sweep' && key !== 'compare') say(`${key}=`, description ?? '');
  }
};

/** Of what stands for the words of a command. */
const HANDLERS: Readonly<Record<string, HandlerOf>> = {
  ...Object.fromEntries(['run', 'check'].map((verb) => [verb, files])),
  ...Object.fromEntries(
    ['compare', 'runs', 'show', 'predict', 'verify', 'bundle', 'forget', 'report', 'serve', 'confirm'].map((verb) => [
      verb,
      experiments,
    ]),
  ),
};

/** Nothing where there is no database yet, or none that can be read: a shell asks at every key press. */
function withStore(database: string, read: (store: Store) => readonly string[]): readonly string[] {
  try {
    const store = openStore(database, { mode: 'read' });
    try {
      return read(store);
    } finally {
      store.close();
    }
  } catch {
    return [];
  }
}

function yamlIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    return [];
  }
}
