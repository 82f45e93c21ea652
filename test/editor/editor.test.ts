/** The published schema in yaml-language-server, the one that editors run: marks, completion, hover. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { EXPERIMENT_SCHEMA } from '../../src/experiment/schema.ts';
import { FILE_KEYS, keyNamed } from '../../src/keys.ts';
import { TASK_NAMES } from '../../src/tasks/tasks.ts';
import { METRICS } from '../../src/vocabulary.ts';
import { LanguageServer } from './language-server.ts';

const EXPERIMENTS = resolve(import.meta.dirname, '../../experiments');
let server: LanguageServer;

beforeAll(async () => {
  server = await LanguageServer.start();
});

afterAll(() => server.stop());

/** Whether `check` refuses a text. */
function isRefused(text: string): boolean {
  return readExperiment({ file: 'unsaved.yaml', text, overrides: [] }).kind === 'invalid';
}

const start = { line: 0, character: 0 };

describe('an editor marks what check refuses', () => {
  // The text, the line that is marked (from 0), and what is said
  const MISTAKES: readonly (readonly [string, number, RegExp])[] = [
    ...FILE_KEYS.map((key) => [`${key}: [no]\n`, 0, /expected /i] as const),
    ...FILE_KEYS.map((key) => [`sweep:\n  ${key}: {no: 1}\n`, 1, /./] as const),
    ['units: 0\n', 0, /minimum of 1/],
    ['units: 1025\n', 0, /maximum of 1024/],
    ['units: 2.5\n', 0, /expected a whole number from 1 to 1 024/],
    ['learning_rate: 0\n', 0, /minimum of 0/],
    ['threshold: 100%\n', 0, /per cent of the sequence length above 0 and below 100, as in 25%/],
    ['direction: both\n', 0, /expected forward, backward or bidirectional/],
    ['name: Two Words\n', 0, /a name of lower-case words with hyphens/],
    ['hidden_size: 4\n', 0, /hidden_size is not allowed/],
    ['units: 4\nunits: 5\n', 1, /unique/],
    ['sweep:\n  hidden_size: [4]\n', 1, /hidden_size is not allowed/],
    ['sweep:\n  units: []\n', 1, /too few items/],
    // Lists
    ['seeds: [1, 2, 1]\n', 0, /duplicate/],
    ['seeds: [-1]\n', 0, /minimum of 0/],
    ['sweep:\n  units: [4, 8, 4]\n', 1, /duplicate/],
    ['sweep:\n  learning_rate: [0.001, 1e-3]\n', 1, /duplicate/],
    ['sweep:\n  direction: [forward, forward]\n', 1, /duplicate/],
    // A key beside the one that decides about it
    ['task: fill-in-the-blank\nsequence_length: 10\n', 1, /sequence_length does not apply to fill-in-the-blank/],
    ['task: fill-in-the-blank\nthreshold: 2\n', 1, /threshold does not apply to fill-in-the-blank/],
    ['task: balance-point\nthreshold: 2\n', 1, /threshold does not apply to balance-point/],
    ['task: fill-in-the-blank\nsweep:\n  threshold: [1, 2]\n', 2, /threshold does not apply/],
    ['direction: forward\nmerge_mode: sum\n', 1, /merge_mode does not apply to forward/],
    ['direction: backward\nsweep:\n  merge_mode: [sum, mul]\n', 2, /merge_mode does not apply to backward/],
    ['momentum: 0.5\n', 0, /momentum does not apply to adam/],
    ['optimizer: sgd\nweight_decay: 0.1\n', 1, /weight_decay does not apply to sgd/],
    ['units: 4\nsweep:\n  units: [4, 8]\n', 0, /units is set here and swept/],
  ];

  it.each(MISTAKES.map(([text]) => [text]))('check refuses %j', (text) => expect(isRefused(text)).toBe(true));

  it('where it stands, in the words of check', async () => {
    const found = await Promise.all(MISTAKES.map(([text]) => server.marks(text)));
    const right = MISTAKES.map(([text, line, message], i) => ({
      text,
      marked: found[i].some((mark) => mark.line === line && message.test(mark.message)) || found[i],
    }));
    expect(right).toEqual(MISTAKES.map(([text]) => ({ text, marked: true })));
  });

  it('and nothing in what it does not refuse', async () => {
    const files = readdirSync(EXPERIMENTS).filter((file) => file.endsWith('.yaml'));
    const texts = [
      ...files.map((file) => readFileSync(join(EXPERIMENTS, file), 'utf8')),
      'direction: forward\nsweep:\n  units: {from: 4, to: 64, points: 5, scale: log}\n',
      'sweep:\n  optimizer: [sgd, adam]\nmomentum: 0.5\n',
      'optimizer: rmsprop\nmomentum: 0.5\nthreshold: 25%\n',
      'sweep:\n  task: [fill-in-the-blank, cumulative-sum]\n',
      'seeds: [1, 2, 3]\nmerge_mode: sum\n',
    ];
    for (const text of texts.slice(files.length)) expect(isRefused(text), text).toBe(false);
    expect(await Promise.all(texts.map((text) => server.marks(text)))).toEqual(texts.map(() => []));
  });
});

