/** Five updates of twenty models of the family in Keras 3.15.1, in every engine. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Engine, TrainerSettings } from '../../src/engines/engine.ts';
import { engineNamed } from '../../src/engines/engines.ts';
import { referenceEngine } from '../../src/engines/reference.ts';
import type { Model } from '../../src/model/model.ts';
import { ENGINES, type Sequences } from '../../src/vocabulary.ts';

/** What test/fixtures/engines/family-from-keras.py writes. */
interface KerasCase {
  readonly model: Model;
  readonly settings: TrainerSettings;
  readonly weights: readonly number[];
  readonly inputs: readonly number[];
  /** Labels, or targets of a linear output. */
  readonly answers: readonly number[];
  readonly counted: readonly number[];
  readonly lengths: readonly number[];
  /** One per layer of a model with dropout: 1 where an output is kept. */
  readonly masks: readonly string[];
  readonly losses: readonly number[];
  readonly weightsAfter: readonly number[];
}

const fixture = new URL('../fixtures/engines/family-from-keras.json', import.meta.url);
const cases: readonly KerasCase[] = JSON.parse(readFileSync(fixture, 'utf8'));

function sequencesOf({ model, settings, ...keras }: KerasCase): Sequences {
  const isLinear = model.output.kind === 'linear';
  return {
    count: keras.lengths.length,
    steps: settings.steps,
    inputs: model.input.kind === 'tokens' ? Int32Array.from(keras.inputs) : Float32Array.from(keras.inputs),
    labels: isLinear ? new Int32Array(keras.answers.length).fill(-1) : Int32Array.from(keras.answers),
    targets: isLinear ? Float32Array.from(keras.answers) : null,
    counted: Uint8Array.from(keras.counted),
    lengths: Int32Array.from(keras.lengths),
  };
}

/** Largest difference of a loss, and of a weight relative to the largest weight. */
async function differences(engine: Engine, keras: KerasCase): Promise<{ loss: number; weight: number }> {
  const { model, settings } = keras;
  const masks = keras.masks.map((mask) => Uint8Array.from(mask, Number));
  const trainer = await engine.createTrainer(model, Float32Array.from(keras.weights), settings);
  try {
    const { losses } = await trainer.train(sequencesOf(keras), ...(masks.length === 0 ? [] : [masks]));
    const weights = trainer.weights();
    expect(weights).toHaveLength(keras.weightsAfter.length);
    const largest = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));
    return {
      loss: largest(losses.map((loss, i) => loss - keras.losses[i])),
      weight: largest(weights.map((weight, i) => weight - keras.weightsAfter[i])) / largest(keras.weightsAfter),
    };
  } finally {
    trainer.dispose();
  }
}

function nameOf({ model, settings }: KerasCase): string {
  const { cell, layers, direction, mergeMode, output, dropout } = model;
  const { name, momentum } = settings.optimizer;
  const parts = [
    mergeMode ?? direction,
    `${output.kind} per ${output.per}`,
    momentum > 0 ? `${name} ${momentum}` : name,
  ];
  return `${layers} × ${cell}, ${parts.join(', ')}${dropout > 0 ? ', dropout' : ''}`;
}

describe.each(cases.map((keras) => [nameOf(keras), keras] as const))('five updates in Keras: %s', (_, keras) => {
  it.each(ENGINES)('%s has their losses and weights to 1e-5', async (name) => {
    const { loss, weight } = await differences(await engineNamed(name), keras);
    expect(loss).toBeLessThan(1e-5);
    expect(weight).toBeLessThan(1e-5);
  });

  it('the reference in float64 has them to eight digits', async () => {
    const { loss, weight } = await differences(referenceEngine('float64'), keras);
    expect(loss).toBeLessThan(1e-9);
    expect(weight).toBeLessThan(1e-7); // it gives its weights as float32
  });
});

it('the models have every part of the family', () => {
  const parts = new Set(
    cases.flatMap(({ model, settings: { optimizer } }) => [
      ...[model.cell, `${model.layers} layers`, model.mergeMode ?? model.direction, model.input.kind],
      ...[`${model.output.kind} per ${model.output.per}`, `${optimizer.name} ${optimizer.momentum > 0}`],
      `dropout ${model.dropout > 0}`,
    ]),
  );
  expect(parts.size).toBe(3 + 4 + 6 + 2 + 6 + 6 + 2);
});
