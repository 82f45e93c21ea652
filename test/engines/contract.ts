/**
 * What every engine does, whoever wrote it. The oracle is the reference in float64, whose gradients reference.test.ts
 * checks against finite differences and whose results against Keras.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Trainer, TrainerSettings } from '../../src/engines/engine.ts';
import { referenceEngine } from '../../src/engines/reference.ts';
import { type Model, outputsPerSequence, outputWidth, weightShapes } from '../../src/model/model.ts';
import type { Sequences } from '../../src/vocabulary.ts';
import {
  adam,
  cut,
  EXAMPLES,
  type Example,
  exampleMasks,
  exampleSequences,
  exampleWeights,
  FAMILY,
  OUTPUTS,
  STEPS,
} from './examples.ts';

/** How far an engine may be from the reference in float64. */
export interface Tolerance {
  /** Of the loss of an update, absolute up to 1 and relative above. */
  readonly loss: number;
  /** Of a weight after one update, relative to the weight, or to 0.01 where it is smaller. */
  readonly firstUpdate: number;
  /** The same after so many updates. */
  readonly weight: number;
  /** Updates that are made of every model, 50 by default. */
  readonly updates?: number;
  /** The models of which updates are held against the reference; all there are by default. */
  readonly models?: readonly Example[];
  /** Of a sequence predicted alone and among others; 0, the same bits, by default. */
  readonly prediction?: number;
}

const WEIGHT_FLOOR = 0.01;

