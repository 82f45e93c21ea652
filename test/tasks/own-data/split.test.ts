/** Training and test parts: the same for every seed, and no group on both sides. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { testGroups } from '../../../src/tasks/own-data/split.ts';
import { inputsOf, prepared, tokensOf, warnings } from './opening.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const lastByte = (text: string) => Number.parseInt(sha256(text).slice(-2), 16);
const map: WrittenData = { file: 'x.csv', sequence: 'id', input: 'a', label: 'y', per: 'sequence', standardise: false };
const table = (count: number, row: (i: number) => string) =>
  lines('id,a,y,person', ...Array.from({ length: count }, (_, i) => row(i)));

describe('the test part', () => {
  it('is the sequences whose name has a SHA-256, as JSON, that ends in a byte below 51', async () => {
    const data = await prepared(map, { text: table(200, (i) => `s${i},${i},${i % 2 ? 'p' : 'q'},x`) });
    const expected = Array.from({ length: 200 }, (_, i) => i).filter((i) => lastByte(`"s${i}"`) < 51);
    expect(inputsOf(data, 1).map(([a]) => a)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
  });

  it('is the sequences whose input has such a hash, where they have no names', async () => {
    const text = lines(...Array.from({ length: 200 }, (_, i) => `{"input": [${i}, 0.5], "label": ${i % 2}}`));
    const data = await prepared({ file: 'x.jsonl', standardise: false }, { text });
    const expected = Array.from({ length: 200 }, (_, i) => [i, 0.5]).filter(
      (input) => lastByte(JSON.stringify(input)) < 51,
    );
    expect(inputsOf(data, 1)).toEqual(expected);
  });

  it('is the ⌈20 %⌉ of few groups with the smallest hashes, whole', async () => {
    const data = await prepared(
      { ...map, group: 'person' },
      { text: table(80, (i) => `s${i},${i},${(i >> 3) % 2 ? 'p' : 'q'},p${i % 8}`) },
    );
    const people = Array.from({ length: 8 }, (_, i) => `p${i}`);
    const chosen = people
      .toSorted((a, b) => (sha256(JSON.stringify(a)) < sha256(JSON.stringify(b)) ? -1 : 1))
      .slice(0, 2);
    expect(
      inputsOf(data, 1)
        .map(([a]) => `p${(a as number) % 8}`)
        .sort(),
    ).toEqual([...Array(10).fill(chosen[0]), ...Array(10).fill(chosen[1])].sort());
  });

  it('has at least one group and never all', () => {
    expect(testGroups(['b', 'a'], 0.2)).toEqual([false, true]);
    expect(testGroups(['b', 'a'], 0.9)).toEqual([false, true]);
    expect(testGroups(['c', 'a', 'b', 'd', 'e'], 0.2)).toEqual([false, true, false, false, false]);
    expect(testGroups(['c', 'a', 'b', 'd', 'e', 'f'], 0.2)).toEqual([false, true, true, false, false, false]);
    expect(testGroups(['a'], 0.2)).toEqual([false]);
  });

  it('leaves out what has the input of a training sequence, and says so', async () => {
    // Sequences 0 … 199 have only 20 different inputs, under 200 names
    const text = table(200, (i) => `s${i},${i % 20},${i % 2 ? 'p' : 'q'},x`);
    const training = new Set(
      Array.from({ length: 200 }, (_, i) => i)
        .filter((i) => lastByte(`"s${i}"`) >= 51)
        .map((i) => i % 20),
    );
    expect(training.size).toBe(20);
    await expect(prepared(map, { text })).rejects.toThrow('leaves no sequence with an answer in the test part');
    const some = table(200, (i) => `s${i},${i < 100 ? i : i % 20},${i % 2 ? 'p' : 'q'},x`);
    const data = await prepared(map, { text: some });
    const onBoth = inputsOf(data, 1).filter((input) =>
      inputsOf(data, 0).some((other) => String(other) === String(input)),
    );
    expect(onBoth).toEqual([]);
    expect(data.description.counts.identical).toBeGreaterThan(0);
    expect(await warnings(map, { text: some })).toContain(
      `test: ${data.description.counts.identical} test sequences are left out, whose inputs the training part has as well.`,
    );
  });

  it('has the windows of other recordings, and none that training has as well', async () => {
    // Recording i counts up from 100 i; the last two are the same
    const rows = Array.from({ length: 60 }, (_, r) =>
      Array.from({ length: 6 }, (_, t) => `r${r},${r < 58 ? 100 * r + t : t},${t % 2},x`),
    ).flat();
    const data = await prepared(
      { ...map, windows: { length: 3, every: 1 } },
      { text: lines('id,a,y,person', ...rows) },
    );
    const training = new Set(inputsOf(data, 0).map(String));
    expect(inputsOf(data, 1).length).toBeGreaterThan(0);
    expect(inputsOf(data, 1).filter((window) => training.has(String(window)))).toEqual([]);
    const recordings = (part: number) => new Set(inputsOf(data, part).map(([a]) => Math.floor((a as number) / 100)));
    expect([...recordings(1)].filter((r) => recordings(0).has(r))).toEqual([]);
  });

  it('is the last sequences of the file, or the end of each recording', async () => {
    const data = await prepared(
      { ...map, test: 'last 25%' },
      { text: table(8, (i) => `s${i},${i},${i % 2 ? 'p' : 'q'},x`) },
    );
    expect(inputsOf(data, 1)).toEqual([[6], [7]]);
    const rows = ['r', 's'].flatMap((id, r) =>
      Array.from({ length: 10 }, (_, t) => `${id},${10 * r + t},${(t >> 1) % 2},x`),
    );
    const windows = await prepared(
      { ...map, windows: { length: 2 }, test: 'last 20%' },
      { text: lines('id,a,y,person', ...rows) },
    );
    expect(inputsOf(windows, 1)).toEqual([
      [8, 9],
      [18, 19],
    ]);
  });

  it('is what a column says, windows that touch two parts left out', async () => {
    const part = (t: number) => (t < 5 ? 'train' : t < 8 ? 'validation' : 'test');
    const text = lines('a,y,part', ...Array.from({ length: 12 }, (_, t) => `${t},${t % 2},${part(t)}`));
    const data = await prepared(
      {
        file: 'x.csv',
        input: 'a',
        label: 'y',
        windows: { length: 2, every: 1 },
        standardise: false,
        test: { column: 'part' },
      },
      { text },
    );
    expect([0, 2, 1].map((number) => inputsOf(data, number).length)).toEqual([4, 2, 3]);
    expect(data.description.counts.between).toBe(2);
  });

  it('does not depend on the order of the columns or the name of the file', async () => {
    const rows = (columns: (i: number) => string) => Array.from({ length: 100 }, (_, i) => columns(i));
    const one = await prepared(map, { text: lines('id,a,y', ...rows((i) => `s${i},${i},${i % 2}`)) });
    const other = await prepared(
      { ...map, file: 'other.csv' },
      { text: lines('y,id,a', ...rows((i) => `${i % 2},s${i},${i}`)) },
    );
    expect(other.parts).toEqual(one.parts);
  });
});

describe('what is known of the training part alone', () => {
  it('is the vocabulary: rare tokens and those of the test part are unknown', async () => {
    const text = lines('text,label,part', 'a a b,p,train', 'b c,q,train', 'a d,p,test');
    const texts: WrittenData = { file: 'x.csv', input: 'text', label: 'label', test: { column: 'part' } };
    const data = await prepared(texts, { text });
    expect(data.description.words.tokens).toEqual(['a', 'b', '<unknown>']);
    expect(tokensOf(data, 0)).toEqual(['a a b', 'b <unknown>']);
    expect(tokensOf(data, 1)).toEqual(['a <unknown>']);
    expect(data.description.counts).toMatchObject({ testTokens: 2, unknownTokens: 1 });
  });

  it('is the order of the classes; 0 and 1 keep their meaning', async () => {
    const of = async (...labels: string[]) => {
      const text = lines('id,a,y,part', ...labels.map((label, i) => `s${i},${i},${label},${i < 3 ? 'train' : 'test'}`));
      return (await prepared({ ...map, test: { column: 'part' } }, { text })).description;
    };
    expect((await of('b', 'a', 'c', 'a')).words.classes).toEqual(['b', 'a', 'c']);
    expect((await of('b', 'a', 'b', 'a')).output).toEqual({ kind: 'sigmoid', per: 'sequence' });
    expect((await of('1', '0', '0', '1')).words.classes).toEqual(['0', '1']);
    expect((await of('b', 'a', 'c', 'a')).output).toEqual({ kind: 'softmax', classes: 3, per: 'sequence' });
  });

  it('is mean and standard deviation, gaps left out; a column with gaps says where they are', async () => {
    const text = lines(
      'id,a,b,y,part',
      's,1,5,p,train',
      's,,5,p,train',
      't,3,5,q,train',
      'u,5,NA,p,test',
      'u,,7,p,test',
    );
    const data = await prepared(
      { ...map, input: ['a', 'b'], standardise: true, missing: 'mean', test: { column: 'part' } },
      { text },
    );
    expect(data.description.columns).toEqual([
      { name: 'a', missing: 2, mean: 2, sd: 1 },
      { name: 'b', missing: 1, mean: 5, sd: 0 },
    ]);
    // a and b less their means (b never varies), then where a and b have gaps
    expect(inputsOf(data, 0)).toEqual([
      [
        [-1, 0, 0, 0],
        [0, 0, 1, 0],
      ],
      [[1, 0, 0, 0]],
    ]);
    expect(inputsOf(data, 1)).toEqual([
      [
        [3, 0, 0, 1],
        [0, 2, 1, 0],
      ],
    ]);
  });

  it('keeps the digits of large numbers with small differences', async () => {
    const text = lines('id,a,y,part', 's,1700000000.25,p,train', 't,1700000000.75,q,train', 'u,1700000000.5,p,test');
    const data = await prepared({ ...map, standardise: true, test: { column: 'part' } }, { text });
    expect(inputsOf(data, 0)).toEqual([[-1], [1]]);
    expect(inputsOf(data, 1)).toEqual([[0]]);
  });
});

describe('the floor', () => {
  it('is the commonest class of the training part at each step, on the test part', async () => {
    const text = lines(
      'text,label,part',
      'x x,A B,train',
      'x x,A B,train',
      'x x,B B,train',
      'x x,A A,test',
      'x x x,B B A,test',
    );
    const data = await prepared(
      { file: 'x.csv', input: 'text', label: 'label', per: 'step', test: { column: 'part' } },
      { text },
    );
    // Step 1 says A: one of two; step 2 says B: one of two; step 3 is new and says B, the commonest of all: none of one
    expect(data.description.floor).toEqual({
      kind: 'classes',
      accuracy: 2 / 5,
      bySteps: [1 / 2, 1 / 2, 0],
      commonest: 2 / 5,
    });
  });

  it('goes by the how many-th answer it is, where that says more', async () => {
    const text = lines(
      'text,label,part',
      'x x x,_ A B,train',
      'x x,A B,train',
      'x x x,A _ B,train',
      'x x x x,_ _ A B,test',
    );
    const data = await prepared(
      { file: 'x.csv', input: 'text', label: 'label', per: 'step', test: { column: 'part' } },
      { text },
    );
    expect(data.description.floor).toEqual({
      kind: 'classes',
      accuracy: 1,
      bySteps: [null, null, 1, 1],
      commonest: 1 / 2,
    });
  });
});
