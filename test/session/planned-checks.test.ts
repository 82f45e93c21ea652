import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { plannedChecks } from '../../src/session/planned-checks.ts';
import type { PlannedConfiguration } from '../../src/vocabulary.ts';

function configurations(text: string): PlannedConfiguration[] {
  const reading = readExperiment({ file: 'example.yaml', text, overrides: [] });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.experiment.points.map(({ planned }) => planned);
}

const checksOf = (text: string) =>
  plannedChecks(configurations(text)).map(({ planned: { configuration: c }, engine }) => ({ ...c, engine }));

describe('the engine checks of an experiment', () => {
  it('are of every configuration, and of TensorFlow.js for the smallest of each kind', () => {
    const checks = checksOf('sweep:\n  units: [4, 16]\n  direction: [forward, bidirectional]\n');
    expect(checks.map(({ units, direction, engine }) => `${engine} ${direction} ${units}`).sort()).toEqual([
      'fused bidirectional 16',
      'fused bidirectional 4',
      'fused forward 16',
      'fused forward 4',
      'tfjs bidirectional 4',
      'tfjs forward 4',
    ]);
  });

  it('are the same in whatever order the file lists its values', () => {
    const forth = checksOf('sweep:\n  learning_rate: [0.001, 0.01, 0.1]\n  direction: [forward, backward]\n');
    const back = checksOf('sweep:\n  direction: [backward, forward]\n  learning_rate: [0.1, 0.01, 0.001]\n');
    expect(forth).toEqual(back);
    expect(new Set(forth.map(({ learning_rate }) => learning_rate))).toEqual(new Set([0.001, 0.01, 0.1]));
  });

  it('take 10 s at most, and then cover every kind of model and both ends of the sizes', () => {
    const units = Array.from({ length: 200 }, (_, i) => 20 + i);
    const planned = configurations(
      `sequence_length: 40\nsweep:\n  units: [${units}]\n  merge_mode: [concat, sum, mul, ave]\n`,
    );
    const checks = plannedChecks(planned);
    expect(checks.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0)).toBeLessThanOrEqual(10_000);
    const of = checks.map(({ planned: { configuration } }) => `${configuration.merge_mode} ${configuration.units}`);
    for (const merge of ['concat', 'sum', 'mul', 'ave']) {
      expect(of).toContain(`${merge} 20`);
      expect(of).toContain(`${merge} 219`);
    }
    expect(checks.length).toBeLessThan(planned.length);
  });

  it('are of TensorFlow.js alone where it trains', () => {
    expect(checksOf('engine: tfjs\nsweep:\n  direction: [forward, backward]\n').map(({ engine }) => engine)).toEqual([
      'tfjs',
      'tfjs',
    ]);
  });
});
