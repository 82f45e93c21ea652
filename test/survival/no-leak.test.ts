/**
 * Nothing leaks from the test part into training: on labels that were shuffled, no layout does better than the floor, but
 * by chance. What is shuffled are whole groups' worth of labels, so that a model which has met a test group, or a step of a
 * test window, would profit.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { type RandomStream, stream } from '../../src/random.ts';
import { ownDataset } from '../../src/tasks/own-data/own-data.ts';
import type { Prepared } from '../../src/tasks/own-data/prepared.ts';
import { TRAINING } from '../../src/tasks/own-data/raw.ts';
import type { WrittenData } from '../../src/tasks/own-data/settings.ts';
import { train } from '../../src/training/train.ts';
import { ARTICLE } from '../examples.ts';
import { prepared } from '../tasks/own-data/opening.ts';
import { planned } from '../training/examples.ts';

const FOLDER = join(import.meta.dirname, '../../experiments/data');
const SEEDS = 20;
/** One-sided, of 19 degrees of freedom: 1 in 10 000 under the null, of each layout. */
const LARGEST_T = 4.5;

type Rows = string[][];

const rowsOf = (text: string, separator = ','): Rows =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(separator));
const textOf = (rows: Rows) => rows.map((row) => `${row.join(',')}\n`).join('');

function shuffled<T>(values: readonly T[], random: RandomStream): T[] {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** A table whose column has its values in another order; with `by`, one value for each value of that column. */
function shuffledColumn(text: string, column: string, random: RandomStream, by: string | null = null): string {
  const [header, ...rows] = rowsOf(text);
  const at = header.indexOf(column);
  if (by === null) {
    const values = shuffled(
      rows.map((row) => row[at]),
      random,
    );
    return textOf([header, ...rows.map((row, i) => row.with(at, values[i]))]);
  }
  const groups = [...new Set(rows.map((row) => row[header.indexOf(by)]))];
  const values = shuffled(
    groups.map((_, i) => rows[Math.floor((i * rows.length) / groups.length)][at]),
    random,
  );
  const answerOf = new Map(groups.map((group, i) => [group, values[i]]));
  return textOf([header, ...rows.map((row) => row.with(at, answerOf.get(row[header.indexOf(by)]) ?? ''))]);
}

interface Layout {
  readonly name: string;
  readonly written: WrittenData;
  readonly shuffle: (text: string, random: RandomStream) => string;
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'a row per step, a label per person',
    written: {
      file: 'walks.csv',
      sequence: 'recording',
      step: 't',
      input: ['ax', 'ay', 'az'],
      label: 'activity',
      per: 'sequence',
      group: 'person',
    },
    shuffle: (text, random) => shuffledColumn(text, 'activity', random, 'person'),
  },
  {
    name: 'a row per step, a label per step',
    written: {
      file: 'walks.csv',
      sequence: 'recording',
      step: 't',
      input: ['ax', 'ay', 'az'],
      label: 'activity',
      group: 'person',
    },
    shuffle: (text, random) => shuffledColumn(text, 'activity', random),
  },
  {
    name: 'windows of one recording, a label per step',
    written: {
      file: 'machine.csv',
      step: 'time',
      input: ['temperature', 'load'],
      label: 'alarm',
      windows: { length: 20, every: 5 },
    },
    shuffle: (text, random) => shuffledColumn(text, 'alarm', random),
  },
  {
    name: 'a forecast',
    written: {
      file: 'load.csv',
      step: 'time',
      input: ['load', 'temperature'],
      target: 'answer',
      per: 'sequence',
      windows: { length: 12, every: 3 },
      ahead: 6,
    },
    shuffle(text, random) {
      const [header, ...rows] = rowsOf(text);
      const copied = textOf([[...header, 'answer'], ...rows.map((row) => [...row, row[1]])]);
      return shuffledColumn(copied, 'answer', random);
    },
  },
  {
    name: 'a series per row',
    written: { file: 'gestures.csv', input: 't1 … t16', label: 'gesture' },
    shuffle: (text, random) => shuffledColumn(text, 'gesture', random),
  },
  {
    name: 'a text per row',
    written: { file: 'reviews.csv', input: 'text', label: 'opinion' },
    shuffle: (text, random) => shuffledColumn(text, 'opinion', random),
  },
  {
    name: 'letters',
    written: { file: 'proteins.csv', input: 'protein', label: 'fold', per: 'step', split_letters: true },
    shuffle(text, random) {
      const [header, ...rows] = rowsOf(text);
      const letters = shuffled([...rows.map((row) => row[1]).join('')], random);
      return textOf([header, ...rows.map(([protein, fold]) => [protein, letters.splice(0, fold.length).join('')])]);
    },
  },
  {
    name: 'CoNLL',
    written: { file: 'names.conll', input: 1, label: 3 },
    shuffle(text, random) {
      const lines = text.split('\n');
      const isToken = (line: string) => line !== '' && !line.startsWith('-DOCSTART-');
      const labels = shuffled(
        lines.filter(isToken).map((line) => line.split(' ')[2]),
        random,
      );
      return lines.map((line) => (isToken(line) ? line.replace(/\S+$/, labels.pop() ?? '') : line)).join('\n');
    },
  },
  {
    name: 'JSON lines',
    written: { file: 'strokes.jsonl' },
    shuffle(text, random) {
      const objects = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const labels = shuffled(
        objects.map(({ label }) => label),
        random,
      );
      return objects.map((object, i) => `${JSON.stringify({ ...object, label: labels[i] })}\n`).join('');
    },
  },
];

