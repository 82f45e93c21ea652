/** Own data through the commands, with what scripts are promised: one short experiment for all of them. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseTarGzip } from 'nanotar';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../src/commands/bundle.ts';
import { compare } from '../../src/commands/compare.ts';
import { run } from '../../src/commands/run.ts';
import { bothways, contextIn, jsonIn, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeSizes } from './stored-example.ts';

const folder = userFolder();
const SHORT = ['experiments/own-data.yaml', 'epochs=2', 'seeds=2', 'units=3'];
const NAME = 'own-data epochs=2 seeds=2 units=3';
let ran: Record<string, unknown>;

beforeAll(async () => {
  ran = jsonOf(await bothways(folder, ['run', ...SHORT, '--json']));
}, 120_000);

describe('own data', () => {
  it('are checked, run and shown with what scripts are promised', async () => {
    expectContract(ran, 'run');
    const checked = jsonOf(await bothways(folder, ['check', ...SHORT, '--json']));
    expectContract(checked, 'check');
    expect(checked.data).toMatchObject({ sequences: 120, classes: [{}, {}, {}], tokens: null });
    expectContract(jsonOf(await bothways(folder, ['show', '1', '--json'])), 'show');
  });

  it('are compared class by class: counts that add up to the answers of all runs', async () => {
    const context = contextIn(folder, { json: true });
    await compare(context, NAME, { classes: true, metric: 'f1_macro' });
    const printed = jsonIn(context);
    expectContract(printed, 'compare --classes');
    const classes = printed.classes as {
      level: string;
      runs: number;
      classes: { class: string; support: number; precision: number; recall: number; f1: number }[];
      confusion: number[][];
    }[];
    const rows = printed.rows as { level: string; mean: number }[];
    expect(classes.map(({ level, runs }) => [level, runs])).toEqual(rows.map(({ level }) => [level, 2]));
    for (const { classes: scores, confusion } of classes) {
      expect(scores.map(({ class: name, support }) => [name, support])).toEqual([
        ['stand', 178],
        ['walk', 167],
        ['sit', 183],
      ]);
      expect(confusion.flat().reduce((sum, times) => sum + times, 0)).toBe(2 * 528);
      for (const [k, { recall }] of scores.entries()) {
        if (recall !== null) expect(recall).toBeCloseTo(confusion[k][k] / (2 * scores[k].support), 14);
      }
    }
  });

  it('show in text what each class is taken for', async () => {
    const context = contextIn(folder);
    await compare(context, NAME, { classes: true });
    const { out } = context.printed;
    expect(out).toMatch(/^ class +support +forward +forward +backward/m);
    expect(out).toMatch(/^ forward: what each class is taken for, in per cent of it \(2 runs\)\n +actual +as stand/m);
    for (const columns of [40, 80, 120]) {
      const narrow = contextIn(folder, { columns });
      await compare(narrow, NAME, { classes: true });
      const table = narrow.printed.out.split('\n').filter((line) => /support|precision|recall/.test(line));
      expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it('have classes to be counted, and tasks that make their sequences have none', async () => {
    storeSizes(folder);
    await expect(compare(contextIn(folder), 'sizes', { classes: true })).rejects.toThrow(
      '--classes: sizes has none to count: they are counted where data with labels have a fixed test part',
    );
  });
});

describe('a bundle of own data', () => {
  const elsewhere = userFolder();
  const EXPERIMENT = readFileSync(join(folder, 'experiments/own-data.yaml'), 'utf8');

  /** Unpacks what is packed with the data under another name in the experiment file. */
  async function unpacked(named: string): Promise<string> {
    writeFileSync(join(folder, 'experiments/own-data.yaml'), EXPERIMENT.replace('data/walks.csv', named));
    await run(
      contextIn(folder),
      SHORT.map((word) => join(folder, word).replace(/.*\/(.*=.*)$/, '$1')),
      {},
    );
    const file = join(folder, 'packed.tar.gz');
    rmSync(file, { force: true });
    await bundle(contextIn(folder), NAME, { output: file });
    const there = join(elsewhere, named.replaceAll('/', '-'));
    for (const { name, data } of await parseTarGzip(readFileSync(file))) {
      mkdirSync(dirname(join(there, name)), { recursive: true });
      writeFileSync(join(there, name), data ?? '');
    }
    return join(there, 'own-data-epochs-2-seeds-2-units-3');
  }

  it.each([
    ['data/walks.csv', 'data/walks.csv', 'as it is called'],
    ['../walks.csv', 'data/walks.csv', 'inside where it lay outside'],
    ['results.csv', 'data/results.csv', 'apart where the name is taken'],
  ])('has %s as %s, %s, and runs elsewhere without training', async (named, path) => {
    copyFileSync(join(folder, 'experiments/data/walks.csv'), join(folder, 'experiments', named));
    const there = await unpacked(named);
    expect(readFileSync(join(there, path))).toEqual(readFileSync(join(folder, 'experiments/data/walks.csv')));
    expect(readFileSync(join(there, 'README.md'), 'utf8')).toContain(`| ${path} | its data |`);
    const context = contextIn(there, { json: true });
    expect(await run(context, [join(there, 'own-data-epochs-2-seeds-2-units-3.yaml')], {})).toBe(0);
    expect(jsonIn(context)).toMatchObject({ runs: { planned: 6, done_before: 6, trained: 0 } });
  });
});

describe('what other commands make of own data that only the database has', () => {
  it.each([
    [['report', NAME, '--output', 'page.html'], 'wrote page.html'],
    [['experiments'], 'On 22 test sequences'],
  ])('%s', async (args, printed) => {
    const { status, stdout, stderr } = await bothways(folder, args);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(printed);
  });
});
