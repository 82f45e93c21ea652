/**
 * What an update of each cell, depth and optimizer takes, beside an LSTM layer with Adam in the same run:
 *
 *   npm run bench -- family                  as ratios to what the arithmetic is
 *   npm run bench -- family --write          also writes the table into docs/performance.md
 *
 * The arithmetic of a step is the products of the recurrent layers, which are their weights: three quarters of the LSTM's
 * for a GRU, a quarter for a SimpleRNN, the sum over layers. Time is the processor's, and the models take turns. Ends with
 * an error where a bar is missed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { expect, it } from 'vitest';
import { dropoutOf } from '../../src/engines/dropout.ts';
import { fusedEngineOn } from '../../src/engines/fused.ts';
import type { LoadedKernel } from '../../src/engines/kernel.ts';
import { laneCounts, nativeKernelOf } from '../../src/engines/native-kernel.ts';
import type { OptimizerSettings } from '../../src/engines/optimizer.ts';
import { loadWasmKernel } from '../../src/engines/wasm-kernel.ts';
import { type Model, modelOf, weightShapes } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import { adam } from '../engines/examples.ts';
import { median, processorMs, turnsOf } from './turns.ts';

/** The most that an update may take, as a multiple of the LSTM's scaled by the arithmetic. */
const BAR = 1.5;

interface Kind {
  readonly name: string;
  readonly cell?: Model['cell'];
  readonly layers?: number;
  readonly optimizer?: OptimizerSettings;
  /** Its masks are drawn beside the kernel: there is no bar. */
  readonly dropout?: number;
}

const plain = (name: OptimizerSettings['name'], more: Partial<OptimizerSettings> = {}): OptimizerSettings => ({
  ...{ name, learningRate: 0.001, momentum: 0, weightDecay: 0 },
  ...more,
});

const LSTM: Kind = { name: 'lstm, adam' };
const KINDS: readonly Kind[] = [
  { name: 'gru', cell: 'gru' },
  { name: 'simple_rnn', cell: 'simple_rnn' },
  { name: 'lstm, 2 layers', layers: 2 },
  { name: 'lstm, 3 layers', layers: 3 },
  { name: 'gru, 2 layers', cell: 'gru', layers: 2 },
  { name: 'simple_rnn, 2 layers', cell: 'simple_rnn', layers: 2 },
  { name: 'lstm, adamw', optimizer: plain('adamw', { weightDecay: 0.004 }) },
  { name: 'lstm, rmsprop', optimizer: plain('rmsprop') },
  { name: 'lstm, sgd', optimizer: plain('sgd') },
  { name: 'lstm, sgd, momentum', optimizer: plain('sgd', { momentum: 0.9 }) },
  { name: 'lstm, dropout', dropout: 0.2 },
];

const SHAPES = [
  { units: 20, batch: 1 },
  { units: 20, batch: 32 },
  { units: 64, batch: 1 },
  { units: 64, batch: 32 },
] as const;
type Shape = (typeof SHAPES)[number];

const STEPS = 10;
const TURNS = 5;
const CHUNKS = 3;
const CHUNK_MS = 12;
/** Sequences that a kernel goes through again and again. */
const RING = 2048;

