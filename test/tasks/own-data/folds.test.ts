/** Folds: every group is tested once, by models that have not seen it. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { foldsOf } from '../../../src/tasks/own-data/split.ts';
import { summaryOfFolds } from '../../../src/tasks/own-data/summary.ts';
import { answersOf, inputsOf, open, problems, warnings } from './opening.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** 23 recordings of 8 people, of 2 steps each. */
const WALKS = lines(
  'id,a,y,person',
  ...Array.from({ length: 23 }, (_, i) => [0, 1].map((t) => `s${i},${10 * i + t},${'pqr'[i % 3]},p${i % 8}`)).flat(),
);
const map: WrittenData = {
  file: 'x.csv',
  sequence: 'id',
  input: 'a',
  label: 'y',
  per: 'sequence',
  group: 'person',
  folds: 3,
};

async function folds(written: WrittenData, text: string): Promise<Prepared[]> {
  const data = await open(written, { text });
  if (data.kind === 'invalid') throw new Error(data.problems.map(({ message }) => message).join('\n'));
  return data.folds.map(({ prepared }) => prepared);
}

describe('folds', () => {
  it('are dealt out to groups in the order of the SHA-256 of their values', async () => {
    const people = Array.from({ length: 8 }, (_, i) => `p${i}`);
    const order = people.toSorted((a, b) => (sha256(JSON.stringify(a)) < sha256(JSON.stringify(b)) ? -1 : 1));
    const prepared = await folds({ ...map, standardise: false }, WALKS);
    const testedIn = prepared.map((data) => [
      ...new Set(inputsOf(data, 1).map(([a]) => `p${Math.floor((a as number) / 10) % 8}`)),
    ]);
    expect(testedIn.map((group) => group.sort())).toEqual(
      [0, 1, 2].map((fold) => order.filter((_, place) => place % 3 === fold).sort()),
    );
  });

  it('test every sequence once, and train on all that they do not test', async () => {
    const prepared = await folds({ ...map, standardise: false }, WALKS);
    const all = Array.from({ length: 23 }, (_, i) => [10 * i, 10 * i + 1]);
    const sorted = (sequences: unknown[]) => sequences.map((one) => JSON.stringify(one)).sort();
    expect(sorted(prepared.flatMap((data) => inputsOf(data, 1)))).toEqual(sorted(all));
    for (const data of prepared) expect(sorted([...inputsOf(data, 0), ...inputsOf(data, 1)])).toEqual(sorted(all));
  });

  it('are each standardised by their own training part', async () => {
    for (const { description, ...data } of await folds(map, WALKS)) {
      const trained = inputsOf({ description, ...data }, 0).flat() as number[];
      expect(trained.reduce((sum, value) => sum + value, 0) / trained.length).toBeCloseTo(0, 6);
      expect(trained.reduce((sum, value) => sum + value ** 2, 0) / trained.length).toBeCloseTo(1, 6);
    }
  });

  it('number classes alike, in the order of the file', async () => {
    for (const data of await folds(map, WALKS)) {
      expect(data.description.words.classes).toEqual(['p', 'q', 'r']);
      expect(new Set(answersOf(data, 1))).toEqual(new Set(['p', 'q', 'r']));
    }
  });

  it('sum the variance of targets from one number, whatever their own means', async () => {
    const text = lines('id,a,y', ...Array.from({ length: 20 }, (_, i) => `s${i},${i},${i ** 2}`));
    const prepared = await folds(
      { file: 'x.csv', sequence: 'id', input: 'a', target: 'y', per: 'sequence', folds: 4 },
      text,
    );
    const mean = Array.from({ length: 20 }, (_, i) => i ** 2 / 20).reduce((sum, value) => sum + value, 0);
    for (const { description } of prepared) {
      expect(description.target?.centre).toBeCloseTo(mean, 10);
      expect(description.target?.mean).not.toBeCloseTo(mean, 3);
    }
  });

  it('differ by one group at most, however many there are', () => {
    for (const [groups, k] of [
      [2, 2],
      [11, 10],
      [101, 7],
    ]) {
      const dealt = foldsOf(
        Array.from({ length: groups }, (_, g) => sha256(String(g))),
        k,
      );
      const sizes = Array.from({ length: k }, (_, fold) => dealt.filter((other) => other === fold + 1).length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    }
  });

  it('are told in a summary: the test part of each, and the floor of all answers', async () => {
    const prepared = await folds(map, WALKS);
    const { folds: parts, sequences, split, floor } = summaryOfFolds(prepared);
    expect(sequences).toBe(23);
    expect(parts?.map(({ groups }) => groups)).toEqual([3, 3, 2]);
    expect(parts?.reduce((sum, part) => sum + part.sequences, 0)).toBe(23);
    expect(split).toBe('each of 3 folds of the values of person, by hash');
    // The commonest class of each training part, counted over all test parts
    const right = prepared.map((data) => {
      const trained = answersOf(data, 0);
      const times = (name: string) => trained.filter((other) => other === name).length;
      const commonest = ['p', 'q', 'r'].reduce((best, name) => (times(name) > times(best) ? name : best));
      return answersOf(data, 1).filter((answer) => answer === commonest).length;
    });
    expect(floor).toMatchObject({ kind: 'classes', commonest: expect.closeTo(right.reduce((a, b) => a + b) / 23, 12) });
  });
});

describe('folds are refused', () => {
  const numbers = (rows: readonly string[]) => lines('id,a,y,person', ...rows);
  it.each<[string, WrittenData, string, string]>([
    [
      'beside a test part',
      { ...map, test: '20%' },
      WALKS,
      'folds: every group is in the test part of one fold, so that none is given. Remove test or folds.',
    ],
    [
      'beside a test column',
      { ...map, test: { column: 'person' } },
      WALKS,
      'folds: every group is in the test part of one fold, so that none is given. Remove test or folds.',
    ],
    [
      'for windows of one recording',
      { file: 'x.csv', input: 'a', label: 'y', windows: { length: 5 }, folds: 3 },
      WALKS,
      'folds: windows of one recording overlap, and those between two others know them both. Take its end: test: last 20%.',
    ],
    [
      'where there are fewer groups',
      { ...map, folds: 9 },
      WALKS,
      'folds: expected a group for each fold; found 8 groups.',
    ],
    [
      'where one group alone has a class',
      { ...map, folds: 2 },
      numbers(['s1,1,p,x', 's2,2,q,x', 's3,3,p,y', 's4,4,q,y', 's5,5,r,z']),
      'x.csv:6:6 the class "r" is not in the training part of fold 1: one group has it alone. Join it to another one, leave its rows out, or take another test part.',
    ],
  ])('%s', async (_, written, text, expected) => {
    const found = await problems(written, { text });
    expect(found.map((problem) => problem.replace(/fold \d/, 'fold 1'))).toEqual([expected]);
  });
});

it('a small test part is told that folds would test every group', async () => {
  const text = lines('id,a,y', ...Array.from({ length: 24 }, (_, i) => `s${i},${i},${'pq'[i % 2]}`));
  const written: WrittenData = { file: 'x.csv', sequence: 'id', input: 'a', label: 'y', per: 'sequence' };
  expect(await warnings(written, { text })).toEqual([
    'test: the test part has 5 groups: an interval over fewer than 10 says little. Say folds: 5 in place of test, and all 24 are tested.',
  ]);
  expect(await warnings({ ...written, folds: 5 }, { text })).toEqual([]);
});
