/** Files and maps that are wrong, each in one way: where it is said, and what to do. */
import { describe, expect, it } from 'vitest';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { open, problems, warnings } from './opening.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const long: WrittenData = { file: 'x.csv', sequence: 'id', step: 't', input: ['a', 'b'], label: 'y', per: 'sequence' };
const LONG = ['id,t,a,b,y', 's1,0,1,2,p', 's1,1,3,4,p', 's2,0,5,6,q'];

/** The file with a row in place of its third one. */
const withRow = (row: string) => lines(LONG[0], LONG[1], row, LONG[3]);

describe('a table', () => {
  it.each<[string, string, string[]]>([
    [
      'an empty cell',
      withRow('s1,1,,4,p'),
      ['x.csv:3:6 a: expected a number; found an empty cell. Fill it in, or say missing: mean.'],
    ],
    ['a word', withRow('s1,1,3,high,p'), ['x.csv:3:8 b: expected a number; found "high".']],
    ['a decimal comma', withRow('s1,1,"3,5",4,p'), ['x.csv:3:6 a: expected a number; found "3,5". Did you mean 3.5?']],
    ['infinity', withRow('s1,1,inf,4,p'), ['x.csv:3:6 a: expected a number; found "inf".']],
    [
      'NaN',
      withRow('s1,1,NaN,4,p'),
      ['x.csv:3:6 a: expected a number; found "NaN". Fill it in, or say missing: mean.'],
    ],
    ['a number of JavaScript only', withRow('s1,1,0x10,4,p'), ['x.csv:3:6 a: expected a number; found "0x10".']],
    [
      'a step twice',
      withRow('s1,0,3,4,p'),
      ['x.csv:3:4 t: expected every value once in a sequence; this one stands in it already.'],
    ],
    [
      'a step that is no time',
      withRow('s1,noon,3,4,p'),
      ['x.csv:3:4 t: expected a number or a time as in 2024-05-31T12:00; found "noon".'],
    ],
    ['a label that changes', withRow('s1,1,3,4,q'), ['x.csv:3:10 y must not change within a sequence; here it does.']],
    ['a ragged row', withRow('s1,1,3,4'), ['x.csv:3:1 expected 5 cells as in the header; found 4.']],
    [
      'a quote within a cell',
      withRow('s1,1,3,4,p"q'),
      ['x.csv:3:1 found a quote within a cell. Put the whole cell in quotes and write "" for a quote in it.'],
    ],
    [
      'a quote that is not closed',
      withRow('s1,1,3,4,"p'),
      ['x.csv:4:1 expected the end of a quoted cell; found the end of the file. Close the quote.'],
    ],
    ['no rows', 'id,t,a,b,y\n', ['x.csv:1:1 expected rows of data below the header; found none.']],
    ['nothing', '', ['file: expected data; the file is empty.']],
    [
      'no header',
      lines('1,2,3', '4,5,6'),
      ['x.csv:1:1 expected a header, the names of the columns; found numbers. Put a first line with names.'],
    ],
    ['a name twice', lines('id,a,a', '1,2,3'), ['x.csv:1:6 expected every name once; found "a" again.']],
    [
      'a column without a name',
      lines('id,,a', '1,2,3'),
      ['x.csv:1:4 expected a name for every column; number 2 has none.'],
    ],
    [
      'another separator',
      lines('id;t;a;b;y', 's1;0;1;2;p'),
      ['x.csv:1:1 expected columns; found a single one. Are they separated by ";"? Say separator: ";".'],
    ],
  ])('with %s', async (_, text, expected) => {
    expect(await problems(long, { text })).toEqual(expected);
  });

  it('that is no UTF-8', async () => {
    const text = Buffer.from(withRow('s1,1,3,4,caf\u00e9'), 'latin1');
    expect(await problems(long, { text })).toEqual([
      'file: expected text in UTF-8; found bytes that are none. Save the file as UTF-8.',
    ]);
  });

  it('with the same mistake in a thousand rows shows twenty of them, and a count', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `s${i},0,x,${i},p`);
    const found = await problems(long, { text: lines(LONG[0], ...rows) });
    expect(found).toHaveLength(20);
    expect(found[0]).toBe('x.csv:2:6 a: expected a number; found "x".');
    expect(found[19]).toBe('x.csv:21:7 a: expected a number; found "x". And 980 more like this.');
  });

  it('with several kinds of mistakes shows all of them, in the order of the file', async () => {
    const text = lines(LONG[0], 's1,0,x,2,p', 's1,1,3,4', 's2,zero,5,,q');
    expect((await problems(long, { text })).map((problem) => problem.slice(0, 10))).toEqual([
      'x.csv:2:6 ',
      'x.csv:3:1 ',
      'x.csv:4:4 ',
      'x.csv:4:11',
    ]);
  });

  it('counts lines within quoted cells and empty lines', async () => {
    const text = 'id,note,a,y\ns1,"two\nlines",1,p\n\ns2,,x,q\n';
    expect(await problems({ ...long, step: undefined, input: 'a', standardise: true } as never, { text })).toEqual([
      'x.csv:5:5 a: expected a number; found "x".',
    ]);
  });

  it('of the test part has mistakes of its own, in its own file', async () => {
    const map = { ...long, test: { file: 'test.csv' } } as const;
    const text = lines(...LONG);
    expect(await problems(map, { text, test: lines('id,t,a,y', 's9,0,1,p') })).toEqual([
      'test.csv:1:1 expected the columns b as in the first file; found id, t, a, y.',
    ]);
    expect(await problems(map, { text, test: lines('id,t,a,b,y', 's9,0,1,none of it,p') })).toEqual([
      'test.csv:2:8 b: expected a number; found "none of it".',
    ]);
  });
});

