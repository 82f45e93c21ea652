/** Random data written in every layout: what is read is what was written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import { answersOf, inputsOf, prepared, tokensOf } from './opening.ts';

/** A word that needs no quotes, no escape and no care in any of the layouts. */
const word = fc.stringMatching(/^[a-zA-Zäß学习][a-zA-Z0-9äß学习]{0,5}$/);
const number = fc
  .oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
  .map((value) => value + 0); // no −0
const anyCell = fc.string({ maxLength: 8, unit: 'grapheme' }).map((text) => `x${text.replaceAll('\0', '')}`);

interface Sequence<Input> {
  readonly input: readonly Input[];
  readonly labels: readonly string[];
}

/** At least four sequences, the last of which is the test part; every class is in the first one. */
function sequences<Input>(input: fc.Arbitrary<Input>): fc.Arbitrary<readonly Sequence<Input>[]> {
  const step = fc.record({ input, label: fc.constantFrom('A', 'B', 'C') });
  return fc
    .array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 6 })
    .map((all) => all.map((steps) => ({ input: steps.map((s) => s.input), labels: steps.map((s) => s.label) })))
    .chain((all) => input.map((value) => [{ input: [value, value, value], labels: ['A', 'B', 'C'] }, ...all] as const));
}

const partOf = (i: number, count: number) => (i < count - 1 ? 'train' : 'test');

function table(rows: readonly (readonly string[])[], separator = ','): string {
  const quoted = (cell: string) => (/[",;\t\r\n]/.test(cell) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => `${row.map(quoted).join(separator)}\r\n`).join('');
}

/** What was read, in the words of what was written. */
function read(data: Prepared): { inputs: unknown; labels: string[] } {
  const parts = [0, 1];
  const inputs =
    data.description.input.kind === 'tokens'
      ? parts.flatMap((part) => tokensOf(data, part))
      : parts.flatMap((part) => inputsOf(data, part));
  return { inputs, labels: parts.flatMap((part) => answersOf(data, part)) };
}

const SETTINGS = { standardise: false, test: { column: 'part' } } as const;
const TOKENS = { min_count: 1, test: { column: 'part' } } as const;

describe('what is read is what was written', () => {
  it('with a row per step, numbers of any size and names with quotes, separators and line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        sequences(fc.tuple(number, number)),
        fc.array(anyCell, { minLength: 9, maxLength: 9 }),
        fc.constantFrom(',', ';', '\t'),
        async (all, names, separator) => {
          const rows = all.flatMap(({ input, labels }, i) =>
            input.map(([a, b], t) => [`${i} ${names[i]}`, String(a), String(b), labels[t], partOf(i, all.length)]),
          );
          const data = await prepared(
            {
              file: 'x.csv',
              separator: separator === '\t' ? 'tab' : (separator as ','),
              sequence: 'id',
              input: ['a', 'b'],
              label: 'y',
              ...SETTINGS,
            },
            { text: table([['id', 'a', 'b', 'y', 'part'], ...rows], separator) },
          );
          expect(read(data)).toEqual({
            inputs: all.map(({ input }) => input.map(([a, b]) => [Math.fround(a), Math.fround(b)])),
            labels: all.map(({ labels }) => labels.join(' ')),
          });
          expect(data.description.groupNames).toEqual(all.map((_, i) => `${i} ${names[i]}`));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a row per sequence of tokens', async () => {
    await fc.assert(
      fc.asyncProperty(sequences(word), async (all) => {
        const rows = all.map(({ input, labels }, i) => [input.join(' '), labels.join(' '), partOf(i, all.length)]);
        const data = await prepared(
          { file: 'x.csv', input: 'text', label: 'y', per: 'step', ...TOKENS },
          { text: table([['text', 'y', 'part'], ...rows]) },
        );
        expectTokens(data, all);
      }),
      { numRuns: 40 },
    );
  });

  it('in a range of columns', async () => {
    await fc.assert(
      fc.asyncProperty(sequences(number), async (all) => {
        const columns = Array.from({ length: 5 }, (_, t) => `t${t}`);
        const rows = all.map(({ input, labels }, i) => [
          labels[0],
          ...columns.map((_, t) => String(input[t] ?? '')),
          partOf(i, all.length),
        ]);
        rows.splice(1, 0, ['B', '1', '', '', '', '', 'train'], ['C', '1', '', '', '', '', 'train']);
        const data = await prepared(
          { file: 'x.csv', input: 't0 … t4', label: 'y', ...SETTINGS },
          { text: table([['y', ...columns, 'part'], ...rows]) },
        );
        const [first, ...others] = all.map(({ input }) => input.map(Math.fround));
        expect(read(data).inputs).toEqual([first, [1], [1], ...others]);
      }),
      { numRuns: 40 },
    );
  });

  it('in JSON lines, of any text', async () => {
    const token = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(sequences(token), async (all) => {
        const text = all
          .map(({ input, labels }, i) => JSON.stringify({ input, label: labels, part: partOf(i, all.length) }))
          .join('\n');
        const data = await prepared({ file: 'x.jsonl', ...TOKENS }, { text });
        expectTokens(data, all);
      }),
      { numRuns: 60 },
    );
  });

  it('in CoNLL and in CoNLL-U', async () => {
    await fc.assert(
      fc.asyncProperty(sequences(word), async (all) => {
        const share = `last ${Math.floor(100 / all.length)}%`;
        const conll = all
          .map(({ input, labels }) => input.map((token, t) => `${token} x ${labels[t]}\n`).join(''))
          .join('\n');
        expectTokens(await prepared({ file: 'x.conll', min_count: 1, test: share }, { text: conll }), all);
        const conllu = all
          .map(({ input, labels }) =>
            input.map((token, t) => [t + 1, token, '_', labels[t], '_', '_', '_', '_', '_', '_'].join('\t')).join('\n'),
          )
          .map((sentence) => `# a comment\n${sentence}\n\n`)
          .join('');
        expectTokens(await prepared({ file: 'x.conllu', min_count: 1, test: share }, { text: conllu }), all);
      }),
      { numRuns: 40 },
    );
  });
});

/** A token that the training part does not have is unknown. */
function expectTokens(data: Prepared, all: readonly Sequence<string>[]): void {
  const known = new Set(all.slice(0, -1).flatMap(({ input }) => input));
  expect(read(data)).toEqual({
    inputs: all.map(({ input }) => input.map((token) => (known.has(token) ? token : '<unknown>')).join(' ')),
    labels: all.map(({ labels }) => labels.join(' ')),
  });
}

describe('text that nobody has written for it', () => {
  const files = ['x.csv', 'x.tsv', 'x.jsonl', 'x.conll', 'x.conllu'] as const;

  it('is read or refused with places, and never ends in an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.string({ maxLength: 200, unit: 'binary' }), async (file, text) => {
        const attempt = prepared({ file, input: 'a', label: 'b' }, { text: `a,b\n${text}` });
        await attempt.catch((error: Error) => expect(error.message).not.toBe(''));
      }),
      { numRuns: 200 },
    );
  });
});
