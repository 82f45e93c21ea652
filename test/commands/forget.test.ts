import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../../src/commands/forget.ts';
import { runs } from '../../src/commands/runs.ts';
import { bothways, contextIn, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeLostRuns, storeRefuted, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  storeSizes(folder);
  storeRefuted(folder); // the same runs under another name
  storeLostRuns(folder);
});

async function storedRuns(): Promise<number> {
  const context = contextIn(folder);
  await runs(context, undefined, { csv: true });
  return context.printed.out.trimEnd().split('\r\n').length - 1;
}

describe('bothways forget', () => {
  it('deletes nothing where nobody can be asked', async () => {
    const { status, stdout, stderr } = await bothways(folder, ['forget', 'lost-runs']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'bothways: expected a terminal to ask in; found none. Add --yes to delete without a question\n',
    );
    expect(await storedRuns()).toBe(28 + 6);
  });

  it('deletes an experiment with the runs that no other one uses', async () => {
    const printed = jsonOf(await bothways(folder, ['forget', 'lost-runs', '--yes', '--json']));
    expectContract(printed, 'forget');
    expect(printed.deleted).toEqual({ runs: 6, configurations: 3 });
    const context = contextIn(folder);
    await forget(context, 'refuted', { yes: true });
    expect(context.printed.out).toBe('deleted refuted and 0 runs\n');
    expect(await storedRuns()).toBe(28);
  });

  it('names the experiments there are where it does not know one', async () => {
    await expect(forget(contextIn(folder), 'lost-runs', { yes: true })).rejects.toThrow(
      'no experiment is named "lost-runs". In this database: sizes',
    );
  });

  it('makes no database where there is none', async () => {
    const elsewhere = join(folder, 'other');
    const context = { ...contextIn(folder), database: join(elsewhere, 'file.db') };
    await expect(forget(context, 'sizes', { yes: true })).rejects.toThrow(/no results there yet/);
    expect(existsSync(elsewhere)).toBe(false);
  });
});
