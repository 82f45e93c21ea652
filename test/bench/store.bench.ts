/**
 * What a large database takes: 20,000 runs, 10⁶ points of learning curves. Figures are medians of five.
 * Ends with an error where one of the queries of results/README.md takes longer than it may.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import { runQuery } from '../../src/store/query.ts';
import { EXAMPLE_QUERIES } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import type { Experiment, RunResult } from '../../src/vocabulary.ts';
import { NOT_MEASURED } from '../not-measured.ts';
import { ENVIRONMENT, experiment, FINISHED, planned, point, runsOf } from '../store/examples.ts';

const TIMES = 5;
const QUERY_BAR_MS = 50;
const PAIRS_BAR_MS = 200;

const folder = mkdtempSync(join(tmpdir(), 'bothways-bench-'));
const path = join(folder, 'bothways.db');

/** Two directions of so many units, with so many seeds. */
function sweep(name: string, units: number, seeds: number): Experiment {
  const points = range(units).flatMap((u) =>
    (['forward', 'bidirectional'] as const).map((level) =>
      point({ units: u }, level, planned({ units: u, direction: level, sequence_length: 10, threshold: 2.5 })),
    ),
  );
  return experiment({ name, points, seeds: range(seeds) });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** 50 points of a curve, 10 time steps, the 3,561 weights of the article's model. */
function result(number: number): RunResult {
  const weights = new Float32Array(3561).fill(number);
  return {
    status: 'completed',
    trainMs: 8,
    curve: range(50).map((i) => ({ epoch: 20 * i, loss: 1 / i, accuracy: 0.9 })),
    testGroups: null,
    metrics: {
      accuracy: 0.9 + (number % 97) / 1000,
      loss: 0.25,
      sequence_accuracy: 0.5,
      training_loss: 0.375,
      ...NOT_MEASURED,
    },
    steps: range(10).map((step) => ({ step, accuracy: 0.9, mae: null, counted: 2000 })),
    weights,
    weightsSha256: weightsSha256(weights),
  };
}

/** Of the article's bidirectional configuration. */
const MODEL: Model = {
  input: { kind: 'numbers', features: 1 },
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'bidirectional',
  mergeMode: 'concat',
  dropout: 0,
  output: { kind: 'sigmoid', per: 'step' },
};

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
    const keep = run.seed === 1 ? MODEL : null;
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
  rmSync(folder, { recursive: true });
  expect(missed).toEqual([]);
});
