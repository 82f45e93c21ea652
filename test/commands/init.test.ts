import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { init } from '../../src/commands/init.ts';
import { loadExperiment } from '../../src/experiment/experiment.ts';
import { schemaText } from '../../src/experiment/schema.ts';
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

    expect(() => init(contextIn(folder), join(folder, 'notes'))).toThrow(/expected a file name that ends in \.yaml/);
    expect(existsSync(join(folder, 'notes'))).toBe(false);
  });
});
