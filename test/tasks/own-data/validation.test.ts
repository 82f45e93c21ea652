/** A validation part that is taken from the training part. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { summaryOf } from '../../../src/tasks/own-data/summary.ts';
import { inputsOf, open, prepared, problems } from './opening.ts';

const [TRAINING, TEST, VALIDATION] = [0, 1, 2];
/** 60 recordings of 12 people, one step each. */
const PEOPLE = `id,a,y,person,split\n${Array.from({ length: 60 }, (_, i) => `s${i},${i},${'pq'[(i >> 1) % 2]},p${i % 12},train\n`).join('')}`;
const map: WrittenData = {
  file: 'x.csv',
  sequence: 'id',
  input: 'a',
  label: 'y',
  per: 'sequence',
  group: 'person',
  standardise: false,
};
const peopleIn = (data: Prepared, part: number) =>
  [...new Set(inputsOf(data, part).map(([a]) => `p${(a as number) % 12}`))].sort();

describe('validation: 25%', () => {
  it('is the quarter of the people that are not tested whose marked names have the smallest SHA-256', async () => {
    const [without, data] = [map, { ...map, validation: '25%' }].map((written) => prepared(written, { text: PEOPLE }));
    const others = peopleIn(await without, TRAINING); // 9 of 12
    const hash = (name: string) =>
      createHash('sha256')
        .update(JSON.stringify(['validation', name]))
        .digest('hex');
    const expected = others.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, 3);
    expect(peopleIn(await data, VALIDATION)).toEqual(expected.sort());
    expect(peopleIn(await data, TRAINING)).toEqual(others.filter((name) => !expected.includes(name)));
    expect(peopleIn(await data, TEST)).toEqual(peopleIn(await without, TEST));
  });

  it('is told in a summary', async () => {
    const { parts, split } = summaryOf(await prepared({ ...map, validation: '25%' }, { text: PEOPLE }));
    expect(parts.map(({ name, groups }) => [name, groups])).toEqual([
      ['training', 6],
      ['test', 3],
      ['validation', 3],
    ]);
    expect(split).toBe('20 % of the values of person, by hash; of the others 25 % for validation');
  });

  it('is taken in every fold, and nobody is in two parts', async () => {
    const data = await open({ ...map, folds: 4, validation: '25%' }, { text: PEOPLE });
    if (data.kind === 'invalid') throw new Error(data.problems[0].message);
    for (const { prepared: fold } of data.folds) {
      const parts = [TRAINING, TEST, VALIDATION].map((part) => peopleIn(fold, part));
      expect(parts.map((people) => people.length)).toEqual([6, 3, 3]);
      expect(new Set(parts.flat()).size).toBe(12);
    }
  });

  it.each<[string, WrittenData, string]>([
    [
      'a column that says it',
      { ...map, test: { column: 'split' } },
      'validation: does not apply where "split" says which sequences are for validation.',
    ],
    [
      'a single group beside the test part',
      { file: 'x.csv', sequence: 'y', input: 'a', label: 'id', per: 'step' },
      'validation: needs two groups at the least beside the test part: one is trained on.',
    ],
  ])('is refused beside %s', async (_, written, expected) => {
    expect((await problems({ ...written, validation: '25%' }, { text: PEOPLE }))[0]).toBe(expected);
  });
});
