/**
 * Microseconds per update of the engines beside one another, as ratios in one run:
 *
 *   npm run bench                        fused in WebAssembly, reference and TensorFlow.js; kernel.bench.ts has the rest
 *   npm run bench -- --floor PATH        also a C program of the same update, called as
 *                                        PATH --units 20 --batch 1 --timesteps 10 --direction bi [--vl 4] --quiet
 *   npm run bench -- --write             also writes the table into docs/performance.md
 *
 * The engines take turns, so that whatever else the machine does hits all of them; figures are medians of the turns.
 * Ends with an error where a bar is missed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { fusedEngineOn } from '../../src/engines/fused.ts';
import { loadWasmKernel } from '../../src/engines/wasm-kernel.ts';
import { modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import { adam } from '../engines/examples.ts';
import { median, turnsOf } from './turns.ts';

interface Shape {
  readonly direction: 'forward' | 'bidirectional';
  readonly units: number;
  readonly batch: number;
  readonly steps: number;
  /** The most that fused may take, as a multiple of the C program held to 128 bits, and of the same at its best. */
  readonly narrowBar: number;
  readonly wideBar?: number;
  /** The least that TensorFlow.js must take as a multiple of fused; absent where it is not measured. */
  readonly tfjsBar?: number;
}

const SHAPES: readonly Shape[] = [
  { direction: 'bidirectional', units: 4, batch: 1, steps: 10, narrowBar: 1.5, tfjsBar: 80 },
  { direction: 'bidirectional', units: 4, batch: 32, steps: 10, narrowBar: 1.5, tfjsBar: 80 },
  { direction: 'bidirectional', units: 20, batch: 1, steps: 10, narrowBar: 1.4, wideBar: 3, tfjsBar: 700 },
  { direction: 'bidirectional', units: 20, batch: 32, steps: 10, narrowBar: 1.4, tfjsBar: 80 },
  { direction: 'bidirectional', units: 64, batch: 1, steps: 10, narrowBar: 1.4, tfjsBar: 80 },
  { direction: 'bidirectional', units: 64, batch: 32, steps: 10, narrowBar: 1.4, wideBar: 5, tfjsBar: 80 },
  { direction: 'forward', units: 20, batch: 1, steps: 10, narrowBar: 1.4, tfjsBar: 80 },
  { direction: 'bidirectional', units: 20, batch: 1, steps: 100, narrowBar: 1.4 },
  { direction: 'bidirectional', units: 256, batch: 1, steps: 10, narrowBar: 1.4 },
];

const TURNS = 5;
/** A turn is the median of chunks, as that of the C program is; a chunk is at least one update. */
const CHUNKS = 7;
const CHUNK_MS = 15;
/** Sequences that fused goes through again and again, as the C program does; the training loop gives as many at once. */
const RING = 2048;
const COLD_RUNS = 7;
const COLD_BAR_MS = 30;

const floor = process.env.BENCH_FLOOR;
const missed: string[] = [];

it('is as fast as its bars', async () => {
  const rows: string[][] = [];
  for (const shape of SHAPES) {
    const times = await measure(shape);
    rows.push(row(shape, times));
    console.log(rows.at(-1)!.join('   '));
  }
  const cold = coldRuns();
  const trained = median(cold.map(({ trainedMs }) => trainedMs));
  check(trained < COLD_BAR_MS, `the article's model trained, cold: ${trained.toFixed(0)} ms, bar ${COLD_BAR_MS}`);

  const text = report(rows, cold);
  console.log(`\n${text}\n`);
  if (process.env.BENCH_WRITE !== undefined) writeReport(text);
  expect(missed).toEqual([]);
});

/** µs per update of each turn. */
interface Times {
  readonly fused: number[];
  readonly reference: number[];
  readonly tfjs: number[];
  readonly narrow: number[];
  readonly wide: number[];
}

async function measure(shape: Shape): Promise<Times> {
  const times: Times = { fused: [], reference: [], tfjs: [], narrow: [], wide: [] };
  const runners = [{ times: times.fused, run: await engineRunner('fused', shape) }];
  if (shape.units <= 64) runners.push({ times: times.reference, run: await engineRunner('reference', shape) });
  if (shape.tfjsBar !== undefined) runners.push({ times: times.tfjs, run: await engineRunner('tfjs', shape) });
  if (floor !== undefined) {
    runners.push({ times: times.narrow, run: async () => floorMicroseconds(shape, ['--vl', '4']) });
    runners.push({ times: times.wide, run: async () => floorMicroseconds(shape, []) });
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const runner of runners) runner.times.push(await runner.run());
  }
  return times;
}

/** A function that trains for a turn and returns µs per update; the compilers have finished by then. */
async function engineRunner(name: 'fused' | 'reference' | 'tfjs', shape: Shape): Promise<() => Promise<number>> {
  const { units, batch, steps, direction } = shape;
  const configuration = {
    task: 'cumulative-sum',
    sequence_length: steps,
    threshold: steps / 4,
    units,
    cell: 'lstm' as const,
    layers: 1,
    dropout: 0,
    direction,
    ...(direction === 'bidirectional' ? { merge_mode: 'concat' as const } : {}),
  };
  const dataset = cumulativeSum.open(configuration);
  const model = modelOf(configuration, dataset);
  // What every machine has
  const engine = name === 'fused' ? fusedEngineOn(await loadWasmKernel()) : await engineNamed(name);
  const settings = { optimizer: adam(0.001), batchSize: batch, steps };
  const trainer = await engine.createTrainer(model, initialWeights(model, 1), settings);
  const ring = name === 'fused' ? RING / batch : 1; // batches; the others take long enough for one at a time
  const sequences = dataset.training(1).next(ring * batch);
  return turnsOf(() => trainer.train(sequences), ring, {
    chunks: CHUNKS,
    chunkMs: CHUNK_MS,
    clock: () => performance.now(),
  });
}

