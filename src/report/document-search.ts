/** How the levels that are compared were chosen, as the page shows it. */
import type { Metric, SearchOutcome } from '../vocabulary.ts';
import { plural } from '../words.ts';
import type { DocumentSearch } from './experiment-document.ts';
import { formatMetric } from './numbers.ts';
import { confirmation, contestantName, savedSentence } from './search-text.ts';

/** Configurations of a level that have a bar: nobody looks at more. */
const MOST_SHOWN = 60;

/** Those still there first, the leader before them, then those that wait, then who left last. */
export function documentSearch(search: SearchOutcome, metric: Metric): DocumentSearch {
  return {
    isOver: search.isOver,
    seeds: search.seeds.length,
    runs: search.runs,
    sentences: [savedSentence(search), confirmation(search)],
    levels: search.levels.map(({ level, racing, waiting, left, rounds, candidates }) => {
      const racers = [
        ...[...racing, ...waiting].map((each) => ({ ...each, p: null })),
        ...left.toReversed().map((each) => ({ ...each, seeds: each.afterSeeds })),
      ];
      return {
        level,
        rounds,
        racing: racing.length,
        more: candidates > MOST_SHOWN ? `and ${plural(candidates - MOST_SHOWN, 'configuration')} more` : '',
        racers: racers.slice(0, MOST_SHOWN).map((each) => ({
          name: contestantName(each),
          seeds: each.seeds,
          mean: each.mean,
          text: each.mean === null ? '' : formatMetric(metric, each.mean, null),
          p: each.p,
        })),
      };
    }),
  };
}
