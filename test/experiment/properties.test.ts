/** What holds for any file: no text breaks the reader, and a problem is shown where it is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { renderProblem } from '../../src/report/problem-text.ts';

const SHIPPED = resolve(import.meta.dirname, '../../experiments');
const INVALID = resolve(import.meta.dirname, '../fixtures/invalid');
const SAMPLES = [SHIPPED, INVALID].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

const FIELDS = {
  task: 'cumulative-sum',
  sequence_length: '12',
  threshold: '30%',
  units: '5',
  merge_mode: 'sum',
  epochs: '100',
  batch_size: '2',
  sequences_per_epoch: '4',
  learning_rate: '0.01',
  test_sequences: '50',
  engine: 'reference',
  seeds: '3',
  match: 'parameters',
  name: 'valid',
  'compare.metric': 'loss',
  'compare.smallest_effect': '0.1',
} as const;
type Field = keyof typeof FIELDS;

/** A valid file with its fields in an order, blank lines and comments between them, and one value in place of its own. */
function fileWith(fields: readonly Field[], gaps: readonly string[], broken: { field: Field; value: string } | null) {
  const lines = ['sweep:', '  direction: [forward, bidirectional]'];
  fields.forEach((field, i) => {
    const value = broken?.field === field ? broken.value : FIELDS[field];
    const inner = field.startsWith('compare.');
    lines.push(gaps[i % gaps.length], inner ? `compare: {${field.slice(8)}: ${value}}` : `${field}: ${value}`);
  });
  return `${lines.join('\n')}\n`;
}

const fieldOrder = fc
  .shuffledSubarray(Object.keys(FIELDS) as Field[], { minLength: 1 })
  // `compare` stands once in a file
  .map((fields) =>
    fields.filter(
      (field, i) => !field.startsWith('compare.') || i === fields.findIndex((f) => f.startsWith('compare.')),
    ),
  );
const gaps = fc.array(fc.constantFrom('', '# units: 3', '   ', '# 句子 🙂'), { minLength: 1, maxLength: 5 });
const wrongValue = fc.constantFrom(
  '-3',
  '"x y"',
  'Nope!',
  '[a]',
  '{a: 1}',
  'true',
  '',
  '-1e9',
  '.nan',
  '%5',
  '-5%',
  '[]',
);

describe('any file', () => {
  it('that is valid stays valid in any order, with any comments between', () => {
    fc.assert(
      fc.property(fieldOrder, gaps, (fields, between) => {
        expect(readExperiment({ file: 'f', text: fileWith(fields, between, null), overrides: [] }).kind).toBe('valid');
      }),
      { numRuns: 100 },
    );
  });

  it('with one broken value has a problem on the line of that value', () => {
    fc.assert(
      fc.property(fieldOrder, gaps, wrongValue, fc.nat(), (fields, between, value, which) => {
        const field = fields[which % fields.length];
        const text = fileWith(fields, between, { field, value });
        const reading = readExperiment({ file: 'f', text, overrides: [] });
        if (reading.kind === 'valid') throw new Error(`valid:\n${text}`);
        const name = field.replace('compare.', '');
        const lines = text.split('\n');
        for (const { line } of reading.problems) expect(lines[line - 1]).toContain(`${name}: ${value}`.trim());
      }),
      { numRuns: 200 },
    );
  });

  it('is read without an exception, and every problem lies inside it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '{',
        '}',
        ':',
        '- ',
        '? ',
        '&a ',
        '*a',
        '!t ',
        '|',
        '>',
        '"',
        "'",
        '#',
        '\n',
        '\r',
        '\t',
      ),
      fc.constantFrom('---\n', '...\n', '%YAML 1.1\n', '<<: ', '\0', '\ufeff', '\u202e', '\ud800', '🙂', '~', '1e400'),
      fc.constantFrom('units', 'sweep:\n  ', 'include: ', 'exclude: ', 'compare: {', '[2, 4]', '25%', '2.5', 'seeds: '),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 20 }), insert: fc.array(piece, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), fc.array(edit, { maxLength: 4 }), (sample, edits) => {
        const text = edits.reduce((before, { at, remove, insert }) => {
          const start = at % (before.length + 1);
          return before.slice(0, start) + insert.join('') + before.slice(start + remove);
        }, sample);
        const reading = readExperiment({ file: 'f', text, overrides: [] });
        const lines = reading.text.split('\n');
        const problems = reading.kind === 'valid' ? reading.warnings : reading.problems;
        for (const problem of problems) {
          const { line, column, length } = problem;
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column - 1 + length).toBeLessThanOrEqual(lines[line - 1].length);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
          expect(renderProblem(problem, reading.text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('pollutes no prototype, from keys, sweeps or overrides', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf');
    const path = fc.array(key, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(path, fc.constantFrom('', 'sweep', 'compare'), ([first, ...rest], inside) => {
        const inner = rest.reduceRight((value, name) => `{${name}: ${value}}`, '{polluted: true}');
        const text = inside === '' ? `${first}: ${inner}\n` : `${inside}:\n  ${first}: ${inner}\n`;
        const overrides = [
          `${first}=polluted`,
          `compare.${first}=polluted`,
          `${[first, ...rest].join('.')}.polluted=true`,
        ];
        expect(readExperiment({ file: 'f', text, overrides: [...new Set(overrides)] }).kind).toBe('invalid');
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
