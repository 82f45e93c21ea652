/**
 * Data of one's own: how fast a table is read into sequences, how much sooner it is there the second time, and what an
 * update costs on them beside one on the sequences of a task.
 *
 *   npm run bench -- data
 *
 * Updates take turns, so that whatever else the machine does hits all of them; figures are medians. Seconds are those of the
 * processor, not of the clock: what waits for a shared machine does not count. Ends with an error where a bar is missed.
 */
import { once } from 'node:events';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { expect, it, onTestFinished } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import type { Model } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { stream } from '../../src/random.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import type { Source } from '../../src/tasks/dataset.ts';
import { bytesOnDisk } from '../../src/tasks/own-data/bytes.ts';
import { openData } from '../../src/tasks/own-data/open.ts';
import { ownDataset } from '../../src/tasks/own-data/own-data.ts';
import type { WrittenData } from '../../src/tasks/own-data/settings.ts';
import type { ModelInput } from '../../src/vocabulary.ts';
import { adam } from '../engines/examples.ts';

const ROWS = 600_000;
const COLUMNS = 8;
/** Reading, splitting and standardising beside csv-parse alone, which only cuts a table into cells. */
const READING_BAR = 2;
/** The second time, as a share of the first. */
const PREPARED_BAR = 0.2;
/** An update of own data beside one of a task, and of tokens beside numbers. */
const UPDATE_BAR = 1.1;
const TURNS = 15;
const UPDATES = 200;

function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Sequences of 10 steps. */
function writeTable(file: string): void {
  const random = stream(1, 'bench');
  const out = openSync(file, 'w');
  const names = Array.from({ length: COLUMNS }, (_, f) => `c${f}`);
  writeSync(out, `id,${names.join(',')},label\n`);
  for (let row = 0; row < ROWS; row += 1000) {
    const lines = Array.from({ length: 1000 }, (_, i) => {
      const cells = names.map(() => (10 * random.uniform()).toFixed(4));
      return `s${Math.floor((row + i) / 10)},${cells.join(',')},${random.below(3) === 0 ? 'a' : 'b'}\n`;
    });
    writeSync(out, lines.join(''));
  }
  closeSync(out);
}

/** The other layouts, about 10 MB each: how a file of it is written, and what is said of it. */
const LAYOUTS: readonly {
  readonly file: string;
  readonly map?: object;
  readonly head?: string;
  row(draw: Draw): string;
}[] = [
  {
    file: 'quoted.csv',
    map: { sequence: 'id', input: ['a', 'b', 'c'], label: 'y' },
    head: '"id","a","b","c","y"\n',
    row: ({ number, row, label }) => `"s${Math.floor(row / 10)}",${number()},${number()},${number()},"${label()}"\n`,
  },
  {
    file: 'wide.csv',
    map: { input: 't1 … t50', label: 'y' },
    head: `${Array.from({ length: 50 }, (_, t) => `t${t + 1}`).join(',')},y\n`,
    row: ({ number, label }) => `${Array.from({ length: 50 }, number).join(',')},${label()}\n`,
  },
  {
    file: 'texts.csv',
    map: { input: 'text', label: 'y' },
    head: 'text,y\n',
    row: ({ word, label }) => `${Array.from({ length: 20 }, word).join(' ')},${label()}\n`,
  },
  {
    file: 'numbers.jsonl',
    row: ({ number, label }) =>
      `{"input": [${Array.from({ length: 10 }, () => `[${number()}, ${number()}]`).join(', ')}], "label": "${label()}"}\n`,
  },
  {
    file: 'texts.jsonl',
    row: ({ word, label }) => `{"input": "${Array.from({ length: 20 }, word).join(' ')}", "label": "${label()}"}\n`,
  },
  {
    file: 'tags.conll',
    row: ({ word, label }) => `${Array.from({ length: 20 }, () => `${word()} NN ${label()}\n`).join('')}\n`,
  },
];

interface Draw {
  readonly row: number;
  readonly number: () => string;
  readonly word: () => string;
  readonly label: () => string;
}

function writeLayout(file: string, { head = '', row }: (typeof LAYOUTS)[number]): void {
  const random = stream(3, 'bench', file);
  const draw = {
    number: () => (10 * random.uniform()).toFixed(4),
    word: () => `w${random.below(3000)}`,
    label: () => (random.below(3) === 0 ? 'a' : 'b'),
  };
  const out = openSync(file, 'w');
  writeSync(out, head);
  for (let written = 0, count = 0; written < 1e7; ) {
    const lines = Array.from({ length: 200 }, () => row({ ...draw, row: count++ })).join('');
    written += writeSync(out, lines);
  }
  closeSync(out);
}

/** Seconds that csv-parse takes to cut a table into cells. */
async function parsedAlone(file: string): Promise<number> {
  const started = process.cpuUsage();
  const parser = parse({ relax_column_count: true });
  parser.on('data', () => {});
  const ended = once(parser, 'close');
  createReadStream(file, { highWaterMark: 2 ** 20 }).pipe(parser);
  await ended;
  return secondsSince(started);
}

