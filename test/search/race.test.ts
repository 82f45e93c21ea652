import { describe, expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import { type Race, type Result, type RunWanted, race } from '../../src/search/race.ts';

/** The results of each candidate by seed, from seed 1. */
type Table = Readonly<Record<string, readonly Result[]>>;

const resultIn = (table: Table) => (run: RunWanted) => table[run.candidate][run.seed - 1] ?? null;

function raced(table: Table, { seeds = 8, better = 'higher' }: { seeds?: number; better?: 'higher' | 'lower' } = {}) {
  const terms = { candidates: Object.keys(table), seeds: Array.from({ length: seeds }, (_, i) => i + 1), better };
  return race(terms, resultIn(table));
}

const namesOf = ({ racing }: Race) => racing.map(({ candidate }) => candidate);
const names = (runs: readonly RunWanted[]) => runs.map(({ candidate, seed }) => `${candidate}${seed}`);

/** Good leads bad on all seeds; even leads and trails good in turn. */
const TABLE = {
  even: [0.92, 0.88, 0.93, 0.87, 0.92, 0.88, 0.93, 0.87],
  good: [0.9, 0.9, 0.91, 0.91, 0.9, 0.9, 0.91, 0.9],
  bad: [0.8, 0.81, 0.82, 0.83, 0.84],
};

describe('a race', () => {
  it('begins with five seeds for all, seed by seed', () => {
    const { next, rounds, made } = raced({ a: [], b: [] });
    expect(names(next)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'a4', 'b4', 'a5', 'b5']);
    expect([rounds, made]).toEqual([0, 0]);
  });

  it('decides nothing on half a row', () => {
    const { next, left, made } = raced({ ...TABLE, bad: [0.8, 0.81, 0.82, 0.83] });
    expect(names(next)).toEqual(['bad5']);
    expect(left).toEqual([]);
    expect(made).toBe(14);
  });

  it('drops who trails the leader on all of five seeds: one way in 32 of turning the signs is as extreme', () => {
    const { left, racing, rounds, next, made } = raced(TABLE);
    expect(left).toEqual([{ candidate: 'bad', afterSeeds: 5, p: 1 / 32 }]);
    expect(racing).toEqual([
      { candidate: 'good', seedsRun: 8, waits: false },
      { candidate: 'even', seedsRun: 8, waits: false },
    ]);
    expect([rounds, made]).toEqual([4, 5 + 16]);
    expect(next).toEqual([]);
  });

  it('asks one seed more of those that are left', () => {
    const { next } = raced({ ...TABLE, even: TABLE.even.slice(0, 6), good: TABLE.good.slice(0, 5) });
    expect(names(next)).toEqual(['good6']);
  });

  it('lets those wait that trail the leader with a p of at most 0.15, until another leads', () => {
    const ahead = [5, 5, 5, 5, 5];
    const behind = [4, 4, 4, 4, 5.5]; // two of the 32 ways of turning 1, 1, 1, 1, −0.5 are as extreme: 0.0625
    const level = [7, 3, 7, 3, 4.9];
    expect(names(raced({ ahead, behind, level }).next)).toEqual(['ahead6', 'level6']);

    // Now level leads, and of 3, −1, 3, −1, −0.6 eight of 32 are as extreme: behind catches up
    const { left, racing, next } = raced({ ahead: [...ahead, 0], behind, level: [...level, 20] });
    expect([left, names(next)]).toEqual([[], ['behind6']]);
    expect(racing).toEqual([
      { candidate: 'level', seedsRun: 6, waits: false },
      { candidate: 'ahead', seedsRun: 6, waits: false },
      { candidate: 'behind', seedsRun: 5, waits: false },
    ]);
  });

  it('is over when all others wait or have left', () => {
    const { next, racing, made } = raced({ ahead: [5, 5, 5, 5, 5], behind: [4, 4, 4, 4, 5.5], bad: [1, 1, 1, 1, 1] });
    expect(next).toEqual([]);
    expect(racing.map(({ candidate, waits }) => [candidate, waits])).toEqual([
      ['ahead', false],
      ['behind', true],
    ]);
    expect(made).toBe(15);
  });

  it('turns round where lower is better', () => {
    const losses = { a: [5, 4, 5, 4, 5], b: [1, 1, 1, 1, 1] };
    expect(namesOf(raced(losses, { better: 'lower' }))).toEqual(['b']);
    expect(namesOf(raced(losses, { better: 'higher' }))).toEqual(['a']);
  });

  it('is over when one is left, and at once with one candidate', () => {
    expect(raced({ a: [5, 4, 5, 4, 5], b: [1, 1, 1, 1, 1] })).toMatchObject({ next: [], rounds: 1, made: 10 });
    expect(raced({ a: [] })).toMatchObject({ racing: [{ candidate: 'a' }], next: [], rounds: 0, made: 0 });
  });

  it('lets the earlier of two equal ones lead', () => {
    const same = [0.5, 0.6, 0.5, 0.6, 0.5];
    expect(namesOf(raced({ b: same, a: same }, { seeds: 5 }))).toEqual(['b', 'a']);
  });

  it('counts a lost run as worse than any result', () => {
    const steady = [0.5, 0.5, 0.5, 0.5, 0.5];
    const lost: Result[] = [0.9, 0.9, 0.9, 0.9, 'lost'];
    // It would lead by far; on four seeds it is better, so it stays in the race
    expect(namesOf(raced({ lost, steady }, { seeds: 5 }))).toEqual(['steady', 'lost']);
    const allLost: Result[] = ['lost', 'lost', 'lost', 'lost', 'lost'];
    expect(raced({ allLost, steady }, { seeds: 5 }).left).toEqual([{ candidate: 'allLost', afterSeeds: 5, p: 1 / 32 }]);
  });

  it('is the same race in whatever pieces its results come', () => {
    const { uniform: random } = stream(7, 'a race');
    const table = Object.fromEntries(
      Array.from({ length: 8 }, (_, c) => [`c${c}`, Array.from({ length: 14 }, () => 0.01 * c + 0.03 * random())]),
    );
    const terms = {
      candidates: Object.keys(table),
      seeds: Array.from({ length: 14 }, (_, i) => i + 1),
      better: 'higher',
    } as const;
    const inPieces = (pieces: number) => {
      const made = new Set<string>();
      const resultOf = (run: RunWanted) => (made.has(`${run.candidate} ${run.seed}`) ? resultIn(table)(run) : null);
      let now: Race = race(terms, resultOf);
      while (now.next.length > 0) {
        // Some of what is wanted, in no order, and then the race is looked at anew
        for (const { candidate, seed } of now.next.toSorted(() => random() - 0.5).slice(0, pieces))
          made.add(`${candidate} ${seed}`);
        now = race(terms, resultOf);
      }
      return { now, made: [...made].toSorted() };
    };
    const whole = inPieces(Number.POSITIVE_INFINITY);
    expect(whole.now.left.length).toBeGreaterThan(2);
    expect(whole.now.made).toBe(whole.made.length);
    for (const pieces of [1, 3, 7]) expect(inPieces(pieces)).toEqual(whole);
  });
});
