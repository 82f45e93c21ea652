/** An experiment on its way without a terminal: what is trained, what is kept, what is said of it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { runsOf } from '../../src/session/plan.ts';
import type { Session } from '../../src/session/session.ts';
import { trainAndSave } from '../../src/session/train-and-save.ts';
import { completed, ENVIRONMENT, FINISHED, newStore, temporaryFolder } from '../store/examples.ts';

const FILE = `
epochs: 10
test_sequences: 10
seeds: 2
sweep:
  direction: [forward, backward]
`;

function session(text = FILE): { session: Session; notes: string[]; said: string[] } {
  const file = join(temporaryFolder(), 'small.yaml');
  const [notes, said]: string[][] = [[], []];
  const surroundings = {
    clock: () => performance.now(),
    now: () => FINISHED,
    signal: new AbortController().signal,
    note: (line: string) => notes.push(line),
  };
  const reading = readExperiment({ file, text, overrides: [] });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  const { experiment } = reading;
  const store = newStore();
  store.saveExperiment(experiment, FINISHED);
  const say = (line: string) => said.push(line);
  const progress = { updates() {}, finished() {}, leftMs: () => null, say, stop() {} };
  return { session: { surroundings, store, experiment, jobs: 1, startProgress: () => progress }, notes, said };
}

describe('training and saving', () => {
  it('stores every run with the receipt of the process that made it, and the weights of the lowest seed', async () => {
    const { session: its, notes } = session();
    const runs = runsOf(its.experiment);
    expect(await trainAndSave(its, runs, { failFast: false, doneBefore: 0 })).toEqual({
      completed: 4,
      diverged: 0,
      failed: 0,
    });
    expect(its.store.missing(runs)).toEqual([]);
    const stored = runs.map((run) => its.store.run(its.store.runId(run) ?? 0));
    expect(stored.map((run) => [run?.seed, run?.hasModel])).toEqual([
      [1, true],
      [1, true],
      [2, false],
      [2, false],
    ]);
    expect(stored[0]?.environment).toMatchObject({
      node: process.version,
      backend: expect.stringMatching(/^(WebAssembly SIMD|native .+)$/),
    });
    expect(notes).toEqual([]);
  });

  it('says by which version runs were made that it trains again, and marks those as superseded', async () => {
    const { session: its, notes } = session();
    const runs = runsOf(its.experiment);
    const older = runs.slice(0, 3).map((run) => ({ ...run, engineVersion: 'fused-0' }));
    for (const run of older) {
      its.store.saveRun(run, completed(), { environment: ENVIRONMENT, finishedAt: FINISHED, keep: null });
    }
    const missing = its.store.missing(runs);
    expect(missing).toHaveLength(4);
    await trainAndSave(its, missing, { failFast: false, doneBefore: 0 });
    expect(notes).toEqual(['small: 3 runs were made by fused-0; training them again with fused-1']);
    expect(older.map((run) => its.store.run(its.store.runId(run) ?? 0)?.isSuperseded)).toEqual([true, true, true]);
  });

  it('goes on after a run that fails, and stops at it where that is asked for', async () => {
    for (const [failFast, failed] of [
      [false, 4],
      [true, 1],
    ] as const) {
      const { session: its, notes, said } = session();
      const wrong = runsOf(its.experiment).map((run) => ({ ...run, engineVersion: 'fused-0' }));
      expect(await trainAndSave(its, wrong, { failFast, doneBefore: 0 })).toEqual({
        completed: 0,
        diverged: 0,
        failed,
      });
      expect(said).toHaveLength(failed);
      expect(said[0]).toMatch(
        /^cumulative-sum, forward, 20 units, seed 1, fused failed: the run is to be made by fused-0/,
      );
      expect(notes.at(-1)).toBe(`${failed} run${failed === 1 ? '' : 's'} failed; the same command tries again`);
    }
  });
});
