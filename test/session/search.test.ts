/** A search on its way: its race over real runs, stopped and taken up again, and what is told of it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { searchText } from '../../src/report/search-text.ts';
import { runSearch } from '../../src/session/run-search.ts';
import { runsAtMost, searchOutcome } from '../../src/session/search.ts';
import type { Session } from '../../src/session/session.ts';
import type { Store } from '../../src/store/store.ts';
import type { Experiment, Run } from '../../src/vocabulary.ts';
import { completed, DIVERGED, FINISHED, newStore, save, temporaryFolder } from '../store/examples.ts';

/** Rates so far apart that some leave at once. */
const FILE = `
name: small
sequence_length: 4
epochs: 60
test_sequences: 40
sweep:
  direction: [forward, bidirectional]
  units: [2, 3, 4]
  learning_rate: {from: 0.0001, to: 0.1, scale: log}
search: {configurations: 5, seeds: 7, confirm: 6}
`;

function experimentOf(text = FILE): Experiment {
  const reading = readExperiment({ file: join(temporaryFolder(), 'small.yaml'), text, overrides: [] });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.experiment;
}

interface Told {
  readonly notes: string[];
  readonly trained: string[];
}

/** Runs the race in a store; aborted after so many runs. */
async function raceIn(store: Store, experiment: Experiment, { stopAfter = Number.POSITIVE_INFINITY } = {}) {
  const told: Told = { notes: [], trained: [] };
  const ending = new AbortController();
  const progress = {
    updates() {},
    finished({ planned, seed }: Run) {
      told.trained.push(`${planned.key} ${seed}`);
      if (told.trained.length === stopAfter) ending.abort(new Error('stopped'));
    },
    leftMs: () => null,
    say() {},
    stop() {},
  };
  const session: Session = {
    surroundings: {
      clock: () => performance.now(),
      now: () => FINISHED,
      signal: ending.signal,
      note: (line) => told.notes.push(line),
    },
    store,
    experiment,
    jobs: 1,
    startProgress: () => progress,
  };
  store.saveExperiment(experiment, FINISHED);
  const ran = await runSearch(session, { failFast: false, queue: null }).catch((error: Error) => {
    if (error.message !== 'stopped') throw error;
    return null;
  });
  return { ran, ...told };
}

describe('the race of a search', () => {
  it('is the same, run for run, however often it is stopped and taken up again', async () => {
    const experiment = experimentOf();
    const whole = await raceIn(newStore(), experiment);
    expect(whole.ran?.races.isOver).toBe(true);
    expect(whole.trained.length).toBeLessThan(2 * 5 * 7);
    expect(new Set(whole.trained).size).toBe(whole.trained.length);

    const store = newStore();
    const trained: string[] = [];
    let now = await raceIn(store, experiment, { stopAfter: 3 });
    for (let stops = 1; now.ran === null; stops++) {
      trained.push(...now.trained);
      expect(searchOutcome(store, 'small')?.isOver).toBe(false);
      now = await raceIn(store, experiment, { stopAfter: 1 + ((7 * stops) % 11) });
    }
    expect([...trained, ...now.trained]).toEqual(whole.trained);
    expect(now.ran.races.levels.map(({ race }) => race)).toEqual(whole.ran?.races.levels.map(({ race }) => race));
    expect(now.ran.experiment.points).toEqual(whole.ran?.experiment.points);

    const again = await raceIn(store, experiment);
    expect([again.trained, again.notes]).toEqual([[], []]);
    expect(again.ran).toMatchObject({ planned: whole.trained.length, doneBefore: whole.trained.length });
  });

  it('plans at most every candidate with every seed, and less once some have left', async () => {
    const experiment = experimentOf();
    expect(runsAtMost(null, experiment)).toHaveLength(2 * 5 * 7 + 2 * 6);
    const store = newStore();
    const { trained } = await raceIn(store, experiment);
    expect(store.missing(runsAtMost(store, experiment))).toHaveLength(2 * 6);
    expect(runsAtMost(store, experiment)).toHaveLength(trained.length + 2 * 6);
  });
});

describe('a stored search', () => {
  /** Two candidates by hand, of which the second one leads on all five seeds; of each the first run is a quarter better. */
  function stored(results: readonly (readonly number[])[]) {
    const experiment = experimentOf(
      'name: two\nunits: 2\nsweep: {units: [2, 4]}\nsearch: {configurations: all, seeds: 5, confirm: 3}',
    );
    const store = newStore();
    store.saveExperiment(experiment, FINISHED);
    const { candidates, seeds } = experiment.search ?? { candidates: [], seeds: [] };
    for (const [c, { planned }] of candidates.entries()) {
      for (const [s, accuracy] of (results[c] ?? []).entries()) {
        save(
          store,
          { planned, seed: seeds[s], engineVersion: 'fused-1' },
          accuracy < 0 ? DIVERGED : completed(accuracy),
        );
      }
    }
    return {
      store,
      text: searchText(searchOutcome(store, 'two') ?? fail(), { by: null, metric: 'accuracy', width: 120 }),
    };
  }
  const fail = (): never => {
    throw new Error('no search');
  };

  it('tells who left when, what that saved, and who won', () => {
    const { text } = stored([
      [0.8, 0.81, 0.82, 0.83, 0.84],
      [0.9, 0.9, 0.9, 0.9, 0.9],
    ]);
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      'search: 2 configurations in a race over 5 seeds at most',
      '',
      'configurations',
      'left after 5 seeds                1',
      'still there                1',
      '',
      'The race took all 10 runs: every configuration with every seed.',
      '4 units won with accuracy 0.900 in the race, told apart from all others.',
      'The winner was trained again with 3 other seeds, 1001 … 1003; the table is of these runs alone.',
    ]);
  });

  it('names those that nothing tells apart from the winner', () => {
    const { text } = stored([
      [0.9, 0.8, 0.9, 0.8, 0.9],
      [0.85, 0.85, 0.85, 0.85, 0.84],
    ]);
    expect(text).toContain('2 units won with accuracy 0.860 in the race; still undistinguished: (4 units).');
  });

  it('says that a race is not over, and decides nothing on half a row', () => {
    const { text } = stored([[0.8, 0.81], [0.9]]);
    expect(text).toContain('The race is not over: 3 runs are there, of at most 10.');
    expect(text).toContain('nothing is decided yet.');
  });

  it('counts a diverged run as worse than any', () => {
    const { text } = stored([
      [0.8, 0.81, 0.82, 0.83, 0.84],
      [0.9, 0.9, 0.9, 0.9, -1],
    ]);
    expect(text).toContain('2 units won');
  });
});
