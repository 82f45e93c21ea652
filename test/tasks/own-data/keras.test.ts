/**
 * Files read, prepared and trained on, against Keras 3.15.1 that has read and prepared them by itself: padding, tokens,
 * uncounted steps, answers per step and per sequence, classes and targets. test/fixtures/own-data/from-keras.py made them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engines/engine.ts';
import { engineNamed } from '../../../src/engines/engines.ts';
import { referenceEngine } from '../../../src/engines/reference.ts';
import type { Model } from '../../../src/model/model.ts';
import { ownDataset } from '../../../src/tasks/own-data/own-data.ts';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import { TEST, TRAINING } from '../../../src/tasks/own-data/raw.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { tally } from '../../../src/training/metrics.ts';
import type { Direction, MergeMode } from '../../../src/vocabulary.ts';
import { largestDifference } from '../../engines/contract.ts';
import { prepared } from './opening.ts';

interface After {
  readonly weights: readonly number[];
  readonly test: { readonly loss: number; readonly accuracy?: number; readonly mae?: number };
}

interface KerasCase {
  readonly name: string;
  readonly file: string;
  readonly map: Omit<WrittenData, 'file'>;
  readonly direction: Direction;
  readonly merge_mode: MergeMode | null;
  readonly text: string;
  readonly classes: readonly string[];
  readonly weights: readonly number[];
  readonly losses: readonly number[];
  readonly after: Readonly<Record<'5' | '40', After>>;
}

const fixture = new URL('../../fixtures/own-data/from-keras.json', import.meta.url);
const cases: KerasCase[] = JSON.parse(readFileSync(fixture, 'utf8'));
const BATCH = 3;

/** The training part in the order of the file, again and again. */
function trainingInOrder(data: Prepared) {
  const swapped = data.parts.map((part) => (part === TRAINING ? TEST : TRAINING));
  return ownDataset({ ...data, parts: swapped }).test(0);
}

async function trained(keras: KerasCase, engine: Engine) {
  const data = await prepared({ file: keras.file, ...keras.map }, { text: keras.text });
  const { input, output, words, target } = data.description;
  const model: Model = {
    input,
    cell: 'lstm',
    units: 3,
    layers: 1,
    direction: keras.direction,
    mergeMode: keras.merge_mode,
    dropout: 0,
    output,
  };
  const dataset = ownDataset(data);
  const trainer = await engine.createTrainer(model, Float32Array.from(keras.weights), {
    optimizer: { name: 'adam', learningRate: 0.01, momentum: 0, weightDecay: 0 },
    batchSize: BATCH,
    steps: dataset.steps,
  });
  const training = trainingInOrder(data);
  const losses: number[] = [];
  const update = async (updates: number) => {
    for (let i = 0; i < updates; i++) losses.push(...(await trainer.train(training.next(BATCH))).losses);
    const test = dataset.test(0);
    const sequences = test.next(test.count ?? 0);
    const measured = tally(output, { groups: test.groups, scale: target });
    measured.add(sequences, await trainer.predict(sequences));
    return { weights: trainer.weights(), metrics: measured.metrics() };
  };
  const at5 = await update(5);
  const at40 = await update(35);
  trainer.dispose();
  return { classes: words.classes, losses, after: { 5: at5, 40: at40 } };
}

describe.each(cases)('$name, beside Keras', (keras) => {
  it.each([
    ['the reference in float64', async () => referenceEngine('float64'), 1e-6],
    ['fused', () => engineNamed('fused'), 1e-4],
  ] as const)(
    'has its losses, its weights after 5 and 40 updates, and its test part right: %s',
    async (_, engineOf, tolerance) => {
      const { classes, losses, after } = await trained(keras, await engineOf());
      expect(classes).toEqual(keras.classes);
      expect(largestDifference(losses, keras.losses)).toBeLessThan(tolerance);
      for (const updates of ['5', '40'] as const) {
        const { weights, metrics } = after[updates];
        const { test, weights: expected } = keras.after[updates];
        expect(largestDifference(weights, expected)).toBeLessThan(tolerance);
        expect(Math.abs(metrics.loss - test.loss)).toBeLessThan(tolerance);
        expect(metrics.accuracy).toBe(test.accuracy ?? null);
        if (test.mae !== undefined) expect(metrics.mae ?? 0).toBeCloseTo(test.mae, 3);
      }
    },
  );
});
