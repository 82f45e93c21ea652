/** Workers that throw, exit, abort, hang, run out of memory or talk nonsense: each costs its own run and no other. */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { loadExperiment } from '../../src/experiment/load-experiment.ts';
import { openStore } from '../../src/store/store.ts';
import { execute } from '../../src/training/execute.ts';
import { processes } from '../../src/training/workers/processes.ts';
import type { Workers } from '../../src/training/workers/workers.ts';
import type { Experiment, Run } from '../../src/vocabulary.ts';
import { figure } from './figures.ts';
import { temporaryFolder, writeSweep } from './sweep.ts';

const MISBEHAVING = new URL('misbehaving-worker.mjs', import.meta.url);

/** By the seed that makes the worker behave so; the last one hangs and is ended by its time limit, a minute. */
const REASONS: readonly [number, RegExp][] = [
  [1, /ended with status 1: Error: a worker that throws$/],
  [2, /ended with status 1: .*a worker that rejects/],
  [3, /ended with status 0$/],
  [4, /ended with status 7$/],
  [5, /ended by SIGABRT/],
  [6, /ended by SIGSEGV$/],
  [7, /ended by SIG(ABRT|TRAP|ILL): FATAL ERROR: .*heap/],
  [8, /sent something that is not an answer$/],
  [9, /sent something that is not an answer$/],
  [10, /sent something that is not an answer$/],
  [11, /sent something that is not an answer$/],
  [12, /answered checked$/],
  [13, /sent something that is not an answer$/],
  [14, /ended with status 0$/],
  [15, /gave no answer in 6\d s and was ended$/],
];
const SEEDS = 40;

it(`${REASONS.length} ways to fail cost one run each, with its reason; the others are stored, and the next run tries again`, async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const reading = loadExperiment({ file: writeSweep(folder, { name: 'workers', seeds: SEEDS }), overrides: [] });
  if (reading.kind !== 'valid') throw new Error('expected a valid file');
  const { experiment } = reading;
  const runs = firstOfEachSeed(experiment);
  const store = openStore(join(folder, 'bothways.db'), { mode: 'write' });
  store.saveExperiment(experiment, new Date());
  const save = async (workers: Workers, left: readonly Run[]) => {
    const options = { workers, clock: () => performance.now(), keepsWeights: () => true };
    for await (const { run, result, environment } of execute(left, options)) {
      store.saveRun(run, result, { environment, finishedAt: new Date(), keep: null });
    }
  };

  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=64'); // so that memory is soon at its end
  await save(processes(4, MISBEHAVING), runs);
  vi.unstubAllEnvs();
  const failed = store.missing(runs);
  expect(failed.map(({ seed }) => seed)).toEqual(REASONS.map(([seed]) => seed));
  const errors = failed.map((run) => store.run(store.runId(run) ?? 0)?.error);
  REASONS.forEach(([, reason], i) => {
    expect(errors[i]).toMatch(reason);
  });

  await save(processes(4), failed);
  expect(store.missing(runs)).toEqual([]);
  store.close();
  figure(
    `${REASONS.length} workers that fail (throw, exit, abort, hang, memory, nonsense)`,
    `${failed.length} runs failed with their reason, ${runs.length - failed.length} others stored, all done by the next run`,
    startedAt,
  );
});

function firstOfEachSeed({ seeds, points: [{ planned }] }: Experiment): Run[] {
  return seeds.map((seed) => ({ planned, seed, engineVersion: 'reference-1' }));
}