it('takes no more than its arithmetic', async () => {
  const missed: string[] = [];
  const widest = laneCounts().at(-1) ?? null;
  const kernels: [string, LoadedKernel][] = [
    ['WebAssembly', await loadWasmKernel()],
    ...(widest === null || widest === 4
      ? []
      : ([[`${widest} lanes`, nativeKernelOf(widest)]] as [string, LoadedKernel][])),
  ];
  const rows: string[][] = [];
  for (const shape of SHAPES) {
    const of = new Map<string, Map<string, number[]>>();
    for (const [kernelName, kernel] of kernels) {
      const runners = await Promise.all([LSTM, ...KINDS].map((kind) => runner(kernel, kind, shape)));
      const turns = new Map([LSTM, ...KINDS].map(({ name }) => [name, [] as number[]]));
      for (let turn = 0; turn < TURNS; turn++) {
        for (const [i, { name }] of [LSTM, ...KINDS].entries()) turns.get(name)!.push(await runners[i].turn());
      }
      for (const { stop } of runners) stop();
      of.set(kernelName, turns);
    }
    for (const kind of [LSTM, ...KINDS]) {
      const cells = kernels.flatMap(([kernelName]) => {
        const turns = of.get(kernelName)!;
        const own = turns.get(kind.name)!;
        const ratio = median(own.map((each, turn) => each / turns.get(LSTM.name)![turn])) / arithmetic(kind, shape);
        const where = `${kind.name}, ${shape.units} units, batch ${shape.batch}, ${kernelName}`;
        const isMissed = ratio > BAR && kind.dropout === undefined;
        if (isMissed) missed.push(`${where}: ${ratio.toFixed(2)} times its arithmetic, bar ${BAR}`);
        return [readable(median(own)), kind === LSTM ? '' : `${ratio.toFixed(2)}${isMissed ? ' ✗' : ''}`];
      });
      const share = arithmetic(kind, shape).toFixed(2);
      rows.push([`${shape.units} units, batch ${shape.batch}`, kind.name, kind === LSTM ? '1' : share, ...cells]);
      console.log(rows.at(-1)!.join('   '));
    }
  }
  const text = report(
    rows,
    kernels.map(([name]) => name),
  );
  console.log(`\n${text}\n`);
  if (process.env.BENCH_WRITE !== undefined) writeReport(text);
  expect(missed).toEqual([]);
});

/** The products of its recurrent layers as a share of those of one LSTM layer. */
function arithmetic(kind: Kind, shape: Shape): number {
  return products(kind, shape) / products(LSTM, shape);
}

function products(kind: Kind, shape: Shape): number {
  const recurrent = weightShapes(open(kind, shape).model).filter(({ of }) => of !== 'output');
  return recurrent.reduce((sum, { size }) => sum + size, 0);
}

function open({ cell = 'lstm', layers = 1, dropout = 0 }: Kind, { units }: Shape) {
  const configuration = {
    ...{ task: 'cumulative-sum', sequence_length: STEPS, threshold: STEPS / 4, units, cell, layers, dropout },
    ...({ direction: 'bidirectional', merge_mode: 'concat' } as const),
  };
  const dataset = cumulativeSum.open(configuration);
  return { dataset, model: modelOf(configuration, dataset) };
}

/** What trains for a turn and tells the µs per update. */
async function runner(kernel: LoadedKernel, kind: Kind, shape: Shape) {
  const { dataset, model } = open(kind, shape);
  const settings = { optimizer: kind.optimizer ?? adam(0.001), batchSize: shape.batch, steps: STEPS };
  const trainer = await fusedEngineOn(kernel).createTrainer(model, initialWeights(model, 1), settings);
  const dropout = model.dropout === 0 ? null : dropoutOf(model, 1);
  const ring = RING / shape.batch / (shape.units > 20 ? 8 : 1);
  const sequences = dataset.training(1).next(ring * shape.batch);
  const turn = await turnsOf(() => trainer.train(sequences, dropout?.next(sequences)), ring, {
    chunks: CHUNKS,
    chunkMs: CHUNK_MS,
    clock: processorMs,
  });
  return { turn, stop: () => trainer.dispose() };
}

function report(rows: readonly string[][], kernels: readonly string[]): string {
  const header = ['shape', 'model', 'arithmetic', ...kernels.flatMap((name) => [`${name}, µs`, `÷ arithmetic`])];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${cpus()[0].model.trim()}, ${cpus().length} cores, ${arch()}, Node ${process.version}. µs of processor time per update, medians of ${TURNS} turns.`,
    '',
    line(header),
    line(header.map((_, column) => (column < 2 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

function writeReport(text: string): void {
  const page = new URL('../../docs/performance.md', import.meta.url);
  const [start, end] = ['<!-- family -->', '<!-- /family -->'];
  const before = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    `${before.slice(0, before.indexOf(start) + start.length)}\n${text}\n${before.slice(before.indexOf(end))}`,
  );
}

/** Three digits, or all that stand before the point. */
function readable(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