describe('rows that are sequences', () => {
  const wide: WrittenData = { file: 'x.csv', input: 't1 … t3', label: 'y' };

  it.each<[string, WrittenData, string[], string[]]>([
    [
      'a gap',
      wide,
      ['y,t1,t2,t3', 'p,1,,3'],
      ['x.csv:2:5 t2: expected a number; found an empty cell. Fill it in, or say missing: mean.'],
    ],
    [
      'no step at all',
      wide,
      ['y,t1,t2,t3', 'p,,,'],
      ['x.csv:2:3 expected a sequence of one step at the least; found an empty one.'],
    ],
    [
      'too few labels',
      { file: 'x.csv', input: 'text', label: 'y', per: 'step' },
      ['text,y', 'a b c,P Q'],
      [
        'x.csv:2:7 y: expected a value for each of the 3 steps; found 2. With one for the whole sequence, say per: sequence.',
      ],
    ],
    [
      'a backward range',
      { file: 'x.csv', input: 't3 … t1', label: 'y' },
      ['y,t1,t2,t3', 'p,1,2,3'],
      ['input: expected a range from left to right; t3 stands right of t1.'],
    ],
  ])('with %s', async (_, map, rows, expected) => {
    expect(await problems(map, { text: lines(...rows) })).toEqual(expected);
  });
});

describe('JSON lines', () => {
  const map = { file: 'x.jsonl' };
  const first = '{"input": [1, 2], "label": "a"}';

  it.each<[string, string, string]>([
    [
      'no object',
      '[1, 2]',
      'x.jsonl:2:1 expected a JSON object, as in {"input": [0.1, 0.2], "label": "a"}; found [1, 2].',
    ],
    [
      'half a line',
      '{"input": [1',
      'x.jsonl:2:1 expected a JSON object, as in {"input": [0.1, 0.2], "label": "a"}; found {"input": [1.',
    ],
    ['no input', '{"label": "a"}', 'x.jsonl:2:1 expected the field "input"; found none.'],
    [
      'words among numbers',
      '{"input": [1, "x"], "label": "a"}',
      'x.jsonl:2:1 input: expected numbers, as in the first line, up to 3.4e38.',
    ],
    [
      'more numbers per step',
      '{"input": [[1, 2]], "label": "a"}',
      'x.jsonl:2:1 input: expected a number per step, as in the first line.',
    ],
    [
      'a label that is an object',
      '{"input": [1], "label": {"a": 1}}',
      'x.jsonl:2:1 label: expected text, numbers or null; found a list or an object.',
    ],
    [
      'an empty input',
      '{"input": [], "label": "a"}',
      'x.jsonl:2:1 expected a sequence of one step at the least; found an empty one.',
    ],
  ])('with %s', async (_, line, expected) => {
    expect(await problems(map, { text: lines(first, line) })).toEqual([expected]);
  });

  it('without label and target', async () => {
    expect(await problems(map, { text: '{"input": [1], "y": 2}\n' })).toEqual([
      'label: expected the column of the label (a class), or target (a number); found neither.',
    ]);
  });

  it('with a part that is none', async () => {
    const text = lines(
      '{"input": [1], "label": "a", "split": "train"}',
      '{"input": [2], "label": "b", "split": "dev"}',
    );
    expect(await problems(map, { text })).toEqual(['x.jsonl:2:1 expected train, test or validation; found "dev".']);
  });
});

