/** What every kind of workers keeps, whoever does the jobs. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { engineNamed } from '../../../src/engines/engines.ts';
import { openDataset } from '../../../src/tasks/tasks.ts';
import type { Job } from '../../../src/training/job.ts';
import { train } from '../../../src/training/train.ts';
import type { Workers } from '../../../src/training/workers/workers.ts';
import type { Configuration } from '../../../src/vocabulary.ts';
import { ARTICLE } from '../../examples.ts';
import { planned } from '../examples.ts';

const SHORT = { ...ARTICLE, units: 4, epochs: 200, test_sequences: 100 };
/** Longer than any wait below, however fast the machine. */
const ENDLESS = { ...ARTICLE, units: 64, epochs: 1_000_000 };
/** Nobody waits so long: a test that does has failed. */
const options = { timeLimitMs: 100_000 };

export function keepsContract(name: string, start: () => Workers | Promise<Workers>): void {
  describe(`workers: ${name}`, () => {
    const started = async () => {
      const workers = await start();
      onTestFinished(() => workers.stop());
      return workers;
    };

    it('make the same bits of a job, one after the other and in all places at once', async () => {
      const workers = await started();
      const hashOf = async (seed: number) => {
        const answer = await workers.perform(training(SHORT, { seed }), options);
        return answer.kind === 'trained' && answer.result.status === 'completed' ? answer.result.weightsSha256 : answer;
      };
      expect(await hashOf(1)).toBe(await trainedHere(1));
      const seeds = [2, 3, 2, 3].slice(0, workers.places);
      expect(await Promise.all(seeds.map(hashOf))).toEqual(await Promise.all(seeds.map(trainedHere)));
    });

    it('give weights where they are wanted, and by whom they were made', async () => {
      const workers = await started();
      const kept = await workers.perform(training(SHORT, { keepWeights: true }), options);
      expect(kept).toMatchObject({
        kind: 'trained',
        engineVersion: 'fused-1',
        environment: { node: process.version, backend: expect.stringMatching(/^(WebAssembly SIMD|native .+)$/) },
        result: { status: 'completed', weights: expect.any(Float32Array) },
      });
      const dropped = await workers.perform(training(SHORT, { keepWeights: false }), options);
      expect(dropped).toMatchObject({ result: { weights: null, weightsSha256: await trainedHere(1) } });
    });

    it('tell how many updates are done, never fewer than before', async () => {
      const workers = await started();
      const told: number[] = [];
      const onProgress = (updates: number) => {
        told.push(updates);
        if (new Set(told.filter((done) => done > 0)).size === 2) workers.stop();
      };
      await workers.perform(training(ENDLESS), { ...options, onProgress });
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBeGreaterThan(0);
      expect(told.at(-1)).toBeLessThan(ENDLESS.epochs);
    });

    it('check an engine', async () => {
      const job: Job = { kind: 'check', configuration: SHORT, seed: 1, engineVersion: 'fused-1' };
      const answer = await (await started()).perform(job, options);
      expect(answer).toMatchObject({ kind: 'checked', engineVersion: 'fused-1', check: { passed: true } });
    });

    it('never do a job for another version of its engine: they refuse it, or do not even see it', async () => {
      const workers = await started();
      setTimeout(() => workers.stop(), 2000);
      const answer = await workers.perform(training(SHORT, { engineVersion: 'fused-0' }), options);
      expect(answer).toEqual({
        kind: 'failed',
        reason: expect.stringMatching(
          /^(the run is to be made by fused-0, and this process has fused-1\.|it was stopped)/,
        ),
      });
    });

    it('answer a job that cannot be done with the reason, and do the next one', async () => {
      const workers = await started();
      const answer = await workers.perform(training({ ...SHORT, task: 'no-task' }), options);
      expect(answer).toEqual({ kind: 'failed', reason: expect.stringContaining('no-task') });
      expect(await workers.perform(training(SHORT), options)).toMatchObject({ kind: 'trained' });
    });

    it('end a job after its time limit, and do the next one', async () => {
      const workers = await started();
      const answer = await workers.perform(training(ENDLESS), { timeLimitMs: 300 });
      expect(answer).toEqual({ kind: 'failed', reason: expect.stringMatching(/in 0 s/) });
      expect(await workers.perform(training(SHORT), options)).toMatchObject({ kind: 'trained' });
    });

    it('end a job under way when they are stopped', async () => {
      const workers = await started();
      const answer = workers.perform(training(ENDLESS), { ...options, onProgress: () => workers.stop() });
      expect(await answer).toEqual({ kind: 'failed', reason: 'it was stopped' });
    });
  });
}

/** The hash that the training loop gives when it is called by itself. */
async function trainedHere(seed: number): Promise<string> {
  const engine = await engineNamed('fused');
  const options = { engine, dataset: openDataset(SHORT), clock: () => performance.now() };
  const result = await train({ planned: planned(SHORT), seed }, options);
  if (result.status !== 'completed') throw new Error(result.status);
  return result.weightsSha256;
}

function training(
  configuration: Configuration,
  { seed = 1, keepWeights = false, engineVersion = 'fused-1' } = {},
): Job {
  return { kind: 'train', planned: planned(configuration), seed, keepWeights, engineVersion };
}
