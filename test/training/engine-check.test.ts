import { describe, expect, it } from 'vitest';
import type { Engine, TrainerSettings, TrainerState } from '../../src/engines/engine.ts';
import { engineNamed } from '../../src/engines/engines.ts';
import { ADAM, type OptimizerSettings } from '../../src/engines/optimizer.ts';
import { lossAndGradient, reference } from '../../src/engines/reference.ts';
import { type Model, outputsPerSequence, outputWidth, weightShapes } from '../../src/model/model.ts';
import { stream } from '../../src/random.ts';
import type { Dataset } from '../../src/tasks/dataset.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { checkEngine, checkOnModel } from '../../src/training/engine-check.ts';
import type { Configuration, Sequences } from '../../src/vocabulary.ts';
import { configurationOf } from './check-examples.ts';

function checked(engine: Engine, changes: Partial<Configuration> = {}, seed = 1) {
  const configuration = configurationOf(changes);
  return checkEngine({ configuration, seed }, { engine, dataset: openDataset(configuration) });
}

const DIRECTIONS: readonly Partial<Configuration>[] = [
  { direction: 'forward' },
  { direction: 'backward' },
  ...(['concat', 'sum', 'mul', 'ave'] as const).map((merge_mode) => ({ merge_mode })),
];

describe('a sound engine passes', () => {
  const tasks = ['cumulative-sum', 'remaining-sum', 'balance-point', 'fill-in-the-blank'];
  const rates = [1e-5, 1e-3, 0.01, 0.03, 0.1, 1, 5];

  it.each(DIRECTIONS.map((of) => ({ name: Object.values(of).join(), of })))(
    'in every task and at every learning rate, $name',
    async ({ of }) => {
      const fused = await engineNamed('fused');
      for (const task of tasks) {
        for (const learning_rate of rates) {
          const { passed, ...found } = await checked(fused, { ...of, task, learning_rate });
          expect({ passed, task, learning_rate, ...found }).toMatchObject({ passed: true });
        }
      }
    },
  );

  it.each([
    { sequence_length: 50, learning_rate: 0.01 },
    { sequence_length: 200, threshold: 50, learning_rate: 0.1 },
    { batch_size: 256, learning_rate: 5 },
    { sequence_length: 2, threshold: 0.5 },
    { units: 1, direction: 'backward' as const },
    { learning_rate: 1e38 },
  ])('with %j', async (changes) => {
    expect(await checked(await engineNamed('fused'), changes)).toMatchObject({ passed: true });
  });

  it.each([
    { optimizer: 'adamw', weight_decay: 0.1 },
    { optimizer: 'rmsprop', momentum: 0 },
    { optimizer: 'rmsprop', momentum: 0.9 },
    { optimizer: 'sgd', momentum: 0 },
    { optimizer: 'sgd', momentum: 0.9 },
  ] as const)('at every learning rate, with %j', async (of) => {
    const fused = await engineNamed('fused');
    for (const learning_rate of rates) {
      const { passed, ...found } = await checked(fused, { ...of, learning_rate });
      expect({ passed, learning_rate, ...found }).toMatchObject({ passed: true });
      expect(found.weightDifference).toBeLessThan(5e-4);
    }
  });

  it('with the weights of other seeds', async () => {
    const fused = await engineNamed('fused');
    for (let seed = 2; seed <= 12; seed++) {
      expect(await checked(fused, { learning_rate: 0.1 }, seed)).toMatchObject({ passed: true });
    }
  });

  it.each(['tfjs', 'reference'] as const)('%s', async (name) => {
    const engine = await engineNamed(name);
    for (const of of [{}, { direction: 'backward' as const }, { task: 'fill-in-the-blank', batch_size: 8 }]) {
      expect(await checked(engine, { ...of, learning_rate: 0.1 })).toMatchObject({
        passed: true,
        updates: 4,
        against: expect.stringMatching(/^reference-\d+ in float64$/),
      });
    }
  });
});

