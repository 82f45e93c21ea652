import { beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../src/commands/predict.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeLostRuns, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  storeSizes(folder);
  storeLostRuns(folder);
});

describe('bothways predict', () => {
  it.each([80, 120])('shows models beside each other on one sequence within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await predict(context, ['sizes', 'units=4'])).toBe(0);
    await expect(context.printed.out).toMatchFileSnapshot(snapshot(`predict-${columns}`));
  });

  it('takes the sequence given, and knows its sums and labels', async () => {
    const printed = jsonOf(await bothways(folder, ['predict', '1', '0.5', '0.25', '0.5', '0', '--json']));
    expectContract(printed, 'predict');
    const steps = printed.steps as { input: number; sum: number; expected: number }[];
    expect(steps.map(({ input, sum, expected }) => [input, sum, expected])).toEqual([
      [0.5, 0.5, 0],
      [0.25, 0.75, 0],
      [0.5, 1.25, 1], // the threshold is 1
      [0, 1.25, 1],
    ]);
  });

  it('gives scripts one object for each model', async () => {
    const context = contextIn(folder, { json: true });
    await predict(context, ['sizes', 'direction=forward']);
    const printed = jsonIn(context);
    expectContract(printed, 'predict of several');
    expect((printed.predictions as { run: number }[]).map(({ run }) => run)).toEqual([1, 3]);
  });

  it.each([
    [['1', '0.5'], 'expected 4 numbers'],
    [['1', '0.5', '0.25', '2', '0'], 'number 3: expected a number from 0 to 1'],
    [['34'], 'run 34 has no model: it failed: the worker process ended by SIGKILL'],
    [['33'], 'run 33 has no model: it diverged at epoch 17'],
  ])('says what is wrong with %j', async (words, message) => {
    await expect(predict(contextIn(folder), words)).rejects.toThrow(message);
  });

  it('refuses weights that come out with other bits than those recorded', async () => {
    const context = contextIn(folder);
    // The example's weights are no training's; those of seed 2 are not stored
    await expect(predict(context, ['sizes', 'units=2', 'direction=forward', 'seed=2'])).rejects.toThrow(
      'run 5 ended in other weights when trained again on this machine',
    );
    expect(context.printed.err).toBe('run 5: its weights were not stored; training it again, to the same bits\n');
  });
});
