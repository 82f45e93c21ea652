import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { engineNamed } from '../../src/engines/engines.ts';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { outputWidth } from '../../src/model/model.ts';
import { runsOf } from '../../src/session/plan.ts';
import { runsAtFloor } from '../../src/session/runs-at-floor.ts';
import { openStore } from '../../src/store/store.ts';
import { countLabels } from '../../src/tasks/position-guess.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { train } from '../../src/training/train.ts';
import type { AtFloor, Configuration, ExperimentResults } from '../../src/vocabulary.ts';
import { ENVIRONMENT, FINISHED } from '../store/examples.ts';

/** How the runs of a file end, by level and seed; those that do not end at the floor are left out. */
async function atFloor(
  text: string,
  engineOf: (configuration: Configuration, seed: number) => Promise<Engine>,
): Promise<Record<string, Record<string, AtFloor | undefined>>> {
  const reading = readExperiment({ file: 'an-experiment.yaml', text, overrides: [] });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  const folder = mkdtempSync(join(tmpdir(), 'bothways-floor-'));
  const store = openStore(join(folder, 'bothways.db'), { mode: 'write' });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  store.saveExperiment(reading.experiment, FINISHED);
  for (const run of runsOf(reading.experiment)) {
    const engine = await engineOf(run.planned.configuration, run.seed);
    const dataset = openDataset(run.planned.configuration);
    const result = await train(run, { engine, dataset, clock: () => performance.now() });
    store.saveRun(run, result, { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null });
  }
  const results = store.results('an-experiment') as ExperimentResults;
  const found = runsAtFloor(store, results);
  return Object.fromEntries(
    results.points.map(({ level, runs }) => [
      level ?? '',
      Object.fromEntries(runs.flatMap(({ id, seed }) => (found.has(id) ? [[seed, found.get(id)]] : []))),
    ]),
  );
}

/**
 * An engine that gives the commonest label of each step, and the right one at so many of the others as make it right
 * on `more` of all steps more.
 */
async function guesser(configuration: Configuration, seed: number, more: number): Promise<Engine> {
  const { output, test: testOf } = openDataset(configuration);
  const K = Math.max(2, outputWidth(output));
  const test = testOf(seed).next(configuration.test_sequences ?? 0);
  const guesses = countLabels([test], K).map((counts) => counts.indexOf(Math.max(...counts)));
  const every = await engineNamed('reference');
  return {
    ...every,
    async createTrainer(model, weights, settings) {
      const trainer = await every.createTrainer(model, weights, settings);
      let owed = 0; // right answers
      return {
        ...trainer,
        async train({ count }) {
          const updates = count / settings.batchSize;
          return { losses: new Float64Array(updates).fill(0.5), correct: new Int32Array(updates) };
        },
        async predict({ count, steps, labels, counted }) {
          const width = K === 2 ? 1 : K;
          const probabilities = new Float32Array(count * steps * width);
          for (let i = 0; i < count * steps; i++) {
            if (counted[i] === 0) continue;
            owed += more;
            let label = guesses[i % steps];
            if (owed >= 1 && label !== labels[i]) {
              owed -= 1;
              label = labels[i];
            }
            if (width === 1) probabilities[i] = label === 1 ? 0.9 : 0.1;
            else probabilities[i * K + label] = 0.9;
          }
          return probabilities;
        },
      };
    },
  };
}

describe('runsAtFloor', () => {
  const short = 'epochs: 1\nseeds: 10\nunits: 1\ndirection: forward\n';
  const tasks = ['cumulative-sum', 'remaining-sum', 'balance-point', 'fill-in-the-blank'];

  it.each(tasks)('finds 10 of 10 runs that give the commonest label of each step: %s', async (task) => {
    const found = await atFloor(`${short}task: ${task}`, (configuration, seed) => guesser(configuration, seed, 0));
    expect(found).toEqual({ '': Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i + 1, 'never-left'])) });
  });

  it.each(['cumulative-sum', 'remaining-sum', 'balance-point'])(
    'finds none of 10 that are right on one step in a hundred more: %s',
    async (task) => {
      const found = await atFloor(`${short}task: ${task}`, (configuration, seed) => guesser(configuration, seed, 0.01));
      expect(found).toEqual({ '': {} });
    },
  );

  it('finds runs that give one word for every gap, whichever side of the floor chance has put them', async () => {
    const text =
      'task: fill-in-the-blank\nepochs: 100\nseeds: 10\nunits: 4\nbatch_size: 16\nsweep: {direction: [forward, backward]}';
    const found = await atFloor(text, ({ engine }) => engineNamed(engine));
    // Six of the forward runs have accuracies above the floor, 0.2857: they give 休息, and that is more frequent there
    expect(Object.keys(found.forward)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(new Set(Object.values(found.forward))).toEqual(new Set(['never-left']));
    // Backward learns on seeds 8 to 10 (accuracies above 0.4), and had learnt on seed 7
    expect(Object.keys(found.backward)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(found.backward[7]).toBe('fell-back');
  });

  it('knows from its curve of a run that learnt and lost it again', async () => {
    // Accuracies of 0.90 to 0.98 in training from epoch 300 on, and 0.863 in the end
    const text = 'learning_rate: 0.03\ndirection: bidirectional\nseeds: [19]';
    expect(await atFloor(text, ({ engine }) => engineNamed(engine))).toEqual({ '': { 19: 'fell-back' } });
  });
});
