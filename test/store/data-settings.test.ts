import { describe, expect, it } from 'vitest';
import { isDataSettings } from '../../src/store/data-settings.ts';
import { settingsJson } from '../../src/tasks/own-data/prepared-file.ts';
import type { DataSettings } from '../../src/tasks/own-data/settings.ts';

const WALKS: DataSettings = {
  format: 'csv',
  separator: ',',
  row: 'step',
  sequence: 'recording',
  step: 't',
  input: ['ax', 'ay'],
  inputs: 'numbers',
  label: 'activity',
  per: 'step',
  group: 'person',
  test: { kind: 'share', share: 0.2 },
  standardise: true,
  missing: 'error',
};

describe('isDataSettings', () => {
  it.each([
    ['a share', WALKS],
    ['the end', { ...WALKS, test: { kind: 'last', share: 0.2 }, windows: { length: 100, every: 50 }, ahead: 24 }],
    ['another file', { ...WALKS, test: { kind: 'file', sha256: 'b5'.repeat(32) } }],
    ['a column', { ...WALKS, test: { kind: 'column', column: 'split' } }],
    ['folds', { ...WALKS, test: { kind: 'fold', of: 5, fold: 1 } }],
    ['tokens', { ...WALKS, format: 'conll', inputs: 'tokens', input: ['1'], split_letters: true, min_count: 2 }],
  ] as const)('takes what Bothways writes, with %s as the test part', (_what, settings) => {
    expect(isDataSettings(settingsJson(settings as DataSettings))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no map', '[]'],
    ['null', 'null'],
    ['an empty map', '{}'],
    ['no test part', JSON.stringify({ ...WALKS, test: undefined })],
    ['a test part of no kind', JSON.stringify({ ...WALKS, test: {} })],
    ['a test part of a kind of objects', JSON.stringify({ ...WALKS, test: { kind: 'constructor' } })],
    ['a share of everything', JSON.stringify({ ...WALKS, test: { kind: 'share', share: 1 } })],
    ['a test file without its hash', JSON.stringify({ ...WALKS, test: { kind: 'file' } })],
    ['input that is no list', JSON.stringify({ ...WALKS, input: 'ax' })],
    ['windows without a length', JSON.stringify({ ...WALKS, windows: { every: 5 } })],
    ['another format', JSON.stringify({ ...WALKS, format: 'xlsx' })],
  ])('refuses %s', (_what, text) => {
    expect(isDataSettings(text)).toBe(false);
  });
});
