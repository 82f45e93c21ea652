/** The task on real data: which words of the dictionary it takes, what one can type, and what its split holds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidFiles } from '../../src/session/errors.ts';
import { type LoadedExperiment, loadExperiments } from '../../src/session/load.ts';
import { TEST, TRAINING } from '../../src/tasks/own-data/raw.ts';
import { summaryOf } from '../../src/tasks/own-data/summary.ts';
import { stressTyped, stressWords } from '../../src/tasks/stress/stress.ts';
import { openDataset } from '../../src/tasks/tasks.ts';

let folder: string;
let loaded: LoadedExperiment;

async function load(text: string): Promise<LoadedExperiment> {
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, text);
  return (await loadExperiments({ note: () => {} }, [file], { preparedIn: folder }))[0];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-stress-'));
  loaded = await load('task: stress\nsweep: {direction: [forward, backward]}\n');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the words of stress', () => {
  it('have two vowels at the least, one of them with the primary stress, and are written in letters', () => {
    const dictionary = {
      banana: 'B AH0 N AE1 N AH0',
      "o'hara": 'OW0 HH EH1 R AH0',
      cat: 'K AE1 T', // one vowel
      'banana(2)': 'B AH0 N AA1 N AH0', // another way to say it
      'a.m.': 'EY2 EH1 M', // no word of letters
      x: 'EH0 K AH0', // no primary stress
      uhoh: 'AH1 OW1', // two of them
      aarhus: 'AA1 HH UH0 S # place, danish',
    };
    expect(stressWords(dictionary)).toEqual([
      { word: 'banana', sounds: ['B', 'AH0', 'N', 'AE1', 'N', 'AH0'] },
      { word: "o'hara", sounds: ['OW0', 'HH', 'EH1', 'R', 'AH0'] },
      { word: 'aarhus', sounds: ['AA1', 'HH', 'UH0', 'S'] },
    ]);
  });

  // Counted by Python 3.11 over the same dictionary: filter, vowels, stresses
  it('are 107 451 of CMUdict, with 286 667 vowels, of which each word has one with the primary stress', () => {
    const { prepared: [prepared] = [], files } = loaded.data ?? {};
    if (prepared === undefined) throw new Error('not opened');
    const { sequences, classes, tokens, unanswered, identical } = summaryOf(prepared);
    expect({ sequences, tokens, unanswered, identical }).toEqual({
      sequences: 107_451,
      tokens: 39,
      unanswered: 0,
      identical: 0,
    });
    expect(classes.map(({ name, answers }) => [name, answers])).toEqual([
      ['primary', 107_451],
      ['other', 179_216],
    ]);
    expect(files).toMatchObject([{ name: 'CMUdict', path: null }]);
  });

  it('are never on both sides of the split with the same sounds', () => {
    const [prepared] = loaded.data?.prepared ?? [];
    if (prepared === undefined) throw new Error('not opened');
    const { inputs, starts, lengths, parts } = prepared;
    const words = (part: number) =>
      new Set(
        [...parts.keys()]
          .filter((n) => parts[n] === part)
          .map((n) => inputs.subarray(starts[n], starts[n] + lengths[n]).join(' ')),
      );
    const training = words(TRAINING);
    const test = words(TEST);
    expect(test.size).toBeGreaterThan(15_000);
    expect([...test].filter((word) => training.has(word))).toEqual([]);
  });
});

describe('a configuration of stress', () => {
  it('has the hash of the dictionary, and passes of the training part', () => {
    const { configuration, floor } = loaded.experiment.points[0].planned;
    const { training } = openDataset(configuration);
    expect(configuration).toMatchObject({ task: 'stress', epochs: 30, batch_size: 32 });
    expect(configuration.sequences_per_epoch).toBe(training(1).count);
    expect(configuration.data_sha256).toMatch(/^[0-9a-f]{64}$/);
    // The most stressed vowel by its place among the vowels: the first, 0.749 on the split of another implementation
    expect(floor).toBeCloseTo(0.75, 1);
  });

  it.each([
    ['sweep: {task: [stress, cumulative-sum]}\n', 'sweep.task: stress has real data and stands for itself'],
    ['task: stress\ndata: names.conll\n', 'task: expected a task or data of your own; found both.'],
    ['task: stress\nsequence_length: 5\n', 'sequence_length: does not apply to stress. Remove it.'],
  ])('is refused with %j', async (text, message) => {
    const error = await load(text).catch((thrown: unknown) => thrown);
    if (!(error instanceof InvalidFiles)) throw error;
    const told = error.invalid.flatMap(({ problems }) => problems.map(({ key, message }) => `${key}: ${message}`));
    expect(told.join('\n')).toContain(message);
  });
});

describe('what one types', () => {
  const read = (sounds: readonly string[]) => {
    const { words, ...dataset } = openDataset(loaded.experiment.points[0].planned.configuration);
    const { labels, counted, inputs, lengths } = dataset.read(sounds);
    return {
      sounds: [...inputs].map((token) => words?.tokens[token]).join(' '),
      labels: [...labels].map((label) => words?.classes[label] ?? '?').join(' '),
      counted: counted.join(''),
      steps: lengths[0],
    };
  };

  it('is a word, looked up with its stress, or its sounds', async () => {
    expect(await stressTyped(['Banana'])).toEqual(['B', 'AH0', 'N', 'AE1', 'N', 'AH0']);
    expect(read(await stressTyped(['banana']))).toEqual({
      sounds: 'B AH N AE N AH',
      labels: '? other ? primary ? other',
      counted: '010101',
      steps: 6,
    });
    expect(read(await stressTyped(['B AH N', 'AE N AH'])).labels).toBe('? ? ? ? ? ?');
  });

  it.each([
    [['bananna'], '"bananna" is not in the dictionary; write its sounds, as in B AH N AE N AH.'],
    [['B', 'Q', 'AH', 'xx'], 'sound 2: expected one of ARPABET, as in B AH N AE N AH; found "Q".\nsound 4: '],
    [['K', 'T'], 'expected a vowel at the least (AA, AE, AH, …); found K T.'],
  ])('says what is wrong with %j', async (typed, message) => {
    await expect((async () => read(await stressTyped(typed)))()).rejects.toThrow(message);
  });
});
