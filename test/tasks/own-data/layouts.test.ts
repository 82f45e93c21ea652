/** The layouts that people bring, each as small as it can be. */
import { describe, expect, it } from 'vitest';
import { answersOf, inputsOf, open, prepared, problems, tokensOf } from './opening.ts';

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('one row per time step', () => {
  const WALKS = lines(
    'recording,person,t,ax,ay,activity,part',
    'r1,anna,0,1,10,walk,train',
    'r1,anna,1,3,30,walk,train',
    'r2,ben,0,1,10,sit,train',
    'r3,cleo,0,5,50,walk,test',
    'r2,ben,1,3,30,sit,train', // rows of a sequence need not be adjacent
    'r3,cleo,2,1,10,walk,test',
    'r3,cleo,1,3,30,walk,test', // and not in order
  );
  const map = {
    file: 'walks.csv',
    sequence: 'recording',
    step: 't',
    input: ['ax', 'ay'],
    label: 'activity',
    per: 'sequence',
    test: { column: 'part' },
  } as const;

  it('makes a sequence of the rows with one value, in the order of the step', async () => {
    const data = await prepared(map, { text: WALKS });
    // Training has 1, 3, 1, 3: mean 2, standard deviation 1; ten times as much in ay
    expect(inputsOf(data, 0)).toEqual([
      [
        [-1, -1],
        [1, 1],
      ],
      [
        [-1, -1],
        [1, 1],
      ],
    ]);
    expect(inputsOf(data, 1)).toEqual([
      [
        [3, 3],
        [1, 1],
        [-1, -1],
      ],
    ]);
    expect(answersOf(data, 0)).toEqual(['walk', 'sit']);
    expect(answersOf(data, 1)).toEqual(['walk']);
    expect(data.description.columns).toEqual([
      { name: 'ax', missing: 0, mean: 2, sd: 1 },
      { name: 'ay', missing: 0, mean: 20, sd: 10 },
    ]);
  });

  it('has a label per step, where they differ', async () => {
    const text = lines('id,x,state,part', 'a,1,on,train', 'a,2,off,train', 'a,3,_,train', 'b,1,on,test', 'b,2,,test');
    const data = await prepared(
      { file: 'x.csv', sequence: 'id', input: 'x', label: 'state', test: { column: 'part' } },
      { text },
    );
    expect(answersOf(data, 0)).toEqual(['on off _']);
    expect(answersOf(data, 1)).toEqual(['on _']);
  });

  it('takes tabs and semicolons for commas, quotes, a byte order mark and both kinds of line ends', async () => {
    const tabs = `\ufeff${WALKS.replaceAll(',', '\t').replaceAll('\n', '\r\n')}`;
    const semicolons = WALKS.replaceAll(',', ';').replaceAll('walk', '"walk"');
    const expected = await prepared(map, { text: WALKS });
    for (const [file, text, rest] of [
      ['walks.tsv', tabs, {}],
      ['walks.csv', semicolons, { separator: ';' }],
    ] as const) {
      const data = await prepared({ ...map, ...rest, file }, { text });
      expect({ ...data, description: 0 }).toEqual({ ...expected, description: 0 });
    }
  });

  it('takes the test part from a file of its own, whatever its columns are called in which order', async () => {
    const text = lines('id,x,y', 'a,1,p', 'a,3,p', 'b,2,q');
    const test = lines('y,extra,x,id', 'q,,4,a');
    const data = await prepared(
      { file: 'x.csv', sequence: 'id', input: 'x', label: 'y', per: 'sequence', test: { file: 'test.csv' } },
      { text, test },
    );
    expect(answersOf(data, 0)).toEqual(['p', 'q']);
    expect(answersOf(data, 1)).toEqual(['q']); // another sequence than the a of the first file
  });
});

