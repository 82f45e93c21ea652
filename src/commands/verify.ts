/** `bothways verify`: trains stored runs again from their receipts and compares the bits. */
import {
  verificationJson,
  verificationLine,
  verificationPage,
  verificationSummary,
} from '../report/verification-text.ts';
import { chooseRuns } from '../session/choose-runs.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { openStoredData } from '../session/own-data.ts';
import type { Waiting } from '../session/session.ts';
import { storedResults } from '../session/stored-results.ts';
import { verifyRuns } from '../session/verify.ts';
import type { Store } from '../store/store.ts';
import type { RunRecord, Verification } from '../vocabulary.ts';
import { type Context, type ExitStatus, printJson, surroundings } from './context.ts';
import { jobsFrom } from './jobs.ts';
import { startProgress } from './progress.ts';

export interface VerifyOptions {
  readonly jobs?: string;
}

export async function verify(context: Context, words: readonly string[], options: VerifyOptions): Promise<ExitStatus> {
  const jobs = jobsFrom(options.jobs);
  const store = await openToRead(context.database);
  try {
    const ids = chosenRuns(store, words);
    const records = ids.map((id) => store.run(id)).filter((record): record is RunRecord => record !== null);
    await openStoredData(
      store,
      records.map(({ planned }) => planned.configuration),
      context.database,
    );
    const found: Verification[] = [];
    const options = { jobs, startProgress: (waiting: Waiting) => startProgress(context, waiting) };
    for await (const one of verifyRuns(surroundings(context), store, records, options)) {
      found.push(one);
      const line = verificationLine(one);
      if (ids.length > 1 && line !== null && !context.json) context.out.print(line);
    }
    print(context, words.join(' '), found);
    return found.every((one) => verificationLine(one) === null) ? 0 : 1;
  } finally {
    store.close();
  }
}

/** One run by its number; all runs of an experiment; with key=value the first seed of the configurations left. */
function chosenRuns(store: Store, words: readonly string[]): number[] {
  if (words.length === 1 && !/^\d+$/.test(words[0])) {
    const runs = storedResults(store, words[0]).points.flatMap((point) => point.runs.map(({ id }) => id));
    if (runs.length === 0) throw new UsageError(`${words[0]} has no run yet: run it first`);
    return [...new Set(runs)];
  }
  const { groups, rest } = chooseRuns(store, words, { most: 1 });
  if (rest.length > 0) throw new UsageError(`expected one run or one experiment; found more: ${rest.join(' ')}`);
  return groups[0].runs.map(({ run }) => run.id);
}

function print(context: Context, name: string, found: readonly Verification[]): void {
  if (context.json) {
    printJson(
      context,
      found.length === 1 ? verificationJson(found[0]) : { verifications: found.map(verificationJson) },
    );
  } else {
    context.out.print(found.length === 1 ? verificationPage(found[0]) : verificationSummary(name, found));
  }
}
