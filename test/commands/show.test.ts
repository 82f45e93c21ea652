import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { show } from '../../src/commands/show.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, steady, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { SIZES, storeLostRuns, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  storeSizes(folder);
  storeLostRuns(folder);
});

describe('bothways show', () => {
  it.each([40, 60, 80, 120, 200])('shows a run with its curve and receipt within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await show(context, ['2'], {})).toBe(0);
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`show-${columns}`));
  });

  it.each([60, 80, 120, 200])('shows what differs between two within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    await show(context, ['1', 'sizes', 'units=4', 'direction=bidirectional', 'seed=3'], {});
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`show-two-${columns}`));
  });

  it.each([
    ['units=4', 'seed=3', 'threshold=25%', 'learning_rate=1e-3'],
    ['units=4.0', 'seed=03', 'threshold=1.0', 'learning_rate=.001'],
    ['units=0x4', 'seed=3', 'threshold=25.00%', 'learning_rate=0.0010'],
  ])('finds a run by values, however they are spelt: %s %s %s %s', async (...conditions) => {
    const context = contextIn(folder, { json: true });
    await show(context, ['sizes', 'direction=bidirectional', ...conditions], {});
    expect(jsonIn(context)).toMatchObject({ seed: 3, configuration: { units: 4, threshold: 1 } });
  });

  it('shows a run that failed with its reason', async () => {
    const context = contextIn(folder);
    await show(context, ['lost-runs', 'direction=bidirectional', 'seed=2'], {});
    expect(context.printed.out).toMatch(/seed 2 · failed: the worker process ended by SIGKILL\n/);
    expect(context.printed.out).not.toMatch(/metrics|training loss by epoch/);
  });

  it('keeps the contract for scripts', async () => {
    expectContract(jsonOf(await bothways(folder, ['show', '1', '--json'])), 'show');
    const ofTwo = contextIn(folder, { json: true });
    await show(ofTwo, ['1', '2'], {});
    expectContract(jsonIn(ofTwo), 'show of two');
  });

  it('gives the file of an experiment back, overrides written in', async () => {
    const context = contextIn(folder);
    expect(await show(context, ['sizes'], { yaml: true })).toBe(0);
    expect(context.printed.out).toBe(SIZES);
    const json = contextIn(folder, { json: true });
    await show(json, ['sizes'], { yaml: true });
    expectContract(jsonIn(json), 'show --yaml');
    await expect(show(contextIn(folder), ['1', '2'], { yaml: true })).rejects.toThrow('found 1 2');
  });

  it('writes a model for TensorFlow.js, and never over one', async () => {
    const printed = jsonOf(await bothways(folder, ['show', '2', '--save', 'models/two', '--json']));
    expectContract(printed, 'show --save');
    expect(printed.written).toEqual(['models/two/model.json', 'models/two/weights.bin']);
    expect(JSON.parse(readFileSync(join(folder, 'models/two/model.json'), 'utf8'))).toMatchObject({
      format: 'layers-model',
    });
    expect(statSync(join(folder, 'models/two/weights.bin')).size).toBe(69 * 4); // float32

    const again = show(contextIn(folder), ['2'], { save: join(folder, 'models/two') });
    await expect(again).rejects.toThrow(/model\.json exists already and is left as it is/);
  });

  it.each([
    [['99'], 'there is no run 99. See: bothways runs'],
    [['1', '2', '3'], 'expected one run or two; found more: 3'],
    [['sizes', 'width=3'], /^expected one of seed, task, .* before the =; found "width"$/],
    [['sizes', 'units=8'], 'sizes has no run with units=8. See: bothways runs sizes'],
    [
      ['1', 'sizes', 'units=4'],
      "sizes leaves 2 configurations; add what tells them apart, or give a run's number. " +
        'They are: units=4 direction=forward · units=4 direction=bidirectional',
    ],
  ])('says what is wrong with %j', async (words, message) => {
    await expect(show(contextIn(folder), words, {})).rejects.toThrow(message);
  });
});
