/** `bothways forget`: deletes an experiment and the runs that no other one uses. Asks first. */
import { createInterface } from 'node:readline/promises';
import { openStore } from '../store/store.ts';
import { unknownExperiment } from './comparing.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { UsageError } from './errors.ts';
import { count } from './progress.ts';

export async function forget(context: Context, name: string, { yes }: { yes?: boolean }): Promise<ExitStatus> {
  const store = openStore(context.database, { mode: 'write' });
  try {
    const would = store.forgettable(name);
    if (would === null) throw unknownExperiment(store, name);
    const what = `${name} and ${would.runs === 0 ? 'none of its runs: others use them' : `${count(would.runs, 'run')} that no other experiment uses`}`;
    if (!yes && !(await confirmed(context, `Delete ${what}? [y/N] `))) {
      context.err.print('nothing was deleted');
      return 0;
    }
    const gone = store.forget(name) ?? would;
    if (context.json)
      printJson(context, { experiment: name, deleted: { runs: gone.runs, configurations: gone.configurations } });
    else context.out.print(`deleted ${name} and ${count(gone.runs, 'run')}`);
    return 0;
  } finally {
    store.close();
  }
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