describe('CoNLL', () => {
  it('with a line of fewer columns', async () => {
    expect(await problems({ file: 'x.conll' }, { text: 'Anna NNP B-PER\nsleeps O\n' })).toEqual([
      'x.conll:2:1 expected 3 columns as in the first line; found 2.',
    ]);
  });

  it('with a column that it has not', async () => {
    expect(await problems({ file: 'x.conll', input: 5 }, { text: 'Anna NNP B-PER\n' })).toEqual([
      'input: expected the number of a column: 1, 2, 3; found 5.',
    ]);
  });

  it('without a sentence', async () => {
    expect(await problems({ file: 'x.conll' }, { text: '\n\n' })).toEqual(['file: expected sequences; found none.']);
  });
});

describe('a map', () => {
  const text = lines(...LONG);

  it.each<[string, Partial<WrittenData>, string[]]>([
    [
      'a column that the file has not',
      { input: ['a', 'B'] },
      ['input[1]: expected a column of the file: id, t, a, b, y; found "B".'],
    ],
    ['a column twice', { input: ['a', 'a'] }, ['input: expected every column once; found "a" again.']],
    [
      'label and target',
      { target: 'a' },
      ['target: expected a label (a class) or a target (a number); found both. Remove one.'],
    ],
    [
      'ahead without windows',
      { ahead: 3 },
      ['ahead: is the value so many steps after the end of a window, which needs windows.'],
    ],
    [
      'ahead with labels per step',
      { ahead: 1, windows: { length: 1 }, per: 'step' },
      ['ahead: is the value so many steps after the end of a window, which needs per: sequence.'],
    ],
    [
      'the answer among the inputs',
      { label: 'a' },
      ['input: the answer is among the inputs: "a" is the label, too. Take it out, or predict it ahead.'],
    ],
    [
      'tokens asked for numbers',
      { min_count: 2, input: 'a', standardise: true },
      ['standardise: does not apply to inputs that are tokens.'],
    ],
    [
      'windows that no recording fills',
      { windows: { length: 9 } },
      ['windows: no recording is as long as windows of 9; the longest has 2 steps.'],
    ],
  ])('with %s', async (_, change, expected) => {
    expect(await problems({ ...long, ...change }, { text })).toEqual(expected);
  });

  it('of one recording without windows', async () => {
    const { sequence: _, step: __, ...without } = long;
    const found = await problems(without, { text });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('input: without sequence the file is one recording');
    expect((await problems({ ...without, input: 'a' }, { text }))[0]).toContain(
      'windows: without sequence the file is one recording',
    );
  });

  it('of one recording that would be split at random', async () => {
    const { sequence: _, ...one } = { ...long, windows: { length: 2 }, test: '20%' };
    expect(await problems(one, { text })).toEqual([
      'test: windows of one recording overlap, so that random ones leak. Take its end: test: last 20%.',
    ]);
    const single = lines('id,t,a,b,y', 's,0,1,1,p', 's,1,1,1,q', 's,2,1,1,p');
    expect(await problems({ ...long, windows: { length: 1 } }, { text: single })).toEqual([
      'test: windows of one recording overlap, so that random ones leak. Take its end: test: last 20%.',
    ]);
  });

  it('that names a key which the kind of file does not have', async () => {
    expect(await problems({ file: 'x.jsonl', sequence: 'input' }, { text: '{"input": [1], "label": "a"}\n' })).toEqual([
      'sequence: does not apply to a .jsonl file.',
    ]);
  });
});

