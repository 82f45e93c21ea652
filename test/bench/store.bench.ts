/**
 * What a large database takes: 20,000 runs, 10⁶ points of learning curves; and one of 4,000 configurations. Figures are
 * medians of five.
 * Ends with an error where one of the queries of results/README.md takes longer than it may, or a command more
 * processor time beside `node -e 0` than it may.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runQuery } from '../../src/store/query.ts';
import { EXAMPLE_QUERIES } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import type { RunResult } from '../../src/vocabulary.ts';
import { ARTICLE_MODEL } from '../examples.ts';
import { ENVIRONMENT, FINISHED, runsOf } from '../store/examples.ts';
import { range, result, sweep } from './large-sweep.ts';
import { processorMsOf } from './processor-time.ts';
import { median } from './turns.ts';

const TIMES = 5;
const QUERY_BAR_MS = 50;
const PAIRS_BAR_MS = 200;

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
/** Multiples of `node -e 0`. */
const COMMANDS = [
  { words: ['compare', 'hidden-sizes'], bar: 35 },
  { words: ['runs', 'hidden-sizes'], bar: 15 },
  { words: ['show', '77'], bar: 5 },
  { words: ['query', 'SELECT count(*), avg(accuracy) FROM pairs'], bar: 8 },
];

const OF_MANY_CONFIGURATIONS = [{ words: ['compare', 'wide'], bar: 60 }];

const folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
const path = join(folder, 'bothways.db');
afterAll(() => rmSync(folder, { recursive: true }));

function medianMs(work: () => unknown): number {
  const times = range(TIMES).map(() => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[(TIMES - 1) / 2];
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(70)} ${figure}`);
}

it('is fast enough with 20,000 runs', () => {
  const [large, small] = [sweep('hidden-sizes', 100, 100), sweep('small', 30, 10)];
  let store = openStore(path, { mode: 'write' });
  for (const each of [large, small]) store.saveExperiment(each, FINISHED);
  const runs = runsOf(large);
  const started = performance.now();
  runs.forEach((run, i) => {
    const keep = run.seed === 1 ? ARTICLE_MODEL : null;
    store.saveRun(run, result(i), { environment: ENVIRONMENT, finishedAt: FINISHED, keep });
  });
  print('runs stored per second', ((1000 * runs.length) / (performance.now() - started)).toFixed(0));
  store.close();
  print('size', `${(statSync(path).size / 1e6).toFixed(0)} MB`);

  const ms = (work: () => unknown) => `${medianMs(work).toFixed(1)} ms`;
  print(
    'opened and closed, to write',
    ms(() => openStore(path, { mode: 'write' }).close()),
  );
  print(
    'opened and closed, to read',
    ms(() => openStore(path, { mode: 'read' }).close()),
  );
  store = openStore(path, { mode: 'read' });
  print(
    'missing of 20,000',
    ms(() => store.missing(runs)),
  );
  print(
    'results of 600 runs',
    ms(() => store.results('small')),
  );
  print(
    'results of 20,000 runs',
    ms(() => store.results('hidden-sizes')),
  );
  print(
    'list of 20,000 runs',
    ms(() => store.listRuns({ experiment: 'hidden-sizes', sort: 'accuracy' })),
  );
  print(
    'one run with its curve',
    ms(() => store.run(1)),
  );
  store.close();

  const missed = EXAMPLE_QUERIES.filter(({ question, sql }) => {
    const taken = medianMs(() => runQuery(path, sql, { rowLimit: 10_000 }));
    print(question, `${taken.toFixed(1)} ms`);
    return taken > (sql.includes('pairs') ? PAIRS_BAR_MS : QUERY_BAR_MS);
  });
  expect([...missed, ...slowCommands(COMMANDS, path)]).toEqual([]);
});

it('is fast enough with 4,000 configurations', () => {
  const wide = sweep('wide', 2000, 2);
  const database = join(folder, 'wide.db');
  const store = openStore(database, { mode: 'write' });
  store.saveExperiment(wide, FINISHED);
  for (const [i, run] of runsOf(wide).entries()) {
    store.saveRun(run, withoutCurve(result(i)), { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null });
  }
  store.close();
  expect(slowCommands(OF_MANY_CONFIGURATIONS, database)).toEqual([]);
});

function withoutCurve(ended: RunResult): RunResult {
  return ended.status === 'failed' ? ended : { ...ended, curve: [] };
}

/** In turns with a process that does nothing. */
function slowCommands(commands: typeof COMMANDS, database: string): string[] {
  const times = [['-e', '0'], ...commands.map(({ words }) => [CLI, ...words, '--database', database])].map((args) => ({
    args,
    ms: [] as number[],
  }));
  for (const _ of range(TIMES)) for (const { args, ms } of times) ms.push(processorMsOf(args));
  const [nothing, ...taken] = times.map(({ ms }) => median(ms));
  return commands.flatMap(({ words, bar }, i) => {
    const ratio = taken[i] / nothing;
    print(words.join(' '), `${taken[i].toFixed(0)} ms of the processor, ${ratio.toFixed(1)} × node -e 0 (≤ ${bar})`);
    return ratio <= bar ? [] : [words.join(' ')];
  });
}
