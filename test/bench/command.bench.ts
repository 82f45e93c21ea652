/** The program as its users call it: from the shell to the table, two workers against one, and what is no training. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { runsOf } from '../../src/session/plan.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { train } from '../../src/training/train.ts';
import { read } from '../experiment/reading.ts';
import { endedChildrenMs } from './processor-time.ts';
import { median, processorMs } from './turns.ts';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const ROUNDS = 5;
let folder: string;
let databases = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
  writeFileSync(join(folder, 'article.yaml'), 'seeds: 1\n');
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'epochs: 27000\nseeds: 12\nsweep:\n  direction: [forward, bidirectional]\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

/** 400 runs each, of some 10 ms and of 3. */
const SHORT_RUNS = [
  { name: 'article', text: 'seeds: 200\nsweep:\n  direction: [forward, bidirectional]\n' },
  { name: 'short', text: 'units: 4\nepochs: 200\nseeds: 200\nsweep:\n  direction: [forward, bidirectional]\n' },
];
const MOST_OUTSIDE = 0.1;

function newDatabase(): string {
  return join(folder, `${++databases}.db`);
}

interface Taken {
  /** Seconds to the first line on stdout. */
  readonly table: number;
  readonly end: number;
  /** Seconds of processors, of all processes together. */
  readonly processor: number;
}

async function run(database: string, ...args: string[]): Promise<Taken> {
  const before = endedChildrenMs();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, [CLI, 'run', ...args, '--database', database], { cwd: folder });
  let table = Number.POSITIVE_INFINITY;
  child.stdout.on('data', () => {
    table = Math.min(table, seconds());
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return { table, end: seconds(), processor: (endedChildrenMs() - before) / 1000 };
}

/** A sweep with so many workers, its engines checked before. */
async function sweep(file: string, jobs: string): Promise<Taken> {
  const database = newDatabase();
  await run(database, file, 'seeds=1');
  return await run(database, file, '--jobs', jobs);
}

it("prints the article's run from the shell in under 0.4 s, before TensorFlow.js has checked it", async () => {
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await run(newDatabase(), 'article.yaml'));
  const table = median(runs.map((each) => each.table));
  const end = median(runs.map((each) => each.end));
  console.log(`article from the shell: table after ${table.toFixed(2)} s (bar 0.4), end after ${end.toFixed(2)} s`);
  expect(table).toBeLessThan(0.4);
});

it('trains a sweep at least 1.8 times as fast with two workers as with one', async () => {
  const ratios = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [await sweep('sweep.yaml', '1'), await sweep('sweep.yaml', '2')];
    ratios.push(one.table / two.table);
    const told = ({ table, processor }: Taken) => `${table.toFixed(2)} s (${processor.toFixed(2)} s of processors)`;
    console.log(`one worker ${told(one)}, two ${told(two)}`);
  }
  console.log(`two workers against one: ${median(ratios).toFixed(2)} times (bar 1.8)`);
  expect(median(ratios)).toBeGreaterThan(1.8);
});

it.each(SHORT_RUNS)('spends little of a sweep of many short runs outside training: $name', async ({ name, text }) => {
  writeFileSync(join(folder, `${name}-400.yaml`), text);
  await trainingSeconds(text.replace('200', '10')); // for the compilers
  const shares = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [whole, training] = [(await sweep(`${name}-400.yaml`, '2')).processor, await trainingSeconds(text)];
    shares.push(1 - training / whole);
    console.log(`${name}: ${whole.toFixed(2)} s of processors, ${training.toFixed(2)} s of them training`);
  }
  console.log(`${name}: ${(100 * median(shares)).toFixed(0)} % outside training (bar ${100 * MOST_OUTSIDE})`);
  expect(median(shares)).toBeLessThanOrEqual(MOST_OUTSIDE);
});

/** Processor time of all runs of a file but those of seed 1, one after the other in this process. */
async function trainingSeconds(text: string): Promise<number> {
  const engine = await engineNamed('fused');
  const started = processorMs();
  for (const run of runsOf(read(text).experiment)) {
    if (run.seed === 1) continue;
    await train(run, { engine, dataset: openDataset(run.planned.configuration), clock: () => performance.now() });
  }
  return (processorMs() - started) / 1000;
}
