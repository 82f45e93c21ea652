import { describe, expect, it } from 'vitest';
import { type ExecuteOptions, execute, executeTogether, workersFor } from '../../src/training/execute.ts';
import type { Answer, Job } from '../../src/training/job.ts';
import { here } from '../../src/training/workers/here.ts';
import { processes } from '../../src/training/workers/processes.ts';
import type { Workers } from '../../src/training/workers/workers.ts';
import type { Run } from '../../src/vocabulary.ts';
import { ARTICLE } from '../examples.ts';
import { planned } from './examples.ts';
import { childrenOf, gone } from './processes.ts';

const clock = () => performance.now();
const runs: Run[] = [1, 2, 3, 4].map((seed) => ({
  planned: planned({ ...ARTICLE, units: 4, epochs: 200, test_sequences: 100 }),
  seed,
  engineVersion: 'fused-1',
}));
const long = runs.map((run) => ({ ...run, planned: planned({ ...ARTICLE, epochs: 1_000_000 }) }));

async function hashes(workers: Workers, options: Partial<ExecuteOptions> = {}): Promise<Record<number, string>> {
  const bySeed: Record<number, string> = {};
  for await (const { run, result } of execute(runs, { workers, clock, keepsWeights: () => false, ...options })) {
    bySeed[run.seed] = result.status === 'completed' ? result.weightsSha256 : result.status;
  }
  return bySeed;
}

describe('executing runs', () => {
  it('gives the same bits in this process and in one, two or four others, and leaves none of them behind', async () => {
    const inThisOne = await hashes(here({ clock }));
    expect(Object.values(inThisOne).every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    for (const places of [1, 2, 4]) expect(await hashes(processes(places))).toEqual(inThisOne);
    await gone(childrenOf(process.pid));
  });

  it('tells of every run that it is handed out, before it tells of its updates', async () => {
    const told = new Map<Run, number[]>();
    await hashes(processes(2), {
      onProgress: (run, updates) => told.set(run, [...(told.get(run) ?? []), updates]),
    });
    expect([...told.values()].map(([first]) => first)).toEqual([...told.values()].map(() => 0));
    for (const updates of told.values()) expect(updates).toEqual(updates.toSorted((a, b) => a - b));
  });

  it.each([
    ['this process', () => here({ clock })],
    ['others', () => processes(2)],
  ])('in %s throws the reason of its signal and leaves no process behind', async (_, start) => {
    const abortion = new AbortController();
    const reason = new Error('interrupted');
    const executing = (async () => {
      const options = { workers: start(), clock, keepsWeights: () => false, signal: abortion.signal };
      for await (const _ of execute(long, { ...options, onProgress: () => abortion.abort(reason) }));
    })();
    await expect(executing).rejects.toBe(reason);
    await gone(childrenOf(process.pid));
  });

  it('leaves no process behind when nobody wants a further result', async () => {
    for await (const _ of execute(runs, { workers: processes(3), clock, keepsWeights: () => false })) break;
    await gone(childrenOf(process.pid));
  });

  it('yields together what finishes together, and says that it is kept once more is asked for', async () => {
    const kept: number[] = [];
    const answers: ((answer: Answer) => void)[] = [];
    const workers: Workers = {
      ...here({ clock }),
      places: 3,
      kept: ({ seed }) => kept.push(seed),
      perform: () =>
        new Promise((resolve) => {
          answers.push(resolve);
          if (answers.length >= 3) for (const answer of answers.splice(0)) answer({ kind: 'failed', reason: '' });
        }),
    };
    const six = [...runs, ...runs.slice(0, 2).map((run) => ({ ...run, seed: run.seed + 4 }))];
    const seeds: number[][] = [];
    for await (const together of executeTogether(six, { workers, clock, keepsWeights: () => false })) {
      expect(kept).toEqual(seeds.flat());
      seeds.push(together.map(({ run }) => run.seed));
    }
    expect(seeds).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(kept).toEqual(seeds.flat());
  });

  it.each<[string, Answer, string]>([
    ['a failure', { kind: 'failed', reason: 'out of luck' }, 'out of luck'],
    ['another kind of answer', { kind: 'checked', check: check(), ...doneBy('fused-1') }, 'answered checked'],
    [
      'a result by another version',
      { kind: 'trained', result: { status: 'diverged', trainMs: 1, curve: [], divergedAt: 1 }, ...doneBy('fused-0') },
      'answered with a result by fused-0',
    ],
  ])('takes %s for a failed run, and goes on', async (_, odd, error) => {
    const workers: Workers = {
      ...here({ clock }),
      perform: (job: Job, options) => (job.seed === 2 ? Promise.resolve(odd) : here({ clock }).perform(job, options)),
    };
    const ended: string[] = [];
    for await (const { result } of execute(runs, { workers, clock, keepsWeights: () => false })) {
      ended.push(result.status === 'failed' ? result.error : result.status);
    }
    expect(ended).toEqual(['completed', error, 'completed', 'completed']);
  });
});

describe('workersFor', () => {
  it('takes this process for what is soon done, else as many others as it may', () => {
    expect(workersFor(runs, { jobs: 3, clock }).places).toBe(1);
    expect(workersFor(long, { jobs: 3, clock }).places).toBe(3);
  });
});

function check() {
  return { against: 'float64', updates: 4, lossDifference: 0, weightDifference: 0, passed: true };
}

function doneBy(engineVersion: string) {
  const environment = { version: '0', gitCommit: null, gitDirty: null, node: '', os: '', cpu: '', backend: '' };
  return { engineVersion, environment };
}
