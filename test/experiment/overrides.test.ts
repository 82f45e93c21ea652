import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { sameName } from '../../src/experiment/overrides.ts';
import { renderProblem } from '../../src/report/problem-text.ts';
import { layout, problemsIn, read } from './reading.ts';

const FILE = `# A question
name: sizes
epochs: 1000 # one fresh sequence each
seeds: 10

sweep:
  # all combinations
  units: [2, 4, 8]
  direction: [forward, bidirectional]

compare:
  baseline: forward
`;

describe('an override', () => {
  it('changes a value, and the name and the source say so', () => {
    const { experiment } = read(FILE, 'epochs=200', 'seeds=3');
    expect(experiment.name).toBe('sizes epochs=200 seeds=3');
    expect(experiment.seeds).toEqual([1, 2, 3]);
    expect(experiment.points[0].planned.configuration.epochs).toBe(200);
    expect(experiment.source).toBe(FILE.replace('epochs: 1000', 'epochs: 200').replace('seeds: 10', 'seeds: 3'));
  });

  it('with a list replaces the list of a swept key in its place', () => {
    expect(layout(FILE, 'units=16,32')).toEqual([
      'units=16 | forward',
      'units=16 | bidirectional',
      'units=32 | forward',
      'units=32 | bidirectional',
    ]);
    expect(read(FILE, 'units=16,32').experiment.source).toContain('  units: [16, 32]\n');
  });

  it('with a single value ends the sweep of a key', () => {
    expect(layout(FILE, 'units=16')).toEqual([' | forward', ' | bidirectional']);
    expect(read(FILE, 'units=16').experiment.source).not.toContain('[2, 4, 8]');
  });

  it('with a list makes a key swept, after the others', () => {
    expect(layout(FILE, 'units=2', 'epochs=10,20')).toEqual([
      'epochs=10 | forward',
      'epochs=20 | forward',
      'epochs=10 | bidirectional',
      'epochs=20 | bidirectional',
    ]);
  });

  it('makes a sweep where there is none', () => {
    expect(layout('{}', 'direction=forward,backward')).toEqual([' | forward', ' | backward']);
    expect(read('{}', 'direction=forward,backward').experiment.source).toContain('direction: [forward, backward]');
  });

  it('in brackets is a list, of one value too', () => {
    expect(layout(FILE, 'units=[16]')).toEqual(['units=16 | forward', 'units=16 | bidirectional']);
    expect(read(FILE, 'seeds=[3]').experiment.seeds).toEqual([3]);
  });

  it('gives a list of seeds', () => {
    expect(read(FILE, 'seeds=5, 7').experiment).toMatchObject({ seeds: [5, 7], name: 'sizes seeds=5,7' });
  });

  it('gives a first seed and a count, with or without the spaces that YAML wants', () => {
    const { experiment } = read(FILE, 'seeds={from: 11, count: 3}');
    expect(experiment).toMatchObject({ seeds: [11, 12, 13], name: 'sizes seeds={from:11,count:3}' });
    expect(experiment.source).toContain('seeds: {from: 11, count: 3}\n');
    expect(read(FILE, 'seeds={count:3,from:11}').experiment.name).toBe(experiment.name);
    expect(sameName('sizes epochs=20 seeds={from: 11, count: 3}', 'sizes seeds={count:3,from:11} epochs=20')).toBe(
      true,
    );
    expect(read(experiment.source).experiment.seeds).toEqual([11, 12, 13]);
  });

  it('gives a range to try', () => {
    const { experiment } = read(FILE, 'units={from: 4, to: 64, points: 3, scale: log}');
    expect(experiment.points.map(({ block }) => block.units)).toEqual([4, 4, 16, 16, 64, 64]);
    expect(read(experiment.source).experiment.points).toEqual(experiment.points);
  });

  it('reaches into compare', () => {
    const { experiment } = read(FILE, 'compare.metric=loss', 'compare.by=units', 'compare.baseline=4');
    expect(experiment.compare).toEqual({ by: 'units', baseline: 4 });
    expect(experiment).toMatchObject({ metric: 'loss', smallestEffect: 0.01 });
    expect(experiment.source).toContain('compare:\n  baseline: 4\n  metric: loss\n  by: units\n');
  });

  it('make one experiment in whatever order and spelling', () => {
    const { name } = read(FILE, 'epochs=200', 'learning_rate=0.001', 'units=4,8').experiment;
    expect(name).toBe('sizes epochs=200 learning_rate=0.001 units=4,8');
    expect(read(FILE, 'units=4, 0x8', 'learning_rate=1e-3', 'epochs=0200').experiment.name).toBe(name);
    expect(sameName(name, 'sizes units=4,8 learning_rate=.1e-2 epochs=2e2')).toBe(true);
    expect(sameName(name, 'sizes units=8,4 learning_rate=1e-3 epochs=200')).toBe(false); // another first level
    expect(sameName('sizes seeds=3', 'sizes seeds=[3]')).toBe(false);
  });

  it.each([
    ['units=0x10', 16],
    ['units=0o20', 16],
    ['units=016', 16],
    ['units=16.0', 16],
    ['units=1.6e1', 16],
  ])('%s is what it is in the file', (override, units) => {
    const configurations = (reading: ReturnType<typeof read>) =>
      reading.experiment.points.map(({ planned }) => planned.configuration.units);
    expect(configurations(read('{}', override))).toEqual([units]);
    expect(configurations(read(override.replace('=', ': ')))).toEqual([units]);
  });

  it('of the name is the name, and one of the description does not show in it', () => {
    const { experiment } = read(FILE, 'name=quick-look', 'description=Short, and = sharp');
    expect(experiment.name).toBe('quick-look');
    expect(experiment.description).toBe('Short, and = sharp');
    expect(read(FILE, 'name=quick-look', 'epochs=10').experiment.name).toBe('quick-look epochs=10');
  });

  it.each([
    'units=16,32',
    'direction=forward',
    'task=fill-in-the-blank',
    'threshold=10%,3',
    'compare.metric=loss',
    'units=[4]',
  ])('gives a source that says the same by itself: %s', (override) => {
    for (const text of [FILE, '{}', '{epochs: 5, batch_size: 2} # short', '---\nseeds: [3, 5]\n']) {
      const { experiment } = read(text, override);
      const { source, ...again } = read(experiment.source).experiment;
      expect({ ...again, name: '' }).toEqual({ ...experiment, name: '', source: undefined });
      expect(source).toBe(experiment.source);
    }
  });
});

