/** The native kernel and the one in WebAssembly, bit by bit. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { fusedEngineOn } from '../../src/engines/fused.ts';
import { laneCounts, nativeKernelOf } from '../../src/engines/native-kernel.ts';
import type { OptimizerSettings } from '../../src/engines/optimizer.ts';
import { loadWasmKernel } from '../../src/engines/wasm-kernel.ts';
import { compiled, PACKAGE_ROOT } from '../../src/machine/package.ts';
import type { Model } from '../../src/model/model.ts';
import { stream } from '../../src/random.ts';
import {
  adam,
  EXAMPLES,
  type Example,
  exampleMasks,
  exampleSequences,
  exampleWeights,
  FAMILY,
  OUTPUTS,
} from './examples.ts';

const addon = compiled(`engines/native/${process.platform}-${process.arch}.node`);
const canBeBuilt =
  process.arch === 'x64' &&
  process.platform !== 'win32' &&
  existsSync(new URL('node_modules/node-api-headers', PACKAGE_ROOT)) &&
  spawnSync(process.env.CC ?? 'cc', ['--version']).status === 0;

describe.runIf(canBeBuilt)('where there is a C compiler', () => {
  it('is built', () => {
    expect(existsSync(addon)).toBe(true);
    expect(laneCounts()).toContain(4);
  });
});

/** Of a trainer on its way: a few updates, a prediction, more updates from its state in a second one. */
async function bitsOf(engine: Engine, example: Example, { steps, updates }: { steps: number; updates: number }) {
  const { model, batchSize } = example;
  const settings = { optimizer: example.optimizer, batchSize, steps };
  const sequences = exampleSequences(example, batchSize * updates, steps);
  const masks = exampleMasks(example, sequences);
  const first = await engine.createTrainer(model, exampleWeights(model), settings);
  const log = await first.train(sequences, masks);
  const predictions = await first.predict(sequences);
  const second = await engine.createTrainer(model, exampleWeights(model), settings);
  await second.restore(await first.state());
  const later = await second.train(sequences, masks);
  const { weights, moments } = await second.state();
  return [log.losses, log.correct, predictions, later.losses, later.correct, weights, ...moments].map(bits);
}

/** Where a NaN is, not which of its many patterns: engines may choose. */
function bits(values: Float32Array | Float64Array | Int32Array | null): string {
  if (values === null) return '';
  const canonical = values.map((value) => (Number.isNaN(value) ? Number.NaN : value));
  return Buffer.from(canonical.buffer, canonical.byteOffset, canonical.byteLength).toString('base64');
}

describe.each(laneCounts().map((lanes) => ({ lanes })))('the native kernel of $lanes lanes', ({ lanes }) => {
  let native: Engine;
  let wasm: Engine;
  beforeAll(async () => {
    native = fusedEngineOn(nativeKernelOf(lanes));
    wasm = fusedEngineOn(await loadWasmKernel());
  });

  it('has the bits of WebAssembly in every small model of the family', async () => {
    for (const example of [...EXAMPLES, ...OUTPUTS, ...FAMILY]) {
      const size = { steps: 5, updates: 11 };
      expect(await bitsOf(native, example, size), example.name).toEqual(await bitsOf(wasm, example, size));
    }
  });

  it('has them in models of random sizes', async () => {
    for (let n = 0; n < 20; n++) {
      const { example, steps } = randomExample(n);
      const size = { steps, updates: 3 };
      expect(await bitsOf(native, example, size), example.name).toEqual(await bitsOf(wasm, example, size));
    }
  });

  it('has them once weights have overflown', async () => {
    for (const cell of ['lstm', 'gru', 'simple_rnn'] as const) {
      const example = { ...EXAMPLES[7], model: { ...EXAMPLES[7].model, cell, units: 21 }, optimizer: adam(1e38) };
      const size = { steps: 4, updates: 12 };
      const diverged = await bitsOf(wasm, example, size);
      expect(await bitsOf(native, example, size)).toEqual(diverged);
      expect(diverged[3]).toBe(bits(new Float64Array(12).fill(Number.NaN)));
    }
  });
});

/** Any model of the family with 1 to 70 units, in batches of 1 to 33 sequences, small enough to be quick. */
function randomExample(seed: number): { example: Example; steps: number } {
  const random = stream(seed, 'native');
  const one = <T>(values: readonly T[]): T => values[random.below(values.length)];
  const few = (most: number) => 1 + (random.below(2) === 0 ? random.below(most) : random.below(Math.ceil(most / 4)));
  const direction = one(['forward', 'backward', 'bidirectional', 'bidirectional'] as const);
  const optimizers: readonly OptimizerSettings['name'][] = ['adam', 'adamw', 'rmsprop', 'sgd'];
  const model: Model = {
    input: random.below(3) === 0 ? { kind: 'tokens', vocabulary: few(30) } : { kind: 'numbers', features: few(9) },
    cell: one(['lstm', 'lstm', 'gru', 'simple_rnn'] as const),
    units: few(70),
    layers: one([1, 1, 2, 3]),
    direction,
    mergeMode: direction === 'bidirectional' ? one(['concat', 'sum', 'mul', 'ave'] as const) : null,
    dropout: one([0, 0, 0.3]),
    output: one([
      { kind: 'sigmoid', per: one(['step', 'sequence'] as const) },
      { kind: 'softmax', classes: 2 + random.below(8), per: one(['step', 'sequence'] as const) },
      { kind: 'linear', per: one(['step', 'sequence'] as const) },
    ] as const),
  };
  const batchSize = few(33);
  const steps = few(25);
  const example: Example = {
    name: `${JSON.stringify(model)}, batches of ${batchSize}, ${steps} steps, seed ${seed}`,
    model,
    optimizer: { name: one(optimizers), learningRate: 0.01, momentum: one([0, 0.5]), weightDecay: one([0, 0.01]) },
    batchSize,
    isRagged: random.below(2) === 0,
  };
  const work = model.units ** 2 * model.layers ** 2 * batchSize * steps;
  return work > 1e6 ? randomExample(seed + 1000) : { example, steps };
}
