/** `bothways merge`: brings databases together, such as the parts that `run --shard` leaves. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { wrap } from '../report/table.ts';
import { terminalText } from '../report/terminal-text.ts';
import { shellWord } from '../session/answer.ts';
import { UsageError } from '../session/errors.ts';
import { openToWrite, sourceReader } from '../session/open-results.ts';
import type { Merged } from '../store/store.ts';
import { plural } from '../words.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';

/** Status 1 where a run of one file has other bits than that of another. */
export async function merge(context: Context, files: readonly string[]): Promise<ExitStatus> {
  const { database, out } = context;
  refuseRepeated([database, ...files]);
  const store = await openToWrite(database, surroundings(context));
  const merged: { file: string; found: Merged }[] = [];
  try {
    for (const file of files) {
      const found = store.merge(file, (await sourceReader(file)).readSource);
      merged.push({ file, found });
      if (!context.json) out.print(textOf(file, found, out.width));
    }
  } finally {
    store.close();
  }
  if (context.json) printJson(context, { database, files: merged.map(json) });
  else out.print(terminalText(`next: bothways compare --database ${shellWord(database)}`));
  return merged.every(({ found }) => found.different.length === 0) ? 0 : 1;
}

function refuseRepeated(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const path = pathOf(file);
    const other = seen.get(path);
    if (other !== undefined) {
      throw new UsageError(
        `expected different files; found ${file}${other === file ? '' : `, which is ${other},`} twice`,
      );
    }
    seen.set(path, file);
  }
}

/** A file may have several names; one that is not there yet has the one that was typed. */
function pathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

function json({ file, found }: { file: string; found: Merged }): Record<string, unknown> {
  return { file, runs: { added: found.added, equal: found.equal, different: found.different.length } };
}

/** Runs that differ are named up to here. */
const MOST_NAMED = 5;

function textOf(file: string, { added, equal, different, otherFiles }: Merged, width: number): string {
  const lines = [
    `${terminalText(file)}: ${plural(added, 'run')} added` +
      (equal === 0 ? '' : `, ${equal} here already with the same bits`) +
      (different.length === 0 ? '' : `, ${different.length} with other bits, which were left as they are here:`),
    ...different
      .slice(0, MOST_NAMED)
      .map((run) => `  configuration ${run.configuration}, seed ${run.seed}, ${terminalText(run.engineVersion)}`),
    ...(different.length > MOST_NAMED ? [`  and ${different.length - MOST_NAMED} more`] : []),
    ...otherFiles.map(
      (name) =>
        `  ${terminalText(name)} was run from another file here; its plan stays as it is here, the runs are there`,
    ),
  ];
  return lines.map((line) => wrap(line, width, 2)).join('\n');
}