interface Size {
  readonly epochs: number;
  readonly units: number;
}

/** How far a run is above the floor of its data: accuracy, or the error that the mean of the training part has less its own. */
async function aboveFloor(data: Prepared, { seed, epochs, units }: Size & { seed: number }): Promise<number> {
  const dataset = ownDataset(data);
  const { test_sequences, ...rest } = ARTICLE;
  const configuration = {
    ...rest,
    units,
    epochs,
    sequences_per_epoch: data.parts.filter((part) => part === TRAINING).length,
    batch_size: 8,
    learning_rate: 0.01,
  };
  const engine = await engineNamed('fused');
  const result = await train({ planned: planned(configuration), seed }, { engine, dataset, clock: () => 0 });
  if (result.status !== 'completed') throw new Error(result.status);
  const { floor } = data.description;
  if (floor.kind === 'targets') return floor.mean - (result.metrics.mae ?? Number.NaN);
  return (result.metrics.accuracy ?? Number.NaN) - floor.accuracy;
}

/** Mean ÷ standard error; 0 where every run is at the floor. */
function t(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return mean === 0 ? 0 : mean / Math.sqrt(variance / n);
}

async function shuffledRuns(
  { written, shuffle }: Layout,
  { copied, ...size }: Size & { copied: boolean },
): Promise<number[]> {
  const text = readFileSync(join(FOLDER, written.file), 'utf8');
  const differences: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const mixed = shuffle(text, stream(seed, 'test', 'shuffle'));
    const data = copied
      ? await prepared({ ...written, test: { file: 'test.csv' } }, { text: mixed, test: mixed })
      : await prepared(written, { text: mixed });
    differences.push(await aboveFloor(data, { seed, ...size }));
  }
  return differences;
}

describe('shuffled labels', () => {
  it.each(LAYOUTS)('are not known beyond the floor: $name', async (layout) => {
    expect(t(await shuffledRuns(layout, { epochs: 10, units: 8, copied: false }))).toBeLessThan(LARGEST_T);
  });

  // The same, with every test sequence among those of training: what such a test is to see
  it('are known where the test part has been trained on', async () => {
    for (const name of ['a series per row', 'letters']) {
      const layout = LAYOUTS.find((each) => each.name === name);
      if (layout === undefined) throw new Error(name);
      expect(t(await shuffledRuns(layout, { epochs: 60, units: 16, copied: true }))).toBeGreaterThan(2 * LARGEST_T);
    }
  });
});