describe('data that cannot be learnt', () => {
  const rows = (...labels: string[]) =>
    lines('id,a,y,part', ...labels.map((label, i) => `s${i},${i},${label},${i < 3 ? 'train' : 'test'}`));
  const map: WrittenData = {
    file: 'x.csv',
    sequence: 'id',
    input: 'a',
    label: 'y',
    per: 'sequence',
    test: { column: 'part' },
  };

  it('have a single class', async () => {
    expect(await problems(map, { text: rows('p', 'p', 'p', 'p') })).toEqual([
      'label: expected two classes at the least in the training part; found only "p".',
    ]);
  });

  it('have a class that the test part alone has, at its first line', async () => {
    expect(await problems(map, { text: rows('p', 'q', 'p', 'p', 'r', 'r') })).toEqual([
      'x.csv:6:6 the class "r" is not in the training part. Join it to another one, leave its rows out, or take another test part.',
    ]);
  });

  it('have no test part, or no answer in it', async () => {
    expect(await problems(map, { text: rows('p', 'q', 'p') })).toEqual([
      'test: leaves no sequence with an answer in the test part, of 3 sequences.',
    ]);
    expect(await problems(map, { text: rows('p', 'q', 'p', '_') })).toEqual([
      'test: leaves no sequence with an answer in the test part, of 4 sequences.',
    ]);
  });

  it('have the same target everywhere', async () => {
    const { label: _, ...target } = { ...map, target: 'y' };
    expect(await problems(target, { text: rows('7', '7', '7', '8') })).toEqual([
      'target: is 7 everywhere in the training part: there is nothing to learn.',
    ]);
  });
});

describe('what may not be meant', () => {
  const map: WrittenData = { file: 'x.csv', sequence: 'id', input: 'a', label: 'y', test: { column: 'part' } };
  const header = 'id,a,y,part,person';
  const row = (i: number, label: string, a: number | string = i) =>
    `s${i},${a},${label},${i % 3 === 0 ? 'test' : 'train'},p${i % 4}`;
  const rows = Array.from({ length: 60 }, (_, i) => [
    row(i, i % 2 === 0 ? 'u' : 'v'),
    row(i, i % 2 === 0 ? 'u' : 'v', -i),
  ]).flat();

  it('is a label per step that never changes within a sequence, and a column like a person', async () => {
    expect(await warnings(map, { text: lines(header, ...rows) })).toEqual([
      'per: the label is the same at all steps of every sequence. If there is one for a sequence, say per: sequence.',
      'group: person has 4 values over 60 sequences, like a person or a machine. If its sequences resemble each other, say group: person, so that none stands on both sides.',
    ]);
  });

  it('is nothing, where the group is named and stands on one side', async () => {
    const text = lines(header, ...rows).replaceAll(/,p\d$/gm, (person) => person);
    const { test: _, ...byHash } = { ...map, per: 'sequence', group: 'person' } as const;
    expect(await warnings(byHash, { text })).toEqual([
      'test: the test part has 1 group: an interval over fewer than 10 says little.',
    ]);
  });

  it('is an input that is the label, a rare class, one that is nearly all, and a column that never changes', async () => {
    const labels = Array.from({ length: 60 }, (_, i) => (i === 10 ? '2' : i < 8 ? '1' : '0'));
    const text = lines(
      'id,a,b,y,part',
      ...labels.map((label, i) => `s${i},${label},1,${label},${i % 3 === 0 ? 'test' : 'train'}`),
    );
    expect(await warnings({ ...map, input: ['a', 'b'], per: 'sequence' }, { text })).toEqual([
      'input: a is equal to the answer at every step: the answer is among the inputs.',
      'label: the class "2" is in 1 sequence: too few to learn it or to measure it.',
      'label: one class has 85 % of the answers. Compare by compare.metric: f1_macro.',
      'input: b is the same everywhere in the training part and says nothing.',
    ]);
  });

  it('is a recording of more than a thousand steps', async () => {
    const text = lines(
      'id,a,y,part',
      ...Array.from({ length: 1001 }, (_, t) => `s1,${t},${t % 2},train`),
      ...Array.from({ length: 10 }, (_, i) => `t${i},${i},1,test`),
    );
    expect(await warnings(map, { text })).toContain(
      'file: a sequence has 1001 steps. An LSTM learns little over more than 1000: cut windows.',
    );
  });
});

it('a file of a million rows with a mistake at its end is read no more than twice', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `s${i},0,1,2,p`);
  const data = await open(long, { text: lines(LONG[0], ...rows, 's,0,x,2,q') });
  expect(data.kind === 'invalid' && data.problems[0].place).toEqual({ in: 'file', line: 20_002, column: 5, length: 1 });
});
