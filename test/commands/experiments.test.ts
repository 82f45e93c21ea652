import { beforeAll, describe, expect, it } from 'vitest';
import { experiments } from '../../src/commands/experiments.ts';
import { contextIn, jsonIn, snapshot, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeLostRuns, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  storeSizes(folder);
  storeLostRuns(folder);
});

describe('bothways experiments', () => {
  it.each([60, 120])(
    'lists what was asked and what came out, the one run last first, within %i columns',
    async (columns) => {
      const context = contextIn(folder, { columns });
      expect(await experiments(context)).toBe(0);
      await expect(context.printed.out).toMatchFileSnapshot(snapshot(`experiments-${columns}`));
    },
  );

  it('keeps the contract for scripts', async () => {
    const context = contextIn(folder, { json: true });
    await experiments(context);
    expectContract(jsonIn(context), 'experiments');
    expect(jsonIn(context).experiments).toMatchObject([
      { name: 'lost-runs' },
      {
        name: 'sizes',
        runs: { planned: 28, stored: 28, lost: 0 },
        answer: expect.stringMatching(/^Bidirectional is better .*\.$/),
      },
    ]);
  });
});
