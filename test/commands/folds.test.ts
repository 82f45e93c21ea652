/** An experiment in folds: ordinary runs of every seed and fold, compared as one. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bothways, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const folder = userFolder();
let ran: Record<string, unknown>;
const FILE = `name: walks
data: {file: walks.csv, sequence: recording, step: t, input: [ax, ay, az], label: activity, group: person, folds: 3}
units: 2
epochs: 1
seeds: 2
sweep: {direction: [forward, backward]}
`;

beforeAll(async () => {
  copyFileSync(join(folder, 'experiments/data/walks.csv'), join(folder, 'walks.csv'));
  writeFileSync(join(folder, 'walks.yaml'), FILE);
  ran = jsonOf(await bothways(folder, ['run', 'walks.yaml', '--json']));
}, 120_000);

describe('an experiment in folds', () => {
  it('trains every seed in every fold, once', async () => {
    expectContract(ran, 'run');
    expect(ran.runs).toMatchObject({ planned: 2 * 3 * 2, done_before: 0 });
    const again = jsonOf(await bothways(folder, ['run', 'walks.yaml', '--json']));
    expect(again.runs).toMatchObject({ planned: 12, done_before: 12 });
  });

  it('has one row for each level, over all sequences, and says so', async () => {
    const compared = jsonOf(await bothways(folder, ['compare', 'walks', '--json']));
    expectContract(compared, 'compare');
    expect(compared).toMatchObject({ folds: 3, comparisons: 1, rows: [{ block: {} }, { block: {} }] });
    expect(compared.answer).toMatch(/^On 120 test sequences \(60 groups\) in 3 folds/);
  });

  it('checks with the folds and their runs', async () => {
    const checked = jsonOf(await bothways(folder, ['check', 'walks.yaml', '--json']));
    expectContract(checked, 'check');
    const { folds } = checked.data as { folds: { groups: number }[] };
    expect(folds.map(({ groups }) => groups)).toEqual([20, 20, 20]);
    const { stdout: out } = await bothways(folder, ['check', 'walks.yaml']);
    expect(out).toContain('2 configurations in 3 folds with 2 seeds: 12 runs');
    expect(out).toContain('3 folds, each tested by models that were trained on the others: 40 sequences of 20 groups');
  });

  it('has the runs of each fold to look at, one by one', async () => {
    const { stdout: out } = await bothways(folder, ['runs', 'walks']);
    expect(out).toMatch(/fold=3/);
    const shown = jsonOf(await bothways(folder, ['show', 'walks', 'direction=backward', 'fold=2', '--json']));
    expect(JSON.stringify(shown)).toContain('\\"fold\\":2');
    const { stderr } = await bothways(folder, ['show', 'walks', 'direction=backward']);
    expect(stderr).toContain('fold=1 direction=backward');
  });

  it('stops early in every fold, by a part of its training part', async () => {
    const stopping = FILE.replace('folds: 3', 'folds: 3, validation: 20%').replace(
      'epochs: 1',
      'epochs: 3\npatience: 1',
    );
    writeFileSync(join(folder, 'early.yaml'), stopping.replace('walks\n', 'early\n').replace('seeds: 2', 'seeds: 1'));
    const early = jsonOf(await bothways(folder, ['run', 'early.yaml', '--json']));
    expectContract(early, 'run');
    expect(early).toMatchObject({ runs: { planned: 6, failed: 0 }, comparison: { folds: 3 } });
  });

  it('refuses to search, for every sequence is tested, and folds beyond 2 to 10', async () => {
    const refusal = async (text: string) => {
      writeFileSync(join(folder, 'other.yaml'), text);
      return (await bothways(folder, ['check', 'other.yaml'])).stderr;
    };
    expect(
      await refusal(
        FILE.replace('units: 2\n', 'search: {configurations: all}\n').replace('backward]', 'backward], units: [2, 4]'),
      ),
    ).toContain(
      'search: does not apply to folds: every sequence is tested in one of them, and none is left to choose by.',
    );
    expect(await refusal(FILE.replace('folds: 3', 'folds: 1'))).toMatch(
      /data\.folds: expected a whole number from 2 to 10/,
    );
    expect(await refusal(FILE.replace('epochs: 1', 'patience: 2'))).toContain('patience: needs a validation part');
  });
});
