import { describe, expect, it } from 'vitest';
import { levelSentence, searchText } from '../../src/report/search-text.ts';
import type { Contestant, LevelOutcome, SearchOutcome } from '../../src/vocabulary.ts';

const contestant = (units: number): Contestant => ({
  ...{ key: `${units}`, settings: { units }, seeds: 8, mean: 0.9 + units / 1000 },
});
const WON = [contestant(8)];

function outcome(changes: Partial<LevelOutcome>): SearchOutcome {
  const level: LevelOutcome = {
    ...{ level: 'forward', candidates: 4, rounds: 4, seedsRun: 8 },
    ...{ left: [], racing: WON, waiting: [], ...changes },
  };
  return {
    isOver: true,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8],
    confirmingSeeds: [9],
    runs: { made: 20, ofAll: 32 },
    levels: [level],
  };
}

describe('a search, as it is told', () => {
  const style = { by: 'direction', metric: 'accuracy', width: 100 } as const;
  const sentence = (changes: Partial<LevelOutcome>) => {
    const search = outcome(changes);
    return levelSentence(search.levels[0], search, style);
  };

  it('names who may be the best beside the winner', () => {
    expect(sentence({ racing: [...WON, contestant(6)], waiting: [contestant(4)] })).toBe(
      'forward: 8 units won with accuracy 0.908 in the race; still undistinguished: (6 units).',
    );
  });

  it('tells a winner that all others trail from one that is told apart from them', () => {
    expect(sentence({ waiting: [contestant(4)] })).toContain('in the race, with none close behind.');
    expect(sentence({})).toContain('in the race, told apart from all others.');
  });

  it('counts those that wait, where there are any', () => {
    expect(searchText(outcome({ waiting: [contestant(4), contestant(5)] }), style)).toMatch(/^ +waiting +2$/m);
    expect(searchText(outcome({}), style)).not.toContain('waiting');
  });
});
