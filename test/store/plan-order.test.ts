/** The order in which the file names its points is the one in which they are told. */
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { FINISHED, newStore } from './examples.ts';

/** None is sorted upwards or downwards, as numbers or as text. */
const SWEEPS = [
  'engine: [reference, tfjs, fused]',
  'direction: [forward, backward, bidirectional]',
  'units: [16, 4, 32]',
  'learning_rate: [0.01, 0.001, 0.1]',
  'cell: [gru, simple_rnn, lstm]',
  'optimizer: [sgd, adam, rmsprop]',
  'task: [cumulative-sum, balance-point, remaining-sum]',
];

describe('the points of a stored experiment', () => {
  it.each(SWEEPS)('stand in the order of the file: %s', (sweep) => {
    const [other] = SWEEPS.filter((each) => each !== sweep);
    const text = `name: ordered\nsweep:\n  ${sweep}\n  ${other}\n`;
    const reading = readExperiment({ file: 'ordered.yaml', text, overrides: [] });
    if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
    const store = newStore();
    store.saveExperiment(reading.experiment, FINISHED);
    const written = reading.experiment.points.map(({ planned }) => planned.key);
    expect(new Set(written).size).toBe(9);
    expect(store.results('ordered')?.points.map(({ planned }) => planned.key)).toEqual(written);
    expect(store.experiment('ordered')?.points.map(({ planned }) => planned.key)).toEqual(written);
  });
});