export function engineContract(name: string, load: () => Promise<Engine>, tolerance: Tolerance): void {
  const UPDATES = tolerance.updates ?? 50;

  describe(`the ${name} engine`, () => {
    let engine: Engine;
    const trainers: Trainer[] = [];
    beforeAll(async () => {
      engine = await load();
    });
    afterAll(() => {
      for (const trainer of trainers) trainer.dispose();
    });

    const start = async (model: Model, weights: Float32Array, settings: Partial<TrainerSettings> = {}) => {
      const trainer = await engine.createTrainer(model, weights, { ...SETTINGS, ...settings });
      trainers.push(trainer);
      return trainer;
    };
    const startOracle = (model: Model, weights: Float32Array, settings: Partial<TrainerSettings> = {}) =>
      referenceEngine('float64').createTrainer(model, weights, { ...SETTINGS, ...settings });

    it('says its name and its version', () => {
      expect(engine.name).toBe(name);
      expect(engine.version).toMatch(new RegExp(`^${name}-`));
    });

    describe.each(tolerance.models ?? [...EXAMPLES, ...OUTPUTS, ...FAMILY])('$name', (example) => {
      const { model, optimizer, batchSize } = example;
      const sequences = exampleSequences(example, UPDATES * batchSize);
      const weights = exampleWeights(model);

      it('agrees with the reference in float64 over some updates and in its predictions after them', async () => {
        const [trainer, oracle] = [
          await start(model, weights, { optimizer, batchSize }),
          await startOracle(model, weights, { optimizer, batchSize }),
        ];
        const first = cut(sequences, 0, batchSize);
        const others = cut(sequences, batchSize, (UPDATES - 1) * batchSize);
        const masks = [exampleMasks(example, first), exampleMasks(example, others)];
        const [log, expected] = [await trainer.train(first, masks[0]), await oracle.train(first, masks[0])];
        expect(relativeDifference(trainer.weights(), oracle.weights())).toBeLessThan(tolerance.firstUpdate);
        const [moreLog, moreExpected] = [await trainer.train(others, masks[1]), await oracle.train(others, masks[1])];
        expect(relativeDifference(trainer.weights(), oracle.weights())).toBeLessThan(tolerance.weight);
        const losses = [...log.losses, ...moreLog.losses];
        const ofOracle = [...expected.losses, ...moreExpected.losses];
        expect(lossDifference(losses, ofOracle)).toBeLessThan(tolerance.loss);
        expect(moreLog.losses.length).toBe(UPDATES - 1);
        expect([log.correct, moreLog.correct]).toEqual([expected.correct, moreExpected.correct]);

        const predicted = await trainer.predict(sequences);
        expect(largestDifference(predicted, await oracle.predict(sequences))).toBeLessThan(1e-5);
      });
    });

    describe.each([ONE_NUMBER, RAGGED_FORWARD, RAGGED_BACKWARD, RAGGED_BOTH, ...DEEP])('$name', (example) => {
      const { model, batchSize } = example;
      const sequences = exampleSequences(example, 12 * batchSize);
      const weights = exampleWeights(model);

      it('gives the same bits again, however the sequences are cut into calls and padded', async () => {
        const whole = await start(model, weights, { batchSize });
        const pieces = await start(model, weights, { batchSize, steps: 9 });
        const log = await whole.train(sequences);
        const logs = [
          await pieces.train(cut(sequences, 0, batchSize)),
          await pieces.train(cut(sequences, batchSize, 4 * batchSize, 9)),
          await pieces.train(cut(sequences, 5 * batchSize, 7 * batchSize)),
        ];
        expect(pieces.weights()).toEqual(whole.weights());
        expect(logs.flatMap(({ losses }) => [...losses])).toEqual([...log.losses]);
        expect(logs.flatMap(({ correct }) => [...(correct ?? [])])).toEqual([...(log.correct ?? [])]);
      });

      it('predicts a sequence alone as among others, and 0 at padded steps', async () => {
        const trainer = await start(model, weights, { batchSize, steps: 9 });
        const K = outputWidth(model.output);
        const L = outputsPerSequence(model.output, 9);
        const together = await trainer.predict(cut(sequences, 0, 3, 9));
        expect(together.length).toBe(3 * L * K);
        for (let n = 0; n < 3; n++) {
          const length = sequences.lengths[n];
          const alone = await trainer.predict(cut(sequences, n, 1, length));
          const amongOthers = together.slice(n * L * K, n * L * K + alone.length);
          expect(alone.length).toBe(outputsPerSequence(model.output, length) * K);
          expect(largestDifference(amongOthers, alone)).toBeLessThanOrEqual(tolerance.prediction ?? 0);
          expect(together.slice(n * L * K + alone.length, (n + 1) * L * K).every((p) => p === 0)).toBe(true);
        }
      });

      it('changes nothing by predicting, nor do trainers change one another', async () => {
        const [one, other] = [await start(model, weights, { batchSize }), await start(model, weights, { batchSize })];
        await one.train(cut(sequences, 0, 6 * batchSize));
        await one.predict(sequences);
        await other.train(sequences);
        await one.train(cut(sequences, 6 * batchSize, 6 * batchSize));
        expect(one.weights()).toEqual(other.weights());
      });

      it('goes on from a state as if it had never stopped', async () => {
        const [uninterrupted, before, after] = [
          await start(model, weights, { batchSize }),
          await start(model, weights, { batchSize }),
          await start(model, zeros(model), { batchSize }),
        ];
        await uninterrupted.train(sequences);
        await before.train(cut(sequences, 0, 5 * batchSize));
        await after.train(cut(sequences, 0, 2 * batchSize));
        const state = await before.state();
        expect(state.updates).toBe(5);
        await after.restore(state);
        await after.train(cut(sequences, 5 * batchSize, 7 * batchSize));
        expect(after.weights()).toEqual(uninterrupted.weights());
        expect(await after.state()).toEqual(await uninterrupted.state());
      });

      it("makes the next update from the reference's state as the reference does", async () => {
        const [trainer, oracle] = [
          await start(model, zeros(model), { batchSize }),
          await startOracle(model, weights, { batchSize }),
        ];
        await oracle.train(cut(sequences, 0, 5 * batchSize));
        await trainer.restore(await oracle.state());
        for (const each of [trainer, oracle]) await each.train(cut(sequences, 5 * batchSize, batchSize));
        expect(relativeDifference(trainer.weights(), oracle.weights())).toBeLessThan(tolerance.firstUpdate);
      });

      it('counts nothing and moves nothing at a first update in which no step counts', async () => {
        const trainer = await start(model, weights, { batchSize });
        const log = await trainer.train(uncounted(cut(sequences, 0, batchSize)));
        expect([...log.losses, ...(log.correct ?? [0])]).toEqual([0, 0]);
        expect(trainer.weights()).toEqual(weights);
      });

      it("follows Adam's momentum at a later update in which no step counts", async () => {
        const [trainer, oracle] = [
          await start(model, weights, { batchSize }),
          await startOracle(model, weights, { batchSize }),
        ];
        for (const each of [trainer, oracle]) {
          await each.train(cut(sequences, 0, batchSize));
          await each.train(uncounted(cut(sequences, batchSize, batchSize)));
        }
        expect(relativeDifference(trainer.weights(), oracle.weights())).toBeLessThan(tolerance.weight);
      });

      it.each(weightShapes(model).map(({ name }) => name))('has a loss of NaN once the %s is NaN', async (place) => {
        const trainer = await start(model, withValue(model, weights, place, Number.NaN), { batchSize });
        const { losses } = await trainer.train(longest(sequences, batchSize));
        expect(losses[0]).toBeNaN();
      });
    });

    it('measures the loss log 2 where every probability is ½, and then predicts 0', async () => {
      const trainer = await start(ONE_NUMBER.model, zeros(ONE_NUMBER.model));
      const sequences = withLabels(exampleSequences(ONE_NUMBER, 1), [0, 1, 0, 0, 1]);
      const { losses, correct } = await trainer.train(sequences);
      expect(losses[0]).toBeCloseTo(Math.LN2, 6);
      expect(correct![0]).toBe(3);
    });

    it('measures the loss log 4 where 4 classes are equally likely, and then predicts the first', async () => {
      const trainer = await start(RAGGED_BOTH.model, zeros(RAGGED_BOTH.model));
      const sequences = withLabels(longest(exampleSequences(RAGGED_BOTH, 20), 1), [0, 1, 2, 3, 0]);
      const { losses, correct } = await trainer.train(sequences);
      expect(losses[0]).toBeCloseTo(1.3862943611198906, 6);
      expect(correct![0]).toBe(2);
    });

    // −log 1e-7 = 16.118095650958319; float32 has no number between 1 − 1.2e-7 and 1 − 6e-8
    it.each([
      { label: 0, loss: 16.11809565, correct: 0 },
      { label: 1, loss: 1e-7, correct: STEPS },
    ])('clips a sigmoid that is sure of 1 where the label is $label, and learns nothing from it', async (expected) => {
      const { model } = ONE_NUMBER;
      const weights = withValue(model, zeros(model), 'output bias', 40);
      const trainer = await start(model, weights);
      const labels = new Array(STEPS).fill(expected.label);
      const { losses, correct } = await trainer.train(withLabels(exampleSequences(ONE_NUMBER, 1), labels));
      expect(Math.abs(losses[0] - expected.loss)).toBeLessThan(2e-6);
      expect(correct![0]).toBe(expected.correct);
      expect(trainer.weights()).toEqual(weights);
    });

    it('clips a softmax that is sure of another class, and learns nothing from it', async () => {
      const { model } = RAGGED_BOTH;
      const weights = zeros(model);
      weights[weights.length - 3] = 40; // the bias of class 1 of 0 … 3
      const trainer = await start(model, weights);
      const sequences = withLabels(longest(exampleSequences(RAGGED_BOTH, 20), 1), [0, 2, 3, 0, 2]);
      const { losses, correct } = await trainer.train(sequences);
      expect(Math.abs(losses[0] - 16.11809565)).toBeLessThan(2e-6);
      expect(correct![0]).toBe(0);
      expect(trainer.weights()).toEqual(weights);
    });

    it('has losses that are not finite once a learning rate has driven the weights out of float32', async () => {
      const trainer = await start(ONE_NUMBER.model, exampleWeights(ONE_NUMBER.model), { optimizer: adam(1e39) });
      const { losses } = await trainer.train(exampleSequences(ONE_NUMBER, 4));
      expect([...losses].map(Number.isFinite)).toEqual([true, false, false, false]);
    });

    it('goes on with clipped losses at a learning rate that float32 can hold', async () => {
      const trainer = await start(ONE_NUMBER.model, exampleWeights(ONE_NUMBER.model), { optimizer: adam(1e6) });
      const { losses } = await trainer.train(exampleSequences(ONE_NUMBER, 8));
      expect(Math.max(...losses)).toBeGreaterThan(1);
      expect(Math.max(...losses)).toBeLessThan(16.1181);
      expect(trainer.weights().every(Number.isFinite)).toBe(true);
    });

    it('keeps its own copy of the weights and gives copies away', async () => {
      const { model } = ONE_NUMBER;
      const given = exampleWeights(model);
      const trainer = await start(model, given);
      given.fill(0);
      trainer.weights().fill(0);
      expect(trainer.weights()).toEqual(exampleWeights(model));
    });

    it('refuses sequences that do not fill whole batches', async () => {
      const trainer = await start(ONE_NUMBER.model, exampleWeights(ONE_NUMBER.model), { batchSize: 4 });
      await expect(trainer.train(exampleSequences(ONE_NUMBER, 6))).rejects.toThrow('multiple of 4 sequences, found 6');
    });
  });
}