describe('one long recording', () => {
  const HOURS = lines(
    'time,load,alarm',
    ...Array.from(
      { length: 20 },
      (_, i) => `2024-01-01T${String(i).padStart(2, '0')}:00,${i},${i % 5 === 4 ? 'yes' : 'no'}`,
    ),
  );

  it('is cut into windows, the last part of it for testing', async () => {
    const data = await prepared(
      { file: 'log.csv', step: 'time', input: 'load', label: 'alarm', windows: { length: 4 }, standardise: false },
      { text: HOURS },
    );
    expect(inputsOf(data, 0)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
      [12, 13, 14, 15],
    ]);
    expect(inputsOf(data, 1)).toEqual([[16, 17, 18, 19]]); // from 16 = 0.8 · 20 on
    expect(data.description.settings.test).toEqual({ kind: 'last', share: 0.2 });
  });

  it('labels a window by its last step where there is one label', async () => {
    const map = {
      file: 'log.csv',
      input: 'load',
      label: 'alarm',
      per: 'sequence',
      windows: { length: 4, every: 2 },
      standardise: false,
    } as const;
    const data = await prepared(map, { text: HOURS });
    expect(inputsOf(data, 0).map((window) => window.at(-1))).toEqual([3, 5, 7, 9, 11, 13, 15]);
    expect(answersOf(data, 0)).toEqual(['no', 'no', 'no', 'yes', 'no', 'no', 'no']);
    expect(data.description.counts.between).toBe(1); // 14 to 17 touches both sides
  });

  it('forecasts a value so many steps ahead, from nothing that lies behind the cut', async () => {
    const map = {
      file: 'log.csv',
      step: 'time',
      input: 'load',
      target: 'load',
      per: 'sequence',
      windows: { length: 3, every: 1 },
      ahead: 2,
      standardise: false,
      test: 'last 30%',
    } as const;
    const data = await prepared(map, { text: HOURS });
    expect(inputsOf(data, 0).at(0)).toEqual([0, 1, 2]);
    expect(answersOf(data, 0).at(0)).toBe('4');
    expect(answersOf(data, 0).at(-1)).toBe('13'); // the last target before the cut at 14
    expect(inputsOf(data, 1)).toEqual([
      [14, 15, 16],
      [15, 16, 17],
    ]);
    expect(answersOf(data, 1)).toEqual(['18', '19']);
    // Persistence is 2 off; the training mean of 4 … 13 is 8.5
    const { floor } = data.description;
    if (floor.kind !== 'targets') throw new Error(floor.kind);
    expect(floor.mean).toBeCloseTo(10, 5);
    expect(floor.persistence).toBeCloseTo(2, 5);
  });
});

describe('one row per sequence', () => {
  it('may have its series in a range of columns, shorter ones with empty cells at the end', async () => {
    const text = lines('label,t1,t2,t3,part', '0,1,2,3,train', '1,1,2,,train', '1,5,6,7,test');
    const data = await prepared(
      { file: 'ucr.csv', input: 't1 … t3', label: 'label', standardise: false, test: { column: 'part' } },
      { text },
    );
    expect(inputsOf(data, 0)).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    expect(answersOf(data, 1)).toEqual(['1']);
    expect(data.description.output).toEqual({ kind: 'sigmoid', per: 'sequence' });
  });

  it('may have a text, cut at its blanks', async () => {
    const text = lines(
      'text,label,part',
      'good film .,pos,train',
      '"bad, very bad",neg,train',
      'good good film,pos,test',
    );
    const data = await prepared(
      { file: 'texts.csv', input: 'text', label: 'label', min_count: 1, test: { column: 'part' } },
      { text },
    );
    expect(tokensOf(data, 0)).toEqual(['good film .', 'bad, very bad']);
    expect(tokensOf(data, 1)).toEqual(['good good film']);
    expect(data.description.words.tokens).toEqual(['good', 'film', '.', 'bad,', 'very', 'bad', '<unknown>']);
  });

  it('may have letters, and a label for each', async () => {
    const text = lines('protein,fold,part', 'MKTAY,HHHEC,train', 'MK,HE,train', 'MAX,HHH,test');
    const data = await prepared(
      {
        file: 'folds.csv',
        input: 'protein',
        label: 'fold',
        per: 'step',
        split_letters: true,
        min_count: 1,
        test: { column: 'part' },
      },
      { text },
    );
    expect(tokensOf(data, 0)).toEqual(['M K T A Y', 'M K']);
    expect(tokensOf(data, 1)).toEqual(['M A <unknown>']);
    expect(answersOf(data, 0)).toEqual(['H H H E C', 'H E']);
  });

  it('may have numbers in one cell', async () => {
    const text = lines('input,label,part', '0.5 1 2,a,train', '1,b,train', '3 3,b,test');
    const data = await prepared(
      { file: 'x.csv', input: 'input', label: 'label', standardise: false, test: { column: 'part' } },
      { text },
    );
    expect(inputsOf(data, 0)).toEqual([[0.5, 1, 2], [1]]);
  });
});

