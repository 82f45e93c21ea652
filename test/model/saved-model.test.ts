import { describe, expect, it } from 'vitest';
import { reference } from '../../src/engines/reference.ts';
import { tfjsEngine } from '../../src/engines/tfjs.ts';
import type { Model } from '../../src/model/model.ts';
import { savedModel } from '../../src/model/saved-model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { adam } from '../engines/examples.ts';

const cumulativeSum = { task: 'cumulative-sum', sequence_length: 6, threshold: 1.5 } as const;

describe('a saved model', () => {
  const models: [string, Model][] = (['forward', 'backward', 'bidirectional'] as const).map((direction) => [
    direction,
    {
      input: { kind: 'numbers', features: 1 },
      cell: 'lstm',
      units: 3,
      layers: 1,
      direction,
      mergeMode: direction === 'bidirectional' ? 'mul' : null,
      dropout: 0,
      output: { kind: 'sigmoid', per: 'step' },
    },
  ]);

  it.each(models)('opens in TensorFlow.js and predicts the same in the order of the input: %s', async (_, model) => {
    await tfjsEngine(); // sets the backend up
    const [core, layers] = [await import('@tensorflow/tfjs-core'), await import('@tensorflow/tfjs-layers')];
    const weights = initialWeights(model, 1);
    const saved = savedModel(model, weights);
    const manifest = (saved.modelJson.weightsManifest as { weights: never[] }[])[0];
    const opened = await layers.loadLayersModel({
      load: async () => ({
        modelTopology: saved.modelJson.modelTopology as object,
        weightSpecs: manifest.weights,
        weightData: saved.weights.slice().buffer,
      }),
    });

    const sequences = openDataset(cumulativeSum).test(1).next(5);
    const trainer = await reference.createTrainer(model, weights, { optimizer: adam(0.001), batchSize: 1, steps: 6 });
    const expected = await trainer.predict(sequences);
    const output = opened.predict(core.tensor3d(sequences.inputs as Float32Array, [5, 6, 1]));
    const found = await (Array.isArray(output) ? output[0] : output).data();
    expect(found.length).toBe(expected.length);
    for (let i = 0; i < expected.length; i++) expect(found[i]).toBeCloseTo(expected[i], 5);
  });
});
