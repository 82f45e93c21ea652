import { describe, expect, it } from 'vitest';
import { reference } from '../../src/engines/reference.ts';
import { predictSaved } from '../../src/engines/tfjs/saved.ts';
import { savedModel, savedWeights, trainedWeights } from '../../src/model/saved-model.ts';
import { largestDifference } from '../engines/contract.ts';
import { EXAMPLES, exampleSequences, exampleWeights, FAMILY, OUTPUTS, STEPS } from '../engines/examples.ts';

describe.each([...EXAMPLES, ...OUTPUTS, ...FAMILY])('a saved model: $name', ({ model, optimizer, isRagged }) => {
  const weights = exampleWeights(model);

  it('opens in TensorFlow.js and predicts the same in the order of the input', async () => {
    const sequences = exampleSequences({ model, isRagged }, 4);
    const trainer = await reference.createTrainer(model, weights, { optimizer, batchSize: 1, steps: STEPS });
    const { outputs } = await predictSaved(savedModel(model, weights), model, sequences);
    expect(largestDifference(outputs, await trainer.predict(sequences))).toBeLessThan(5e-6);
  });

  it('gives back the weights that were trained', () => {
    expect(trainedWeights(model, savedWeights(model, weights))).toEqual(weights);
  });
});
