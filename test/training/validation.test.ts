/** Runs that end early, on a file with a validation part. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/engines/engines.ts';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { modelOf } from '../../src/model/model.ts';
import { openExperimentData } from '../../src/session/own-data.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { startTrainer, train } from '../../src/training/train.ts';
import type { EngineName, RunResult, Sequences } from '../../src/vocabulary.ts';
import { read } from '../experiment/reading.ts';

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
    expect([run.stoppedAt, run.keptEpoch]).toEqual([7, 5]);
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
    expect([run.stoppedAt, run.keptEpoch]).toEqual([undefined, 9]);
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

describe('a run on fresh sequences with validation', () => {
  const settings = 'units: 2\nsequence_length: 4\nepochs: 400\ntest_sequences: 20\nseeds: 1';
  const fresh = async (more: string, engine: EngineName = 'fused') => {
    const { experiment } = read(`${settings}\nengine: ${engine}\n${more}`);
    const [{ planned }] = experiment.points;
    const dataset = openDataset(planned.configuration);
    const options = { engine: await engineNamed(engine), dataset, clock: () => 0 };
    const result = await train({ planned, seed: 1 }, options);
    if (result.status !== 'completed') throw new Error(result.status);
    return { result, planned, dataset };
  };

  it.each(['fused', 'reference'] as const)('learns the same to the bit, in %s', async (engine) => {
    const [without, with_] = await Promise.all([
      fresh('dropout: 0.2', engine),
      fresh('dropout: 0.2\nvalidation: 30', engine),
    ]);
    expect(with_.planned.key).not.toBe(without.planned.key);
    expect(with_.result.weights).toEqual(without.result.weights);
    expect(with_.result.metrics).toEqual(without.result.metrics);
    const trainingCurve = with_.result.curve.map(({ validationLoss: _, ...point }) => point);
    expect(trainingCurve).toEqual(without.result.curve);
    expect(without.result.curve.some((point) => 'validationLoss' in point)).toBe(false);
  });

  it('has the loss on the same fresh sequences at every point, of the model as it is there', async () => {
    const { result, planned, dataset } = await fresh('validation: 30');
    expect(result.curve).toHaveLength(200); // a point for two epochs
    expect(result.curve.every(({ validationLoss }) => Number.isFinite(validationLoss))).toBe(true);

    // By hand: the cross-entropy of what the trained model predicts
    const engine = await engineNamed('fused');
    const { configuration } = planned;
    const trainer = await startTrainer(engine, modelOf(configuration, dataset), { configuration, seed: 1, dataset });
    await trainer.restore({ ...(await trainer.state()), weights: result.weights as Float32Array });
    const sequences = dataset.validation(1)?.next(30) as Sequences;
    const outputs = await trainer.predict(sequences);
    const labels = Array.from(sequences.labels);
    const losses = labels.map((label, i) => -Math.log(label === 1 ? outputs[i] : 1 - outputs[i]));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(losses).toHaveLength(30 * 4);
    expect(result.curve.at(-1)?.validationLoss).toBeCloseTo(mean, 6);
    trainer.dispose();
  });

  it('stands for 100 of them where the file says true, and for none where it says false', () => {
    const of = (text: string) => read(text).experiment.points[0].planned;
    expect(of('validation: true').configuration.validation).toBe(100);
    expect(of('validation: true').key).toBe(of('validation: 100').key);
    expect(of('validation: false')).toEqual(of('{}'));
  });
});

describe('a run without', () => {
  it('is not measured on the validation part', async () => {
    const run = await trained('epochs: 3');
    expect(run.curve.every((point) => !('validationLoss' in point))).toBe(true);
  });
});
