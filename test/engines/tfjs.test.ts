import * as core from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { reference } from '../../src/engines/reference.ts';
import { tfjsEngine } from '../../src/engines/tfjs.ts';
import { engineContract, largestDifference } from './contract.ts';
import { adam, cut, EXAMPLES, exampleSequences, exampleWeights, FAMILY, OUTPUTS, STEPS } from './examples.ts';
import { TFJS_TOLERANCE } from './tfjs-tolerance.ts';

// Every cell, output, reading and optimizer in some model; test/survival/engines.test.ts has all models
const SOME = [...EXAMPLES.slice(-3), ...OUTPUTS.slice(-4), ...FAMILY.filter((_, i) => i % 4 === 0)];
engineContract('tfjs', tfjsEngine, { ...TFJS_TOLERANCE, models: SOME, updates: 3 });

describe('TensorFlow.js', () => {
  const ragged = EXAMPLES[1];

  it('holds no tensor more after training, predicting and being disposed of', async () => {
    const engine = await tfjsEngine();
    const before = core.memory().numTensors;
    const weights = exampleWeights(ragged.model);
    const trainer = await engine.createTrainer(ragged.model, weights, {
      optimizer: adam(0.01),
      batchSize: 2,
      steps: STEPS,
    });
    await trainer.train(exampleSequences(ragged, 2));
    const afterOne = core.memory().numTensors;
    await trainer.train(exampleSequences(ragged, 12));
    await trainer.predict(exampleSequences(ragged, 7));
    trainer.weights();
    expect(core.memory().numTensors).toBe(afterOne);
    trainer.dispose();
    expect(core.memory().numTensors).toBe(before);
  });

  it('trains sequences of a single time step like the reference', async () => {
    const weights = exampleWeights(ragged.model);
    const sequences = { ...cut(exampleSequences(ragged, 4), 0, 4, 1), lengths: Int32Array.of(1, 1, 1, 1) };
    const settings = { optimizer: adam(0.01), batchSize: 2, steps: 1 };
    const trainers = [
      await (await tfjsEngine()).createTrainer(ragged.model, weights, settings),
      await reference.createTrainer(ragged.model, weights, settings),
    ];
    const [found, expected] = [await trainers[0].train(sequences), await trainers[1].train(sequences)];
    expect(largestDifference(found.losses, expected.losses)).toBeLessThan(1e-6);
    expect(largestDifference(trainers[0].weights(), trainers[1].weights())).toBeLessThan(1e-6);
    trainers[0].dispose();
  });
});
