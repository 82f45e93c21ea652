/** Runs that end early, on a file with a validation part. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { openExperimentData } from '../../src/session/own-data.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { train } from '../../src/training/train.ts';
import type { EngineName, RunResult } from '../../src/vocabulary.ts';

const WRITTEN = {
  ...{ file: 'with-validation.csv', sequence: 'name', input: ['x'], label: 'y', test: { column: 'part' } },
};
const data = await openExperimentData(
  { task: 'own-data', written: WRITTEN },
  { file: join(import.meta.dirname, '../fixtures/own-data/test.yaml'), folder: null },
);

/** Of six training, three validation and three test sequences. */
async function trained(settings: string, engine: EngineName = 'fused'): Promise<RunResult & { status: 'completed' }> {
  const text = `data: ${JSON.stringify(WRITTEN)}\nunits: 2\nlearning_rate: 0.1\nengine: ${engine}\n${settings}`;
  const reading = readExperiment({ file: 'test.yaml', text, overrides: [], data: data.own });
  if (reading.kind === 'invalid') throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  const [{ planned }] = reading.experiment.points;
  const dataset = openDataset(planned.configuration);
  const result = await train({ planned, seed: 1 }, { engine: await engineNamed(engine), dataset, clock: () => 0 });
  if (result.status !== 'completed') throw new Error(result.status);
  return result;
}

const lossesOf = ({ curve }: RunResult & { status: 'completed' }) =>
  curve.map(({ validationLoss }) => Number(validationLoss?.toFixed(3)));

describe('a run with patience', () => {
  it('ends after so many epochs in a row without a lower validation loss', async () => {
    const run = await trained('batch_size: 1\nepochs: 12\npatience: 2');
    expect(lossesOf(run)).toEqual([0.64, 0.556, 0.458, 0.385, 0.324, 0.342, 0.353]);
    expect(run.stoppedAt).toBe(7);
  });

  it.each(['fused', 'reference', 'tfjs'] as const)('has the weights of its best epoch, in %s', async (engine) => {
    const run = await trained('batch_size: 1\nepochs: 12\npatience: 1', engine);
    expect(run.stoppedAt).toBe(6);
    const untilThere = await trained('batch_size: 1\nepochs: 5', engine);
    expect(run.weights).toEqual(untilThere.weights);
    expect(run.metrics.loss).toBe(untilThere.metrics.loss);
  });

  it('has them also where it goes on to the end', async () => {
    const run = await trained('batch_size: 1\nepochs: 12\npatience: 12');
    expect(run.stoppedAt).toBeUndefined();
    expect(run.curve).toHaveLength(12);
    expect(lossesOf(run).indexOf(0.27)).toBe(8); // the lowest, after the ninth epoch
    expect(run.weights).toEqual((await trained('batch_size: 1\nepochs: 9')).weights);
  });

  it('counts no loss as lower that is not so by more than min_delta', async () => {
    const run = await trained('batch_size: 1\nepochs: 12\npatience: 1\nmin_delta: 0.08');
    expect(run.stoppedAt).toBe(4); // 0.556 → 0.458 is by more, 0.458 → 0.385 is not
    expect(run.weights).toEqual((await trained('batch_size: 1\nepochs: 3')).weights);
  });

  it('is measured after each epoch, however batches lie in epochs', async () => {
    const run = await trained('batch_size: 4\nepochs: 6\npatience: 6');
    expect(run.curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lossesOf(run).every(Number.isFinite)).toBe(true);
  });
});

describe('a run without', () => {
  it('is not measured on the validation part', async () => {
    const run = await trained('epochs: 3');
    expect(run.curve.every((point) => !('validationLoss' in point))).toBe(true);
  });
});
