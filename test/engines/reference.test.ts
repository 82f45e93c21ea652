import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TrainerSettings } from '../../src/engines/engine.ts';
import { lossAndGradient, reference, referenceEngine } from '../../src/engines/reference.ts';
import type { Model } from '../../src/model/model.ts';
import { engineContract, largestDifference } from './contract.ts';
import { EXAMPLES, exampleMasks, exampleSequences, exampleWeights, FAMILY, OUTPUTS } from './examples.ts';

engineContract('reference', async () => reference, { loss: 1e-6, firstUpdate: 2e-6, weight: 2e-5 });

describe('the gradient of the reference', () => {
  it.each([...EXAMPLES, ...OUTPUTS, ...FAMILY])('is the slope of its loss: $name', (example) => {
    const { model } = example;
    const sequences = exampleSequences(example, 3);
    const masks = exampleMasks(example, sequences);
    const options = { precision: 'float64', ...(masks && { masks }) } as const;
    const weights = Float64Array.from(exampleWeights(model));
    const { gradient } = lossAndGradient(model, weights, sequences, options);

    const step = 3e-6; // central differences: an error of step² beside one of 1e-16 ÷ step
    const looked = weights.map((_, i) => i).filter((i) => i % Math.ceil(weights.length / 150) === 0);
    const slopes = looked.map((i) => {
      const lossWith = (value: number) => {
        const changed = weights.slice();
        changed[i] = value;
        return lossAndGradient(model, changed, sequences, options).loss;
      };
      return (lossWith(weights[i] + step) - lossWith(weights[i] - step)) / (2 * step);
    });
    expect(
      largestDifference(
        looked.map((i) => gradient[i]),
        slopes,
      ),
    ).toBeLessThan(1e-9);
    expect(gradient.filter((value) => value !== 0).length).toBeGreaterThan(weights.length / 2);
  });
});

/** What test/fixtures/engines/from-keras.py writes: three updates in Keras 3.15.1, float64. */
interface KerasCase {
  readonly model: Model;
  readonly settings: TrainerSettings;
  readonly weights: readonly number[];
  readonly inputs: readonly number[];
  readonly labels: readonly number[];
  readonly counted: readonly number[];
  readonly lengths: readonly number[];
  readonly losses: readonly number[];
  readonly firstGradient: readonly number[];
  readonly weightsAfter: readonly number[];
  readonly predictionsAfter: readonly number[];
}

const fixture = new URL('../fixtures/engines/from-keras.json', import.meta.url);
const kerasCases: KerasCase[] = JSON.parse(readFileSync(fixture, 'utf8'));

describe.each(kerasCases)('three updates in Keras ($model.direction $model.mergeMode, $model.input.kind)', (keras) => {
  const { model, settings } = keras;
  const sequences = {
    count: keras.lengths.length,
    steps: settings.steps,
    inputs: model.input.kind === 'tokens' ? Int32Array.from(keras.inputs) : Float32Array.from(keras.inputs),
    labels: Int32Array.from(keras.labels),
    targets: null,
    counted: Uint8Array.from(keras.counted),
    lengths: Int32Array.from(keras.lengths),
  };

  it('have the losses, weights and predictions of the reference', async () => {
    const trainer = await reference.createTrainer(model, Float32Array.from(keras.weights), settings);
    const { losses } = await trainer.train(sequences);
    expect(largestDifference(losses, keras.losses)).toBeLessThan(2e-7);
    expect(largestDifference(trainer.weights(), keras.weightsAfter)).toBeLessThan(5e-7);
    expect(largestDifference(await trainer.predict(sequences), keras.predictionsAfter)).toBeLessThan(2e-7);
  });

  it('have the losses and the gradient of the reference in float64 to nine digits', async () => {
    const weights = Float32Array.from(keras.weights);
    const trainer = await referenceEngine('float64').createTrainer(model, weights, settings);
    const { losses } = await trainer.train(sequences);
    expect(largestDifference(losses, keras.losses)).toBeLessThan(1e-9);

    const first = { ...sequences, count: settings.batchSize };
    const { gradient } = lossAndGradient(model, weights, first, { precision: 'float64' });
    expect(largestDifference(gradient, keras.firstGradient)).toBeLessThan(1e-9);
  });
});
