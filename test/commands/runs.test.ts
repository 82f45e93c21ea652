import { beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../src/commands/runs.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, steady, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeLostRuns, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  storeSizes(folder);
  storeLostRuns(folder);
});

describe('bothways runs', () => {
  it.each([40, 80, 120])('lists runs, what they share above, within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await runs(context, 'lost-runs', {})).toBe(0);
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`runs-${columns}`));
  });

  it('sorts by a column, the largest first where a - stands before it, and shows the columns asked for', async () => {
    const context = contextIn(folder);
    await runs(context, undefined, { sort: '-accuracy', columns: 'accuracy,units,seed' });
    const [header, first, second] = context.printed.out.split('\n').map((line) => line.trim().split(/ +/));
    expect(header).toEqual(['accuracy', 'units', 'seed']);
    expect([first, second]).toEqual([
      ['0.971', '4', '6'], // 0.94 + 0.03 + 0.001
      ['0.970', '4', '6'],
    ]);
  });

  it('keeps the contract for scripts', async () => {
    const all = jsonOf(await bothways(folder, ['runs', '--json']));
    expectContract(all, 'runs');
    expect(all.runs).toHaveLength(28 + 6);
    const ofOne = contextIn(folder, { json: true });
    await runs(ofOne, 'lost-runs', {});
    expectContract(jsonIn(ofOne), 'runs NAME');
  });

  it('gives every column to a spreadsheet', async () => {
    const context = contextIn(folder);
    await runs(context, 'lost-runs', { csv: true });
    const lines = context.printed.out.trimEnd().split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(
      /^experiment,position,block,level,written_units,run,configuration,seed,status,.*,finished_at$/,
    );
    expect(lines.filter((line) => line.includes('the worker process ended by SIGKILL'))).toHaveLength(1);
  });

  it('gives Excel semicolons and a byte order mark, and takes the word after --csv for the name it is', async () => {
    const context = contextIn(folder);
    await runs(context, 'lost-runs', { csv: 'excel' });
    expect(context.printed.out).toMatch(/^\ufeffexperiment;position;block;level;/);
    const named = await bothways(folder, ['runs', '--csv', 'lost-runs']);
    expect(named.stdout).toMatch(/^experiment,position,block,level,/);
    const excel = await bothways(folder, ['runs', '--csv=excel', 'lost-runs']);
    expect(excel.stdout).toBe(context.printed.out);
    expect((await bothways(folder, ['runs', '--csv=numbers'])).stderr).toContain('Allowed choices are plain, excel');
  });

  it('names the columns there are where it does not know one', async () => {
    await expect(runs(contextIn(folder), undefined, { columns: 'run,acuracy' })).rejects.toThrow(
      /^--columns: expected experiment, run, configuration, .*, finished_at; found "acuracy"$/,
    );
  });
});
