import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { init } from '../../src/commands/init.ts';
import { schemaText } from '../../src/experiment/editor-schema.ts';
import { loadExperiment } from '../../src/experiment/load-experiment.ts';
import { loadExperiments } from '../../src/session/load.ts';
import { bothways, contextIn, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const folder = userFolder();

describe('bothways init', () => {
  it('writes a valid experiment and the schema beside it', async () => {
    const { status, stdout } = await bothways(folder, ['init']);
    expect(status).toBe(0);
    expect(stdout).toBe(
      'wrote experiment.yaml and experiment.schema.json, for completion in editors\nnext: bothways run experiment.yaml\n',
    );
    const reading = loadExperiment({ file: join(folder, 'experiment.yaml'), overrides: [] });
    expect(reading).toMatchObject({ kind: 'valid', warnings: [], notes: [], experiment: { name: 'experiment' } });
    expect(readFileSync(join(folder, 'experiment.schema.json'), 'utf8')).toBe(schemaText());
  });

  it('makes the folder, names the experiment after the file, and keeps a schema that is there', async () => {
    mkdirSync(join(folder, 'questions'));
    writeFileSync(join(folder, 'questions/experiment.schema.json'), '{}');
    const printed = jsonOf(await bothways(folder, ['init', 'questions/How Deep.yaml', '--json']));
    expectContract(printed, 'init');
    expect(printed.written).toEqual(['questions/How Deep.yaml']);
    const reading = loadExperiment({ file: join(folder, 'questions/How Deep.yaml'), overrides: [] });
    expect(reading).toMatchObject({ kind: 'valid', experiment: { name: 'how-deep' } });
    expect(readFileSync(join(folder, 'questions/experiment.schema.json'), 'utf8')).toBe('{}');
  });

  it('never writes over a file, nor one of another kind', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'units: 3\n');
    const over = await bothways(folder, ['init', 'mine.yaml']);
    expect({ status: over.status, stdout: over.stdout }).toEqual({ status: 2, stdout: '' });
    expect(over.stderr).toMatch(/^bothways: mine\.yaml exists already and is left as it is\./);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('units: 3\n');

    await expect(init(contextIn(folder), join(folder, 'notes'))).rejects.toThrow(
      /expected a file name that ends in \.yaml/,
    );
    expect(existsSync(join(folder, 'notes'))).toBe(false);
  });

  it('looks at a file of data, writes an experiment with a comment for each guess, and leads to check', async () => {
    const walks = join(import.meta.dirname, '../../experiments/data/walks.csv');
    copyFileSync(walks, join(folder, 'walks.csv'));
    const { stdout } = await bothways(folder, ['init', '--data', 'walks.csv']);
    expect(stdout).toMatch(/^wrote walks\.yaml.*\nnext: bothways check walks\.yaml\n$/);
    const text = readFileSync(join(folder, 'walks.yaml'), 'utf8');
    expect(text.split('\n').filter((line) => line.startsWith('data') || line.startsWith('  '))).toEqual([
      'data:',
      '  file: walks.csv',
      '  sequence: recording       # 120 values: rows with the same one are a sequence',
      '  step: t                   # puts the rows of a sequence in order',
      '  input: [ax, ay, az]       # the other columns of numbers',
      '  label: activity           # 3 values: stand, walk, sit',
      '  per: step                 # it changes within sequences',
      '  group: person             # 60 values, none on both sides of the split',
      '  direction: [forward, backward, bidirectional]',
    ]);
  });

  // What is guessed can be read as it stands
  it.each([
    'walks.csv',
    'gestures.csv',
    'reviews.csv',
    'machine.csv',
    'load.csv',
    'names.conll',
    'proteins.csv',
    'strokes.jsonl',
  ])('writes a valid experiment for %s', async (file) => {
    copyFileSync(join(import.meta.dirname, '../../experiments/data', file), join(folder, file));
    const experiment = file.replace(/\..*$/, '-guessed.yaml');
    await init(contextIn(folder), join(folder, experiment), { data: join(folder, file) });
    const [loaded] = await loadExperiments({ note: () => {} }, [join(folder, experiment)], { preparedIn: null });
    expect(loaded.experiment.points).toHaveLength(3);
  });

  it.each([
    ['notes.txt', 'hello', 'expected a file that ends in .csv, .tsv, .jsonl, .conll or .conllu; found'],
    ['empty.csv', '', 'expected data; the file is empty.'],
    [
      'numbers.csv',
      '1,2\n3,4\n',
      'expected a header, the names of the columns; found numbers. Put a first line with names',
    ],
    ['missing.csv', null, 'there is no file'],
  ])('says what is wrong with %s', async (file, content, message) => {
    if (content !== null) writeFileSync(join(folder, file), content);
    await expect(init(contextIn(folder), join(folder, 'new.yaml'), { data: join(folder, file) })).rejects.toThrow(
      message,
    );
  });
});
