import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentPrediction } from '../../src/report/document-prediction.ts';
import { examplePrediction } from '../../src/session/example-prediction.ts';
import { storedResults } from '../../src/session/stored-results.ts';
import { openStore } from '../../src/store/store.ts';
import { completed, databaseIn, store } from '../commands/stored-example.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-prediction-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function shown(text: string) {
  store(folder, text, () => completed(0.9));
  const open = openStore(databaseIn(folder), { mode: 'read' });
  try {
    const prediction = await examplePrediction(open, storedResults(open, open.latestExperiment() ?? ''));
    return prediction && documentPrediction(prediction);
  } finally {
    open.close();
  }
}

describe('what a page shows of the models', () => {
  it('is the words for the gap, with the true probabilities given what each direction sees', async () => {
    const prediction = await shown(
      'name: gap\ntask: fill-in-the-blank\nepochs: 10\nseeds: 2\nsweep:\n  direction: [forward, bidirectional]\n',
    );
    if (prediction?.kind !== 'words') throw new Error('expected words');
    expect(prediction.sentence).toHaveLength(9);
    expect(prediction.sentence[prediction.gap]).toBe('____');
    expect(prediction.words).toHaveLength(7);
    for (const { probabilities, truth } of prediction.models) {
      expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
      expect(truth?.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    }
    expect(prediction.models.map(({ title, seed }) => [title, seed])).toEqual([
      ['forward', 1],
      ['bidirectional', 1],
    ]);
  });

  it("is the article's last step of a single run: a probability for every step beside its label", async () => {
    const prediction = await shown('name: single\nepochs: 10\nseeds: 1\n');
    if (prediction?.kind !== 'steps') throw new Error('expected steps');
    const { inputs, quantities, expected, models } = prediction;
    const sums = inputs.map((_, t) => inputs.slice(0, t + 1).reduce((sum, [x]) => sum + x, 0));
    for (const [t, sum] of sums.entries()) expect(quantities.sum[t]).toBeCloseTo(sum, 10);
    expect(expected).toEqual(sums.map((sum) => Number(sum >= 2.5)));
    expect(models[0].probabilities).toHaveLength(10);
  });

  it('is nothing of numbers under several models, nor where no weights are kept', async () => {
    expect(await shown('name: two\nepochs: 10\nseeds: 2\nsweep:\n  direction: [forward, bidirectional]\n')).toBeNull();
    expect(
      await shown(
        'name: later\ntask: fill-in-the-blank\nepochs: 10\nseeds: [2, 3]\nsweep:\n  direction: [forward, bidirectional]\n',
      ),
    ).toBeNull();
  });
});
