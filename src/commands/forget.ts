/** `bothways forget`: deletes an experiment and the runs that no other one uses. Asks first. */
import { createInterface } from 'node:readline/promises';
import { terminalText } from '../report/terminal-text.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead, openToWrite } from '../session/open-results.ts';
import { experimentNamed } from '../session/stored-results.ts';
import type { Store } from '../store/store.ts';
import { plural } from '../words.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';

export async function forget(context: Context, typed: string, { yes }: { yes?: boolean }): Promise<ExitStatus> {
  const name = await using(context, 'read', (store) => experimentNamed(store, typed));
  const would = await using(context, 'read', (store) => store.forgettable(name) ?? gone(name));
  const its =
    would.runs === 0
      ? 'none of its runs: others use them'
      : `${plural(would.runs, 'run')} that no other experiment uses`;
  if (!yes && !(await confirmed(context, `Delete ${terminalText(name)} and ${its}? [y/N] `))) {
    context.err.print('nothing was deleted');
    if (context.json) printJson(context, { experiment: name, deleted: { runs: 0, configurations: 0 } });
    return 0;
  }
  const { runs, configurations } = await using(context, 'write', (store) => store.forget(name) ?? gone(name));
  if (context.json) printJson(context, { experiment: name, deleted: { runs, configurations } });
  else context.out.print(`deleted ${terminalText(name)} and ${plural(runs, 'run')}`);
  return 0;
}

/** Not held open while a question waits for its answer. */
async function using<T>(context: Context, mode: 'read' | 'write', work: (store: Store) => T): Promise<T> {
  const { database } = context;
  const store = await (mode === 'read' ? openToRead(database) : openToWrite(database, surroundings(context)));
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Another process may have been faster. */
function gone(name: string): never {
  throw new UsageError(`${name} is not in the database any more`);
}

/** Only a terminal can answer. */
async function confirmed({ err, signal }: Context, question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !err.isTerminal) {
    throw new UsageError('expected a terminal to ask in; found none. Add --yes to delete without a question');
  }
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await line.question(question, { signal })).trim());
  } finally {
    line.close();
  }
}
