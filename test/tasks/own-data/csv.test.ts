/** Tables cut into cells at separators or by csv-parse, whichever it takes: the same cells, in whatever chunks they come. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DataBytes } from '../../../src/tasks/own-data/bytes.ts';
import { readCsv } from '../../../src/tasks/own-data/csv.ts';
import { collectFindings } from '../../../src/tasks/own-data/problems.ts';

function inChunks(text: string, size: number): DataBytes {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  return { name: 'x.csv', stream: () => Readable.from(chunks) };
}

/** All records, the header among them, and what was found. */
async function read(text: string, size: number, most = Number.POSITIVE_INFINITY) {
  const records: (readonly string[])[] = [];
  const findings = collectFindings();
  const take = (cells: readonly string[]) => records.push(cells) < most;
  await readCsv(inChunks(text, size), { separator: ',', index: 0, findings }, { header: take, row: take });
  return { records, found: findings.all().map(({ message, place }) => ({ message, place })) };
}

const cell = fc.oneof(
  fc.constantFrom('1', '-0.5', 'walk', '"stand"', '"1.5"', 'ä学', '""', ''),
  fc.constantFrom('"a,b"', '"say ""no"""', '"two\nlines"'),
);
const row = fc.tuple(fc.constantFrom('r1', '"r1"'), cell, cell).map((cells) => cells.join(','));
const lines = fc.array(
  fc.tuple(fc.oneof({ weight: 9, arbitrary: row }, fc.constant('')), fc.constantFrom('\n', '\r\n')),
);

it('cells are those that csv-parse finds', async () => {
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (body, size, isOpen) => {
      const whole = `\ufeffid,a,b\n${body.map(([line, end]) => line + end).join('')}`;
      const text = isOpen ? whole.replace(/\r?\n$/, '') : whole;
      const expected = parse(text, { bom: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] });
      expect((await read(text, size)).records).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['a quote within a cell', 'id,a\nr1,1\nr2,x"y\n', 2, /^found a quote within a cell/],
  [
    'a quote after a plain part that is not closed',
    'id,a\nr1,1\nr2,"x\nr3,2\n',
    2,
    /^expected the end of a quoted cell/,
  ],
  ['something behind a quoted cell', 'id,a\nr1,"1"x\n', 1, /^the row cannot be read/],
  ['a line that never ends', `id,a\nr1,${'1'.repeat(2 ** 24 + 10)}`, 1, /^expected a row of at most 16 MB/],
])('%s is found at its record', async (_, text, record, message) => {
  const { found } = await read(text, 2 ** 20);
  expect(found).toEqual([{ message: expect.stringMatching(message), place: { file: 0, record, field: null } }]);
});

it('reading stops where the taker says so, before a quote and behind one', async () => {
  const plain = `id,a\n${'r,1\n'.repeat(100)}`;
  expect((await read(plain, 7, 3)).records).toHaveLength(3);
  expect((await read(plain.replace('r,1', '"r,",1'), 7, 3)).records).toEqual([
    ['id', 'a'],
    ['r,', '1'],
    ['r', '1'],
  ]);
});