function floorMicroseconds({ units, batch, steps, direction }: Shape, options: readonly string[]): number {
  const shape = ['--units', units, '--batch', batch, '--timesteps', steps].map(String);
  const reads = ['--direction', direction === 'bidirectional' ? 'bi' : 'uni'];
  return JSON.parse(execFileSync(floor!, [...shape, ...reads, ...options, '--quiet'], { encoding: 'utf8' })).us;
}

/** The cells of a shape: microseconds, then ratios with their bars. */
function row(shape: Shape, { fused, reference, tfjs, narrow, wide }: Times): string[] {
  const { direction, units, batch, steps, narrowBar, wideBar, tfjsBar } = shape;
  const name = `${direction}, ${units} units, batch ${batch}, ${steps} steps`;
  const microseconds = [fused, reference, tfjs, narrow, wide].map((turns) =>
    turns.length === 0 ? '–' : readable(median(turns)),
  );
  return [
    name,
    ...microseconds,
    ratio(fused, narrow, { name: `${name}: fused ÷ C at 128 bits`, most: narrowBar }),
    ratio(fused, wide, { name: `${name}: fused ÷ C at its best width`, most: wideBar }),
    ratio(tfjs, fused, { name: `${name}: TensorFlow.js ÷ fused`, least: tfjsBar }),
  ];
}

/** The median over the turns of a ÷ b, with its bar. */
function ratio(
  a: readonly number[],
  b: readonly number[],
  { name, most, least }: { name: string; most?: number | undefined; least?: number | undefined },
): string {
  if (a.length === 0 || b.length === 0) return '–';
  const value = median(a.map((each, turn) => each / b[turn]));
  if (most !== undefined) check(value <= most, `${name}: ${readable(value)}, bar ≤ ${most}`);
  if (least !== undefined) check(value >= least, `${name}: ${readable(value)}, bar ≥ ${least}`);
  const bar = most !== undefined ? ` (≤ ${most})` : least !== undefined ? ` (≥ ${least})` : '';
  return `${readable(value)}${bar}`;
}

interface ColdRun {
  /** From loading the kernel to the end of 1000 updates. */
  readonly trainedMs: number;
  /** To the metrics on 2000 test sequences. */
  readonly testedMs: number;
}

/** The article's run in processes of its own, without database. */
function coldRuns(): ColdRun[] {
  const dist = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);
  const program = `
    const { fusedEngine } = await import(${dist('engines/fused.js')});
    const { train } = await import(${dist('training/train.js')});
    const configuration = { task: 'cumulative-sum', sequence_length: 10, threshold: 2.5, units: 20, layers: 1,
      direction: 'bidirectional', merge_mode: 'concat', epochs: 1000, sequences_per_epoch: 1, batch_size: 1,
      learning_rate: 0.001, test_sequences: 2000, engine: 'fused' };
    const clock = () => performance.now();
    const before = clock();
    const engine = await fusedEngine();
    const loadMs = clock() - before;
    const result = await train({ planned: { configuration }, seed: 1 }, { engine, clock });
    if (result.status !== 'completed') throw new Error(result.status);
    console.log(JSON.stringify({ trainedMs: loadMs + result.trainMs, testedMs: clock() - before }));`;
  return Array.from({ length: COLD_RUNS }, () =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })),
  );
}

function report(rows: readonly string[][], cold: readonly ColdRun[]): string {
  const header = ['model', 'fused', 'reference', 'TensorFlow.js', 'C, 128 bits', 'C, widest'].concat([
    'fused ÷ C, 128 bits',
    'fused ÷ C, widest',
    'TensorFlow.js ÷ fused',
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${cpus()[0].model.trim()}, ${cpus().length} cores, ${arch()}, Node ${process.version}. µs per update, medians of ${TURNS} turns.`,
    '',
    line(header),
    line(header.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    `The article's run in a process of its own, medians of ${COLD_RUNS}: ${median(cold.map((run) => run.trainedMs)).toFixed(0)} ms from loading the kernel to the last of 1000 updates (bar < ${COLD_BAR_MS} ms), ${median(cold.map((run) => run.testedMs)).toFixed(0)} ms to the metrics on 2000 test sequences.`,
  ].join('\n');
}

function writeReport(text: string): void {
  const page = new URL('../../docs/performance.md', import.meta.url);
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->'];
  const before = readFileSync(page, 'utf8');
  const after = `${before.slice(0, before.indexOf(start) + start.length)}\n${text}\n${before.slice(before.indexOf(end))}`;
  writeFileSync(page, after);
}

function check(holds: boolean, sentence: string): void {
  if (!holds) missed.push(sentence);
}

/** Three digits, or all that stand before the point. */
function readable(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