describe('every kind of model and optimizer is checked', () => {
  const base: Model = {
    input: { kind: 'numbers', features: 3 },
    cell: 'lstm',
    units: 5,
    layers: 1,
    direction: 'bidirectional',
    mergeMode: 'concat',
    dropout: 0,
    output: { kind: 'softmax', classes: 4, per: 'step' },
  };
  const adam = { name: 'adam', learningRate: 0.01, momentum: 0, weightDecay: 0 } as const;
  const kinds: readonly { name: string; model?: Partial<Model>; optimizer?: Partial<OptimizerSettings> }[] = [
    { name: 'GRU', model: { cell: 'gru' } },
    { name: 'SimpleRNN', model: { cell: 'simple_rnn', direction: 'backward', mergeMode: null } },
    { name: 'three layers with dropout', model: { layers: 3, dropout: 0.4, mergeMode: 'mul' } },
    { name: 'a number per sequence', model: { output: { kind: 'linear', per: 'sequence' }, layers: 2 } },
    { name: 'a class per sequence', model: { output: { kind: 'softmax', classes: 3, per: 'sequence' } } },
    { name: 'adamw', optimizer: { name: 'adamw', weightDecay: 0.1 } },
    { name: 'rmsprop', optimizer: { name: 'rmsprop', momentum: 0.5 } },
    { name: 'sgd', optimizer: { name: 'sgd', momentum: 0.9 } },
  ];

  /** Random numbers; labels and targets are those of the checks. */
  const datasetFor = (model: Model): Dataset => ({
    ...openDataset({ task: 'cumulative-sum', sequence_length: 6, threshold: 1.5 }),
    input: model.input,
    output: model.output,
    training: () => ({ count: null, groups: null, next: (count) => randomSequences(model, count) }),
  });

  const check = (engine: Engine, { model, optimizer }: (typeof kinds)[number]) => {
    const whole = { ...base, ...model };
    const settings = { optimizer: { ...adam, ...optimizer }, batchSize: 4, steps: 6 };
    return checkOnModel({ model: whole, settings }, { engine, dataset: datasetFor(whole), seed: 1 });
  };

  it.each(kinds)('a sound engine passes: $name', async (kind) => {
    expect(await check(reference, kind)).toMatchObject({ passed: true });
  });

  it.each(kinds)('1 % in one gate, or in the learning rate, is found: $name', async (kind) => {
    const { createTrainer } = reference;
    const bent: Engine = {
      ...reference,
      async createTrainer(model, weights, settings) {
        const trainer = await createTrainer(model, weights, settings);
        const restore: typeof trainer.restore = (state) =>
          trainer.restore({
            ...state,
            weights: changed(state.weights, (own) => scaleGate(own, model, /layer 0/, 0, 1.01)),
          });
        return { ...trainer, restore };
      },
    };
    expect(await check(bent, kind)).toMatchObject({ passed: false });
    const hasty: Engine = {
      ...reference,
      createTrainer: (model, weights, { optimizer, ...settings }) =>
        createTrainer(model, weights, {
          ...settings,
          optimizer: { ...optimizer, learningRate: 1.01 * optimizer.learningRate },
        }),
    };
    expect(await check(hasty, kind)).toMatchObject({ passed: false });
  });
});

function randomSequences(model: Model, count: number): Sequences {
  const random = stream(1, 'check test');
  const steps = 6;
  const L = outputsPerSequence(model.output, steps);
  const isLinear = model.output.kind === 'linear';
  return {
    count,
    steps,
    inputs: Float32Array.from({ length: count * steps * 3 }, () => random.normal()),
    labels: Int32Array.from({ length: count * L }, () => (isLinear ? -1 : random.below(outputWidth(model.output)))),
    targets: isLinear ? Float32Array.from({ length: count * L }, () => random.normal()) : null,
    counted: new Uint8Array(count * L).fill(1),
    lengths: new Int32Array(count).fill(steps),
  };
}

/** What an engine does wrong, in one place. */
interface Fault {
  /** Weights of the update as the engine takes them. */
  readonly weights?: (weights: Float32Array, model: Model) => Float32Array;
  readonly gradient?: (gradient: Float64Array, model: Model) => void;
  readonly sequences?: (sequences: Sequences) => Sequences;
  readonly outputs?: (outputs: Float32Array) => Float32Array;
  readonly loss?: (loss: number) => number;
  readonly adam?: Partial<Record<'rate' | 'beta1' | 'beta2', number>> & { readonly updates?: number };
}

/** The reference in float32, its update by hand, with a fault. */
function faulty({ weights: wrong, gradient: bend, sequences: given, outputs, loss: told, adam = {} }: Fault): Engine {
  return {
    ...reference,
    async createTrainer(model: Model, initial: Float32Array, settings: TrainerSettings) {
      const sound = await reference.createTrainer(model, initial, settings);
      let state: TrainerState = await sound.state();
      const taken = () => wrong?.(state.weights, model) ?? state.weights;
      return {
        ...sound,
        async train(sequences) {
          const batch = given?.(sequences) ?? sequences;
          const { loss, correct, gradient } = lossAndGradient(model, taken(), batch, { precision: 'float32' });
          bend?.(gradient, model);
          state = adamStep(state, gradient, settings.optimizer.learningRate * (adam.rate ?? 1), adam);
          return { losses: Float64Array.of(told?.(loss) ?? loss), correct: Int32Array.of(correct) };
        },
        async predict(sequences) {
          await sound.restore({ ...state, weights: taken() });
          const said = await sound.predict(given?.(sequences) ?? sequences);
          return outputs?.(said) ?? said;
        },
        async restore(given) {
          state = given;
        },
        state: async () => state,
        weights: () => state.weights,
      };
    },
  };
}