describe('JSON lines', () => {
  it('say all by themselves', async () => {
    const text = lines(
      '{"input": [[1, 10], [3, 30]], "label": "five", "group": "writer-7", "split": "train"}',
      '{"input": [[1, 10], [3, 30]], "label": "six", "group": 8, "split": "train"}',
      '{"input": [[5, 50]], "label": "five", "group": 9, "split": "test"}',
    );
    const data = await prepared({ file: 'digits.jsonl' }, { text });
    expect(inputsOf(data, 1)).toEqual([[[3, 3]]]);
    expect(data.description.settings).toMatchObject({
      per: 'sequence',
      group: 'group',
      test: { kind: 'column', column: 'split' },
    });
    expect(data.description.groupNames).toEqual(['writer-7', '8', '9']);
  });

  it('have a label per step in a list, and null for what does not count', async () => {
    const text = lines(
      '{"input": ["the", "cat"], "label": ["D", "N"], "split": "train"}',
      '{"input": "the dog", "label": [null, "N"], "split": "train"}',
      '{"input": ["the", "cat"], "label": ["D", "N"], "split": "test"}',
    );
    const data = await prepared({ file: 'tags.jsonl', min_count: 1 }, { text });
    expect(tokensOf(data, 0)).toEqual(['the cat', 'the dog']);
    expect(answersOf(data, 0)).toEqual(['D N', '_ N']);
  });

  it('have targets', async () => {
    const text = lines(
      '{"input": [1, 2], "target": 1.5, "split": "train"}',
      '{"input": [3, 4], "target": 3.5, "split": "train"}',
      '{"input": [3], "target": 2, "split": "test"}',
    );
    const data = await prepared({ file: 'x.jsonl' }, { text });
    expect(answersOf(data, 0)).toEqual(['1.5', '3.5']);
    expect(data.description.target).toEqual({ mean: 2.5, sd: 1, centre: 2.5 });
    // The mean is 0.5 away from the one target of the test part
    expect(data.description.floor).toEqual({ kind: 'targets', mean: 0.5, persistence: null });
  });
});

describe('CoNLL', () => {
  const NAMES = '-DOCSTART- -X- O O\n\nAnna NNP I-NP B-PER\nsleeps VBZ I-VP O\n\n\nRome NNP I-NP B-LOC\n';

  it('has a sentence between empty lines, its first column and its last unless others are asked for', async () => {
    const data = await open(
      { file: 'names.conll', min_count: 1, test: 'last 50%' },
      { text: `${NAMES}\nAnna NNP I-NP B-PER\nsees VBZ I-VP O\nRome NNP I-NP B-LOC\n\nRome NNP I-NP B-LOC\n` },
    );
    if (data.kind === 'invalid') throw new Error(data.problems[0].message);
    expect(tokensOf(data.prepared, 0)).toEqual(['Anna sleeps', 'Rome']);
    expect(tokensOf(data.prepared, 1)).toEqual(['Anna <unknown> Rome', 'Rome']);
    expect(answersOf(data.prepared, 1)).toEqual(['B-PER O B-LOC', 'B-LOC']);
  });

  it('has other columns by their number', async () => {
    const text = `${NAMES}\nAnna NNP I-NP B-PER\nsleeps VBZ I-VP O\n`;
    const data = await prepared({ file: 'names.conll', input: 2, label: 3, min_count: 1, test: 'last 30%' }, { text });
    expect(tokensOf(data, 0)).toEqual(['NNP VBZ', 'NNP']);
    expect(answersOf(data, 0)).toEqual(['I-NP I-VP', 'I-NP']);
  });

  it('leaves comments, multiword tokens and empty nodes of CoNLL-U out', async () => {
    const word = (id: string, form: string, upos: string) =>
      [id, form, form, upos, '_', '_', '0', '_', '_', '_'].join('\t');
    const text = lines(
      '# text = vámonos al mar',
      word('1-2', 'vámonos', '_'),
      word('1', 'vamos', 'VERB'),
      word('2', 'nos', 'PRON'),
      word('2.1', 'x', 'X'),
      word('3', 'mar', 'NOUN'),
      '',
      word('1', 'mar', 'NOUN'),
      '',
    );
    const data = await prepared({ file: 'es.conllu', min_count: 1, test: 'last 50%' }, { text });
    expect(tokensOf(data, 0)).toEqual(['vamos nos mar']);
    expect(answersOf(data, 0)).toEqual(['VERB PRON NOUN']);
  });
});

describe('what is not offered', () => {
  it('is labels in another file: the column is not there', async () => {
    const text = lines('id,step,s0', '1,0,0.5');
    expect(await problems({ file: 'x.csv', sequence: 'id', input: 's0', label: 'state' }, { text })).toEqual([
      'label: expected a column of the file: id, step, s0; found "state". If it stands in another file, join the two first: join --header -t, x.csv y.csv.',
    ]);
  });
});
