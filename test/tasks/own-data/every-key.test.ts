/** What must hold for every key of the `data` map, whichever are added. */
import { describe, expect, it } from 'vitest';
import { DATA_KEY_NAMES } from '../../../src/experiment/data-schema.ts';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import { settingsJson } from '../../../src/tasks/own-data/prepared-file.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { prepared, problems, type Texts } from './opening.ts';

/** Recordings of three steps, the last of two people's; a gap in every second one. Columns apart by a comma in a cell. */
const rows = Array.from({ length: 12 }, (_, n) =>
  [0, 1, 2].map((t) => {
    const [x, y] = [n % 2 === 1 && t === 1 ? '' : (n * 7 + t * t) % 11, (n * 5 + t * 3) % 13];
    return [`r${n}`, `p${n % 4}`, 2 - t, x, y, t % 2, n % 3, n < 9 ? 'train' : 'test'].join(',');
  }),
).flat();
const NUMBERS: Texts = { text: `${['id,person,t,x,y,l,m,part', ...rows].join('\n')}\n` };
const BASE = {
  file: 'x.csv',
  sequence: 'id',
  input: 'y',
  label: 'l',
  test: { column: 'part' },
} as const satisfies WrittenData;
const { test: _, ...WITHOUT_TEST } = BASE;

const WORDS: Texts = {
  text: `${Array.from({ length: 10 }, (_, n) => JSON.stringify({ w: ['ab', 'ba', n < 5 ? 'aa' : `c${n}`], l: `${n % 2}`, part: n < 8 ? 'train' : 'test' })).join('\n')}\n`,
};
const TOKENS = {
  file: 'x.jsonl',
  input: 'w',
  label: 'l',
  per: 'sequence',
  test: { column: 'part' },
} as const satisfies WrittenData;

/** A table either way: id | x;y | l;p, or id,x | y,l | p. */
const EITHER: Texts = {
  text: `id,x;y,l;p\n${Array.from({ length: 12 }, (_, n) => `r${n},a${n};b${n},c;d${n % 2}`).join('\n')}\n`,
};
const WHOLE_ROWS: Texts = {
  text: `id,w,l,part\n${['ab', 'ba', 'ab ba', 'ba ab', 'ab ab'].map((w, n) => `${n},${w},${n % 2},${n < 4 ? 'train' : 'test'}`).join('\n')}\n`,
};

interface Pair {
  readonly texts: Texts;
  readonly maps: readonly [WrittenData, WrittenData];
}
const pair = (texts: Texts, ...maps: Pair['maps']): Pair => ({ texts, maps });

/** Two maps of one text that differ in the key alone, as far as both can be read. */
const PAIRS: Readonly<Record<Exclude<keyof WrittenData, 'file' | 'missing'>, Pair>> = {
  separator: pair(
    EITHER,
    { file: 'x.csv', separator: ',', sequence: 'id', input: 'x;y', label: 'l;p', test: '50%', min_count: 1 },
    { file: 'x.csv', separator: ';', sequence: 'id,x', input: 'y,l', label: 'p', test: '50%', min_count: 1 },
  ),
  sequence: pair(NUMBERS, BASE, { ...BASE, sequence: 'person', test: '50%' }),
  step: pair(NUMBERS, BASE, { ...BASE, step: 't' }),
  input: pair(NUMBERS, BASE, { ...BASE, input: ['y', 't'] }),
  label: pair(NUMBERS, BASE, { ...BASE, label: 'm' }),
  target: pair(NUMBERS, BASE, { ...BASE, label: undefined as never, target: 'm' }),
  per: pair(NUMBERS, { ...BASE, label: 'm', per: 'step' }, { ...BASE, label: 'm', per: 'sequence' }),
  windows: pair(NUMBERS, BASE, { ...BASE, windows: { length: 2, every: 1 } }),
  ahead: pair(
    NUMBERS,
    { ...BASE, label: 'm', per: 'sequence', windows: { length: 2, every: 1 } },
    { ...BASE, label: 'm', per: 'sequence', windows: { length: 2, every: 1 }, ahead: 1 },
  ),
  group: pair(NUMBERS, { ...BASE, test: '25%' }, { ...BASE, test: '25%', group: 'person' }),
  test: pair(NUMBERS, { ...BASE, test: '25%' }, { ...BASE, test: '50%' }),
  folds: pair(NUMBERS, { ...WITHOUT_TEST, folds: 2 }, { ...WITHOUT_TEST, folds: 3 }),
  validation: pair(NUMBERS, { ...WITHOUT_TEST, test: '25%' }, { ...WITHOUT_TEST, test: '25%', validation: '50%' }),
  standardise: pair(NUMBERS, BASE, { ...BASE, standardise: false }),
  split_letters: pair(
    WHOLE_ROWS,
    { file: 'x.csv', input: 'w', label: 'l', per: 'sequence', test: { column: 'part' } },
    {
      file: 'x.csv',
      input: 'w',
      label: 'l',
      per: 'sequence',
      test: { column: 'part' },
      split_letters: true,
    },
  ),
  min_count: pair(WORDS, { ...TOKENS, min_count: 1 }, { ...TOKENS, min_count: 6 }),
};

describe('the keys of a data map', () => {
  it('are all tried here', () => {
    expect(['file', 'missing', ...Object.keys(PAIRS)].toSorted()).toEqual(DATA_KEY_NAMES.toSorted());
  });

  it.each(Object.entries(PAIRS))('%s decides what a model gets, and is part of its identity', async (_, pair) => {
    const [one, other] = await Promise.all(pair.maps.map((map) => prepared(map, pair.texts)));
    expect(settingsJson(one.description.settings)).not.toBe(settingsJson(other.description.settings));
    expect(numbers(one)).not.toEqual(numbers(other));
  });
});

describe('missing', () => {
  const map = { ...BASE, input: 'x' };

  it('says whether a gap is an error or the mean, and is part of the identity of both', async () => {
    expect(await problems({ ...map, missing: 'error' }, NUMBERS)).toHaveLength(6);
    const { description } = await prepared({ ...map, missing: 'mean' }, NUMBERS);
    expect(description.input).toEqual({ kind: 'numbers', features: 2 }); // the other one says where the gaps are
    expect(description.settings.missing).toBe('mean');
    expect((await prepared(BASE, NUMBERS)).description.settings.missing).toBe('error');
  });
});

/** All that training and testing take. */
function numbers({ inputs, labels, targets, starts, lengths, parts, groups, description }: Prepared) {
  return { inputs, labels, targets, starts, lengths, parts, groups, output: description.output };
}
