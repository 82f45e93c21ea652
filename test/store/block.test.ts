import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_KEYS, type Values, writtenValues } from '../../src/keys.ts';
import { blockText, levelText, parseBlock, parseLevel } from '../../src/store/block.ts';
import type { Compare, Value } from '../../src/vocabulary.ts';

describe('blockText', () => {
  it('writes key=value in the order of the sweep', () => {
    expect(blockText({ units: 16, threshold: '25%' })).toBe('units=16 threshold=25%');
    expect(blockText({})).toBe('');
  });

  it('quotes text that would read as something else', () => {
    expect(blockText({ data: 'my file.csv', task: 'a=b' })).toBe('data="my file.csv" task="a=b"');
  });
});

describe('parseBlock', () => {
  it('gives numbers back as numbers and percentages as text', () => {
    expect(parseBlock('units=16 learning_rate=1e-7 threshold=25%')).toEqual({
      units: 16,
      learning_rate: 1e-7,
      threshold: '25%',
    });
    expect(parseBlock('')).toEqual({});
  });

  it('gives back any block, keys in their order and values of their type', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0); // no −0
    const percentage = fc.integer({ min: 1, max: 99 }).map((n) => `${n}%`);
    const values: Readonly<Record<Values['kind'], fc.Arbitrary<Value>>> = {
      whole: number,
      number,
      'number or percentage': fc.oneof(number, percentage),
      words: fc.string(),
      task: fc.string(),
      text: fc.string(),
    };
    const entry = fc
      .constantFrom(...FILE_KEYS)
      .chain((key) => values[writtenValues(key).kind].map((value) => [key, value] as const));
    fc.assert(
      fc.property(fc.uniqueArray(entry, { maxLength: 4, selector: ([key]) => key }), (entries) => {
        expect(Object.entries(parseBlock(blockText(Object.fromEntries(entries))))).toEqual(entries);
      }),
    );
  });

  it.each(['units', 'units=16  layers=1', 'data="half', '=5'])('refuses %j, which it never writes', (text) => {
    expect(() => parseBlock(text)).toThrow('block: expected key=value');
  });
});

describe('levelText', () => {
  const byRate: Compare = { by: 'learning_rate', baseline: 0.001 };

  it('and parseLevel give a level back in its type, and tell one that does not apply from none at all', () => {
    const thereAndBack = (level: Value | null, compare: Compare | null) => {
      const text = levelText({ level }, compare);
      return [text, parseLevel(text, compare)];
    };
    expect(thereAndBack(1e-7, byRate)).toEqual(['1e-7', 1e-7]);
    expect(thereAndBack('forward', { by: 'direction', baseline: 'forward' })).toEqual(['forward', 'forward']);
    expect(thereAndBack(null, byRate)).toEqual(['–', null]);
    expect(thereAndBack(null, null)).toEqual(['', null]);
  });
});