function adamStep(
  { weights, moments: [m, v], updates }: TrainerState,
  gradient: Float64Array,
  rate: number,
  { beta1 = ADAM.beta1, beta2 = ADAM.beta2, updates: more = 1 }: NonNullable<Fault['adam']>,
): TrainerState {
  const t = updates + more;
  const nextM = m.map((value, i) => beta1 * value + (1 - beta1) * gradient[i]);
  const nextV = v.map((value, i) => beta2 * value + (1 - beta2) * gradient[i] ** 2);
  const next = weights.map(
    (value, i) =>
      value - (rate * nextM[i]) / (1 - beta1 ** t) / (Math.sqrt(nextV[i] / (1 - beta2 ** t)) + ADAM.epsilon),
  );
  return { weights: next, moments: [nextM, nextV], updates: updates + 1 };
}

/** Multiplies what belongs to a gate (0 … 3), in all tensors of one reading whose name matches. */
function scaleGate(values: Float32Array | Float64Array, model: Model, name: RegExp, gate: number, by: number): void {
  let offset = 0;
  for (const shape of weightShapes(model)) {
    const columns = shape.shape[shape.shape.length - 1];
    for (let i = 0; i < shape.size; i++) {
      if (name.test(shape.name) && Math.floor((i % columns) / model.units) === gate) values[offset + i] *= by;
    }
    offset += shape.size;
  }
}

/** Multiplies rows of the dense kernel, which is what a factor on merged outputs comes to. */
function scaleHead(values: Float32Array, model: Model, rows: (row: number) => boolean, by: number): void {
  const dense = weightShapes(model).at(-2);
  const bias = weightShapes(model).at(-1);
  if (dense === undefined || bias === undefined) return;
  const [, width] = dense.shape;
  const offset = values.length - bias.size - dense.size;
  for (let i = 0; i < dense.size; i++) if (rows(Math.floor(i / width))) values[offset + i] *= by;
}

function changed(weights: Float32Array, change: (weights: Float32Array) => void): Float32Array {
  const copy = weights.slice();
  change(copy);
  return copy;
}

describe('an engine fails the check with', () => {
  const faults: Readonly<Record<string, Fault>> = {
    ...Object.fromEntries(
      ['i', 'f', 'c', 'o'].flatMap((letter, gate) => [
        [
          `1 % too much before the activation of gate ${letter}`,
          { weights: (w, model) => changed(w, (own) => scaleGate(own, model, /layer/, gate, 1.01)) } satisfies Fault,
        ],
        [
          `1 % too much in the gradient of gate ${letter}, in one tensor`,
          { gradient: (g, model) => scaleGate(g, model, /recurrent kernel/, gate, 1.01) } satisfies Fault,
        ],
      ]),
    ),
    'merged outputs that are 1 % too large': {
      weights: (w, model) => changed(w, (own) => scaleHead(own, model, () => true, 1.01)),
    },
    'the outputs of half the units 1 % too large': {
      weights: (w, model) => changed(w, (own) => scaleHead(own, model, (row) => row < model.units / 2, 1.01)),
    },
    'a bias of the head that is 1 % too large': {
      weights: (w) => changed(w, (own) => own.fill(own[own.length - 1] * 1.01 + 0.01, own.length - 1)),
    },
    'a gradient of the head that is 1 % too small': {
      gradient: (g) => {
        g[g.length - 1] *= 0.99;
      },
    },
    'predictions that are 1 % too large': { outputs: (said) => said.map((p) => 1.01 * p) },
    'a loss that is 1 % too large': { loss: (loss) => 1.01 * loss },
    'a learning rate that is 1 % too large': { adam: { rate: 1.01 } },
    'a β₁ that is 1 % too small': { adam: { beta1: 0.99 * ADAM.beta1 } },
    'a β₂ that is 1 % too small': { adam: { beta2: 0.99 * ADAM.beta2 } },
    'updates counted one too far': { adam: { updates: 2 } },
    'one padded step read': {
      sequences: (given) => ({ ...given, lengths: given.lengths.map((length) => Math.min(length + 1, given.steps)) }),
    },
    'a padded step that counts': {
      sequences: (given) => ({
        ...given,
        lengths: given.lengths.map((length) => Math.min(length + 1, given.steps)),
        counted: given.counted.map((value, i) =>
          i % given.steps === given.lengths[Math.floor(i / given.steps)] ? 1 : value,
        ),
      }),
    },
    'NaN in one weight': {
      gradient: (g) => {
        g[0] = Number.NaN;
      },
    },
  };
  const settings: readonly Partial<Configuration>[] = [
    ...DIRECTIONS,
    { task: 'balance-point', learning_rate: 5 },
    { task: 'remaining-sum', learning_rate: 1e-5, direction: 'backward' },
    { task: 'fill-in-the-blank', batch_size: 16, learning_rate: 0.1 },
    { sequence_length: 50, threshold: 12, batch_size: 32 },
  ];

  it.each(Object.entries(faults))('%s', async (_, fault) => {
    for (const changes of settings) {
      const { passed, ...found } = await checked(faulty(fault), changes);
      expect({ passed, changes, ...found }).toMatchObject({ passed: false });
    }
  });

  it('none of them', async () => {
    for (const changes of settings) expect(await checked(faulty({}), changes)).toMatchObject({ passed: true });
  });
});
