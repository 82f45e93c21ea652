/** docs/errors.md has every error there is, and none too many. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Context, Interrupted } from '../../src/commands/context.ts';
import { ERROR_CODES, reportError } from '../../src/commands/report-error.ts';
import { loadExperiment } from '../../src/experiment/load-experiment.ts';
import { InvalidFiles, UnwritableError, UsageError } from '../../src/session/errors.ts';
import { STORE_ERROR_CODES, StoreError } from '../../src/store/store-error.ts';
import { contextIn } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const ROOT = join(import.meta.dirname, '../..');
const INVALID = join(ROOT, 'test/fixtures/invalid');
const PAGE = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'bothways-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The cells of the tables between a heading and the next one, without the heads of the tables. */
function rowsUnder(heading: string): string[][] {
  const [section] = PAGE.split(`\n## ${heading}\n`)[1].split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
}

describe('the codes in docs/errors.md', () => {
  const rows = rowsUnder('Codes');
  const statuses = new Map(rows.map(([code, status]) => [code.slice(1, -1), status]));

  it('are those of the source', () => {
    expect(new Set(statuses.keys())).toEqual(new Set([...ERROR_CODES, ...STORE_ERROR_CODES]));
    expect(rows).toHaveLength(statuses.size);
  });

  const errors: readonly (readonly [string, Error])[] = [
    ['usage', new UsageError('m')],
    ['invalid-file', new InvalidFiles([])],
    ['unwritable', new UnwritableError('m')],
    ['interrupted', new Interrupted(130)],
    ['interrupted', new Interrupted(143)],
    ...STORE_ERROR_CODES.map((code) => [code, new StoreError(code, 'm')] as const),
  ];

  it.each(errors)('%s ends with the status that stands there, and keeps the contract', (code, error) => {
    const context = contextIn(folder);
    const status = reportError({ ...context, json: true } satisfies Context, error);
    expect(statuses.get(code)?.split(', ')).toContain(String(status));
    const printed = JSON.parse(context.printed.out);
    expectContract(printed, 'error');
    expect(printed.error.code).toBe(code);
  });

  it('leave a bug its stack trace', () => {
    const bug = new TypeError('a bug');
    expect(() => reportError(contextIn(folder), bug)).toThrow(bug);
  });
});

/** A file for each kind of mistake that the invalid files of the experiment tests do not have. */
const FURTHER: Readonly<Record<string, string | Buffer>> = {
  'too-large.yaml': `# ${'x'.repeat(300_000)}`,
  'too-many-words.yaml': `seeds: [${'1,'.repeat(60_000)}]`,
  'too-many-entries.yaml': `sweep: {units: [${Array.from({ length: 10_001 }, (_, i) => i).join(',')}]}`,
  'many-mistakes.yaml': Array.from({ length: 150 }, (_, i) => `key${i}: 1`).join('\n'),
  'list-entry.yaml': 'units: - 4',
  'two-values.yaml': 'name: "a" b',
  'no-comma.yaml': 'seeds: ["a" "b"]',
  'empty-item.yaml': 'seeds: [1,,2]',
  'block-in-brackets.yaml': 'sweep: {a: 1 b: 2}',
  'bad-escape.yaml': 'description: "\\q"',
  'closing-bracket.yaml': 'units: ]',
  'bad-block-header.yaml': 'description: |x\n  a',
};

function messages(): { key: string | null; message: string }[] {
  for (const [name, content] of Object.entries(FURTHER)) writeFileSync(join(folder, name), content);
  const article = join(ROOT, 'experiments/article.yaml');
  const sizes = join(ROOT, 'experiments/hidden-sizes.yaml');
  writeFileSync(join(folder, 'no-effect.yaml'), 'sweep: {units: [2, 4], exclude: [{units: 8}]}');
  const readings = [
    ...readdirSync(INVALID)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ file: join(INVALID, name), overrides: [] })),
    ...[...Object.keys(FURTHER), 'no-effect.yaml', 'missing.yaml', '.'].map((name) => ({
      file: join(folder, name),
      overrides: [],
    })),
    { file: article, overrides: ['=4', 'epochs=1', 'epochs=2', 'threshold=0.25'] },
    { file: article, overrides: ['threshold=0.25'] },
    { file: sizes, overrides: ['sweep.units=4'] },
    { file: join(folder, 'x'.repeat(300)), overrides: [] },
  ].map(loadExperiment);
  return readings.flatMap((reading) => (reading.kind === 'invalid' ? reading.problems : reading.warnings));
}

describe('the mistakes in docs/errors.md', () => {
  const rows = rowsUnder('Mistakes in a file').map(([message]) => message.slice(1, -1));
  const patterns = new Map(rows.map((row) => [row, new RegExp(`^${row.split('…').map(escaped).join('.*')}$`, 's')]));
  const found = messages();

  it('have a row for every message of the invalid files', () => {
    expect(new Set(found.map(({ message }) => message)).size).toBeGreaterThan(90);
    const withoutRow = found.filter(({ key, message }) => {
      // This one takes nearly everything, so it counts for the values of keys only
      const candidates = rows.filter((row) => key !== null || row !== 'expected …; found ….…');
      return !candidates.some((row) => patterns.get(row)?.test(message));
    });
    expect(withoutRow.map(({ message }) => message)).toEqual([]);
  });

  it('have no row without a message', () => {
    // Only somebody who is not root meets a file that may not be read
    const seen = ['the file may not be read. Change its permissions.', ...found.map(({ message }) => message)];
    expect(rows.filter((row) => !seen.some((message) => patterns.get(row)?.test(message)))).toEqual([]);
  });
});

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
