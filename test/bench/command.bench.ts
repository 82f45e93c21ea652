/** The program as its users call it: from the shell to the table, and two worker processes against one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const ROUNDS = 5;
let folder: string;
let databases = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
  writeFileSync(join(folder, 'article.yaml'), 'seeds: 1\n');
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'epochs: 20000\nseeds: 12\nsweep:\n  direction: [forward, bidirectional]\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

function newDatabase(): string {
  return join(folder, `${++databases}.db`);
}

/** Seconds to the first line on stdout and to the end. */
async function run(database: string, ...args: string[]): Promise<{ table: number; end: number }> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, [CLI, 'run', ...args, '--database', database], { cwd: folder });
  let table = Number.POSITIVE_INFINITY;
  child.stdout.on('data', () => {
    table = Math.min(table, seconds());
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return { table, end: seconds() };
}

/** Seconds of a sweep with so many workers, its engines checked before. */
async function sweep(jobs: string): Promise<number> {
  const database = newDatabase();
  await run(database, 'sweep.yaml', 'seeds=1');
  return (await run(database, 'sweep.yaml', '--jobs', jobs)).table;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

it("prints the article's run from the shell in under 0.4 s, before TensorFlow.js has checked it", async () => {
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await run(newDatabase(), 'article.yaml'));
  const table = median(runs.map((each) => each.table));
  const end = median(runs.map((each) => each.end));
  console.log(`article from the shell: table after ${table.toFixed(2)} s (bar 0.4), end after ${end.toFixed(2)} s`);
  expect(table).toBeLessThan(0.4);
});

it('trains a sweep at least 1.85 times as fast with two workers as with one', async () => {
  const ratios = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [await sweep('1'), await sweep('2')];
    ratios.push(one / two);
    console.log(`one worker ${one.toFixed(2)} s, two ${two.toFixed(2)} s`);
  }
  console.log(`two workers against one: ${median(ratios).toFixed(2)} times (bar 1.85)`);
  expect(median(ratios)).toBeGreaterThan(1.85);
});
