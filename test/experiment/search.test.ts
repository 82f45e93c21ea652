import { describe, expect, it } from 'vitest';
import { problemsIn, read } from './reading.ts';

const FILE = `
name: tuned
sweep:
  direction: [forward, bidirectional]
  units: {from: 4, to: 40, scale: log}
  learning_rate: {from: 0.0005, to: 0.02, scale: log}
search: {configurations: 6, seeds: 8, confirm: 7}
`;

/** The candidates of a level as 'units learning_rate', in order. */
function drawn(text: string, level: string | null, ...overrides: string[]): string[] {
  const { search } = read(text, ...overrides).experiment;
  const points = (search?.candidates ?? []).filter((point) => point.level === level);
  return points.map(({ planned: { configuration } }) => `${configuration.units} ${configuration.learning_rate}`);
}

describe('a search', () => {
  it('draws the same configurations for every level, always the same ones, and first those of the file', () => {
    expect(drawn(FILE, 'forward')).toEqual([
      '20 0.001',
      '19 0.00186',
      '10 0.0106',
      '5 0.00529',
      '4 0.0195',
      '28 0.0056',
    ]);
    expect(drawn(FILE, 'bidirectional')).toEqual(drawn(FILE, 'forward'));
    expect(drawn(FILE.replace('tuned', 'of-another-name'), 'forward')).toEqual(drawn(FILE, 'forward'));
  });

  it('keeps the first draws where more are asked for', () => {
    expect(drawn(FILE, 'forward', 'search.configurations=24').slice(0, 6)).toEqual(drawn(FILE, 'forward'));
  });

  it('compares one of each level on seeds that the race does not have', () => {
    const { seeds, search, points, compare } = read(FILE).experiment;
    expect(seeds).toEqual([1001, 1002, 1003, 1004, 1005, 1006, 1007]);
    expect(search?.seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(compare).toEqual({ by: 'direction', baseline: 'forward' });
    expect(points.map(({ level, block }) => [level, block])).toEqual([
      ['forward', {}],
      ['bidirectional', {}],
    ]);
  });

  it('takes what the file sets for its first configuration, inside the range or not', () => {
    expect(drawn(`units: 64\n${FILE}`, 'forward')[0]).toBe('64 0.001');
    expect(drawn(FILE.replace('from: 0.0005', 'from: 0.002'), 'forward')[0]).toBe('20 0.00632'); // √(0.002 · 0.02)
  });

  it('draws from lists, and from the values of a grid', () => {
    const text =
      'sweep: {units: [4, 8], learning_rate: {from: 0.001, to: 0.1, points: 3, scale: log}}\nsearch: {configurations: 6}';
    expect(drawn(text, null).toSorted()).toEqual(['4 0.001', '4 0.01', '4 0.1', '8 0.001', '8 0.01', '8 0.1']);
  });

  it('races every combination with configurations: all', () => {
    const text = 'sweep: {units: [4, 20], learning_rate: [0.01, 0.001]}\nsearch: {configurations: all}';
    expect(drawn(text, null)).toEqual(['20 0.001', '4 0.01', '4 0.001', '20 0.01']);
  });

  it('chooses without comparing where no direction and no key of compare.by is swept', () => {
    const { compare, points, seeds } = read(
      'sweep: {units: [4, 8, 16]}\nsearch: {configurations: 3, confirm: 2}',
    ).experiment;
    expect([compare, points.length, seeds]).toEqual([null, 1, [1001, 1002]]);
  });

  it('races a configuration once per level, though a key that does not apply has several values', () => {
    const text = `
sweep: {direction: [forward, bidirectional], merge_mode: [sum, concat], units: [4, 8]}
search: {configurations: all}`;
    const { search } = read(text).experiment;
    const keys = (level: string) => search?.candidates.filter((point) => point.level === level).length;
    expect([keys('forward'), keys('bidirectional')]).toEqual([2, 4]);
  });

  it('has 24 configurations, 24 seeds and 10 to confirm where the file does not say', () => {
    const { search, seeds } = read(FILE.replace(/\{configurations.*/, '{}')).experiment;
    expect([search?.candidates.length, search?.seeds.length, seeds.length]).toEqual([48, 24, 10]);
  });

  it('takes overrides, and gives way where they leave nothing to choose from', () => {
    expect(read(FILE, 'search.confirm=9').experiment.seeds).toHaveLength(9);
    const { experiment, notes } = read(FILE, 'units=6', 'learning_rate=0.01', 'direction=forward');
    expect(experiment).toMatchObject({ search: null, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], compare: null });
    expect(experiment.source).not.toContain('search');
    expect(notes).toEqual(['search has nothing left to choose from and is left out']);
  });

  it('takes lists of seeds', () => {
    const { search, seeds } = read(
      FILE.replace('seeds: 8, confirm: 7', 'seeds: [5, 4, 3, 2, 9], confirm: [20, 21, 22, 23, 24, 25]'),
    ).experiment;
    expect([search?.seeds, seeds]).toEqual([
      [5, 4, 3, 2, 9],
      [20, 21, 22, 23, 24, 25],
    ]);
  });

  it('is refused by an override that contradicts it', () => {
    expect(problemsIn(FILE, 'search.confirm=2')).toEqual([
      '1:16 search.confirm: expected at least 6 seeds, which 1 comparison needs for any verdict; found 2.',
    ]);
  });
});
