/** Files as people have them: what is guessed of them, and what is said where they cannot be read. */
import { expect, it } from 'vitest';
import { bytesInMemory } from '../../../src/tasks/own-data/bytes.ts';
import { guessTable } from '../../../src/tasks/own-data/guess.ts';
import { collectFindings } from '../../../src/tasks/own-data/problems.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { problems, warnings } from './opening.ts';

const lines = (head: string, count: number, row: (i: number) => string, end = '\n') =>
  `${head}${end}${Array.from({ length: count }, (_, i) => `${row(i)}${end}`).join('')}`;

/** 'key: value' of each guess. */
async function guessed(text: string, separator = ','): Promise<string[]> {
  const file = bytesInMemory('x.csv', Buffer.from(text));
  const keys = await guessTable(file, { separator, findings: collectFindings() });
  return keys?.map(({ key, value }) => `${key}: ${value}`) ?? [];
}

it.each<[string, string, string, string[]]>([
  [
    'semicolons, CRLF, a byte order mark and decimal commas',
    `\ufeff${lines('Messung;Zeit;Wert;Zustand', 100, (i) => `${Math.floor(i / 5)};2024-05-01 12:0${i % 5};0,${i};${i % 3 ? 'an' : 'aus'}`, '\r\n')}`,
    ';',
    ['sequence: Messung', 'step: Zeit', 'input: Wert', 'label: Zustand', 'per: step'],
  ],
  [
    'a y that is a coordinate beside a class',
    lines(
      'id,t,x,y,class',
      120,
      (i) => `p${Math.floor(i / 6)},${i % 6},${i / 7},${i / 3},${Math.floor(i / 6) % 2 ? 'a' : 'b'}`,
    ),
    ',',
    ['sequence: id', 'step: t', 'input: [x, y]', 'label: class', 'per: sequence'],
  ],
  [
    'texts in a language without blanks',
    lines('句子,情感', 60, (i) => `${'好坏电影书我你他很不'.slice(i % 5, 5 + (i % 6))}${i},${i % 2 ? '正面' : '负面'}`),
    ',',
    ['input: 句子', 'split_letters: true', 'label: 情感'],
  ],
  [
    'dates as Americans write them',
    lines('day,sales,promo', 200, (i) => `${1 + (i % 12)}/${1 + Math.floor(i / 12)}/2024,${100 + i},${i % 2}`),
    ',',
    ['input: sales', 'label: promo', 'windows: {length: 5, every: 5}', 'test: last 20%'],
  ],
])('init guesses of %s', async (_, text, separator, expected) => {
  expect(await guessed(text, separator)).toEqual(expected);
});

const map: WrittenData = { file: 'x.csv', sequence: 'id', input: 'x', label: 'y', per: 'sequence' };
const rows = (i: number) => `s${i >> 1},${i},${'ab'[(i >> 1) % 2]}`;

it.each<[string, string | Buffer, string]>([
  [
    'a line for Excel',
    `sep=;\n${lines('id;x;y', 4, (i) => rows(i).replaceAll(',', ';'))}`,
    'x.csv:1:1 expected a header; found a line for Excel. Remove the first line.',
  ],
  [
    'the line ends of an old Mac',
    lines('id,x,y', 4, rows, '\r'),
    'x.csv:1:1 expected lines that end in LF or CRLF; found CR alone. Save the file with the line ends of Unix.',
  ],
  [
    'the index of a table of pandas',
    lines(',id,x,y', 4, (i) => `${i},${rows(i)}`),
    'x.csv:1:1 expected a name for every column; number 1 has none. Is it the index of a table of pandas? Write it with index=False.',
  ],
  [
    'UTF-16',
    Buffer.from(`\ufeff${lines('id,x,y', 4, rows)}`, 'utf16le'),
    'file: expected text in UTF-8; found UTF-16. Save the file as UTF-8 (in Excel: CSV UTF-8).',
  ],
  [
    'a number that float32 has not',
    lines('id,x,y', 4, (i) => rows(i).replace(',2,', ',1e300,')),
    'x.csv:4:4 x: expected a number; found "1e300". A model computes with numbers up to 3.4e38.',
  ],
])('%s is told as what it is', async (_, text, expected) => {
  expect(await problems(map, { text })).toEqual([expected]);
});

it('a JSON number that float32 has not is an error at its line', async () => {
  const text = '{"input": [1, 2], "label": "a"}\n{"input": [1e39], "label": "b"}\n';
  expect(await problems({ file: 'x.jsonl' }, { text })).toEqual([
    'x.jsonl:2:1 input: expected numbers, as in the first line, up to 3.4e38.',
  ]);
});

it('texts that are one word each are told, and that none is known', async () => {
  const text = lines('text,y', 60, (i) => `好坏${i},${i % 2 ? 'p' : 'q'}`);
  const told = await warnings({ file: 'x.csv', input: 'text', label: 'y', min_count: 1 }, { text });
  expect(told).toEqual([
    'input: every sequence is a single token. If its letters are the steps, say split_letters: true.',
    'input: no token of the test part is known: the training part has others, or each fewer times than min_count.',
  ]);
});

it('an empty test part says where its sequences went', async () => {
  const text = lines('id,x,y', 60, (i) => `s${i},${i % 2},${'ab'[i % 2]}`);
  expect(await problems(map, { text })).toEqual([
    expect.stringMatching(
      /^test: leaves no sequence with an answer in the test part, of 60 sequences\. \d+ were left out, whose inputs the training part has as well\.$/,
    ),
  ]);
});
