import { describe, expect, it } from 'vitest';
import { configurationKey } from '../../src/configuration-key.ts';
import { absoluteThreshold, matchedUnits } from '../../src/experiment/configuration.ts';
import type { Configuration } from '../../src/vocabulary.ts';
import { ARTICLE, configured } from '../examples.ts';
import { layout, problemsIn, read } from './reading.ts';

const unitsOf = (text: string) =>
  read(text).experiment.points.map(({ planned }) => [planned.configuration.direction, planned.configuration.units]);

describe('absoluteThreshold', () => {
  it('takes per cent of the sequence length', () => {
    expect(absoluteThreshold('25%', 10)).toBe(2.5);
    expect(absoluteThreshold('12.5%', 8)).toBe(1);
  });

  it('is as near as float64 can be: 7 % of 10 is 0.7', () => {
    expect(absoluteThreshold('7%', 10)).toBe(0.7);
    expect(absoluteThreshold('55%', 100)).toBe(55);
  });

  it('is the decimal that is meant: 33.3 % of 30 is 9.99', () => {
    expect(absoluteThreshold('33.3%', 30)).toBe(9.99);
    expect(absoluteThreshold('0.1%', 700)).toBe(0.7);
    expect(absoluteThreshold('1.1%', 30)).toBe(0.33);
    expect(absoluteThreshold('99.999999999999%', 1000)).toBe(999.99999999999);
  });

  it('is the same level as the number that it comes to', () => {
    expect(problemsIn('sequence_length: 30\nsweep: {threshold: [33.3%, 9.99]}')).toEqual([
      '2:28 sweep.threshold: expected every configuration once; 9.99 is the same as 33.3% on line 2. Remove one.',
    ]);
  });

  it('leaves a number as it is', () => {
    expect(absoluteThreshold(2.5, 1000)).toBe(2.5);
  });
});

// A one-way LSTM with U units, one input and one output has 4U(U + 2) + U + 1 parameters, a bidirectional one
// 8U(U + 2) + 2U + 1 with concat and 8U(U + 2) + U + 1 with the other merge modes.
describe('matchedUnits', () => {
  const oneNumber = { input: { kind: 'numbers', features: 1 }, output: { kind: 'sigmoid', per: 'step' } } as const;
  const lstm = { cell: 'lstm', layers: 1 } as const;

  it('is 29 for 20: 3389 < 3561 ≤ 3626', () => {
    expect(matchedUnits({ ...lstm, units: 20, merge_mode: 'concat' }, oneNumber)).toBe(29);
  });

  it('is 4 for 2: 64 < 69 ≤ 101', () => {
    // 4·3·5 + 4, 8·2·4 + 5, 4·4·6 + 5
    expect(matchedUnits({ ...lstm, units: 2, merge_mode: 'concat' }, oneNumber)).toBe(4);
  });

  it('depends on the merge mode', () => {
    // 8·9·11 + 19 = 811 and 8·9·11 + 10 = 802; 4·13·15 + 14 = 794, 4·14·16 + 15 = 911
    expect(matchedUnits({ ...lstm, units: 9, merge_mode: 'concat' }, oneNumber)).toBe(14);
    // 8·1·3 + 3 = 27 and 26; 4·2·4 + 3 = 35, 4·1·3 + 2 = 14
    expect(matchedUnits({ ...lstm, units: 1, merge_mode: 'sum' }, oneNumber)).toBe(2);
  });
});

describe('matchedUnits of other models', () => {
  const oneNumber = { input: { kind: 'numbers', features: 1 }, output: { kind: 'sigmoid', per: 'step' } } as const;
  const concat = { units: 20, merge_mode: 'concat', layers: 1 } as const;

  it('counts the gates of the cell', () => {
    // 6·20·22 + 41 = 2681 ≤ 3·29·31 + 30 = 2727, 3·28·30 + 29 = 2549
    expect(matchedUnits({ ...concat, cell: 'gru' }, oneNumber)).toBe(29);
    // 2·5·7 + 11 = 81; 7·9 + 8 = 71, 8·10 + 9 = 89
    expect(matchedUnits({ ...concat, units: 5, cell: 'simple_rnn' }, oneNumber)).toBe(8);
  });

  it('counts all layers', () => {
    // 8·4·6 + 8·4·13 + 9 = 617; 4·6·8 + 4·6·13 + 7 = 511, 4·7·9 + 4·7·15 + 8 = 680
    expect(matchedUnits({ ...concat, units: 4, cell: 'lstm', layers: 2 }, oneNumber)).toBe(7);
  });
});

describe('match: parameters', () => {
  it('raises the units of forward and backward in the configuration', () => {
    expect(unitsOf('match: parameters\nsweep: {direction: [forward, backward, bidirectional]}')).toEqual([
      ['forward', 29],
      ['backward', 29],
      ['bidirectional', 20],
    ]);
  });

  it('still shows the written units in blocks', () => {
    expect(layout('match: parameters\nsweep: {units: [2, 20], direction: [forward, bidirectional]}')).toEqual([
      'units=2 | forward',
      'units=2 | bidirectional',
      'units=20 | forward',
      'units=20 | bidirectional',
    ]);
  });
});

describe('configurationKey', () => {
  const article: Configuration = { ...ARTICLE, engine: 'reference' };

  it("begins SHA-256 of the JSON with sorted keys, as Python's hashlib and json have it", () => {
    expect(configurationKey(article)).toBe('ff68a753162c');
  });

  it.each<[key: string, changes: Partial<Configuration>]>([
    ['5dd540796266', { cell: 'gru', dropout: 0.5, optimizer: 'sgd', momentum: 0 }],
    ['00eb0a2a4525', { cell: 'simple_rnn', optimizer: 'adamw', weight_decay: 0.004 }],
    ['c498d7b0b05b', { validation: 100 }],
    ['e8257f8c38bd', { task: 'own-data', data_sha256: 'ab'.repeat(32), data: '{}', patience: 5, min_delta: 0 }],
  ])('counts later keys where they are there, a 0 too, and none that all meant before: %s', (key, changes) => {
    expect(configurationKey(configured({ engine: 'reference', ...changes }))).toBe(key); // Python's as well
  });

  it('does not depend on the order of the keys', () => {
    const reversed = Object.fromEntries(Object.entries(article).toReversed()) as unknown as Configuration;
    expect(configurationKey(reversed)).toBe('ff68a753162c');
  });

  it('is another one for every other value', () => {
    const keys = Object.entries(article).map(([key, value]) =>
      configurationKey({ ...article, [key]: typeof value === 'number' ? value + 1 : `${value}x` }),
    );
    expect(new Set([...keys, configurationKey(article)]).size).toBe(keys.length + 1);
  });

  it('ignores name, description, seeds and compare', () => {
    const keys = [
      'engine: reference',
      'name: other\ndescription: other\nseeds: [5]\ncompare: {metric: loss}\nengine: reference',
      'threshold: 2.5\nengine: reference\nunits: 20',
    ].map((text) => read(text).experiment.points[0].planned.key);
    expect(keys).toEqual(['ff68a753162c', 'ff68a753162c', 'ff68a753162c']);
  });
});
