/** Prepared data as what training takes. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/tasks/dataset.ts';
import { ownDataset } from '../../../src/tasks/own-data/own-data.ts';
import { prepared } from './opening.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

/** Sequences 1 to 7 for training, of 1 to 7 steps that all have the number of the sequence; 8 and 9 for testing. */
async function sevens() {
  const rows = Array.from({ length: 9 }, (_, i) => i + 1).flatMap((n) =>
    Array.from({ length: n }, (_, t) => `s${n},${n},${t % 2},${n < 8 ? 'train' : 'test'},p${n % 2}`),
  );
  const map = {
    file: 'x.csv',
    sequence: 'id',
    input: 'a',
    label: 'y',
    standardise: false,
    test: { column: 'part' },
    group: 'person',
  } as const;
  return ownDataset(await prepared(map, { text: lines('id,a,y,part,person', ...rows) }));
}

describe('a data set of a file', () => {
  it('is trained on pass by pass, each in another order, and the same for a seed', async () => {
    const dataset = await sevens();
    const source = dataset.training(1);
    expect(source.count).toBe(7);
    const passes = [0, 1, 2].map(() => [...source.next(7).lengths]);
    for (const pass of passes) expect(pass.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(passes.map(String)).size).toBe(3);
    expect([...dataset.training(1).next(7).lengths]).toEqual(passes[0]);
    expect([...dataset.training(2).next(7).lengths]).not.toEqual(passes[0]);
    // A batch may lie in two passes
    const other = dataset.training(1);
    expect([other.next(5), other.next(5), other.next(11)].flatMap(({ lengths }) => [...lengths])).toEqual(
      passes.flat(),
    );
  });

  it('pads behind the last step, where nothing counts', async () => {
    const { count, steps, inputs, labels, counted, lengths } = (await sevens()).training(3).next(7);
    expect([count, steps]).toEqual([7, 7]);
    lengths.forEach((length, n) => {
      const row = <T extends ArrayLike<number>>(values: T) => Array.from({ length: 7 }, (_, t) => values[n * 7 + t]);
      expect(row(inputs)).toEqual(Array.from({ length: 7 }, (_, t) => (t < length ? length : 0)));
      expect(row(labels)).toEqual(Array.from({ length: 7 }, (_, t) => (t < length ? t % 2 : 0)));
      expect(row(counted)).toEqual(Array.from({ length: 7 }, (_, t) => (t < length ? 1 : 0)));
    });
  });

  it('is tested on one part, the same for every seed, with its groups', async () => {
    const dataset = await sevens();
    const source = dataset.test(1);
    expect([source.count, [...source.next(2).lengths]]).toEqual([2, [8, 9]]);
    expect([...dataset.test(5).next(2).lengths]).toEqual([8, 9]);
    expect(source.groups).toEqual({ count: 2, of: Int32Array.of(0, 1) });
    expect(dataset.validation(1)).toBeNull();
    expect([8, 9]).toContain(dataset.example(1).lengths[0]);
    expect(dataset.example(1)).toEqual(dataset.example(1));
  });

  it('has one label per sequence, or targets', async () => {
    const text = lines('id,a,y,z,part', 's,1,p,10,train', 's,2,p,10,train', 't,3,q,20,train', 'u,4,p,40,test');
    const map = {
      file: 'x.csv',
      sequence: 'id',
      input: 'a',
      per: 'sequence',
      standardise: false,
      test: { column: 'part' },
    } as const;
    const classes = ownDataset(await prepared({ ...map, label: 'y' }, { text }))
      .test(1)
      .next(1);
    expect([[...classes.labels], [...classes.counted], classes.targets]).toEqual([[0], [1], null]);
    const targets = ownDataset(await prepared({ ...map, target: 'z' }, { text }));
    expect(targets.output).toEqual({ kind: 'linear', per: 'sequence' });
    expect(targets.scale).toEqual({ mean: 15, sd: 5, centre: 15 });
    const test = targets.test(1).next(1);
    expect([[...test.labels], [...(test.targets ?? [])], [...test.counted]]).toEqual([[-1], [5], [1]]);
  });
});

describe('a typed sequence', () => {
  it('is read step by step, as training saw it', async () => {
    const text = lines('id,a,b,y,part', 's,1,10,p,train', 't,3,30,q,train', 'u,4,40,p,test');
    const dataset = ownDataset(
      await prepared(
        { file: 'x.csv', sequence: 'id', input: ['a', 'b'], label: 'y', per: 'sequence', test: { column: 'part' } },
        { text },
      ),
    );
    const read = dataset.read(['1 10', '5', '50']);
    expect([read.steps, ...read.inputs]).toEqual([2, -1, -1, 3, 3]);
    expect([...read.labels]).toEqual([-1]);
    const message = (typed: string[]) => {
      try {
        dataset.read(typed);
      } catch (error) {
        return (error as InputError).problems;
      }
      throw new Error('nothing was thrown');
    };
    expect(message(['1', '2,5', 'x'])).toEqual([
      'number 2: expected a number; found "2,5". Write 2.5.',
      'number 3: expected a number; found "x".',
      'expected numbers, 2 per step (a, b); found 3.',
    ]);
    expect(() => dataset.read([])).toThrow(InputError);
  });

  it('is tokens, unknown ones among them', async () => {
    const text = lines('text,y,part', 'a b,p,train', 'b c,q,train', 'a,p,test');
    const dataset = ownDataset(
      await prepared({ file: 'x.csv', input: 'text', label: 'y', min_count: 1, test: { column: 'part' } }, { text }),
    );
    expect([...dataset.read(['c a', 'zebra']).inputs]).toEqual([2, 0, 3]);
    expect(() => dataset.read(['  '])).toThrow('expected a sequence of tokens; found none.');
  });
});
