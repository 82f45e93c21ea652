/** Data to choose a configuration by: the test part is in none of its parts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataForChoosing, forChoosing, withoutChoosing } from '../../../src/tasks/own-data/choosing.ts';
import { ownDataset } from '../../../src/tasks/own-data/own-data.ts';
import { settingsJson } from '../../../src/tasks/own-data/prepared-file.ts';
import { prepared } from './opening.ts';

const TEXT = readFileSync(new URL('../../../experiments/data/walks.csv', import.meta.url), 'utf8');
const WALKS = {
  file: 'walks.csv',
  sequence: 'recording',
  step: 't',
  input: ['ax', 'ay', 'az'],
  label: 'activity',
  group: 'person',
};
const [TRAINING, TEST] = [0, 1];

describe('data for choosing', () => {
  it('has a fifth of the training groups in place of the test part, no group on both sides, and of the test part nothing', async () => {
    const whole = await prepared(WALKS, { text: TEXT });
    const part = forChoosing(whole);
    if (part === null) throw new Error('expected a part');
    const of = ({ parts, groups }: typeof whole, wanted: number) =>
      new Set([...groups].filter((_, n) => parts[n] === wanted));
    expect(of(whole, TRAINING).size).toBe(49);
    expect([of(part, TRAINING).size, of(part, TEST).size]).toEqual([39, 10]); // ⌈0.2 · 49⌉ of fewer than 50
    expect(
      [...of(part, TEST)].filter((group) => of(part, TRAINING).has(group) || !of(whole, TRAINING).has(group)),
    ).toEqual([]);
    expect([...of(part, TRAINING)].every((group) => of(whole, TRAINING).has(group))).toBe(true);
    const dataset = ownDataset(part);
    expect((dataset.test(1).count ?? 0) + (dataset.training(1).count ?? 0)).toBe(98);
    expect(dataset.validation(1)).toBeNull();
  });

  it('takes the validation part that a file has', async () => {
    const rows = ['train', 'train', 'train', 'validation', 'validation', 'test', 'test'];
    const text = `t1,t2,label,part\n${rows.map((part, i) => `${i},4,${i % 2},${part}`).join('\n')}\n`;
    const whole = await prepared(
      { file: 'a.csv', input: 't1 … t2', label: 'label', test: { column: 'part' } },
      { text },
    );
    const dataset = ownDataset(forChoosing(whole) ?? whole);
    expect([dataset.training(1).count, dataset.test(1).count]).toEqual([3, 2]);
  });

  it('is none of a single group', async () => {
    const text = `person,t,a,label\n${Array.from({ length: 40 }, (_, t) => `one,${t},${t % 7},${t % 2}`).join('\n')}\n`;
    const whole = await prepared(
      {
        file: 'a.csv',
        sequence: 'person',
        step: 't',
        input: 'a',
        label: 'label',
        windows: { length: 4 },
        test: 'last 20%',
      },
      { text },
    );
    expect(forChoosing(whole)).toBeNull();
  });

  it('is another identity, and leads back to the one that is compared', async () => {
    const { description } = await prepared(WALKS, { text: TEXT });
    const data = settingsJson(description.settings);
    expect(JSON.parse(dataForChoosing(data))).toEqual({ ...JSON.parse(data), part: 'validation' });
    expect(withoutChoosing(dataForChoosing(data))).toEqual({ data, isForChoosing: true });
    expect(withoutChoosing(data)).toEqual({ data, isForChoosing: false });
  });
});