const SETTINGS = { optimizer: adam(0.001), batchSize: 1, steps: STEPS };

const ONE_NUMBER = exampleNamed('concat, one number, sigmoid, batches of 1');
const RAGGED_FORWARD = exampleNamed('forward, 3 numbers, softmax, batches of 4');
const RAGGED_BACKWARD = exampleNamed('backward, tokens, sigmoid, batches of 4');
const RAGGED_BOTH = exampleNamed('concat, 3 numbers, softmax, batches of 4');

/** Two layers of the other cells, every one of the outputs and directions once. */
const DEEP: readonly Example[] = [
  {
    ...RAGGED_BOTH,
    name: '2 × GRU, mul, softmax, ragged',
    model: { ...RAGGED_BOTH.model, cell: 'gru', units: 5, layers: 2, mergeMode: 'mul' },
  },
  {
    ...RAGGED_BACKWARD,
    name: '2 × SimpleRNN, backward, tokens, linear per sequence, ragged',
    model: {
      ...RAGGED_BACKWARD.model,
      cell: 'simple_rnn',
      units: 5,
      layers: 2,
      output: { kind: 'linear', per: 'sequence' },
    },
  },
];

function exampleNamed(name: string): Example {
  const example = EXAMPLES.find((each) => each.name === name);
  if (example === undefined) throw new Error(`no example is named ${name}`);
  return example;
}

