import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load-experiment.ts';
import { sameName } from '../../src/experiment/overrides.ts';
import { renderProblem } from '../../src/report/problem-text.ts';
import { ARTICLE } from '../examples.ts';
import { problemsIn, read } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'bothways-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('an experiment', () => {
  it('is the article where the file is {}', () => {
    const { experiment, warnings, notes } = read('{}');
    expect(experiment).toMatchObject({ name: 'test', description: '', compare: null, metric: 'accuracy' });
    expect(experiment.seeds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(experiment.smallestEffect).toBe(0.005);
    expect(experiment.points).toHaveLength(1);
    const [{ block, level, planned }] = experiment.points;
    expect({ block, level }).toEqual({ block: {}, level: null });
    expect(planned.configuration).toEqual({ ...ARTICLE, engine: planned.configuration.engine });
    expect({ warnings, notes }).toEqual({ warnings: [], notes: [] });
  });

  it('knows parameters, floor and ceiling of its configurations', () => {
    const [backward, bidirectional] = read('sweep: {direction: [backward, bidirectional]}').experiment.points;
    expect([backward.planned.parameters, bidirectional.planned.parameters]).toEqual([1781, 3561]);
    expect(backward.planned.floor).toBeCloseTo(0.8892, 4); // 600 seeds of an independent C program
    expect(backward.planned.ceiling).toBeCloseTo(0.905, 4);
    expect(bidirectional.planned.ceiling).toBe(1);
  });

  it('takes a list of seeds as it is', () => {
    expect(read('seeds: [7, 3, 4294967295, 0]').experiment.seeds).toEqual([7, 3, 4294967295, 0]);
  });

  it('takes seeds from a first one on, up to the largest', () => {
    expect(read('seeds: {from: 11, count: 3}').experiment.seeds).toEqual([11, 12, 13]);
    expect(read('seeds: {from: 4294967290, count: 6}').experiment.seeds.at(-1)).toBe(4294967295);
    const { seeds, search } = read(
      'sweep: {units: [4, 8, 16]}\nsearch: {configurations: 3, seeds: {from: 21, count: 5}, confirm: {from: 31, count: 7}}',
    ).experiment;
    expect([search?.seeds, seeds]).toEqual([
      [21, 22, 23, 24, 25],
      [31, 32, 33, 34, 35, 36, 37],
    ]);
  });

  it('counts half a point as an effect for accuracies and 0.01 for losses', () => {
    expect(read('compare: {metric: sequence_accuracy}').experiment.smallestEffect).toBe(0.005);
    expect(read('compare: {metric: training_loss}').experiment.smallestEffect).toBe(0.01);
    expect(read('compare: {metric: loss, smallest_effect: 0}').experiment.smallestEffect).toBe(0);
  });

  it('has as many sequences per epoch as a batch, unless the file says otherwise', () => {
    expect(read('batch_size: 8').experiment.points[0].planned.configuration.sequences_per_epoch).toBe(8);
    expect(read('{batch_size: 8, sequences_per_epoch: 64}').experiment.points[0].planned.configuration).toMatchObject({
      batch_size: 8,
      sequences_per_epoch: 64,
    });
  });

  it('leaves out the keys that do not apply', () => {
    const { configuration } = read('{task: fill-in-the-blank, direction: forward}').experiment.points[0].planned;
    expect(Object.keys(configuration)).not.toContain('threshold');
    expect(Object.keys(configuration)).not.toContain('sequence_length');
    expect(Object.keys(configuration)).not.toContain('merge_mode');
  });

  it('reads numbers in any notation of YAML', () => {
    const { configuration } = read('{epochs: 1e3, learning_rate: 1E-2, units: 0x10, batch_size: +4}').experiment
      .points[0].planned;
    expect(configuration).toMatchObject({ epochs: 1000, learning_rate: 0.01, units: 16, batch_size: 4 });
  });

  it('keeps the text of the file as its source where nothing is overridden', () => {
    const text = '\ufeff# mine\r\nunits: 4   # few\r\n';
    expect(read(text).experiment.source).toBe('# mine\r\nunits: 4   # few\r\n');
  });
});

