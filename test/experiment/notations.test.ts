import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { numberMeant } from '../../src/experiment/number-meant.ts';
import { read } from './reading.ts';

/** What is suggested in place of each value that is refused or warned of. */
function suggested(text: string, ...overrides: string[]): (string | null)[] {
  const reading = readExperiment({ file: 'test.yaml', text, overrides });
  return (reading.kind === 'valid' ? reading.warnings : reading.problems).map(({ suggestion }) => suggestion);
}

describe('a number in another notation', () => {
  it.each([
    ['learning_rate: 0,001', '0.001'],
    ['learning_rate: 1,5e-3', '1.5e-3'],
    ['learning_rate: 0.1%', '0.001'],
    ['threshold: 2,5', '2.5'],
    ['threshold: 2,5%', '2.5%'],
    ['threshold: 2,5', '2.5'],
    ['threshold: 12.5 per cent', '12.5%'],
    ['threshold: 1.000,5', '1000.5'],
    ['compare:\n  smallest_effect: 0,01', '0.01'],
    ['compare:\n  smallest_effect: 0.5%', '0.005'],
    ['epochs: 1,000', '1000'],
    ['epochs: 1.000.000', '1000000'],
    ["test_sequences: 10'000", '10000'],
    ['epochs: 1.500', '1500'],
  ])('%s is refused, and %s suggested', (text, suggestion) => {
    expect(readExperiment({ file: 'test.yaml', text, overrides: [] }).kind).toBe('invalid');
    expect(suggested(text)).toEqual([suggestion]);
  });

  it('is seen where a comma has cut it in two', () => {
    expect(suggested('sweep: {learning_rate: [0,001, 0,01]}')).toEqual(['0.001', '0.01']);
    expect(suggested('{}', 'learning_rate=0,001')).toEqual(['0.001']);
    expect(suggested('{}', 'epochs=1,000')).toEqual(['1000']);
    expect(suggested('{}', 'compare.smallest_effect=0,01')).toEqual(['0.01']);
    expect(suggested('compare: {smallest_effect: 0,01}')).toEqual(['0.01']);
    expect(suggested('sweep: {learning_rate: {from: 0,001, to: 0,02, points: 3}}')).toEqual(['0.001', '0.02']);
    expect(suggested('sweep: {learning_rate: {from: 0,001, to: 1,001, points: 3}}')).toEqual(['0.001', '1.001']);
    expect(suggested('{}', 'learning_rate={from: 0,001, to: 0,01, points: 3}')).toEqual(['0.001', '0.01']);
    expect(suggested('data: {file: walks.csv, test: "20,5%"}')).toEqual(['20.5%']);
  });

  it('is seen in whole numbers of a list, where one begins with 0', () => {
    expect(suggested('seeds: 6', 'units=1,024')).toEqual(['1024']);
    expect(suggested('seeds: 6', 'units=4,128')).toEqual([]);
  });

  it.each([
    ['epochs: 1.000', '1000'],
    ['seeds: 2.000', '2000'],
    ['sweep: {epochs: [1.000, 2000]}', '1000'],
  ])('%s is valid but warned of', (text, suggestion) => {
    expect(suggested(text)).toEqual([suggestion]);
    expect(read(text).warnings[0].message).toMatch(/^\d\.000 is \d\.$/);
  });

  it.each([
    ['threshold=2,5', '2.5', '2,5 is a list of 2 and 5.'],
    ['threshold=2,5%', '2.5%', '2,5% is a list of 2 and 5%.'],
    ['learning_rate=1,5e-3', '1.5e-3', '1,5e-3 is a list of 1 and 5e-3.'],
  ])('%s on the command line is a sweep, and warned of', (override, suggestion, message) => {
    expect(read('{}', override).warnings).toMatchObject([{ message, suggestion }]);
  });

  it.each(['units=4,8', 'epochs=100,500', 'seeds=1,2', 'threshold=2,5,7', 'threshold=2, 5', 'learning_rate=0.1,0.01'])(
    '%s is the list that it says',
    (override) => {
      expect(read('{}', override).warnings).toEqual([]);
    },
  );

  it('is not seen in what is no number at all', () => {
    for (const text of ['1,2,3', '1.2.3', '1,00.5', 'a,b', ',', '1.5,000,0']) {
      expect(numberMeant(text, { whole: false, perCent: false }), text).toBe(null);
    }
    expect(suggested('units: 16,5')).toEqual([null]);
  });
});

describe('compare.smallest_effect', () => {
  it.each([
    ['{smallest_effect: 1}', /^1 is 100 points/],
    ['{smallest_effect: 0.5}', /^0\.5 is 50 points/],
    ['{metric: loss, smallest_effect: 1}', /^1 is a difference of losses/],
  ])('%s is warned of: no metric could mean it', (compare, message) => {
    expect(read(`compare: ${compare}`).warnings).toMatchObject([{ message: expect.stringMatching(message) }]);
  });

  it('is what it says otherwise', () => {
    expect(read('compare: {smallest_effect: 0.05}').warnings).toEqual([]);
    expect(read('compare: {metric: loss, smallest_effect: 0.5}').warnings).toEqual([]);
  });
});
