import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, steady, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeSizes } from './stored-example.ts';

const folder = userFolder();
writeFileSync(join(folder, 'wrong.yaml'), 'units: none\ndirection: bidirectionnal\n');

describe('bothways check', () => {
  it.each([80, 120])('prints the plan within %i columns, and writes nothing', async (columns) => {
    const args = ['check', 'experiments/past-future-both.yaml', 'experiments/article.yaml'];
    const { status, stdout, stderr } = await bothways(folder, args, { COLUMNS: String(columns) });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(existsSync(join(folder, 'results'))).toBe(false);
    await expect(steady(stdout)).toMatchFileSnapshot(snapshot(`check-${columns}`));
  });

  it('keeps the contract for scripts, and counts what is done already', async () => {
    storeSizes(folder);
    writeFileSync(
      join(folder, 'sizes.yaml'),
      'sequence_length: 4\nthreshold: 1\nepochs: 100\ntest_sequences: 100\nseeds: 7\n' +
        'sweep:\n  units: [2, 4, 8]\n  direction: [forward, bidirectional]\n',
    );
    const printed = jsonOf(await bothways(folder, ['check', 'sizes.yaml', '--json']));
    expectContract(printed, 'check');
    expect(printed).toMatchObject({
      experiment: 'sizes',
      configurations: 6,
      runs: { planned: 42, done_before: 28 }, // all but those of 8 units
      updates: 4200,
    });
    const several = contextIn(folder, { json: true });
    await check(
      several,
      ['sizes.yaml', 'experiments/article.yaml'].map((file) => join(folder, file)),
    );
    expectContract(jsonIn(several), 'check of several files');
  });

  it('warns on stderr, and in plain words in JSON', async () => {
    const args = ['check', 'experiments/article.yaml', 'threshold=0.25', '--json'];
    const ended = await bothways(folder, args);
    expect(ended.status).toBe(0);
    expect(ended.stderr).toMatch(/^override "threshold=0.25":1:11 {2}warning {2}threshold: 0.25 is absolute/);
    expect(jsonOf(ended).warnings).toEqual([
      'threshold: 0.25 is absolute, less than a single input may be. Did you mean 25%?',
    ]);
  });

  it('shows all mistakes of all files, each with its place, and ends with status 2', async () => {
    const { status, stdout, stderr } = await bothways(folder, ['check', 'wrong.yaml', 'missing.yaml', 'epochs=0']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    await expect(stderr).toMatchFileSnapshot(snapshot('check-mistakes'));
  });

  it('gives the mistakes to scripts', async () => {
    const ended = await bothways(folder, ['check', 'wrong.yaml', '--json']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 2, stderr: '' });
    const printed = jsonOf(ended);
    expectContract(printed, 'error');
    expect(printed.error).toMatchObject({
      code: 'invalid-file',
      problems: [
        { file: 'wrong.yaml', line: 1, column: 8, key: 'units', suggestion: null },
        { file: 'wrong.yaml', line: 2, column: 12, key: 'direction', suggestion: 'bidirectional' },
      ],
    });
  });

  it('takes no file twice, and no two of one name', async () => {
    const [sizes, other] = [join(folder, 'sizes.yaml'), join(folder, 'other.yaml')];
    writeFileSync(other, 'name: sizes\n');
    await expect(check(contextIn(folder), [sizes, sizes])).rejects.toThrow(`${sizes} is given twice. Name it once`);
    await expect(check(contextIn(folder), [sizes, other])).rejects.toThrow(
      `${sizes} and ${other} are both named "sizes".`,
    );
  });
});
