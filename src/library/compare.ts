/** `compare`: what a stored experiment says, as `bothways compare` prints it. */
import { engineSentence } from '../report/engine-check-text.ts';
import { answered } from '../session/answer.ts';
import { rememberedChecks } from '../session/engine-checks.ts';
import { openToRead } from '../session/open-results.ts';
import { openDataOf } from '../session/own-data.ts';
import { storedResults } from '../session/stored-results.ts';
import type { Answered, Metric } from '../vocabulary.ts';
import { DATABASE } from './database.ts';

export interface CompareOptions {
  /** Default: results/bothways.db. */
  readonly database?: string;
  /** Another swept key to compare the levels of. */
  readonly by?: string;
  /** Another level to hold the others against. */
  readonly baseline?: string;
  readonly metric?: Metric;
}

/**
 * Compares the stored runs of an experiment; trains nothing.
 *
 * @throws UsageError where there is no experiment of that name, or it has no such key or level
 */
export async function compare(name: string, options: CompareOptions = {}): Promise<Answered> {
  const { database = DATABASE, by, baseline, metric } = options;
  const store = await openToRead(database);
  try {
    await openDataOf(store, name, database);
    const results = storedResults(store, name);
    const checks = rememberedChecks(
      store,
      results.points.map(({ planned }) => planned),
    );
    const choice = {
      ...(by !== undefined && { by }),
      ...(baseline !== undefined && { baseline }),
      ...(metric !== undefined && { metric }),
    };
    return answered(store, results, { choice, engine: engineSentence(checks) });
  } finally {
    store.close();
  }
}