it('reads as fast as its bars', async () => {
  const folder = temporary();
  const file = join(folder, 'table.csv');
  writeTable(file);
  const input = Array.from({ length: COLUMNS }, (_, f) => `c${f}`);
  const written: WrittenData = { file: 'table.csv', sequence: 'id', input, label: 'label' };
  const seconds: number[] = [];
  for (let time = 0; time < 2; time++) {
    const started = process.cpuUsage();
    const opened = await openData(written, { files: [bytesOnDisk(file, file)], folder: join(folder, 'prepared') });
    seconds.push(secondsSince(started));
    expect(opened.kind).toBe('opened');
  }
  const alone = await parsedAlone(file);
  const megabytes = statSync(file).size / 1e6;
  const [first, second] = seconds;
  const rss = process.resourceUsage().maxRSS / 1000;
  console.log(
    `${megabytes.toFixed(0)} MB, ${ROWS} rows of ${COLUMNS} numbers: ${(megabytes / first).toFixed(1)} MB/s the first time, ` +
      `${(megabytes / second).toFixed(0)} MB/s the second; csv-parse alone ${(megabytes / alone).toFixed(1)} MB/s; at most ${rss.toFixed(0)} MB of memory`,
  );
  expect(first / alone).toBeLessThan(READING_BAR);
  expect(second / first).toBeLessThan(PREPARED_BAR);
});

it('reads the other layouts', async () => {
  const folder = temporary();
  for (const layout of LAYOUTS) {
    const file = join(folder, layout.file);
    writeLayout(file, layout);
    const started = process.cpuUsage();
    const opened = await openData(
      { file: layout.file, ...layout.map },
      { files: [bytesOnDisk(file, file)], folder: null },
    );
    expect(opened.kind).toBe('opened');
    console.log(`${layout.file}: ${(statSync(file).size / 1e6 / secondsSince(started)).toFixed(1)} MB/s`);
  }
});

/** 20 units, forward, batches of 32, 10 steps, an answer at each. */
async function updating(input: ModelInput, source: Source) {
  const model: Model = {
    input,
    cell: 'lstm',
    units: 20,
    layers: 1,
    direction: 'forward',
    mergeMode: null,
    dropout: 0,
    output: { kind: 'sigmoid', per: 'step' },
  };
  const engine = await engineNamed('fused');
  const trainer = await engine.createTrainer(model, initialWeights(model, 1), {
    optimizer: adam(0.001),
    batchSize: 32,
    steps: 10,
  });
  /** Milliseconds of an update, drawing its sequences included. */
  return async () => {
    const started = process.cpuUsage();
    await trainer.train(source.next(32 * UPDATES));
    return (1000 * secondsSince(started)) / UPDATES;
  };
}

/** JSON lines of 10 steps: numbers, or tokens of a vocabulary of 40. */
async function ownData(kind: 'numbers' | 'tokens') {
  const random = stream(2, 'bench', kind);
  const lines = Array.from({ length: 2000 }, () => {
    const steps = Array.from({ length: 10 }, () => (kind === 'numbers' ? random.uniform() : `w${random.below(40)}`));
    return `${JSON.stringify({ input: steps, label: steps.map(() => random.below(2)) })}\n`;
  });
  const folder = temporary();
  const file = join(folder, `${kind}.jsonl`);
  const out = openSync(file, 'w');
  writeSync(out, lines.join(''));
  closeSync(out);
  const opened = await openData({ file: `${kind}.jsonl` }, { files: [bytesOnDisk(file, file)], folder: null });
  if (opened.kind === 'invalid') throw new Error(opened.problems[0].message);
  return ownDataset(opened.prepared);
}

it('updates as fast as its bars', async () => {
  const task = cumulativeSum.open({ task: '', sequence_length: 10, threshold: 2.5 });
  const [numbers, tokens] = [await ownData('numbers'), await ownData('tokens')];
  const contestants = {
    task: await updating(task.input, task.training(1)),
    numbers: await updating(numbers.input, numbers.training(1)),
    tokens: await updating(tokens.input, tokens.training(1)),
  };
  const times = { task: [] as number[], numbers: [] as number[], tokens: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const name of ['task', 'numbers', 'tokens'] as const) times[name].push(await contestants[name]());
  }
  const [ofTask, ofNumbers, ofTokens] = [times.task, times.numbers, times.tokens].map(median);
  console.log(
    `an update of 20 units, batch 32, 10 steps: ${ofTask.toFixed(3)} ms on cumulative-sum, ${ofNumbers.toFixed(3)} ms on ` +
      `numbers of a file, ${ofTokens.toFixed(3)} ms on tokens of one`,
  );
  expect(ofNumbers / ofTask).toBeLessThan(UPDATE_BAR);
  expect(ofTokens / ofNumbers).toBeLessThan(UPDATE_BAR);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
