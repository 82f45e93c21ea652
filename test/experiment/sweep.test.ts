import { describe, expect, it } from 'vitest';
import { layout, problemsIn, read } from './reading.ts';

const compareOf = (text: string) => read(text).experiment.compare;
const keysOf = (text: string) => new Set(read(text).experiment.points.map(({ planned }) => planned.key));

describe('a sweep', () => {
  it('has every combination, the last key varying fastest', () => {
    expect(layout('sweep: {units: [2, 4], direction: [forward, bidirectional]}')).toEqual([
      'units=2 | forward',
      'units=2 | bidirectional',
      'units=4 | forward',
      'units=4 | bidirectional',
    ]);
  });

  it('keeps the order of the file, in keys and in values', () => {
    expect(layout('sweep: {direction: [bidirectional, forward], units: [4, 2]}')).toEqual([
      'units=4 | bidirectional',
      'units=2 | bidirectional',
      'units=4 | forward',
      'units=2 | forward',
    ]);
  });

  it('shows values as written', () => {
    expect(layout('sweep: {threshold: [25%, 4], direction: [forward, bidirectional]}')).toEqual([
      'threshold=25% | forward',
      'threshold=25% | bidirectional',
      'threshold=4 | forward',
      'threshold=4 | bidirectional',
    ]);
    expect(layout('sweep: {threshold: [25%, 50.0%, 4]}')).toEqual([' | 25%', ' | 50.0%', ' | 4']);
  });

  it('drops the combinations that match all values of an entry of exclude', () => {
    expect(
      layout('sweep: {units: [2, 4], direction: [forward, backward], exclude: [{units: 4, direction: backward}]}'),
    ).toEqual(['units=2 | forward', 'units=2 | backward', 'units=4 | forward']);
  });

  it('holds exclude against values, however they are written: 2.5 is 25 % of 10', () => {
    const sweep = 'sweep: {threshold: [25%, 6], sequence_length: [10, 20], exclude: [{threshold: 2.5}]}';
    expect(layout(`units: 4\n${sweep}`)).toEqual([
      'sequence_length=20 | 25%',
      'sequence_length=10 | 6',
      'sequence_length=20 | 6',
    ]);
    expect(layout('units: 4\nsweep: {threshold: [2.5, 5], exclude: [{threshold: 25.0%}]}')).toEqual([
      'threshold=5 | –',
    ]);
  });

  it('holds exclude against defaults and the values of the file as well', () => {
    expect(layout('epochs: 5\nsweep: {units: [2, 4], exclude: [{units: 4, epochs: 5, batch_size: 1}]}')).toEqual([
      'units=2 | –',
    ]);
  });

  it('has the points of include after the combinations, missing keys from the file', () => {
    expect(layout('epochs: 5\nsweep: {units: [2, 4], include: [{units: 8, epochs: 9}, {epochs: 7}]}')).toEqual([
      'epochs=5 | 2',
      'epochs=5 | 4',
      'epochs=9 | 8',
      'epochs=7 | 20',
    ]);
  });

  it('may consist of include alone', () => {
    expect(layout('sweep: {include: [{direction: forward}]}')).toEqual([' | bidirectional', ' | forward']);
  });

  it('with a single value of each key is a single configuration', () => {
    expect(layout('sweep: {units: [4]}')).toEqual(['units=4 | –']);
    expect(compareOf('sweep: {units: [4]}')).toBeNull();
  });
});

describe('a key that does not apply', () => {
  it('is left out of the configuration, and its point stays in every block', () => {
    const text = 'sweep: {merge_mode: [concat, sum], direction: [forward, bidirectional]}';
    expect(layout(text)).toEqual([
      'merge_mode=concat | forward',
      'merge_mode=concat | bidirectional',
      'merge_mode=sum | forward',
      'merge_mode=sum | bidirectional',
    ]);
    const { experiment, notes } = read(text);
    expect(experiment.points[0].planned).toBe(experiment.points[2].planned);
    expect(keysOf(text).size).toBe(3);
    expect(notes).toEqual([
      'merge_mode does not apply to forward and is left out there: 2 points are one configuration',
    ]);
  });

  it('leaves one point without a level in its block where it is the compared key', () => {
    expect(
      layout('sweep: {merge_mode: [concat, sum], direction: [forward, bidirectional]}\ncompare: {by: merge_mode}'),
    ).toEqual(['direction=forward | –', 'direction=bidirectional | concat', 'direction=bidirectional | sum']);
  });

  it('is fine in the file where it applies to some of the points', () => {
    const { notes } = read('merge_mode: sum\nsweep: {direction: [forward, bidirectional]}');
    expect(notes).toEqual([]);
  });

  it('can be the threshold of a task without one', () => {
    const text = 'sweep: {task: [cumulative-sum, fill-in-the-blank], threshold: [25%, 50%]}';
    expect(layout(text)).toEqual([
      'threshold=25% | cumulative-sum',
      'threshold=50% | cumulative-sum',
      'threshold=25% | fill-in-the-blank',
      'threshold=50% | fill-in-the-blank',
    ]);
    expect(keysOf(text).size).toBe(3);
  });
});

