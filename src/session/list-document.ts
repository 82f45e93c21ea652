/** The list of experiments from a cheap summary; their answers are worked out a few at a time, and kept. */
import { descriptionIn } from '../experiment/description.ts';
import { packageVersion } from '../machine/package.ts';
import { verdictSentences } from '../report/answer.ts';
import { engineFailure } from '../report/engine-check-text.ts';
import type { ListDocument, ListedExperiment } from '../report/list-document.ts';
import type { Store } from '../store/store.ts';
import { answered } from './answer.ts';
import { rememberedChecks } from './engine-checks.ts';
import { UsageError } from './errors.ts';
import { isDataOpen } from './own-data.ts';
import { configurationsIn, storedResults } from './stored-results.ts';

/** What has been worked out, by name, with what it was worked out from. */
export interface ListCache {
  readonly descriptions: Map<string, Known<string>>;
  readonly sentences: Map<string, Known<readonly string[]>>;
}

interface Known<T> {
  readonly from: string;
  readonly value: T;
}

export function newListCache(): ListCache {
  return { descriptions: new Map(), sentences: new Map() };
}

/** Milliseconds for answers in one list: the rest of them is for the next. */
const MOST_AT_ONCE_MS = 100;

/**
 * The list as far as it is known; what of its answers is not has null, and comes with a later call.
 *
 * @param store null: there is no database yet
 */
export function listDocument(
  store: Store | null,
  cache: ListCache,
  { database, clock }: { readonly database: string; readonly clock: () => number },
): ListDocument {
  const until = clock() + MOST_AT_ONCE_MS;
  const checks = store?.engineCheckCount() ?? 0;
  const experiments = (store?.summaries() ?? []).map((summary): ListedExperiment => {
    const { name, source, planned, stored, lost, updatedAt, lastFinishedAt } = summary;
    const description = known(cache.descriptions, name, source, () => descriptionIn(source));
    const state = JSON.stringify([source, updatedAt, stored, lost, lastFinishedAt, checks]);
    const isThere = cache.sentences.get(name)?.from === state;
    const sentences =
      stored < planned
        ? []
        : store !== null && (isThere || clock() < until)
          ? known(cache.sentences, name, state, () => sentencesOf(store, name))
          : null;
    return { name, description, runs: { planned, stored, lost }, updatedAt, lastFinishedAt, sentences };
  });
  return { format: 1, madeBy: `bothways ${packageVersion()}`, database, experiments };
}

function known<T>(cache: Map<string, Known<T>>, name: string, from: string, make: () => T): T {
  const found = cache.get(name);
  if (found?.from === from) return found.value;
  const value = make();
  cache.set(name, { from, value });
  return value;
}

/** What the page says too, after a warning where the engine check gives one. */
function sentencesOf(store: Store, name: string): readonly string[] {
  try {
    const results = storedResults(store, name);
    if (!configurationsIn(results).every(isDataOpen)) {
      return ['The data that it was trained on are not here.'];
    }
    const planned = results.points.map((point) => point.planned);
    const failure = engineFailure(rememberedChecks(store, planned));
    const { comparison, gains } = answered(store, results);
    return [...(failure === null ? [] : [`${failure}.`]), ...verdictSentences(comparison, gains)];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}
