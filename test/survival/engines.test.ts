/** What takes TensorFlow.js long, or a large model: the engines beside one another, in more models than `npm test` has. */
import { describe, expect, it } from 'vitest';
import type { TrainingLog } from '../../src/engines/engine.ts';
import { engineNamed } from '../../src/engines/engines.ts';
import { tfjsEngine } from '../../src/engines/tfjs.ts';
import { modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { estimatedCheckMs } from '../../src/training/check-size.ts';
import { checkEngine } from '../../src/training/engine-check.ts';
import { ENGINES } from '../../src/vocabulary.ts';
import { engineContract, largestDifference } from '../engines/contract.ts';
import { adam } from '../engines/examples.ts';
import { TFJS_TOLERANCE } from '../engines/tfjs-tolerance.ts';
import { configurationOf } from '../training/check-examples.ts';

engineContract('tfjs', tfjsEngine, TFJS_TOLERANCE);

it("the fused engine lays its curve over the others' for 200 updates of the article", async () => {
  const article = { task: 'cumulative-sum', sequence_length: 10, threshold: 2.5 };
  const dataset = openDataset(article);
  const model = modelOf(configurationOf({ ...article, units: 20 }), dataset);
  const sequences = dataset.training(1).next(200);
  const logs: Record<string, TrainingLog> = {};
  for (const name of ENGINES) {
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: 10 };
    const trainer = await (await engineNamed(name)).createTrainer(model, initialWeights(model, 1), settings);
    logs[name] = await trainer.train(sequences);
    trainer.dispose();
  }
  const { fused, reference, tfjs } = logs;
  expect(largestDifference(fused.losses, reference.losses)).toBeLessThan(2e-6);
  expect(largestDifference(fused.losses, tfjs.losses)).toBeLessThan(5e-5);
  expect(fused.correct).toEqual(reference.correct);
});

describe('the check of an engine', () => {
  it.each([
    { sequence_length: 100, threshold: 25, units: 256 },
    { batch_size: 255, learning_rate: 1e-5, units: 33 },
  ])('passes with %j', async (changes) => {
    const configuration = configurationOf(changes);
    const dataset = openDataset(configuration);
    const found = await checkEngine({ configuration, seed: 1 }, { engine: await engineNamed('fused'), dataset });
    expect(found).toMatchObject({ passed: true });
  });

  it.each([
    { units: 1024, sequence_length: 1000, threshold: 250 },
    { units: 1024, sequence_length: 1000, threshold: 250, batch_size: 1024 },
    { units: 256, sequence_length: 1000, threshold: 250, batch_size: 64 },
  ])('is bounded in what it costs, and passes, for %j', async (changes) => {
    const configuration = configurationOf(changes);
    const dataset = openDataset(configuration);
    expect(estimatedCheckMs(configuration, dataset, 'fused')).toBeLessThan(3000);
    expect(estimatedCheckMs(configuration, dataset, 'tfjs')).toBeLessThan(4000);
    const found = await checkEngine({ configuration, seed: 1 }, { engine: await engineNamed('fused'), dataset });
    expect(found).toMatchObject({ passed: true });
  });
});