describe('a name', () => {
  const nameOf = (file: string) => {
    writeFileSync(join(folder, file), '{}');
    const reading = loadExperiment({ file: join(folder, file), overrides: [] });
    return reading.kind === 'valid' ? reading.experiment.name : null;
  };

  it('is made from the name of the file, in lower-case words with hyphens', () => {
    expect(nameOf('Does it Matter_2.yaml')).toBe('does-it-matter-2');
    expect(nameOf('(…).yaml')).toBe('experiment');
  });

  it('keeps the letters of every script', () => {
    expect(nameOf('学习率.yaml')).toBe('学习率');
    expect(nameOf('单元数 2.yaml')).toBe('单元数-2');
    expect(nameOf('Übung 1.yml')).toBe('übung-1');
    expect(nameOf('Σκέψη.yaml')).toBe('σκέψη');
    expect(nameOf('สวัสดี_ชาวโลก.yaml')).toBe('สวัสดี-ชาวโลก');
    expect(read('name: 学习率').experiment.name).toBe('学习率');
  });

  it('is the same name, composed or not', () => {
    expect(nameOf('u\u0308bung.yaml')).toBe('\u00fcbung');
    expect(read('name: u\u0308bung').experiment.name).toBe('\u00fcbung');
    expect(sameName('u\u0308bung epochs=5', '\u00fcbung epochs=5')).toBe(true);
  });

  it.each([
    ['Idee', 'idee'],
    ['ΣΚΕΨΗ', 'σκεψη'],
    ['两 个', '两-个'],
    ['a--b', 'a-b'],
    ['名字!', '名字'],
  ])('%s is refused, and %s suggested', (name, suggestion) => {
    expect(problemsIn(`name: ${name}`)).toEqual([
      `1:7 name: expected a name of lower-case words with hyphens; found "${name}". → ${suggestion}`,
    ]);
  });
});

describe('a warning', () => {
  it('asks whether a threshold below 1 is meant in per cent', () => {
    const { warnings, text } = read('threshold: 0.07\nepochs: 5\n');
    expect(warnings.map((warning) => renderProblem(warning, text))).toEqual([
      'test.yaml:1:12  warning  threshold: 0.07 is absolute, less than a single input may be. Did you mean 7%?\n' +
        '   1 | threshold: 0.07\n' +
        '     |            ^^^^',
    ]);
  });

  it('is not given for short sequences, where such a threshold makes sense', () => {
    expect(read('{threshold: 0.5, sequence_length: 3}').warnings).toEqual([]);
    expect(read('{threshold: 1, sequence_length: 10}').warnings).toEqual([]);
  });

  it('says that an entry of exclude drops nothing', () => {
    const { warnings } = read('sweep: {units: [2, 4], exclude: [{units: 8}]}');
    expect(warnings.map(({ key, message }) => `${key}: ${message}`)).toEqual([
      'sweep.exclude: no combination has these values, so nothing is dropped.',
    ]);
  });

  it('says so beside an override too, unless that is what has taken the values away', () => {
    const text = 'sweep: {units: [2, 4], exclude: [{units: 8}]}';
    expect(read(text, 'epochs=5').warnings).toHaveLength(1);
    expect(read(text, 'units=2,4').warnings).toEqual([]);
  });
});

describe('loadExperiment', () => {
  const load = (file: string) => {
    const reading = loadExperiment({ file, overrides: [] });
    if (reading.kind === 'valid') throw new Error(`${file} is valid`);
    return reading.problems.map((problem) => renderProblem(problem, reading.text).replaceAll(folder, 'FOLDER'));
  };

  it('says that there is no such file', () => {
    expect(load(join(folder, 'none.yaml'))).toEqual([
      'FOLDER/none.yaml  error  there is no such file. Write an example with: bothways init',
    ]);
  });

  it('says that a folder is none', () => {
    expect(load(folder)).toEqual([
      'FOLDER  error  expected a file; found a folder. Name the files in it: bothways check FOLDER/*.yaml',
    ]);
  });

  it('refuses a large file without reading all of it', () => {
    const file = join(folder, 'large.yaml');
    writeFileSync(file, `units: 4\n${'#'.repeat(256 * 1024)}`);
    expect(load(file)).toEqual(['FOLDER/large.yaml  error  expected a file of at most 256 kB; found a larger one.']);
  });

  it('reads a file of 256 kB', () => {
    const file = join(folder, 'largest.yaml');
    writeFileSync(file, `units: 4\n${'#'.repeat(256 * 1024 - 9)}`);
    expect(loadExperiment({ file, overrides: [] }).kind).toBe('valid');
  });

  it('keeps control characters of a file name from the terminal', () => {
    expect(load(join(folder, '\u001b[2J.yaml'))[0]).toContain('FOLDER/\\u{1b}[2J.yaml  error');
  });
});

describe('the limits', () => {
  const list = (count: number) => Array.from({ length: count }, (_, i) => i + 1).join(', ');

  it('allow 10 000 configurations and refuse one more', () => {
    const text = `sweep:\n  units: [${list(100)}]\n  epochs: [${list(100)}]\n`;
    expect(read(text).experiment.points).toHaveLength(10_000);
    expect(problemsIn(`${text}  include: [{units: 101}]\n`)).toEqual([
      '2:3 sweep: expected at most 10 000 configurations; found 10 001. Leave some values out.',
    ]);
  });

  it('show the first hundred problems of a hopeless file', () => {
    const problems = problemsIn(`sweep:\n  units: [${'x, '.repeat(5000)}x]\n`);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe('2:311 there are more problems from here.');
  });
});
