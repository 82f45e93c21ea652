/**
 * Microseconds per update of the kernel in WebAssembly and of the native ones beside one another:
 *
 *   npm run bench -- kernel                  as ratios
 *   npm run bench -- kernel --floor PATH     also a C program of the same update, see speed.bench.ts
 *   npm run bench -- kernel --write          also writes the table into docs/performance.md
 *
 * Time is the processor's, so that others on the machine take less away, and the kernels take turns. Ends with an error
 * where a bar is missed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { expect, it } from 'vitest';
import { laneCounts, nativeKernelOf } from '../../src/engines/native-kernel.ts';
import { loadWasmKernel } from '../../src/engines/wasm-kernel.ts';
import { type KernelShape, kernelRunner } from './kernel-runner.ts';
import { median } from './turns.ts';

interface Shape extends KernelShape {
  /** The most that 16 lanes may take, as a multiple of the C program at its best width. */
  readonly bar: number;
}

const SHAPES: readonly Shape[] = [
  { units: 20, batch: 1, steps: 10, bar: 1 },
  { units: 20, batch: 32, steps: 10, bar: 1.3 },
  { units: 64, batch: 1, steps: 10, bar: 1.25 },
  { units: 64, batch: 32, steps: 10, bar: 1.7 },
  { units: 256, batch: 32, steps: 10, bar: 1.55 },
  { units: 20, batch: 1, steps: 100, bar: 1.2 },
  { units: 64, batch: 32, steps: 100, bar: 1.7 },
];
/** The least that WebAssembly must take as a multiple of so many lanes. */
const LEAST_GAIN = { 16: 2, 8: 1.45, 4: 0 } as const;

const TURNS = 5;

const floor = process.env.BENCH_FLOOR;
const missed: string[] = [];

it('is as fast as its bars', async () => {
  const lanes = laneCounts().filter((count) => count > 4);
  const rows: string[][] = [];
  for (const shape of SHAPES) {
    const kernels = new Map<string, () => number | Promise<number>>();
    kernels.set('WebAssembly', await kernelRunner(await loadWasmKernel(), shape));
    for (const count of lanes) kernels.set(`${count} lanes`, await kernelRunner(nativeKernelOf(count), shape));
    if (floor !== undefined) kernels.set('C', () => floorMicroseconds(shape));
    const turns = new Map([...kernels.keys()].map((name) => [name, [] as number[]]));
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [name, run] of kernels) turns.get(name)!.push(await run());
    }
    rows.push(row(shape, turns, lanes));
    console.log(rows.at(-1)!.join('   '));
  }
  const text = report(rows, lanes);
  console.log(`\n${text}\n`);
  if (process.env.BENCH_WRITE !== undefined) writeReport(text);
  expect(missed).toEqual([]);
});

function floorMicroseconds({ units, batch, steps }: Shape): number {
  const shape = ['--units', units, '--batch', batch, '--timesteps', steps, '--direction', 'bi', '--quiet'].map(String);
  return JSON.parse(execFileSync(floor!, shape, { encoding: 'utf8' })).us;
}

/** The cells of a shape: microseconds, then ratios with their bars. */
function row(
  { units, batch, steps, bar }: Shape,
  turns: ReadonlyMap<string, number[]>,
  lanes: readonly (4 | 8 | 16)[],
) {
  const name = `${units} units, batch ${batch}, ${steps} steps`;
  const ratio = (a: string, b: string) => median(turns.get(a)!.map((each, turn) => each / turns.get(b)![turn]));
  const cells = [name, ...[...turns.values()].map((each) => readable(median(each)))];
  for (const count of lanes) {
    const gain = ratio('WebAssembly', `${count} lanes`);
    if (gain < LEAST_GAIN[count]) missed.push(`${name}: WebAssembly ÷ ${count} lanes is ${readable(gain)}`);
    cells.push(`${readable(gain)} (≥ ${LEAST_GAIN[count]})`);
  }
  if (floor === undefined) return cells;
  const most = lanes.includes(16) ? bar : Number.POSITIVE_INFINITY;
  const above = ratio(`${lanes.at(-1) ?? ''} lanes`, 'C');
  if (above > most) missed.push(`${name}: native ÷ C is ${readable(above)}, bar ≤ ${bar}`);
  return [...cells, `${readable(above)} (≤ ${bar})`, readable(ratio('WebAssembly', 'C'))];
}

function report(rows: readonly string[][], lanes: readonly number[]): string {
  const header = ['bidirectional LSTM', 'WebAssembly', ...lanes.map((count) => `${count} lanes`)]
    .concat(floor === undefined ? [] : ['C'])
    .concat(lanes.map((count) => `WebAssembly ÷ ${count} lanes`))
    .concat(floor === undefined ? [] : ['native ÷ C', 'WebAssembly ÷ C']);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${cpus()[0].model.trim()}, ${cpus().length} cores, ${arch()}, Node ${process.version}. µs per update, medians of ${TURNS} turns.`,
    '',
    line(header),
    line(header.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

function writeReport(text: string): void {
  const page = new URL('../../docs/performance.md', import.meta.url);
  const [start, end] = ['<!-- kernel -->', '<!-- /kernel -->'];
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
