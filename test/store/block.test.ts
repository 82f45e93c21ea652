import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockText, comparePlaces, parseBlock } from '../../src/store/block.ts';

describe('blockText', () => {
  it('writes key=value in the order of the sweep', () => {
    expect(blockText({ units: 16, threshold: '25%' })).toBe('units=16 threshold=25%');
    expect(blockText({})).toBe('');
  });

  it('quotes text that would read as something else', () => {
    expect(blockText({ data: 'my file.csv', merge_mode: '1' })).toBe('data="my file.csv" merge_mode="1"');
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

  it('gives back any block, keys in their order', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const block = fc.dictionary(fc.stringMatching(/^[a-z_]+$/), value, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(block, (written) => {
        const read = parseBlock(blockText(written));
        // -0 is written as 0, as JavaScript does
        const sameNumbers = Object.entries(written).map(([key, v]) => [key, v === 0 ? 0 : v]);
        expect(Object.entries(read)).toEqual(sameNumbers);
      }),
    );
  });

  it.each(['units', 'units=16  layers=1', 'data="half', '=5'])('refuses %j, which it never writes', (text) => {
    expect(() => parseBlock(text)).toThrow('block: expected key=value');
  });
});

describe('comparePlaces', () => {
  const sorted = (...levels: string[]) =>
    levels
      .map((level) => ({ block: {}, level }))
      .sort(comparePlaces)
      .map(({ level }) => level);

  it('lets numbers and percentages ascend by value', () => {
    expect(sorted('16', '2', '10%', '0.5', '9%')).toEqual(['0.5', '2', '16', '9%', '10%']);
  });

  it('has closed sets as the vocabulary has them, other words by the alphabet', () => {
    expect(sorted('bidirectional', 'forward', 'backward')).toEqual(['forward', 'backward', 'bidirectional']);
    expect(sorted('stress', 'balance-point')).toEqual(['balance-point', 'stress']);
  });

  it('compares the block before the level, its first key first', () => {
    const places = [
      { block: { units: 16, epochs: 250 }, level: 'forward' },
      { block: { units: 2, epochs: 5000 }, level: 'bidirectional' },
      { block: { units: 2, epochs: 5000 }, level: 'forward' },
      { block: { units: 2, epochs: 1000 }, level: 'bidirectional' },
    ];
    expect([...places].sort(comparePlaces)).toEqual([places[3], places[2], places[1], places[0]]);
  });
});
