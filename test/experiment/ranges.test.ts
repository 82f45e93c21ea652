import { describe, expect, it } from 'vitest';
import type { FileKey } from '../../src/keys.ts';
import { problemsIn, read } from './reading.ts';

/** The values of a key over the points, in their order. */
function values(key: FileKey, range: string, ...overrides: string[]): unknown[] {
  const { points } = read(`sweep: {${key}: ${range}}`, ...overrides).experiment;
  return points.map(({ planned }) => planned.configuration[key]);
}

describe('a range under sweep', () => {
  it('is a grid of equal distances', () => {
    expect(values('units', '{from: 4, to: 64, points: 3}')).toEqual([4, 34, 64]);
    expect(values('learning_rate', '{from: 0.1, to: 0.9, points: 9}')).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]);
  });

  it('is a grid of equal ratios with scale: log', () => {
    expect(values('units', '{from: 4, to: 64, points: 5, scale: log}')).toEqual([4, 8, 16, 32, 64]);
    expect(values('learning_rate', '{from: 0.001, to: 0.1, points: 5, scale: log}')).toEqual([
      0.001, 0.00316, 0.01, 0.0316, 0.1,
    ]);
  });

  it('rounds what lies between its ends, and the ends never', () => {
    expect(values('units', '{from: 1, to: 8, points: 4}')).toEqual([1, 3, 6, 8]); // 3.33 and 5.67
    expect(values('learning_rate', '{from: 0.00012345, to: 0.98765, points: 3, scale: log}')).toEqual([
      0.00012345, 0.011, 0.98765,
    ]); // √(0.00012345 · 0.98765) = 0.0110420
  });

  it('goes up by a step as far as its end, calculated in decimals', () => {
    expect(values('units', '{from: 4, to: 20, step: 5}')).toEqual([4, 9, 14, 19]);
    expect(values('learning_rate', '{from: 0.1, to: 0.5, step: 0.1}')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  it('may be one of per cents, which are calculated with as they are written', () => {
    const levels = (range: string) =>
      read(`sequence_length: 40\nsweep: {threshold: ${range}}`).experiment.points.map(({ level }) => level);
    expect(levels('{from: 10%, to: 30%, points: 3}')).toEqual(['10%', '20%', '30%']);
    expect(levels('{from: 33.3%, to: 33.9%, step: 0.3%}')).toEqual(['33.3%', '33.6%', '33.9%']);
    expect(problemsIn('sweep: {threshold: {from: 10%, to: 3, points: 3}}')).toEqual([
      '1:20 sweep.threshold: expected numbers or per cents; found 10% and 3.',
    ]);
    const raced = read(
      'sequence_length: 40\nsweep: {units: [2, 4], threshold: {from: 10%, to: 30%}}\nsearch: {configurations: 4}\ncompare: {by: units}',
    ).experiment.search?.candidates.map(({ block }) => block.threshold);
    expect(new Set(raced).size).toBe(4);
    expect(raced?.every((threshold) => /^[123]\d(\.\d+)?%$/.test(String(threshold)))).toBe(true);
  });

  it('may be swept beside lists', () => {
    const { experiment } = read('sweep: {units: {from: 2, to: 4, step: 2}, direction: [forward, bidirectional]}');
    expect(experiment.compare).toEqual({ by: 'direction', baseline: 'forward' });
    expect(experiment.points.map(({ block, level }) => [block.units, level])).toEqual([
      [2, 'forward'],
      [2, 'bidirectional'],
      [4, 'forward'],
      [4, 'bidirectional'],
    ]);
  });

  it('gives way to an override, a value or a list', () => {
    const range = '{from: 4, to: 64, points: 5, scale: log}';
    expect(values('units', range, 'units=7')).toEqual([7]);
    expect(values('units', range, 'units=7,9')).toEqual([7, 9]);
    const { experiment } = read(`sweep: {units: ${range}}`, 'units=7,9');
    expect(experiment.source.trim()).toBe('sweep: {units: [7, 9]}');
  });
});