describe('a configuration given twice', () => {
  it('is an error, also where it is written in two ways', () => {
    expect(problemsIn('sweep:\n  threshold: [25%, 50%, 2.5]\n  units: [2, 4]\n')).toEqual([
      '2:25 sweep.threshold: expected every configuration once; 2.5 is the same as 25% on line 2. Remove one.',
    ]);
  });

  it('is an error where include repeats a combination', () => {
    expect(problemsIn('sweep:\n  units: [2, 20]\n  include:\n    - {batch_size: 1}\n')).toEqual([
      '4:7 sweep.include: this point is in the sweep already. Remove it.',
    ]);
  });

  it('is none where 25% means something else for each length', () => {
    expect(layout('sweep: {sequence_length: [10, 20], threshold: [25%, 4]}')).toHaveLength(4);
    expect(problemsIn('sweep:\n  sequence_length: [10, 16]\n  threshold: [25%, 4]\n')).toEqual([
      '3:20 sweep.threshold: expected every configuration once; 4 is the same as 25% on line 3. Remove one.',
    ]);
  });
});

describe('what is compared', () => {
  it('is direction against forward where direction is swept', () => {
    expect(compareOf('sweep: {units: [2, 4], direction: [bidirectional, forward]}')).toEqual({
      by: 'direction',
      baseline: 'forward',
    });
  });

  it('is the first swept key against its first value otherwise', () => {
    expect(compareOf('sweep: {epochs: [500, 100], units: [2, 4]}')).toEqual({ by: 'epochs', baseline: 500 });
    expect(compareOf('sweep: {units: [2, 4], direction: [backward, bidirectional]}')).toEqual({
      by: 'direction',
      baseline: 'backward',
    });
  });

  it('passes over keys with a single value', () => {
    expect(compareOf('sweep: {direction: [forward], units: [2], epochs: [1, 2]}')).toEqual({
      by: 'epochs',
      baseline: 1,
    });
  });

  it('is what the file says', () => {
    const text = 'sweep: {units: [2, 4], threshold: [25%, 5]}\ncompare: {by: threshold, baseline: 5}';
    expect(compareOf(text)).toEqual({ by: 'threshold', baseline: 5 });
    expect(layout(text)).toEqual(['units=2 | 25%', 'units=2 | 5', 'units=4 | 25%', 'units=4 | 5']);
  });

  it('is a key with several values', () => {
    expect(problemsIn('sweep: {units: [4], epochs: [5, 6]}\ncompare: {by: units}')).toEqual([
      '2:15 compare.by: expected epochs; found "units".',
    ]);
  });

  it('is not judged where the sweep itself is wrong', () => {
    expect(problemsIn('sweep: {units: [4, 8], exclude: [{epochs: 1000}]}\ncompare: {by: units, baseline: 4}')).toEqual([
      '1:34 sweep.exclude: expected at least one combination to stay; all are dropped.',
    ]);
  });

  it('is nothing for a single configuration', () => {
    expect(compareOf('{}')).toBeNull();
  });
});

describe('all problems', () => {
  it('are reported together, those of single values and those of their combinations', () => {
    expect(problemsIn('units: 0\nsequence_length: 5\nthreshold: 9\nbatch_size: 4\nsequences_per_epoch: 10\n')).toEqual([
      '1:8 units: expected a whole number from 1 to 1 024; found 0.',
      '3:12 threshold: expected at most the sequence length, 5; found 9, which no sum of numbers below 1 reaches.',
      '5:22 sequences_per_epoch: expected a multiple of batch_size, 4; found 10. → 12',
    ]);
  });

  it('do not include what follows from a value that is wrong itself', () => {
    expect(problemsIn('sequence_length: ten\nthreshold: 12\n')).toEqual([
      '1:18 sequence_length: expected a whole number from 2 to 1 000; found "ten".',
    ]);
    expect(problemsIn('direction: forwrad\nmerge_mode: sum\nmatch: parameters\n')).toHaveLength(1);
  });
});