describe('what an override leaves without meaning', () => {
  it('gives way: a baseline or a compared key that is not in the sweep any more', () => {
    const { experiment, notes } = read(FILE, 'direction=backward,bidirectional');
    expect(experiment.compare).toEqual({ by: 'direction', baseline: 'backward' });
    expect(notes).toEqual(['compare.baseline: forward is not in the sweep any more and is left out']);
    expect(experiment.source).not.toContain('compare');
  });

  it('gives way: keys that do not apply to the task or direction asked for', () => {
    const modes =
      'sequence_length: 10\nmatch: parameters\nsweep: {merge_mode: [concat, sum], direction: [forward, bidirectional]}\n';
    const { experiment, notes } = read(modes, 'task=fill-in-the-blank', 'direction=forward');
    expect(notes).toEqual([
      'sequence_length does not apply to fill-in-the-blank and is left out',
      'merge_mode does not apply to forward and is left out',
    ]);
    expect(experiment.points).toHaveLength(1);
    expect(experiment.source).toBe('match: parameters\ntask: fill-in-the-blank\ndirection: forward\n');
    expect(read(modes, 'direction=bidirectional').notes).toEqual([
      'match does not apply to bidirectional and is left out',
    ]);
  });

  it('is an error where the overrides say it themselves', () => {
    expect(problemsIn('{}', 'direction=forward', 'merge_mode=sum')).toEqual([
      '1:1 merge_mode: does not apply to forward. Remove it.',
    ]);
    expect(problemsIn('{}', 'compare.baseline=4')).toEqual([
      '1:18 compare.baseline: expected a sweep of several values first; found 4.',
    ]);
  });
});

describe('a wrong override', () => {
  it('is shown in its own text, after the problems of the file', () => {
    const text = 'units: 0\n';
    const reading = readExperiment({ file: 'test.yaml', text, overrides: ['epochs=5,x', 'lr=0.1'] });
    if (reading.kind === 'valid') throw new Error('valid');
    expect(reading.problems.map((problem) => renderProblem(problem, text)).join('\n')).toBe(
      [
        'test.yaml:1:8  error  units: expected a whole number from 1 to 1 024; found 0.',
        '   1 | units: 0',
        '     |        ^',
        'override "epochs=5,x":1:10  error  sweep.epochs: expected a whole number from 1 to 1 000 000; found "x".',
        '   1 | epochs=5,x',
        '     |          ^',
        'override "lr=0.1":1:1  error  lr: there is no such key. Did you mean learning_rate?',
        '   1 | lr=0.1',
        '     | ^^',
      ].join('\n'),
    );
  });

  it.each([
    ['units=', '1:1 units: expected a whole number from 1 to 1 024; found nothing.'],
    ['units=4,,8', '1:9 sweep.units: expected a whole number from 1 to 1 024; found nothing.'],
    [
      'units=[]',
      '1:7 sweep.units: expected a list of at least one value, each a whole number from 1 to 1 024, or a range, as in {from: 4, to: 64, points: 5, scale: log}; found an empty list.',
    ],
    ['units', '1:1 expected key=value, as in units=4,8; found "units".'],
    ['=4', '1:1 expected key=value, as in units=4,8; found "=4".'],
    ['', '1:1 expected key=value, as in units=4,8; found "".'],
    ['sweep.units=4,8', '1:1 sweep.units: an override with several values is a sweep by itself. → units=4,8'],
    ['compare=loss', '1:9 compare: expected keys and values; found "loss".'],
    ['compare.metrics=loss', '1:1 compare.metrics: there is no such key. → metric'],
    ['__proto__=1', '1:1 __proto__: there is no such key; the keys here are'],
    ['match=parameters,x', '1:7 match: expected parameters; found a list.'],
  ])('%s', (override, expected) => {
    const problems = problemsIn('{}', override);
    expect(problems).toHaveLength(1);
    expect(problems[0].slice(0, expected.length)).toBe(expected);
  });

  it('is one that comes twice', () => {
    expect(problemsIn('{}', 'units=4', 'units=8')).toEqual([
      '1:1 units: expected every key once; it is overridden twice. Put several values into one: key=a,b.',
    ]);
  });
});