describe('completion', () => {
  /** As a snippet leaves it whose places nobody has filled in otherwise. */
  const plain = (snippet: string) => snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1');

  /** What a key needs beside it to mean anything. */
  const BESIDE: Readonly<Record<string, string>> = {
    match: 'direction: forward',
    compare: 'sweep: {units: [4, 8]}',
    search: 'sweep: {units: {from: 4, to: 64, points: 30}, direction: [forward, bidirectional]}',
    momentum: 'optimizer: sgd',
    weight_decay: 'optimizer: adamw',
  };

  /** What names a file of one's own, or means something with one alone. */
  const OF_A_FILE: readonly string[] = ['data', 'patience', 'min_delta'];

  it('inserts each key with a value that check takes', async () => {
    const offered = await server.completions('', start);
    expect(offered.map(({ label }) => label).toSorted()).toEqual(Object.keys(EXPERIMENT_SCHEMA.properties).toSorted());
    const inserted = offered.map(({ label, insertText = '' }) => ({ label, text: plain(insertText) }));
    for (const { label, text } of inserted) {
      if (OF_A_FILE.includes(label)) continue;
      const beside = BESIDE[label] ?? '';
      expect(isRefused(`${text}\n${beside}\n`), text).toBe(false);
    }
    const units = inserted.find(({ label }) => label === 'units');
    expect(units?.text).toBe(`units: ${keyNamed('units').default}`);
  });

  it('offers the keys of data that are not there yet', async () => {
    const text = 'data:\n  file: a.csv\n  label: answer\n  ';
    const offered = (await server.completions(text, { line: 3, character: 2 })).map(({ label }) => label);
    expect(offered).toEqual(expect.arrayContaining(['sequence', 'step', 'input', 'group', 'test', 'windows']));
    expect(offered).not.toContain('label');
  });

  it('offers each word with a meaning of its own', async () => {
    const lists: readonly (readonly [string, readonly string[]])[] = [
      ['task', TASK_NAMES.filter((name) => name !== 'own-data')],
      ...FILE_KEYS.flatMap((key) => {
        const { values } = keyNamed(key);
        return values.kind === 'words' ? [[key, values.words] as const] : [];
      }),
      ['compare:\n  metric', METRICS],
    ];
    for (const [key, words] of lists) {
      const text = `${key}: `;
      const line = text.split('\n').length - 1;
      const offered = await server.completions(text, { line, character: text.length - text.lastIndexOf('\n') - 1 });
      expect(offered.map(({ label }) => label).toSorted(), key).toEqual([...words].toSorted());
      const meanings = offered.map(({ documentation }) => documentation);
      expect(new Set(meanings).size, key).toBe(words.length);
    }
  });
});

it('hover shows a key by its name, with what it is', async () => {
  const keys = ['name', 'seeds', 'sweep', 'compare', ...FILE_KEYS];
  const shown = await Promise.all(
    keys.map((key) => server.hover(`${key}: ${keyNamed(key as 'units')?.default ?? 1}\n`, start)),
  );
  for (const [i, text] of shown.entries()) {
    expect(text).toMatch(new RegExp(`^#### ${keys[i].replaceAll('_', '\\\\?_')}\\b`));
  }
  expect(shown[keys.indexOf('units')]).toContain('Units of a recurrent layer, in each direction. 20 where not given.');
});