function zeros(model: Model): Float32Array {
  return exampleWeights(model).fill(0);
}

/** The weights with one tensor filled with a value. */
function withValue(model: Model, weights: Float32Array, place: string, value: number): Float32Array {
  const changed = weights.slice();
  let offset = 0;
  for (const { name, size } of weightShapes(model)) {
    if (name === place) changed.fill(value, offset, offset + size);
    offset += size;
  }
  return changed;
}

function uncounted(sequences: Sequences): Sequences {
  return { ...sequences, counted: new Uint8Array(sequences.counted.length) };
}

/** One batch of the first sequences that have all steps, all counted. */
function longest(sequences: Sequences, batchSize: number): Sequences {
  const whole = [...sequences.lengths.keys()].filter((n) => sequences.lengths[n] === sequences.steps);
  const one = cut(sequences, whole[0], 1);
  const repeat = <T extends Float32Array | Int32Array | Uint8Array>(values: T): T => {
    const target = new (values.constructor as new (size: number) => T)(values.length * batchSize);
    for (let b = 0; b < batchSize; b++) target.set(values, b * values.length);
    return target;
  };
  return {
    count: batchSize,
    steps: one.steps,
    inputs: repeat(one.inputs),
    labels: repeat(one.labels),
    targets: one.targets === null ? null : repeat(one.targets),
    counted: repeat(one.counted).fill(1),
    lengths: repeat(one.lengths),
  };
}

function withLabels(sequences: Sequences, labels: readonly number[]): Sequences {
  return { ...sequences, labels: Int32Array.from(labels) };
}

export function largestDifference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(values, (value, i) => Math.abs(value - expected[i]));
}

function lossDifference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(values, (value, i) => Math.abs(value - expected[i]) / Math.max(expected[i], 1));
}

export function relativeDifference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  return largest(values, (value, i) => Math.abs(value - expected[i]) / Math.max(Math.abs(expected[i]), WEIGHT_FLOOR));
}

/** NaN where one of them is, which no tolerance lets through. */
function largest(values: ArrayLike<number>, difference: (value: number, index: number) => number): number {
  return Array.from(values, difference).reduce((most, each) => (each > most || Number.isNaN(each) ? each : most), 0);
}
